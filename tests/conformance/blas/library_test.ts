import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { categoricalCrossEntropy, dense, network, relu, softmax } from "../../../engine.ts";
import { blas, type BlasOptions } from "../../../executors.ts";
import { fit, predict, sgd } from "../../../train.ts";
import { leaseLibrary } from "../../../src/executors/blas/library.ts";
import { bitsOf, thresholdOf } from "../../../src/executors/blas/thresholds.ts";
import { bitsOf as bitsOfNetwork } from "../../support/bits.ts";
import { allByBlas, lacksBlas } from "../../support/blas.ts";
import { examplesOf } from "../../support/compiled_shapes.ts";
import { granted } from "../../support/permissions.ts";

const lacking = lacksBlas(), ignore = lacking !== "";
const denied = granted({ name: "ffi" }) ? "" : " (needs --allow-ffi)";

const isOpenBlas = !ignore && describeDefault().startsWith("OpenBLAS");

function describeDefault(): string {
  const { description, close } = leaseLibrary({ threads: 1 });
  close();
  return description;
}

const net = network({ inputs: 6, layers: [dense(8, relu), dense(3, softmax)], seed: 1 });
const data = examplesOf(6)["dense rows"]!;
const plan = { loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.1 }), epochs: 1 };
const fitBy = (options: BlasOptions) => fit(net, data, { ...plan, executor: blas(options) });

Deno.test("blas() rejects invalid library names and thread counts", () => {
  assertThrows(() => blas({ library: 1 as never }), TypeError, "library must name a file");
  assertThrows(() => blas({ library: "" }), TypeError, "library must name a file");
  for (const threads of [0, 1.5, -1, NaN]) {
    assertThrows(() => blas({ threads }), RangeError, "threads must be a positive integer");
  }
});

Deno.test("blas() works alone: two workers are refused by name", async () => {
  await assertRejects(
    () => fit(net, data, { ...plan, workers: 2, executor: blas() }),
    RangeError,
    "The blas executor works alone, but found workers: 2",
  );
});

Deno.test("blas() without --allow-ffi rejects with the flag, in training and in prediction", {
  permissions: "none",
}, async () => {
  const { NotCapable } = Deno.errors;
  await assertRejects(() => fitBy({}), NotCapable, "run it with --allow-ffi");
  await assertRejects(() => fitBy({ library: "libblas.so" }), NotCapable, "calls libblas.so");
  const predicting = () => predict(net, data.inputs, { executor: blas() });
  await assertRejects(predicting, NotCapable, "--allow-ffi");
});

Deno.test("blas() is refused by name where there is no Deno", async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "Deno")!;
  Object.defineProperty(globalThis, "Deno", { ...before, value: undefined });
  try {
    await assertRejects(() => fitBy({}), RangeError, "The blas executor needs Deno");
  } finally {
    Object.defineProperty(globalThis, "Deno", before);
  }
});

Deno.test({
  name: `blas() rejects a file that is not there, and a library that is no BLAS${denied}`,
  ignore: denied !== "",
  fn: async () => {
    const missing = () => fitBy({ library: "/no/such/libblas.so" });
    await assertRejects(
      missing,
      RangeError,
      "library must be a BLAS with cblas_sgemm, but /no/such",
    );
    // The library of the C language, by its name on each system.
    const names: Readonly<Record<string, string>> = {
      ...{ linux: "libc.so.6", darwin: "libSystem.B.dylib", windows: "msvcrt.dll" },
    };
    const other = () => fitBy({ library: names[Deno.build.os]! });
    await assertRejects(other, RangeError, "cannot be used");
  },
});

Deno.test({
  name: `blas() puts the library, its version and its threads into the result${lacking}`,
  ignore,
  fn: async () => {
    const { variant, executor } = await fitBy({});
    assertEquals(executor, "blas");
    assertMatch(variant!, /^(relaxed|plain), .+, 1 thread\b/);
    assertMatch((await fitBy({ threads: 2 })).variant!, /, 2 threads\b/);
  },
});

Deno.test({
  name: `blas() refuses more threads than OpenBLAS takes, and says how many it does${lacking}`,
  ignore: ignore || !isOpenBlas,
  fn: async () => {
    for (const threads of [1e6, 2 ** 40]) {
      await assertRejects(() => fitBy({ threads }), RangeError, "threads must be at most ");
    }
    assertMatch((await fitBy({ threads: 1 })).variant!, /, 1 thread\b/);
  },
});

