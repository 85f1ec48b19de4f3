import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { candidatesOf, remedyFor } from "../../../../src/executors/blas/candidates.ts";
import { describeLibrary, threadsSetter } from "../../../../src/executors/blas/description.ts";
import type { Symbols } from "../../../../src/executors/blas/naming.ts";

/** The functions of a library that has no others. */
const having = (symbols: object) => symbols as Symbols;

/** MKL's function, which writes its version into a buffer. */
const mklVersion = (text: string) => (bytes: Uint8Array) => {
  new TextEncoder().encodeInto(`${text}\0`, bytes);
};

Deno.test("describeLibrary() names MKL by its version, and others by their file", () => {
  const of = (symbols: object, file: string) => describeLibrary(having(symbols), file).name;
  const version = "Intel(R) oneAPI Math Kernel Library Version 2024.1-Product";
  assertEquals(of({ mklVersion: mklVersion(version) }, "libmkl_rt.so"), "MKL 2024.1-Product");
  assertEquals(of({ mklVersion: mklVersion("unknown") }, "libmkl_rt.so"), "MKL");
  assertEquals(of({}, "/usr/lib/libblas.so.3"), "a BLAS, libblas.so.3");
  assertEquals(of({ openblasConfig: null, blisVersion: null }, "C:\\blas.dll"), "a BLAS, blas.dll");
  assertEquals(of({ openblasConfig: () => null, blisVersion: () => null }, "x"), "a BLAS, x");
  assertEquals(of({}, "/System/Library/Frameworks/Accelerate"), "Accelerate");
});

Deno.test("threadsSetter() sets threads as each library wants them, if it lets them be set", () => {
  const calls: unknown[] = [];
  const called = (name: string) => (count: unknown) => calls.push([name, count]);
  const set = (symbols: object, ...counts: number[]) => {
    for (const count of counts) threadsSetter(having(symbols))!(count);
    return calls.splice(0);
  };
  assertEquals(set({ openblasThreads: called("openblas") }, 4), [["openblas", 4]]);
  // One thread of MKL needs its sequential layer, which is chosen before the number.
  const mkl = { mklThreads: called("mkl"), mklLayer: called("layer") };
  assertEquals(set(mkl, 1, 4), [["layer", 1], ["mkl", 1], ["mkl", 4]]);
  assertEquals(set({ mklThreads: called("mkl") }, 1), [["mkl", 1]]);
  assertEquals(set({ blisThreads: called("blis") }, 4), [["blis", 4n]]);
  // Accelerate has two modes: many threads are 0, a single one is 1.
  assertEquals(set({ accelerateThreads: called("it") }, 1, 4), [["it", 1], ["it", 0]]);
  assertEquals(threadsSetter(having({})), undefined);
});

Deno.test("candidates and remedies are those of the operating system", () => {
  const systems = ["darwin", "windows", "linux"];
  const remedies = systems.map(remedyFor);
  assertEquals(new Set(remedies).size, 3);
  assertMatch(remedies[0]!, /Accelerate/);
  assertMatch(remedies[1]!, /libopenblas\.dll/);
  assertEquals(remedyFor("freebsd"), remedies[2]);
  for (const system of [...systems, "freebsd"]) assertNotEquals(candidatesOf(system).length, 0);
});
