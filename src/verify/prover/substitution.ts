import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { type Expression, Operation } from "../../core/arithmetic/expression.ts";
import {
  asNumber,
  equals,
  isInteger,
  isZero,
  ONE,
  type Rational,
} from "../../symbolic/algebra/rational.ts";
import type { LinearForm } from "../../symbolic/algebra/inequalities.ts";
import { type Captured, foldingNeutral, movingIn, readRoots } from "./captured.ts";

/** A claim of some entries alone. */
export function only(claim: Captured, entries: readonly number[]): Captured {
  const { got, expected, derivatives } = claim;
  if (entries.length === got.length) return claim;
  return {
    ...claim,
    moving: movingIn(claim),
    got: entries.map((i) => got[i]!),
    expected: entries.map((i) => expected[i]!),
    derivatives: entries.map((i) => derivatives[i]),
  };
}

/** Whether constants can stand for all numbers of a form, exactly. */
export function isExpressible({ constant, terms }: LinearForm): boolean {
  return [constant, ...terms.values()].every(({ numerator, denominator }) =>
    asNumber({ numerator, denominator }) !== undefined ||
    [numerator, denominator].every((each) => isInteger({ numerator: each, denominator: 1n }))
  );
}

/** A claim with a variable replaced by a form of the others. */
export function substitute(claim: Captured, variable: number, form: LinearForm): Captured {
  const { m, ranges } = claim;
  const number = (x: Rational) => {
    const known = asNumber(x);
    if (known !== undefined) return m.constant(known);
    return m.div(m.constant(Number(x.numerator)), m.constant(Number(x.denominator)));
  };
  let value: Expression | undefined = isZero(form.constant) ? undefined : number(form.constant);
  for (const [each, coefficient] of form.terms) {
    // Bounds of rounding grow with each operation: what is equal stays exactly equal.
    const term = equals(coefficient, ONE)
      ? m.variable(`${each}`)
      : m.mul(number(coefficient), m.variable(`${each}`));
    value = value === undefined ? term : m.add(value, term);
  }
  const values = ranges.map((_, k) => k === variable ? value ?? m.zero : m.variable(`${k}`));
  // Arguments are found in formulas without x + 0, where they must be found again.
  const plain = foldingNeutral(m);
  const there = replaced(claim, (roots) => readRoots(roots, plain, values));
  return { ...there, whole: claim.whole ?? claim };
}

/**
 * A claim with a formula replaced by 0, wherever it may vanish. The variables stay free, so that what
 * holds of this claim holds of the other where the formula vanishes, but not the other way round.
 *
 * @returns Undefined if the formula does not stand in the claim.
 */
export function assumeZero(claim: Captured, vanishing: Expression): Captured | undefined {
  const { m } = claim, plain = foldingNeutral(m);
  const values = new Map<Expression, Expression>([[vanishing, m.zero]]);
  const valueOf = (node: Expression): Expression => {
    if (!(node instanceof Operation)) return node;
    const [x, ...others] = node.operands.map((operand) => values.get(operand)!);
    if (node.operator === "log1p" && m.add(m.one, node.operands[0]!) === vanishing) {
      return m.log(m.zero);
    }
    return (plain[node.operator] as (...operands: Expression[]) => Expression)(x!, ...others);
  };
  const there = replaced(claim, (roots) => {
    for (const node of postOrder(roots)) {
      if (!values.has(node)) values.set(node, valueOf(node));
    }
    return roots.map((root) => values.get(root)!);
  });
  const isSame = [...there.got, ...there.expected].every((root, i) => {
    return root === [...claim.got, ...claim.expected][i];
  });
  return isSame ? undefined : {
    ...there,
    whole: claim.whole ?? claim,
    vanishing: [...there.vanishing ?? [], vanishing],
  };
}

function replaced(
  claim: Captured,
  there: (roots: readonly Expression[]) => Expression[],
): Captured {
  const { m, ranges, got, expected, derivatives, vanishing } = claim;
  const at = claim.at ?? ranges.map((_, k) => m.variable(`${k}`));
  const of = derivatives.flatMap((each) => each?.of ?? []);
  // All at once, as they have most of their formulas in common.
  const left = there([...got, ...expected, ...of, ...at, ...vanishing ?? []]);
  const next = ({ length }: readonly unknown[]) => left.splice(0, length);
  return {
    ...claim,
    got: next(got),
    expected: next(expected),
    derivatives: derivatives.map((each) => each && { ...each, of: left.shift()! }),
    at: next(at),
    ...(vanishing && { vanishing: next(vanishing) }),
  };
}

/** A claim without operations that change no number. */
export function withoutNeutral(claim: Captured): Captured {
  const { m, ranges } = claim, plain = foldingNeutral(m);
  const variables = ranges.map((_, k) => m.variable(`${k}`));
  return replaced(claim, (roots) => readRoots(roots, plain, variables));
}

/** Names claims alike whose formulas are alike. */
export function naming(): (
  claim: Pick<Captured, "got" | "expected" | "vanishing">,
) => string {
  const numbers = new Map<Expression, number>();
  return ({ got, expected, vanishing = [] }) =>
    [...got, ...expected, ...vanishing].map((node) => {
      if (!numbers.has(node)) numbers.set(node, numbers.size);
      return numbers.get(node)!;
    }).join();
}