Deno.test({
  name: `each use of a library has its own threads, under whatever names, by turns${lacking}`,
  ignore: ignore || !isOpenBlas || Deno.build.os !== "linux",
  fn: () => {
    const integer = { parameters: [], result: "i32" } as const;
    const name = "libopenblas.so.0";
    const direct = Deno.dlopen(name, { openblas_get_num_threads: integer });
    const uses = [{ threads: 1 }, { library: name, threads: 2 }].map((options) => {
      const lease = leaseLibrary(options);
      const part = { address: 0, stride: 4 }, factor = { ...part, isTransposed: false };
      const one = { rows: 1, columns: 1, inner: 1, a: factor, b: factor, isAdded: false };
      return { lease, multiply: lease.bind(new ArrayBuffer(16), { ...one, c: part }) };
    });
    try {
      for (const turn of [0, 1, 0, 1]) {
        uses[turn]!.multiply(1);
        assertEquals(direct.symbols.openblas_get_num_threads(), turn + 1);
      }
    } finally {
      for (const { lease } of uses) lease.close();
      direct.close();
    }
  },
});

Deno.test({
  name: `blas() finds the library that BACKPROOF_BLAS names${lacking}`,
  ignore: ignore || !granted({ name: "env", variable: "BACKPROOF_BLAS" }),
  fn: async () => {
    const before = Deno.env.get("BACKPROOF_BLAS");
    Deno.env.set("BACKPROOF_BLAS", "/no/such/libblas.so");
    try {
      await assertRejects(() => fitBy({}), RangeError, "but /no/such/libblas.so");
    } finally {
      if (before === undefined) Deno.env.delete("BACKPROOF_BLAS");
      else Deno.env.set("BACKPROOF_BLAS", before);
    }
  },
});

Deno.test({
  name: `products are the same after their library was closed and opened again${lacking}`,
  ignore,
  fn: async () => {
    const executor = allByBlas(), options = { ...plan, executor };
    const first = await predict(net, data.inputs, { executor });
    const trained = await fit(net, data, options);
    assertEquals((await predict(net, data.inputs, { executor })).data, first.data);
    // Two at a time share it, and one that ends does not close it for the other.
    const two = await Promise.all([
      fit(net, data, options),
      fit(net, data, { ...options, epochs: 3 }),
    ]);
    assertEquals(bitsOfNetwork(two[0].network), bitsOfNetwork(trained.network));
  },
});

Deno.test({
  name: `a library is open until its last use ends, however often each is ended${lacking}`,
  ignore,
  sanitizeResources: true,
  fn: () => {
    const numbers = Float32Array.of(2, 3, 0);
    const [first, second] = [1, 2].map((threads) => leaseLibrary({ threads }));
    const at = (i: number) => ({ address: 4 * i, stride: 4, isTransposed: false });
    const size = { rows: 1, columns: 1, inner: 1, isAdded: true };
    const multiply = second!.bind(numbers.buffer, { ...size, a: at(0), b: at(1), c: at(2) });
    multiply(1);
    first!.close();
    first!.close();
    multiply(0.5);
    assertEquals(numbers[2], 9);
    second!.close();
    // Not a crash: its functions are gone.
    assertThrows(() => multiply(1), TypeError);
    const third = leaseLibrary({ threads: 1 });
    multiply(1);
    assertEquals(numbers[2], 15);
    third.close();
  },
});

Deno.test({
  name: `200 trainings leave no library open and no more memory than a few of them${lacking}`,
  ignore,
  sanitizeResources: true,
  fn: async () => {
    const executor = allByBlas(), options = { ...plan, executor };
    const train = async (times: number) => {
      for (let i = 0; i < times; i++) await fit(net, data, options);
      return Deno.memoryUsage().rss;
    };
    const before = await train(20), after = await train(180);
    // OpenBLAS keeps 32 MiB for each opening that it does not give back: 180 of them would be 5.6 GiB.
    assert(after - before < 512 * 2 ** 20, `${(after - before) / 2 ** 20} MiB more`);
  },
});

Deno.test("products below the thresholds stay in WebAssembly, and all do for kernels of 128 bits", () => {
  const large = { rows: 128, inner: 784, columns: 512 };
  for (const core of ["Haswell", "Zen", "SkylakeX", "armv8", undefined]) {
    const takes = thresholdOf(bitsOf(core));
    assert(takes(large) && takes({ ...large, windowNumbers: 784 * 100 }), core);
    assert(!takes({ rows: 32, inner: 32, columns: 16 }), core);
    assert(!takes({ rows: 128, inner: 512, columns: 10 }), core);
    assert(!takes({ rows: 21632, inner: 9, columns: 8, windowNumbers: 6084 }), core);
  }
  assertEquals(["Prescott", "Nehalem", "generic"].map((core) => thresholdOf(bitsOf(core))(large)), [
    ...[false, false, false],
  ]);
});
