import { divisorOf, expand, type Fraction } from "./fraction.ts";
import { add, type Polynomial, scale, UNIT } from "./polynomial.ts";
import { isZero, negative, plus, type Rational, rational, times, ZERO } from "./rational.ts";

/** A polynomial as a combination of the basis. */
interface Row {
  readonly vector: Polynomial;
  readonly multiples: readonly Rational[];
}

/**
 * The rational numbers cₖ with x = Σ cₖ basisₖ, if there are any.
 *
 * By Gaussian elimination of the numerators over a common denominator, vectors over the monomials.
 *
 * @param x A fraction other than 0.
 * @param basis Fractions that are linearly independent over the rational numbers.
 */
export function combinationOf(x: Fraction, basis: readonly Fraction[]): Rational[] | undefined {
  const shared = divisorOf([x, ...basis]);
  const pivots: { readonly key: string; readonly row: Row }[] = [];
  const reduce = (row: Row) => pivots.reduce((rest, pivot) => eliminate(rest, pivot), row);

  basis.forEach((vector, k) => {
    const multiples = basis.map((_, j) => rational(j === k ? 1n : 0n));
    const row = reduce({ vector: expand(vector, shared), multiples });
    const [key] = row.vector.keys();
    if (key !== undefined) pivots.push({ key, row });
  });
  const rest = reduce({ vector: expand(x, shared), multiples: basis.map(() => ZERO) });
  return rest.vector.size === 0 ? rest.multiples.map(negative) : undefined;
}

/** Subtracts the multiple of the pivot's row that removes the pivot's monomial. */
function eliminate(row: Row, pivot: { readonly key: string; readonly row: Row }): Row {
  const entry = row.vector.get(pivot.key);
  if (entry === undefined) return row;
  const { numerator, denominator } = pivot.row.vector.get(pivot.key)!.coefficient;
  const factor = negative(times(entry.coefficient, rational(denominator, numerator)));
  return {
    vector: add(row.vector, scale(pivot.row.vector, { coefficient: factor, monomial: UNIT })),
    multiples: row.multiples.map((multiple, k) => {
      return isZero(pivot.row.multiples[k]!)
        ? multiple
        : plus(multiple, times(factor, pivot.row.multiples[k]!));
    }),
  };
}
