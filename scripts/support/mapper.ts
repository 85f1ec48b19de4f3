import type { Code } from "../../src/executors/wasm/emitter/code.ts";
import type { FunctionBuilder } from "../../src/executors/wasm/emitter/function_builder.ts";
import { v128 } from "../../src/executors/wasm/emitter/instructions.ts";
import { ModuleBuilder } from "../../src/executors/wasm/emitter/module_builder.ts";
import { type MultiplyAdd, PLAIN, RELAXED } from "../../src/executors/wasm/emitter/multiply_add.ts";

/** Code for a function of one number, four at a time. */
export type Emit = (f: FunctionBuilder, fused: MultiplyAdd, x: Code<"v128">) => Code<"v128">;

/** Every build of a module. */
export const BUILDS: readonly MultiplyAdd[] = [RELAXED, PLAIN];

/** How many numbers one call takes: arguments and values fill a page. */
export const CHUNK = 8192;
const BYTES = 4 * CHUNK;

/** A compiled function: fill the arguments, run, read the values. */
export interface Mapper {
  readonly inputs: Float32Array;
  /** The bits of the arguments, in the same memory. */
  readonly inputBits: Uint32Array;
  readonly outputs: Float32Array;
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
    inputs: new Float32Array(memory.buffer, 0, CHUNK),
    inputBits: new Uint32Array(memory.buffer, 0, CHUNK),
    outputs: new Float32Array(memory.buffer, BYTES, CHUNK),
    run: exports.map as () => void,
  };
}
