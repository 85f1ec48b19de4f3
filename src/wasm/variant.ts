import { f32x4, i32, v128 } from "./emitter/instructions.ts";
import { ModuleBuilder } from "./emitter/module_builder.ts";
import { type MultiplyAdd, PLAIN, RELAXED } from "./emitter/multiply_add.ts";

/** Whether the engine takes a module with a product and a sum of this build. */
function runs({ madd }: MultiplyAdd): boolean {
  if (typeof WebAssembly === "undefined") return false;
  const module = new ModuleBuilder();
  module.procedure("probe", {}, (f) => {
    const x = f32x4.constant(1);
    f.do(v128.store({ base: i32.constant(0), offset: 0 }, madd(x, x, x)));
  });
  return WebAssembly.validate(module.bytes({ pages: 1, shared: false }));
}

/** The builds that this engine takes, the faster one first; none where it has no SIMD. */
export function buildsOfEngine(): MultiplyAdd[] {
  return [RELAXED, PLAIN].filter(runs);
}

/**
 * The build that suits this engine: relaxed SIMD where it validates, else plain SIMD.
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
