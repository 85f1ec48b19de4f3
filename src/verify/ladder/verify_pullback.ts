import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { drawSeed } from "../../core/random/random.ts";
import { checkFormulas, checkFunctions, isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import {
  checkNames,
  type Matrices,
  type MatrixFunction,
  named,
  type Results,
  type Size,
  sized,
  unnamed,
} from "../claims/matrix_function.ts";
import { namedRule, type Rule, shapesOf } from "../claims/rule.ts";
import { checkRuleContinuity } from "../discontinuities/check_continuity.ts";
import { bySize, proveRule } from "./rule_verdicts.ts";
import { Verification } from "./verification.ts";

/**
 * A function of named matrices and its pullback, for {@linkcode verifyPullback}.
 * @category Proofs
 */
export interface Pullback<
  In extends string,
  Fixed extends In = never,
  Out extends string = keyof Matrix,
> extends MatrixFunction<In, Fixed, Out> {
  /**
   * From the errors of the outputs, ∂L/∂outputs, to those of the inputs, ∂L/∂inputs, by name: the
   * transposed Jacobian times the errors.
   */
  readonly pullback: <T>(
    m: Arithmetic<T>,
    inputs: Matrices<NoInfer<In>, T>,
    errors: Results<NoInfer<Out>, T>,
    outputs: Results<NoInfer<Out>, T>,
  ) => Matrices<NoInfer<Exclude<In, Fixed>>, T>;
  /** The seed of all random values; drawn from entropy by default, and recorded in the findings. */
  readonly seed?: number;
}

/**
 * A function of named matrices and its derivative, for {@linkcode verifyDerivative}.
 * @category Proofs
 */
export interface ForwardDerivative<
  In extends string,
  Fixed extends In = never,
  Out extends string = keyof Matrix,
> extends MatrixFunction<In, Fixed, Out> {
  /** From the tangents of the inputs to those of the outputs: the Jacobian times the tangents. */
  readonly derivative: <T>(
    m: Arithmetic<T>,
    inputs: Matrices<NoInfer<In>, T>,
    tangents: Matrices<NoInfer<Exclude<In, Fixed>>, T>,
    outputs: Results<NoInfer<Out>, T>,
  ) => Results<NoInfer<Out>, T>;
  /** The seed of all random values; drawn from entropy by default, and recorded in the findings. */
  readonly seed?: number;
}

/**
 * Proves that a hand-written pullback is the derivative of its function, whatever both are.
 *
 * Both are functions of matrices, generic over the arithmetic. Each entry is compared with the
 * derivative that dual numbers carry, over residues, on all sign patterns of what the function chooses
 * by; the formulas are tied to what they compute in float64, and where the function chooses, its sides
 * are compared.
 *
 * @returns The verdicts, which print as a table: the pullback, and what happens where something is
 * chosen.
 * @throws {TypeError} If an option is unknown or not of its type, or a formula does not return
 * matrices of values of the arithmetic, of the right names and sizes.
 *
 * @example A product of matrices, and a pullback that forgets to transpose
 * ```ts
 * import { times, timesTransposed, transposedTimes, verifyPullback } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const product = {
 *   name: "x w",
 *   inputs: { x: [2, 3], w: [3, 2] },
 * } as const;
 * const right = verifyPullback({
 *   ...product,
 *   value: (m, { x, w }) => times(m, x, w),
 *   pullback: (m, { x, w }, errors) => ({
 *     x: timesTransposed(m, errors, w),
 *     w: transposedTimes(m, x, errors),
 *   }),
 * });
 * assertEquals(right.verdicts[0]!.verdict, "proved");
 *
 * const wrong = verifyPullback({
 *   name: "x²",
 *   inputs: { x: [2, 2] },
 *   value: (m, { x }) => times(m, x, x),
 *   pullback: (m, { x }, errors) => ({ x: timesTransposed(m, errors, x) }), // lacks xᵀ errors
 * });
 * assertEquals(wrong.verdicts[0]!.formulas!.expected, "2·x₁₁");
 * ```
 * @category Proofs
 */
export function verifyPullback<
  In extends string,
  Fixed extends In = never,
  Out extends string = keyof Matrix,
>(options: Pullback<In, Fixed, Out>): Verification {
  const given = checkOptions("verifyPullback()", options, OF_FUNCTION, "pullback");
  const { pullback } = given;
  return verifyRule(given, "pullback", pullback, (m, inputs, errors, results) => {
    return pullback(m, inputs as never, unnamed(errors) as never, unnamed(results) as never);
  });
}

/**
 * Proves that a hand-written derivative in forward mode, the Jacobian times tangents, is that of its
 * function; otherwise as {@linkcode verifyPullback}.
 *
 * @returns The verdicts, which print as a table.
 * @throws {TypeError} If an option is unknown or not of its type, or a formula does not return
 * matrices of values of the arithmetic, of the right names and sizes.
 *
 * @example
 * ```ts
 * import { type Arithmetic, type Matrix, times, verifyDerivative } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * function plus<T>(m: Arithmetic<T>, x: Matrix<T>, y: Matrix<T>): Matrix<T> {
 *   return { ...x, data: Array.from(x.data, (entry, i) => m.add(entry, y.data[i]!)) };
 * }
 * const { verdicts } = verifyDerivative({
 *   name: "x w",
 *   inputs: { x: [2, 3], w: [3, 2] },
 *   value: (m, { x, w }) => times(m, x, w),
 *   derivative: (m, { x, w }, along) => plus(m, times(m, along.x, w), times(m, x, along.w)),
 * });
 * assertEquals(verdicts[0]!.verdict, "proved");
 * ```
 * @category Proofs
 */
export function verifyDerivative<
  In extends string,
  Fixed extends In = never,
  Out extends string = keyof Matrix,
>(options: ForwardDerivative<In, Fixed, Out>): Verification {
  const given = checkOptions("verifyDerivative()", options, OF_FUNCTION, "derivative");
  const { derivative } = given;
  return verifyRule(given, "derivative", derivative, (m, inputs, tangents, results) => {
    const found = derivative(m, inputs as never, tangents as never, unnamed(results) as never);
    return named(found as never);
  });
}

/** The options that both take. */
const OF_FUNCTION = "name inputs shapes fixed value ranges where impose seed";

function verifyRule<In extends string, Fixed extends In, Out extends string>(
  given: MatrixFunction<In, Fixed, Out> & { readonly seed?: number },
  mode: Rule["mode"],
  formula: unknown,
  apply: Rule["apply"],
): Verification {
  const { name, value, inputs, shapes = [], seed = drawSeed() } = given;
  checkFormulas("function", name, { value, [mode]: formula });
  checkFunction(given);
  const rules = [inputs, ...shapes].map((sizes) =>
    namedRule({ ...sized(given, sizes), mode, apply, formulas: [value, formula] })
  );
  rules.forEach(shapesOf);
  const started = performance.now();
  const verdicts = [proveRule(rules, seed), ...checkRuleContinuity(bySize(rules)[0]!, seed)];
  return new Verification(verdicts, (performance.now() - started) / 1000);
}

/** Throws unless the sizes and conditions of a function are what their types say. */
function checkFunction<In extends string, Fixed extends In, Out extends string>(
  given: MatrixFunction<In, Fixed, Out>,
): void {
  const { name, inputs, shapes = [], fixed = [], ranges = {} } = given;
  const { where, impose } = given;
  checkFunctions({ where, impose });
  for (const [option, list] of Object.entries({ shapes, fixed })) {
    if (Array.isArray(list)) continue;
    throw new TypeError(`${option} of ${name} must be an array, but found ${describe(list)}`);
  }
  const names = Object.keys(inputs ?? {});
  for (const sizes of [inputs, ...shapes]) {
    checkNames(sizes, names, `sizes of ${name}`);
    for (const [input, size] of Object.entries<Size>(sizes)) {
      if (Array.isArray(size) && size.length === 2 && size.every(isCount)) continue;
      throw new TypeError(
        `The size of ${input} must be [rows, columns], but found ${describe(size)}`,
      );
    }
  }
  for (const each of [...fixed, ...Object.keys(ranges)]) {
    if (names.includes(each)) continue;
    throw new TypeError(`${name} has no input ${describe(each)}: it has ${names.join(", ")}`);
  }
  if (names.length === fixed.length) {
    throw new TypeError(`${name} must have an input that is not fixed, to have a derivative`);
  }
  for (const [input, range] of Object.entries<unknown>(ranges)) {
    const [low, high] = Array.isArray(range) ? range : [];
    if (low < high) continue;
    throw new RangeError(
      `The range of ${input} must be [low, high], but found ${describe(range)}`,
    );
  }
}
