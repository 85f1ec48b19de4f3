import type { Arithmetic } from "../../../core/arithmetic/arithmetic.ts";
import type { Operator } from "../../../core/arithmetic/expression.ts";
import type { Code } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { ELEMENTARY } from "./elementary.ts";

/**
 * The arithmetic of four float32 lanes, as code; the caller releases any variable returned.
 *
 * It compiles the formulas that train in float64, and are proved over residues, to WebAssembly.
 */
export function operations(
  f: FunctionBuilder,
  fused: MultiplyAdd,
): Pick<Arithmetic<Code<"v128">>, Operator> {
  const { exp, expm1, log, log1p, tanh, erf } = ELEMENTARY, zero = f32x4.constant(0);
  /** All bits of the lanes that are NaN, which are NaN again. */
  const nans = (x: Code<"v128">) => f32x4.notEqual(x, x);
  /** x, and 0 in the lanes where y is 0, unless a is NaN. */
  const unlessZero = (y: Code<"v128">, a: Code<"v128">, x: Code<"v128">) =>
    v128.or(v128.andNot(x, f32x4.equal(y, zero)), nans(a));
  return {
    add: f32x4.add,
    sub: f32x4.sub,
    mul: f32x4.mul,
    div: f32x4.div,
    neg: f32x4.neg,
    exp: (x) => exp(f, fused, x),
    expm1: (x) => expm1(f, fused, x),
    log: (x) => log(f, fused, x),
    log1p: (x) => log1p(f, fused, x),
    tanh: (x) => tanh(f, fused, x),
    sqrt: f32x4.sqrt,
    erf: (x) => erf(f, fused, x),
    xlogy: (y, a) => {
      const logarithm = log(f, fused, a);
      f.set(logarithm, unlessZero(y, a, f32x4.mul(y, logarithm)));
      return logarithm;
    },
    xdivy: (y, a) => unlessZero(y, a, f32x4.div(y, a)),
    choose: (x, positive, otherwise) =>
      v128.select(positive, v128.or(otherwise, nans(x)), f32x4.greater(x, zero)),
  };
}
