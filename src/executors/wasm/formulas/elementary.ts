import { LANE_FUNCTIONS, type LaneFunction } from "../../lower/math/functions.ts";
import type { Lanes } from "../../lower/math/lanes.ts";
import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, i32x4, v128 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";

/** Adding it rounds to an integer, which the lowest bits of the sum hold. */
const WHOLE = 1.5 * 2 ** 23;

/** Emits an elementary function of four lanes into a variable, to be released. */
export type EmitFunction = (
  f: FunctionBuilder,
  fused: MultiplyAdd,
  x: Code<"v128">,
) => Local<"v128">;

/** The elementary functions as code. */
export const ELEMENTARY: Readonly<Record<keyof typeof LANE_FUNCTIONS, EmitFunction>> =
  /* @__PURE__ */ elementary();

function elementary(): Readonly<Record<keyof typeof LANE_FUNCTIONS, EmitFunction>> {
  const { exp, expm1, log, log1p, tanh, erf } = LANE_FUNCTIONS;
  return {
    ...{ exp: emitted(exp), expm1: emitted(expm1), log: emitted(log), log1p: emitted(log1p) },
    ...{ tanh: emitted(tanh), erf: emitted(erf) },
  };
}

function emitted(formula: LaneFunction): EmitFunction {
  return (f, fused, x) => {
    const held: Local<"v128">[] = [];
    const result = f.local("v128", formula(lanesOf(f, fused, held), x));
    f.release(...held);
    return result;
  };
}

/** Four lanes as code, and the variables that hold values. */
function lanesOf(
  f: FunctionBuilder,
  { madd, nmadd }: MultiplyAdd,
  held: Local<"v128">[],
): Lanes<Code<"v128">> {
  const hold = (code: Code<"v128">) => {
    const local = f.local("v128", code);
    held.push(local);
    return local;
  };
  return {
    rounded: (x) => x,
    ...{ hold, madd, nmadd, constant: f32x4.constant, bits: i32x4.constant },
    ...{ add: f32x4.add, sub: f32x4.sub, mul: f32x4.mul, div: f32x4.div, abs: f32x4.abs },
    ...{ least: f32x4.pseudoMin, most: f32x4.pseudoMax, less: f32x4.less, equal: f32x4.equal },
    ...{ select: v128.select, and: v128.and, andNot: v128.andNot, or: v128.or },
    ...{ addBits: i32x4.add, subBits: i32x4.sub, convert: f32x4.convert },
    ...{ shiftLeft: i32x4.shl, shiftRight: i32x4.shrSigned },
    // By adding a large number, which is faster than conversion.
    nearest: (x, y, bias) => {
      const shift = f32x4.constant(WHOLE + bias);
      const bits = hold(madd(x, f32x4.constant(y), shift));
      return { bits, whole: hold(f32x4.sub(bits, shift)) };
    },
  };
}
