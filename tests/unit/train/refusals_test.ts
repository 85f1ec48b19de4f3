import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  binaryCrossEntropy,
  dense,
  hinge,
  linear,
  matrix,
  network,
  relu,
  rowwise,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
} from "../../../engine.ts";
import { reference } from "../../../executors.ts";
import {
  type Checkpoint,
  crossValidate,
  DivergenceError,
  findLearningRate,
  fit,
  sgd,
} from "../../../train.ts";

const loss = sumOfSquaredErrors, optimizer = sgd({ learningRate: 0.1 });
const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
const batch = { inputs: matrix([[1], [2], [3]]), targets: matrix([[1], [0], [1]]) };
const options = { loss, optimizer, executor: "reference" } as const;

Deno.test("fit() refuses checkpoints that are not saved by a function, or never", async () => {
  const save = () => {};
  const wrong: readonly (readonly [unknown, ErrorConstructor, string])[] = [
    [{ every: 1 }, TypeError, "checkpoint.save must be a function, but found undefined"],
    [{ save: 3, every: 1 }, TypeError, "checkpoint.save must be a function, but found 3"],
    [{ save, every: 0 }, RangeError, 'a positive integer or "epoch", but found 0'],
    [{ save, every: "step" }, RangeError, 'a positive integer or "epoch", but found "step"'],
    [{ save, every: 1, name: "it" }, TypeError, "name"],
  ];
  for (const [checkpoint, Kind, message] of wrong) {
    await assertRejects(() => fit(net, batch, { ...options, checkpoint } as never), Kind, message);
  }
});

/** A checkpoint of a training of one epoch. */
async function saved(): Promise<Checkpoint> {
  let found: Checkpoint | undefined;
  await fit(net, batch, {
    ...{ ...options, epochs: 2, batchSize: 1 },
    checkpoint: { every: 2, save: (checkpoint) => void (found ??= checkpoint) },
  });
  return found!;
}

Deno.test("fit() refuses to resume from what is not a checkpoint, or one of another optimizer", async () => {
  const checkpoint = await saved(), momentum = sgd({ learningRate: 0.1, momentum: 0.9 });
  const resumed = (resume: unknown, of = {}) =>
    fit(net, batch, { ...options, epochs: 2, batchSize: 1, ...of, resume } as never);
  for (const nothing of [null, 3, "it", {}]) await assertRejects(() => resumed(nothing), Error);
  await assertRejects(
    () => resumed({ ...checkpoint, state: undefined }),
    RangeError,
    "found undefined",
  );
  await assertRejects(
    () => resumed(checkpoint, { optimizer: momentum }),
    RangeError,
    "the optimizer must be",
  );
  await assertRejects(
    () => resumed({ ...checkpoint, setting: { ...checkpoint.setting, added: "it" } }),
    RangeError,
    "the added must be it, but found none",
  );
  const { optimizer: _, ...without } = checkpoint.setting as Record<string, string>;
  await assertRejects(
    () => resumed({ ...checkpoint, setting: without }),
    RangeError,
    "the optimizer must be none, but found",
  );
  assertEquals((await resumed(checkpoint)).history.length, 2);
});

Deno.test("fit() refuses to resume without the slots of the optimizer, or with others", async () => {
  let checkpoint: Checkpoint | undefined;
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
  const given = { ...options, optimizer, epochs: 2, batchSize: 1 };
  await fit(net, batch, {
    ...given,
    checkpoint: { every: 2, save: (found) => void (checkpoint ??= found) },
  });
  const { state } = checkpoint as unknown as { state: { step: number; layers: object[] } };
  const resumed = (layers: object[]) =>
    fit(net, batch, { ...given, resume: { ...checkpoint!, state: { ...state, layers } } as never });
  await assertRejects(() => resumed([]), RangeError, "of layer 1, but found none");
  const slots = Object.keys(state.layers[0]!);
  const wide = { weights: matrix([[1, 2]]), biases: matrix([[1]]) };
  const layers = [Object.fromEntries(slots.map((name) => [name, wide]))];
  await assertRejects(() => resumed(layers), RangeError, "but found (1 × 2)");
});

