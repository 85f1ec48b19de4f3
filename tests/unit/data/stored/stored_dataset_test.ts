import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { categoricalCrossEntropy, dense, network, softmax, tanh } from "../../../../engine.ts";
import { type Dataset, imageAugmentation, storedDataset } from "../../../../data.ts";
import { evaluate, fit, type FitOptions, sgd } from "../../../../train.ts";
import type { Checkpoint } from "../../../../train.ts";
import { parametersDigest } from "../../../../src/formats/digest.ts";

const EXAMPLES = 83, INPUTS = 9, CLASSES = 3;

/** Examples by their numbers; no input is zero, so that all are stored alike. */
function read(rows: ArrayLike<number>): Dataset {
  const row = (i: number) =>
    Array.from({ length: INPUTS }, (_, j) => 1.5 + Math.sin(7 * i + j * j));
  const target = (i: number) => Array.from({ length: CLASSES }, (_, k) => +(i % CLASSES === k));
  const matrixOf = (of: (i: number) => number[], columns: number) => {
    return { rows: rows.length, columns, data: Array.from(rows).flatMap(of) };
  };
  return { inputs: matrixOf(row, INPUTS), targets: matrixOf(target, CLASSES) };
}

const SHAPE = { examples: EXAMPLES, inputs: INPUTS, targets: CLASSES };
const STORED = storedDataset({ ...SHAPE, read });
const ALL = read(Array.from({ length: EXAMPLES }, (_, i) => i));
const NET = network({ inputs: INPUTS, layers: [dense(8, tanh), dense(CLASSES, softmax)], seed: 1 });
const OPTIONS: FitOptions = {
  ...{ loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) },
  ...{ epochs: 3, batchSize: 16, seed: 2 },
};
const digestOf = async (data: Parameters<typeof fit>[1], options: Partial<FitOptions> = {}) =>
  await parametersDigest((await fit(NET, data, { ...OPTIONS, ...options })).network);

for (const executor of ["wasm", "reference"]) {
  Deno.test(`fit() by ${executor} of a stored data set is bit-identical to that of it in memory`, async () => {
    assertEquals(await digestOf(STORED, { executor }), await digestOf(ALL, { executor }));
  });

  Deno.test(`fit() by ${executor} of a stored data set with weights and augmentation is bit-identical to that of it in memory`, async () => {
    const weights = Array.from({ length: EXAMPLES }, (_, i) => i % 4);
    const stored = storedDataset({
      ...{ ...SHAPE, weighted: true },
      read: (rows) => ({ ...read(rows), weights: Array.from(rows, (row) => weights[row]!) }),
    });
    const augmentation = imageAugmentation({ width: 3, height: 3, shift: 1 });
    const options = { executor, augmentation };
    assertEquals(
      await digestOf(stored, options),
      await digestOf({ ...ALL, weights }, options),
    );
  });
}

Deno.test("fit() reads each example of a stored data set once an epoch, and a few to describe it", async () => {
  const counts = new Uint32Array(EXAMPLES);
  const counted = storedDataset({
    ...SHAPE,
    read: (rows) => {
      rows.forEach((row) => counts[row]!++);
      return Promise.resolve(read(rows));
    },
  });
  await digestOf(counted);
  const sample = new Set(Array.from({ length: 32 }, (_, i) => Math.floor(i * EXAMPLES / 32)));
  assertEquals(Array.from(counts), Array.from(counts, (_, i) => 3 + +sample.has(i)));
});

Deno.test("fit() of a stored data set resumes to the same bits, and of another is refused", async () => {
  let resume: Checkpoint | undefined;
  const checkpoint = { every: 4, save: (now: Checkpoint) => void (resume = now) };
  await digestOf(STORED, { epochs: 2, checkpoint });
  assertEquals(await digestOf(STORED, { resume: resume! }), await digestOf(STORED));
  const other = storedDataset({ ...SHAPE, read: (rows) => read(rows.map((row) => row + 1)) });
  await assertRejects(
    () => digestOf(other, { resume: resume! }),
    RangeError,
    "the data must be (83 × 9) inputs, (83 × 3) targets, stored, ",
  );
});

Deno.test("evaluate() of a stored data set is that of it in memory, read in parts, each example once", async () => {
  const examples = 4099, { loss } = OPTIONS, lengths: number[] = [], seen = new Set<number>();
  const weights = (rows: ArrayLike<number>) => Array.from(rows, (row) => row % 4);
  const stored = storedDataset({
    ...{ ...SHAPE, examples, weighted: true },
    read: (rows) => {
      lengths.push(rows.length);
      rows.forEach((row) => seen.add(row));
      return { ...read(rows), weights: weights(rows) };
    },
  });
  const rows = Array.from({ length: examples }, (_, i) => i);
  const whole = { ...read(rows), weights: weights(rows) };
  for (const executor of ["reference", "wasm"]) {
    assertEquals(
      await evaluate(NET, stored, { loss, executor }),
      await evaluate(NET, whole, { loss, executor }),
    );
  }
  assertEquals([lengths.slice(0, 3), lengths.length, seen.size], [[2048, 2048, 3], 6, examples]);
});

