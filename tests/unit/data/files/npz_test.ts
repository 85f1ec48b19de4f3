import { assertEquals, assertRejects } from "@std/assert";
import { readNpz, writeNpz } from "../../../../src/data/files/npz.ts";
import { writeNpy } from "../../../../src/data/files/npy.ts";
import { writeZip } from "../../../../src/data/files/zip.ts";
import { deflatedZip } from "../../../support/zip.ts";

const ARRAYS = {
  weights: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  "a/größe": { shape: [], data: Int8Array.of(-3) },
};

Deno.test("readNpz() reads back what writeNpz() wrote, whatever the names", async () => {
  const file = writeNpz({ ...ARRAYS, ["__proto__"]: { shape: [0], data: new Uint8Array() } });
  const read = await readNpz(file);
  assertEquals(Object.keys(read), ["weights", "a/größe", "__proto__"]);
  assertEquals(read.weights, ARRAYS.weights);
  assertEquals(read["a/größe"], ARRAYS["a/größe"]);
  assertEquals(writeNpz(ARRAYS), writeNpz(ARRAYS));
});

Deno.test("readNpz() reads compressed arrays, up to maxBytes", async () => {
  const array = { shape: [1000], data: new Float64Array(1000) }, file = writeNpy(array);
  const zip = deflatedZip("x.npy", file);
  assertEquals({ ...await readNpz(zip) }, { x: array });
  const message = `must take at most 8127 bytes, but take ${file.length}: raise maxBytes`;
  await assertRejects(() => readNpz(zip, { maxBytes: 8127 }), SyntaxError, message);
  await assertRejects(() => readNpz(zip, { maxBytes: 0 }), RangeError, "maxBytes must be");
});

Deno.test("readNpz() refuses by default what takes more than 2^24 and 8 bytes for each", async () => {
  const size = 2 ** 24 + 2 ** 20;
  const zip = deflatedZip("x.npy", writeNpy({ shape: [size], data: new Uint8Array(size) }));
  const message = `must take at most ${2 ** 24 + 8 * zip.length} bytes, but take ${size + 128}`;
  await assertRejects(() => readNpz(zip), SyntaxError, message);
});

Deno.test("readNpz() names the file that is no array, and the array that is broken", async () => {
  const refused = (bytes: Uint8Array, message: string) =>
    assertRejects(() => readNpz(bytes), SyntaxError, message);
  const text = new TextEncoder().encode("text");
  const pickle = 'but found "archive/data.pkl" in a PyTorch pickle: export safetensors';
  await refused(writeZip([["archive/data.pkl", text]]), pickle);
  await refused(writeZip([["x.npy", text]]), 'Cannot read "x": .npy must begin with 93 NUMPY');
  await refused(text, "A zip archive must begin with PK, but found a text");
  await assertRejects(() => readNpz([] as unknown as Uint8Array), TypeError, "a Uint8Array");
});
