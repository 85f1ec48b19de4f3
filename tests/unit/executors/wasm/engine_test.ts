import { assertEquals, assertThrows } from "@std/assert";
import { withGlobal } from "../../../support/globals.ts";
import { ModuleBuilder } from "../../../../src/executors/wasm/emitter/module_builder.ts";
import { i32 } from "../../../../src/executors/wasm/emitter/instructions.ts";
import { buildsOfEngine, fusedOfEngine } from "../../../../src/executors/wasm/runtime/variant.ts";

Deno.test("fusedOfEngine() throws on engines without WebAssembly or without SIMD, and names another executor", async () => {
  for (const engine of [undefined, { ...WebAssembly, validate: () => false }]) {
    await withGlobal("WebAssembly", engine, () => {
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
