import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import type { Claim, ClaimedGradient, Variables } from "../prover/claim.ts";

/** Claims that gradients are derivatives: those of dual numbers. */
export function derivativeClaim(
  subject: string,
  draw: <T>(m: Variables<T>) => readonly ClaimedGradient<T>[],
): Claim {
  return {
    subject,
    gradients: draw,
    sides: (m) => {
      const drawn = draw(m);
      return {
        got: drawn.flatMap(({ got }) => got),
        expected: drawn.flatMap(({ at, f }) =>
          derivatives(m, at, (d, along) => f(d, along, fixedIn(m)))
        ),
        derivatives: drawn.flatMap(({ at, f, names }) => {
          const of = f(m, at, (value) => value);
          return at.map((by, j) => ({ of, by, ...(names && { name: names[j]! }) }));
        }),
      };
    },
  };
}

/** Takes a value as a constant. */
export function fixedIn<T>(m: Arithmetic<T>): (value: T) => Dual<T> {
  return (value) => new Dual(value, m.zero);
}

/** A derivative, undefined where the value is: a constant NaN has slope 0, and 0 · NaN is NaN. */
export function whereDefined<T>(m: Arithmetic<T>, { value, slope }: Dual<T>): T {
  return m.add(slope, m.mul(m.zero, value));
}

/** The derivatives of a function of a row by its entries. */
export function derivatives<T>(
  m: Arithmetic<T>,
  row: readonly T[],
  f: (d: Arithmetic<Dual<T>>, row: readonly Dual<T>[]) => Dual<T>,
): T[] {
  const d = dual(m);
  return row.map((_, j) => {
    const along = row.map((entry, k) => new Dual(entry, k === j ? m.one : m.zero));
    return whereDefined(m, f(d, along));
  });
}
