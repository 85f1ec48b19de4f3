import { assert, assertEquals, assertRejects } from "@std/assert";
import { readHdf5 } from "../../src/formats/hdf5.ts";
import { kerasHdf5Codec } from "../../src/formats/keras_hdf5.ts";
import { loadLibrary } from "../../src/formats/hdf5_library.ts";
import { limitGrowth } from "../../src/formats/wasm_growth.ts";
import { needsFiles } from "../support/mnist_loading.ts";

const PATH = new URL("../golden/keras/dense.h5", import.meta.url);

/** What an input may make a reader take, as `deno task fuzz` measures it. */
const mostFor = (bytes: Uint8Array) => 64e6 + 8 * bytes.length;

/** The largest memory of WebAssembly that grows during a call, in bytes, or 0 if none does. */
async function largestGrown(call: () => Promise<unknown>): Promise<number> {
  const prototype = WebAssembly.Memory.prototype, { grow } = prototype;
  let largest = 0;
  prototype.grow = function (pages) {
    const before = grow.call(this, pages);
    largest = Math.max(largest, this.buffer.byteLength);
    return before;
  };
  try {
    await call();
  } finally {
    prototype.grow = grow;
  }
  return largest;
}

/** The file whose description, a text, claims so many bytes. */
function withText(bytes: Uint8Array, claimed: number): Uint8Array {
  const copy = bytes.slice(), view = new DataView(copy.buffer);
  const text = new TextDecoder("latin1").decode(copy);
  // A text is its length, then the address of its heap.
  const heap = BigInt(text.indexOf("GCOL")), from = text.indexOf("model_config");
  const at = copy.findIndex((_, i) => i > from && view.getBigUint64(i, true) === heap);
  view.setUint32(at - 4, claimed, true);
  return copy;
}

needsFiles(
  "an HDF5 text that claims gigabytes takes no more memory than its file may",
  async () => {
    const bytes = await Deno.readFile(PATH), decode = kerasHdf5Codec.decode!;
    await decode(bytes); // the library's own memory
    for (const claimed of [2 ** 27, 1.8e9, 2 ** 32 - 1]) {
      const grown = await largestGrown(() =>
        assertRejects(() => decode(withText(bytes, claimed)), SyntaxError, "HDF5")
      );
      assert(grown < mostFor(bytes), `${grown} bytes`);
    }
    assertEquals((await decode(bytes)).network.inputs, 3); // still works
  },
);

/** A file of one array of zeros, which are compressed. */
async function zeros(length: number): Promise<Uint8Array> {
  const specifier = "npm:h5wasm@^0.10.3"; // a variable, so that checking types does not fetch it
  const { ready, FS, File } = await import(specifier);
  await ready;
  const file = new File("/zeros.h5", "w");
  const data = new Float32Array(length), chunks = [length], compression = 9;
  file.create_dataset({ name: "zeros", data, shape: [length], chunks, compression });
  file.close();
  return FS.readFile("/zeros.h5");
}

needsFiles("HDF5 arrays are read up to 8 MB and 2 bytes for each of their file", async () => {
  const some = await zeros(2 ** 20), many = await zeros(3 * 2 ** 20);
  const read = (file: Uint8Array, times = 1) =>
    readHdf5(file, ({ array }) => {
      return Array.from({ length: times }, () => array("zeros")!.entries().length);
    });
  assertEquals(await read(some, 2), [2 ** 20, 2 ** 20]);
  for (const reading of [() => read(some, 3), () => read(many)]) {
    await assertRejects(reading, SyntaxError, '× 4 of "zeros" take 12582912');
  }
});

needsFiles(
  "the library's instance is replaced where a file makes it large, and reads on",
  async () => {
    const bytes = await Deno.readFile(PATH), decode = kerasHdf5Codec.decode!;
    const before = await decode(bytes), { module } = await loadLibrary();
    const { buffer } = module.HEAPU8, large = new Uint8Array(2 ** 25);
    large.set(bytes);
    const grown = await readHdf5(large, () => {
      (module as unknown as { _malloc: (size: number) => number })._malloc(2 ** 26);
      return module.HEAPU8.length;
    });
    assert(grown > 2 ** 26 && module.HEAPU8.length < 2 ** 25, `${grown} ${module.HEAPU8.length}`);
    assert(module.HEAPU8.buffer !== buffer);
    assertEquals(await decode(bytes), before);
  },
);

Deno.test("limitGrowth() lets a memory grow up to its limit, others further, and ends with the call", () => {
  const memory = new WebAssembly.Memory({ initial: 1 }),
    other = new WebAssembly.Memory({ initial: 1 });
  const grown = limitGrowth(() => memory.buffer, 2 * 2 ** 16, () => {
    memory.grow(2);
    other.grow(9);
    try {
      return memory.grow(1);
    } catch (error) {
      return error;
    }
  });
  assert(grown instanceof RangeError);
  assertEquals([memory.grow(1), other.grow(0)], [3, 10]);
});