Deno.test("fit() with stored validation data has the history of those in memory, and resumes only with them", async () => {
  const validated = async (validation: FitOptions["validation"], options = {}) => {
    const { history, best } = await fit(NET, ALL, {
      ...{ ...OPTIONS, epochs: 6, validation: validation!, earlyStopping: { patience: 2 } },
      ...options,
    });
    return [history.map(({ cost, validation }) => [cost, validation]), best?.epoch];
  };
  const held = Uint32Array.from({ length: 40 }, (_, i) => EXAMPLES + i);
  const stored = storedDataset({
    ...{ ...SHAPE, examples: held.length },
    read: (rows) => read(rows.map((row) => held[row]!)),
  });
  const expected = await validated(read(held));
  assertEquals(await validated(stored), expected);
  let resume: Checkpoint | undefined;
  const save = (now: Checkpoint) => void (resume = now);
  await validated(stored, { epochs: 2, checkpoint: { every: "epoch", save } });
  assertEquals(await validated(stored, { resume }), expected);
  await assertRejects(
    () => validated(STORED, { resume }),
    RangeError,
    "the early stopping must be",
  );
});

Deno.test("evaluate() and validation refuse stored data that do not fit, and metrics without weights", async () => {
  const { loss } = OPTIONS;
  const narrow = storedDataset({ ...SHAPE, inputs: 8, read });
  await assertRejects(() => evaluate(NET, narrow, { loss }), TypeError, "dataset.inputs");
  const wrong = storedDataset({
    ...SHAPE,
    read: (rows) => ({ ...read(rows), targets: { ...read(rows).targets, data: [NaN] } }),
  });
  await assertRejects(() => evaluate(NET, wrong, { loss }), Error, "read()");
  const classWeights = [1, 2, 3];
  await assertRejects(
    () => evaluate(NET, STORED, { loss, classWeights }),
    TypeError,
    "classWeights",
  );
  await assertRejects(() => digestOf(ALL, { validation: narrow }), TypeError, "validation.inputs");
});

Deno.test("fit() checks what a stored data set reads, and passes on its errors", async () => {
  const refuses = async (
    made: (rows: Uint32Array) => unknown,
    error: ErrorConstructor,
    message: string,
  ) => {
    for (const executor of ["wasm", "reference"]) {
      const stored = storedDataset({ ...SHAPE, read: made as typeof read });
      await assertRejects(() => digestOf(stored, { executor }), error, message);
    }
  };
  const wrong = { rows: 1, columns: INPUTS, data: new Float64Array(INPUTS) };
  const some = "read() of a stored data set must return";
  await refuses((rows) => ({ ...read(rows), inputs: wrong }), TypeError, `${some} inputs (32 × 9)`);
  await refuses(() => undefined, TypeError, `${some} inputs (32 × 9), but found undefined`);
  await refuses((rows) => ({ ...read(rows), weights: rows }), TypeError, `${some} weights if it`);
  await refuses(
    (rows) => {
      const { inputs, targets } = read(rows);
      return { targets, inputs: { ...inputs, data: Array.from(inputs.data).fill(NaN, 3, 4) } };
    },
    RangeError,
    "read().inputs must be finite, but found NaN in row 0, column 3",
  );
  await refuses(
    () => {
      throw new RangeError("the disk is gone");
    },
    RangeError,
    "the disk is gone",
  );
});

Deno.test("fit() refuses a stored data set that does not fit, before it reads", async () => {
  const data = storedDataset({
    ...{ ...SHAPE, inputs: 8 },
    read: () => {
      throw new Error("read");
    },
  });
  await assertRejects(() => digestOf(data), TypeError, "must have 9 columns");
  const options = { classWeights: "balanced" } as const;
  await assertRejects(() => digestOf(STORED, options), TypeError, "classWeights are for data sets");
});

Deno.test("storedDataset() checks its members, and freezes them", () => {
  assert(Object.isFrozen(STORED));
  assertThrows(
    () => storedDataset({ ...SHAPE, read, examples: 0 }),
    RangeError,
    "examples must be",
  );
  assertThrows(
    () => storedDataset({ ...SHAPE, read, examples: 2 ** 32 }),
    RangeError,
    "examples must be below 2^32, but found 4294967296",
  );
  const missing = { ...SHAPE } as Parameters<typeof storedDataset>[0];
  assertThrows(() => storedDataset(missing), TypeError, "read must be a function");
});
