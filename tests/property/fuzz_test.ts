import { assertEquals, assertStringIncludes } from "@std/assert";
import { fuzz, type Reader } from "../../scripts/support/fuzz/fuzz.ts";
import { mutateBytes } from "../../scripts/support/fuzz/mutate.ts";
import { plainReaders } from "../../scripts/support/fuzz/readers.ts";

/** Memory is measured by the task: here other tests take some, too. */
const PLAN = { seed: 1, runs: 200, peak: () => 0 };

for (const reader of await plainReaders()) {
  Deno.test(`${reader.name}: 200 broken files are read or refused by a typed error`, async () => {
    const { faults, read } = await fuzz(reader, PLAN);
    assertEquals(faults, []);
    assertEquals(read > 0 && read < PLAN.runs, true, `${read} are read`);
  });
}

const FILE = new TextEncoder().encode("a small file");
/** A reader that reads its own file, and does this with others. */
const reader = (read: (bytes: Uint8Array) => unknown): Reader => ({
  ...{ name: "own", files: [FILE], mutate: mutateBytes },
  read: (bytes) => bytes === FILE || read(bytes),
});

Deno.test("fuzz() finds readers that throw anything but typed errors of their own", async () => {
  const wrong: readonly (readonly [string, () => unknown])[] = [
    ["it throws Error: no", () => {
      throw new Error("no");
    }],
    ["it throws 7", () => {
      throw 7;
    }],
    ["the engine throws Cannot read properties of undefined", () => (undefined as never)["a"]],
    ["the engine throws Invalid array length", () => new Array(-1)],
    ["the engine throws Maximum call stack size exceeded", function deeper(): unknown {
      return [deeper()];
    }],
    ["it quotes control characters: it is \\u001b", () => {
      throw new TypeError("it is \x1b");
    }],
    ["it throws Error: later", () => Promise.reject(new Error("later"))],
  ];
  for (const [what, read] of wrong) {
    const { faults, faulty } = await fuzz(reader(read), { ...PLAN, runs: 20 });
    assertEquals([faults.length, faulty], [5, 20]);
    for (const fault of faults) assertStringIncludes(fault.what, what);
  }
});

Deno.test("fuzz() finds the file that takes more memory than 64 MB and 8 bytes for each of its own", async () => {
  let calls = 0, most = 0;
  const peak = () => most;
  const hungry = (megabytes: number) =>
    fuzz(reader(() => ++calls === 7 ? most += megabytes * 1e6 : 0), { ...PLAN, runs: 20, peak });
  const { faults: [fault], faulty, megabytes } = await hungry(65);
  assertEquals([faulty, fault?.run, fault?.what, megabytes], [1, 6, "it takes 65 MB", 65]);
  calls = 0;
  assertEquals((await hungry(63)).faulty, 0);
});

Deno.test("fuzz() makes the same files from a seed, and any of them alone", async () => {
  const [{ files: [file], mutate, name }] = await plainReaders() as [Reader];
  const filesFrom = async (from: number, runs: number, seed = 1) => {
    const seen: string[] = [];
    const read = (bytes: Uint8Array) => void seen.push(bytes.toHex());
    await fuzz({ name, files: [file!], mutate, read }, { ...PLAN, runs, from, seed });
    return seen.slice(1); // without the valid one
  };
  const all = await filesFrom(0, 10);
  assertEquals([all.length, new Set(all).size > 5], [10, true]);
  assertEquals(await filesFrom(7, 1), [all[7]!]);
  assertEquals((await filesFrom(0, 10, 2)).join() === all.join(), false);
});
