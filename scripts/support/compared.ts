import { f32x4, v128 } from "../../src/executors/wasm/emitter/instructions.ts";
import { erf as exactErf } from "../../src/core/arithmetic/erf.ts";
import { ELEMENTARY } from "../../src/executors/wasm/formulas/elementary.ts";
import type { Emit } from "./mapper.ts";

const { exp, expm1, log, log1p, tanh, erf } = ELEMENTARY;

/** A function with two implementations. */
interface Compared {
  /** In float32, as the executor computes it. */
  readonly emit: Emit;
  /** In float64. */
  readonly exact: (x: number) => number;
  /** The largest allowed error, in units of the last place. */
  readonly allowed: number;
}

/** Every function whose accuracy is measured. */
export const COMPARED = Object.freeze(
  {
    exp: { emit: exp, exact: Math.exp, allowed: 2 },
    expm1: { emit: expm1, exact: Math.expm1, allowed: 2 },
    log: { emit: log, exact: Math.log, allowed: 2 },
    log1p: { emit: log1p, exact: Math.log1p, allowed: 2 },
    tanh: { emit: tanh, exact: Math.tanh, allowed: 4 },
    erf: { emit: erf, exact: exactErf, allowed: 2 },
    /** The operations of src/nn/activations/sigmoid.ts in their order. */
    sigmoid: {
      emit: (f, fused, x) => {
        const z = f.local("v128", x), one = f32x4.constant(1);
        const positive = f.local("v128", f32x4.greater(z, f32x4.constant(0)));
        const e = exp(f, fused, v128.select(f32x4.neg(z), z, positive));
        return f32x4.div(v128.select(one, e, positive), f32x4.add(one, e));
      },
      exact: (z) => {
        const e = Math.exp(-Math.abs(z));
        return (z > 0 ? 1 : e) / (1 + e);
      },
      allowed: 4,
    },
  } satisfies Record<string, Compared>,
);

export type ComparedName = keyof typeof COMPARED;

/** The names of these functions. */
export const COMPARED_NAMES = Object.keys(COMPARED) as ComparedName[];
