/**
 * Exports that onnxruntime-web ran and agreed with within 1e-5: `run_exports.ts` beside this file wrote
 * their digests.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { KINDS } from "../../../engine.ts";
import { decodeOnnx } from "../../../src/formats/onnx/decode.ts";
import { encodeOnnx } from "../../support/onnx.ts";
import { digestOf, EXPORTS } from "./exports.ts";
import golden from "./exports.json" with { type: "json" };

Deno.test("every kind of layer is exported as onnxruntime-web ran it", async () => {
  const digests = await Promise.all(
    Object.entries(EXPORTS).map(async ([name, content]) => [name, await digestOf(content)]),
  );
  const command = "deno run -A tests/golden/onnx/run_exports.ts";
  assertEquals(Object.fromEntries(digests), golden, `if this is meant, run ${command}`);
  for (const kind of Object.keys(KINDS)) {
    assertEquals(Object.keys(EXPORTS).some((name) => name.startsWith(kind)), true, kind);
  }
});

Deno.test("an export is read back with all that the model has, its numbers float32", () => {
  for (const [name, content] of Object.entries(EXPORTS)) {
    assertEquals(decodeOnnx(encodeOnnx(content)), content, name);
  }
});
