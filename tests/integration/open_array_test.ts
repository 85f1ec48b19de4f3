import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { openArray, readIdx, writeNpy } from "../../data.ts";
import { gzip, idxFile } from "../support/idx.ts";
import { temporaryDirectory } from "../support/directory.ts";

const MAY_WRITE = (["read", "write"] as const).every((name) =>
  Deno.permissions.querySync({ name }).state === "granted"
);
const test = (name: string, use: (write: (bytes: Uint8Array) => string) => void) =>
  Deno.test({
    name: `${name} (needs files)`,
    ignore: !MAY_WRITE,
    fn: async () => {
      await using folder = await temporaryDirectory();
      const path = join(folder.path, "array");
      use((bytes) => {
        Deno.writeFileSync(path, bytes);
        return path;
      });
    },
  });

/** An array that is closed when its block ends. */
function opened(path: string) {
  const stored = openArray(path);
  return { ...stored, [Symbol.dispose]: stored.close };
}

const THIRTY = Array.from({ length: 30 }, (_, i) => 3 * i);

test("openArray() reads rows of IDX and .npy in any order, of any type", (write) => {
  for (const data of [Uint8Array, Int32Array, Float32Array, Float64Array]) {
    const array = { shape: [5, 2, 3], data: data.from(THIRTY) };
    using stored = opened(write(writeNpy(array)));
    assertEquals(stored.shape, [5, 2, 3]);
    const found = stored.read([3, 4, 0, 0]);
    assertEquals(found.shape, [4, 2, 3]);
    const rows = [3, 4, 0, 0].flatMap((row) => THIRTY.slice(6 * row, 6 * row + 6));
    assertEquals(found.data, data.from(rows));
  }
  const pixels = idxFile([3, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0x0b); // of 16 bits
  using stored = opened(write(pixels));
  assertEquals(stored.read([2, 1]).data, Int16Array.of(0x0809, 0x0a0b, 0x0405, 0x0607));
  assertEquals(stored.read([0, 1, 2]).data, readIdx(pixels).data);
  assertEquals(stored.read([]).data.length, 0);
});

Deno.test({
  name:
    "openArray() refuses a pipe without waiting for its writer, and a folder (needs files, mkfifo)",
  ignore: !MAY_WRITE ||
    Deno.permissions.querySync({ name: "run", command: "mkfifo" }).state !== "granted",
  fn: async () => {
    await using folder = await temporaryDirectory();
    const pipe = join(folder.path, "pipe");
    const { success } = await new Deno.Command("mkfifo", { args: [pipe] }).output();
    assertEquals(success, true);
    for (const [path, found] of [[pipe, "a pipe"], [folder.path, "a folder"]] as const) {
      assertThrows(() => openArray(path), TypeError, `must be a regular file, but found ${found}`);
    }
  },
});

test("openArray() refuses rows that are not there, and files that are not whole arrays", (write) => {
  const whole = idxFile([3, 2], [1, 2, 3, 4, 5, 6]);
  {
    const path = write(whole);
    using stored = opened(path);
    for (const row of [3, -1, 0.5, NaN]) {
      assertThrows(() => stored.read([0, row]), RangeError, "A row must be an integer from 0 to 2");
    }
    for (const rows of [5, null, undefined, "0", {}]) {
      assertThrows(() => stored.read(rows as never), TypeError, "Rows must be a list of numbers");
    }
    Deno.truncateSync(path, whole.length - 1);
    assertEquals(stored.read([0]).data, Uint8Array.of(1, 2));
    assertThrows(() => stored.read([2]), SyntaxError, "row 2 is not there");
    stored.close(); // as its block will, again
  }
  const refuses = (bytes: Uint8Array, message: string) =>
    assertThrows(() => openArray(write(bytes)), SyntaxError, message);
  refuses(whole.subarray(0, -1), "must take 6 bytes, but found 5");
  refuses(Uint8Array.from([...whole, 0]), "must take 6 bytes, but found 7");
  refuses(gzip(whole), "decompress it first");
  refuses(new Uint8Array(), "IDX bytes must begin with 4 bytes");
  const header = "{'descr': '<f8', 'fortran_order': True, 'shape': (1, 1), }".padEnd(117) + "\n";
  const bytes = [0x93, ..."NUMPY".split("").map((c) => c.charCodeAt(0)), 1, 0, 118, 0];
  const text = header.split("").map((c) => c.charCodeAt(0));
  refuses(Uint8Array.from([...bytes, ...text, ...new Uint8Array(8)]), "columns come first");
  assertThrows(
    () => openArray(5 as unknown as string),
    TypeError,
    "path must be the name of a file",
  );
});