/** An executor that behaves as the reference, except in these members of its session. */
const executing = (members: (session: object) => object) => ({
  ...reference,
  name: "own",
  open: async (...of: Parameters<typeof reference.open>) => {
    const session = await reference.open(...of);
    return { ...session, ...members(session) };
  },
});

Deno.test("fit() ends all processes if one was aborted, and says that it was another one", async () => {
  // Processes agree on how many steps to take, then on whether to go on.
  let asked = 0;
  const executor = executing(() => ({ least: (n: number) => ++asked % 2 ? n : 0 })) as never;
  const error = await assertRejects(() => fit(net, batch, { ...options, executor }), DOMException);
  assertEquals((error as DOMException).name, "AbortError");
  assertStringIncludes((error as DOMException).message, "aborted in another process");
});

Deno.test("fit() names what made a cost that is not finite", async () => {
  // An executor whose costs are wrong where those of float64 are finite.
  const wrong = executing(() => ({ steps: () => Promise.resolve([NaN]) })) as never;
  for (const executor of [wrong, { ...(wrong as object), name: "reference" } as never]) {
    const { name } = executor as { name: string };
    const { message } = await assertRejects(
      () => fit(net, batch, { ...options, executor }),
      DivergenceError,
    ) as Error;
    assert(/the cost is NaN by executor \w+, but [\d.e+-]+ in float64/.test(message), message);
    assertEquals(message.includes('or executor: "reference"'), name !== "reference");
  }
});

Deno.test("fit() refuses networks that cannot learn, and warns of those that may not", async () => {
  const single = network({ inputs: 1, layers: [dense(1, softmax)] });
  await assertRejects(
    () => fit(single, batch, { ...options, loss: binaryCrossEntropy }),
    RangeError,
    "softmax of a single output is always 1",
  );
  const half = rowwise({ name: "half", value: (m, z) => z.map((x) => m.mul(x, m.constant(0.5))) });
  const warnings: string[] = [];
  const onWarning = (warning: string) => void warnings.push(warning);
  const run = await fit(network({ inputs: 1, layers: [dense(1, half)] }), batch, options);
  assertEquals(run.history.length, 1); // one output of a row that varies learns
  const signs = { inputs: batch.inputs, targets: matrix([[1], [-1], [1]]) };
  for (
    const [activation, words] of [[relu, "never negative"], [sigmoid, "never negative"]] as const
  ) {
    const of = network({ inputs: 1, layers: [dense(1, activation)], seed: 1 });
    await fit(of, signs, { ...options, loss: hinge, onWarning });
    assertStringIncludes(warnings.join(), words);
  }
  const never = rowwise({ name: "below", value: (m, z) => z.map((x) => m.neg(m.exp(x))) });
  await fit(network({ inputs: 1, layers: [dense(1, never)], seed: 1 }), signs, {
    ...{ ...options, loss: hinge, onWarning },
  });
  assertStringIncludes(warnings.at(-1)!, "never positive");
});

Deno.test("crossValidate() passes on folds, seed, strata and threshold", async () => {
  const classes = { inputs: matrix([[1], [2], [3], [4]]), targets: matrix([[1], [0], [1], [0]]) };
  const make = () => network({ inputs: 1, layers: [dense(1, sigmoid)], seed: 1 });
  const given = { ...options, loss: binaryCrossEntropy, folds: 2 };
  const one = (threshold: number) =>
    crossValidate(make, classes, { ...given, seed: 3, stratified: true, threshold });
  const [low, high] = [await one(0), await one(1)];
  // Each fold has both classes: all taken for 1, or none.
  assertEquals(low.folds.map(({ accuracy }) => accuracy), [0.5, 0.5]);
  assertEquals(high.folds.map(({ accuracy }) => accuracy), [0.5, 0.5]);
  assertEquals((await crossValidate(make, classes, given)).folds.length, 2);
});

Deno.test("findLearningRate() passes on errors other than the divergence that it looks for", async () => {
  const given = { ...{ loss, executor: "reference" }, from: 1e-3, to: 1, steps: 4 };
  const optimizer = (learningRate: (step: number) => number) => sgd({ learningRate });
  const signal = AbortSignal.abort(new RangeError("enough"));
  const find = () => findLearningRate(net, batch, { ...given, optimizer, signal } as never);
  await assertRejects(find, RangeError, "enough");
});
