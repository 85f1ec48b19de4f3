import fc from "fast-check";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../src/core/random/random.ts";

/** The variables of the formulas drawn here. */
export const NAMES = ["x", "y", "z"] as const;

/** A formula of three variables, over any arithmetic. */
export type RandomFormula = <T>(m: Arithmetic<T>, variables: readonly T[]) => T;

/** Numbers as people write them, and some that only float64 has. */
const constants = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 2, 3, 0.1, 0.3, 0.5, -1, -2, 1.5, 1e-7, 12) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

const { formula } = fc.letrec<{ formula: RandomFormula }>((tie) => {
  const part = tie("formula");
  const unary = fc.constantFrom("neg", "exp", "expm1", "log", "log1p", "tanh", "sqrt", "erf");
  const binary = fc.constantFrom("add", "sub", "mul", "div", "xlogy", "xdivy");
  const variable = fc.nat(NAMES.length - 1).map((n): RandomFormula => (_, variables) => {
    return variables[n]!;
  });
  const constant = constants.map((value): RandomFormula => (m) => m.constant(value));
  const sum = fc.tuple(binary, part, part).map(([operator, f, g]): RandomFormula => {
    return (m, variables) => m[operator](f(m, variables), g(m, variables));
  });
  const power = fc.tuple(unary, part).map(([operator, f]): RandomFormula => {
    return (m, variables) => m[operator](f(m, variables));
  });
  const square = fc.tuple(binary, part).map(([operator, f]): RandomFormula => (m, variables) => {
    const twice = f(m, variables);
    return m[operator](twice, twice);
  });
  const cases = fc.tuple(part, part, part).map(([f, g, h]): RandomFormula => (m, variables) => {
    return m.choose(f(m, variables), g(m, variables), h(m, variables));
  });
  return {
    formula: fc.oneof(
      { depthSize: "medium", maxDepth: 6, withCrossShrink: true },
      { weight: 1, arbitrary: variable },
      { weight: 1, arbitrary: constant },
      { weight: 5, arbitrary: sum },
      { weight: 4, arbitrary: power },
      { weight: 1, arbitrary: square },
      { weight: 1, arbitrary: cases },
    ),
  };
});

/** Formulas of all operations, nested a few deep. */
export const formulas: fc.Arbitrary<RandomFormula> = formula;

/** Values for the variables in general position: at none of them two things agree by chance. */
export const points: fc.Arbitrary<readonly number[]> = fc.nat().map((seed) => {
  return Array.from(uniform(deriveKey(randomKey(seed), PURPOSE.draw), NAMES.length, -2, 2));
});

/** Any numbers, special ones included. */
export const anyNumbers: fc.Arbitrary<readonly number[]> = fc.array(fc.double(), {
  minLength: NAMES.length,
  maxLength: NAMES.length,
});

/** Values by the names of the variables. */
export function bind<T>(values: readonly T[]): Record<string, T> {
  return Object.fromEntries(NAMES.map((name, k) => [name, values[k]!]));
}
