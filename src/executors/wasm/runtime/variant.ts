import { f32x4, i32, v128 } from "../emitter/instructions.ts";
import { ModuleBuilder } from "../emitter/module_builder.ts";
import { type MultiplyAdd, PLAIN, RELAXED } from "../emitter/multiply_add.ts";

/** Whether the engine accepts a module with a multiply-add of this build. */
function runs({ madd }: MultiplyAdd): boolean {
  const module = new ModuleBuilder();
  module.procedure("probe", {}, (f) => {
    const x = f32x4.constant(1);
    f.do(v128.store({ base: i32.constant(0), offset: 0 }, madd(x, x, x)));
  });
  return WebAssembly.validate(module.bytes({ pages: 1, shared: false }));
}

/** The builds found, by the function that validated them: validation takes longer than a prediction. */
const FOUND = new WeakMap<object, readonly MultiplyAdd[]>();

/** The builds that this engine accepts, the faster one first; none without SIMD. */
export function buildsOfEngine(): readonly MultiplyAdd[] {
  if (typeof WebAssembly === "undefined") return [];
  const known = FOUND.get(WebAssembly.validate);
  if (known) return known;
  const builds = [RELAXED, PLAIN].filter(runs);
  FOUND.set(WebAssembly.validate, builds);
  return builds;
}

/**
 * The best build for this engine: relaxed SIMD where it validates, else plain SIMD.
 *
 * @throws {RangeError} If the engine has no SIMD at all.
 */
export function fusedOfEngine(): MultiplyAdd {
  const [found] = buildsOfEngine();
  if (found) return found;
  throw new RangeError(
    `The wasm executor needs WebAssembly with SIMD, which this engine does not have; ` +
      `executor: "reference" runs everywhere`,
  );
}
