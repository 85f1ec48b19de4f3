import { assertEquals, assertThrows } from "@std/assert";
import { ModuleBuilder } from "../../../../src/executors/wasm/emitter/module_builder.ts";
import { i32 } from "../../../../src/executors/wasm/emitter/instructions.ts";
import { buildsOfEngine, fusedOfEngine } from "../../../../src/executors/wasm/runtime/variant.ts";

/** Calls as on an engine with another WebAssembly, or without. */
function withEngine(engine: unknown, call: () => void): void {
  const { WebAssembly } = globalThis;
  try {
    globalThis.WebAssembly = engine as typeof WebAssembly;
    call();
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
}

Deno.test("fusedOfEngine() throws on engines without WebAssembly or without SIMD, and names another executor", () => {
  for (const engine of [undefined, { ...WebAssembly, validate: () => false }]) {
    withEngine(engine, () => {
      assertEquals(buildsOfEngine(), []);
      assertThrows(fusedOfEngine, RangeError, 'executor: "reference" runs everywhere');
    });
  }
});

Deno.test("a module refuses functions that engines would, and says what needs less", () => {
  const module = new ModuleBuilder([]);
  const build = () =>
    module.procedure("huge", {}, (f) => {
      for (let k = 0; k < 60_000; k++) f.local("i32", i32.constant(k));
    });
  assertThrows(build, RangeError, "but huge needs");
});
