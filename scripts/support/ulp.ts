import type { Code } from "../../src/wasm/emitter/code.ts";
import type { FunctionBuilder } from "../../src/wasm/emitter/function_builder.ts";
import { f32x4, i32, v128 } from "../../src/wasm/emitter/instructions.ts";
import { ModuleBuilder } from "../../src/wasm/emitter/module_builder.ts";
import { type MultiplyAdd, PLAIN, RELAXED } from "../../src/wasm/emitter/multiply_add.ts";
import { exp } from "../../src/wasm/math/exp.ts";
import { expm1 } from "../../src/wasm/math/expm1.ts";
import { log } from "../../src/wasm/math/log.ts";
import { log1p } from "../../src/wasm/math/log1p.ts";
import { tanh } from "../../src/wasm/math/tanh.ts";

/** Code for a function of one number, four at a time. */
export type Emit = (f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">) => Code<"v128">;

/** A function with two readings to compare. */
export interface Compared {
  /** Its value in float32, as the machine computes it. */
  readonly emit: Emit;
  /** Its value in float64. */
  readonly exact: (x: number) => number;
}

/** Everything whose accuracy is measured. */
export const COMPARED: Readonly<Record<string, Compared>> = Object.freeze({
  exp: { emit: exp, exact: Math.exp },
  expm1: { emit: expm1, exact: Math.expm1 },
  log: { emit: log, exact: Math.log },
  log1p: { emit: log1p, exact: Math.log1p },
  tanh: { emit: tanh, exact: Math.tanh },
  sigmoid: {
    // The operations of src/activations/sigmoid.ts in their order.
    emit: (f, fused, x) => {
      const z = f.local("v128", x), one = f32x4.constant(1);
      const positive = f32x4.greater(z, f32x4.constant(0));
      const e = exp(f, fused, v128.select(f32x4.neg(z), z, positive));
      return f32x4.div(v128.select(one, e, positive), f32x4.add(one, e));
    },
    exact: (x) => {
      const e = Math.exp(-Math.abs(x));
      return (x > 0 ? 1 : e) / (1 + e);
    },
  },
});

/** The builds of a module, by name. */
export const BUILDS: readonly MultiplyAdd[] = [RELAXED, PLAIN];

/** How many numbers one call of a mapper takes. */
export const CHUNK = 8192;
const BYTES = 4 * CHUNK;

/** A compiled function: fill the inputs, run, read the outputs. */
export interface Mapper {
  /** The arguments, as their bits. */
  readonly inputBits: Uint32Array;
  /** The arguments. */
  readonly inputs: Float32Array;
  /** The values. */
  readonly outputs: Float32Array;
  /** Computes all outputs from all inputs. */
  readonly run: () => void;
}

/** Compiles a function of one number to a map over a buffer. */
export function mapper(emit: Emit, fused: MultiplyAdd): Mapper {
  const module = new ModuleBuilder();
  module.procedure("map", {}, (f) => {
    const at = f.local("i32");
    f.count({ counter: at, from: 0, below: BYTES, by: 16 }, () => {
      const y = emit(f, fused, v128.load({ base: at, offset: 0 }));
      f.do(v128.store({ base: at, offset: BYTES }, y));
    });
  });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const compiled = new WebAssembly.Module(module.bytes({ pages: 1, shared: false }));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return {
    inputBits: new Uint32Array(memory.buffer, 0, CHUNK),
    inputs: new Float32Array(memory.buffer, 0, CHUNK),
    outputs: new Float32Array(memory.buffer, BYTES, CHUNK),
    run: exports.map as () => void,
  };
}

/** What a comparison found. */
export interface Accuracy {
  /** How many arguments were compared. */
  readonly compared: number;
  /** The largest error in units of the last place; ∞ where NaN, ∞ or a sign of zero is wrong. */
  readonly worst: number;
  /** The argument it was found at. */
  readonly at: number;
  /** How many values are the float32 nearest to the exact one. */
  readonly correctlyRounded: number;
}

const OVERFLOW = 2 ** 128;
const LEAST_EXPONENT = -126;
const high = new Int32Array(new Float64Array(1).buffer.byteLength / 4);
const wide = new Float64Array(high.buffer);

/**
 * An error in units of the last place: of the distance between float32 numbers at the exact value,
 * 2⁻¹⁴⁹ among denormal ones. Beyond all numbers, ∞ counts as 2¹²⁸.
 */
export function ulps(actual: number, exact: number): number {
  if (actual === exact) return exact !== 0 || Object.is(actual, exact) ? 0 : Infinity;
  if (exact !== exact) return actual !== actual ? 0 : Infinity;
  if (Math.abs(exact) === Infinity && Math.abs(actual) === Infinity) return Infinity;
  if (exact === 0) return Infinity;
  const y = clampToOverflow(actual), y0 = clampToOverflow(exact);
  wide[0] = y0;
  const exponent = Math.max(((high[1]! >>> 20) & 0x7ff) - 1023, LEAST_EXPONENT);
  const error = Math.abs(y - y0) * UNITS[exponent - LEAST_EXPONENT]!;
  return error === error ? error : Infinity;
}

/** The reciprocals of the distances between float32 numbers, by the exponent. */
const UNITS = Float64Array.from({ length: 256 }, (_, i) => 2 ** (23 - (i + LEAST_EXPONENT)));

function clampToOverflow(x: number): number {
  return x > OVERFLOW ? OVERFLOW : x < -OVERFLOW ? -OVERFLOW : x;
}

/**
 * Compares a function with float64 at arguments given by their bits, in every build.
 *
 * @param exact The function in float64.
 * @param mappers The function in float32, in each build.
 * @param count How many arguments.
 * @param bits The bits of the argument of that number.
 * @returns What was found for each of the mappers.
 */
export function compare(
  exact: (x: number) => number,
  mappers: readonly Mapper[],
  count: number,
  bits: (i: number) => number,
): Accuracy[] {
  const found = mappers.map(() => ({ compared: count, worst: 0, at: NaN, correctlyRounded: 0 }));
  const values = new Float64Array(CHUNK);
  for (let start = 0; start < count; start += CHUNK) {
    const length = Math.min(CHUNK, count - start);
    mappers.forEach(({ inputBits, inputs, outputs, run }, which) => {
      for (let i = 0; i < length; i++) inputBits[i] = bits(start + i);
      if (which === 0) { for (let i = 0; i < length; i++) values[i] = exact(inputs[i]!); }
      run();
      const so = found[which]!;
      for (let i = 0; i < length; i++) {
        const value = values[i]!, output = outputs[i]!;
        if (Object.is(Math.fround(value), output)) so.correctlyRounded++;
        const error = ulps(output, value);
        if (error > so.worst) {
          so.worst = error;
          so.at = inputs[i]!;
        }
      }
    });
  }
  return found;
}

/** What two comparisons found together. */
export function together(one: Accuracy, other: Accuracy): Accuracy {
  const worse = other.worst > one.worst ? other : one;
  return {
    compared: one.compared + other.compared,
    worst: worse.worst,
    at: worse.at,
    correctlyRounded: one.correctlyRounded + other.correctlyRounded,
  };
}
