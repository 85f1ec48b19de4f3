import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { Dataset } from "../../../data.ts";
import {
  dense,
  elementwise,
  linear,
  type Matrix,
  matrix,
  network,
  type Parameters,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import {
  decodeCheckpoint,
  encodeCheckpoint,
  isCheckpoint,
  saveCheckpoint,
} from "../../../formats.ts";
import {
  adam,
  type Checkpoint,
  fit,
  type FitOptions,
  type Optimizer,
  optimizerFromRule,
  sgd,
} from "../../../train.ts";
import { reference } from "../../../executors.ts";
import { settingOf } from "../../../src/train/checkpoints/setting.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";
import { parametersIn } from "../../support/layers.ts";
import { leavingNoWorker } from "../../support/workers.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "../../support/trainings.ts";

const net = smallNetwork(2);
const options: FitOptions = {
  ...{ loss, optimizer: adam(), epochs: 2, batchSize: 8, seed: 3, executor: "reference" },
};
const STEPS = 3;

/** The checkpoints of a training, whether it ends well or not. */
async function checkpointsOf(more: Partial<FitOptions>): Promise<Checkpoint[]> {
  const saved: Checkpoint[] = [];
  const checkpoint = { every: 1, save: (c: Checkpoint) => void saved.push(c), ...more.checkpoint };
  await fit(net, FEW_EXAMPLES, { ...options, ...more, checkpoint }).catch(() => {});
  return saved;
}

const [, SECOND] = await checkpointsOf({ validation: FEW_EXAMPLES, epochs: 1 });
const BYTES = await encodeCheckpoint(SECOND!);

Deno.test("fit() saves checkpoints after each epoch or so many steps, and at the end", async () => {
  const takenBy = async (every: number | "epoch") => {
    const taken: number[] = [];
    const save = (checkpoint: Checkpoint) => void taken.push(checkpoint.taken);
    await fit(net, FEW_EXAMPLES, { ...options, checkpoint: { every, save } });
    return taken;
  };
  assertEquals(await takenBy("epoch"), [STEPS, 2 * STEPS]);
  assertEquals(await takenBy(1), [1, 2, 3, 4, 5, 6]);
  assertEquals(await takenBy(2), [2, 4, 6]);
  assertEquals(await takenBy(4), [4, 6]);
  assertEquals(await takenBy(100), [6]);
});

Deno.test("fit() saves a checkpoint of the steps under way when a signal stops it", async () => {
  for (const executor of ["wasm", "reference"] as const) {
    const controller = new AbortController();
    const told: number[] = [], saved: Checkpoint[] = [];
    const running = fit(net, FEW_EXAMPLES, {
      ...{ ...options, executor, epochs: 1e9, signal: controller.signal },
      checkpoint: { every: 1e9, save: (checkpoint) => void saved.push(checkpoint) },
      onStep: ({ epoch, step }) => {
        told.push((epoch - 1) * STEPS + step);
        if (told.length === 40) controller.abort(new Error("enough"));
      },
    });
    await assertRejects(() => running, Error, "enough");
    assertEquals(saved.map(({ taken }) => taken), [told.at(-1)!], "what was told is what is saved");
    assert(told.length >= 40 && told.length <= 42, "no further epoch is begun");
  }
});

Deno.test("fit() never saves parameters that are not finite", async () => {
  const line = { inputs: matrix([[1], [2]]), targets: matrix([[1], [0]]) };
  const saved: Checkpoint[] = [];
  const diverging = fit(network({ inputs: 1, layers: [dense(1, linear)], seed: 1 }), line, {
    ...{ loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 1e308 }), epochs: 50 },
    ...{ batchSize: 1, executor: "reference" },
    checkpoint: { every: 1, save: (checkpoint) => void saved.push(checkpoint) },
  });
  await assertRejects(() => diverging, RangeError, "Training diverged");
  for (const { network, taken } of saved) {
    assert(parametersIn(network).every(Number.isFinite), `after ${taken} steps`);
  }
});

Deno.test("fit() stops with what saving throws", async () => {
  const save = () => Promise.reject(new Error("the disk is full"));
  const full = fit(net, FEW_EXAMPLES, { ...options, checkpoint: { every: "epoch", save } });
  await assertRejects(() => full, Error, "the disk is full");
});

Deno.test("fit() that onEpoch has stopped stays so where it is resumed, unless for more epochs", async () => {
  const onEpoch = ({ epoch }: { epoch: number }) => epoch >= 2 ? "stop" as const : undefined;
  const stopping = { ...options, epochs: 5, onEpoch };
  const whole = await fit(net, FEW_EXAMPLES, stopping);
  for (const every of [1, 4, "epoch"] as const) {
    const saved: Checkpoint[] = [];
    const save = async (c: Checkpoint) => {
      saved.push(await decodeCheckpoint(await encodeCheckpoint(c)));
    };
    await fit(net, FEW_EXAMPLES, { ...stopping, checkpoint: { every, save } });
    for (const resume of saved) {
      const resumed = await fit(net, FEW_EXAMPLES, { ...stopping, resume });
      assertEquals([resumed.history.length, resumed.network], [2, whole.network]);
    }
    const more = await fit(net, FEW_EXAMPLES, { ...options, epochs: 6, resume: saved.at(-1)! });
    assertEquals(more.history.length, 6);
  }
});

Deno.test("fit() goes on for more epochs than were planned, and from the end for none", async () => {
  const all = await fit(net, FEW_EXAMPLES, { ...options, epochs: 3 });
  const [end] = (await checkpointsOf({ epochs: 1 })).slice(-1);
  const more = await fit(net, FEW_EXAMPLES, { ...options, epochs: 3, resume: end! });
  const [got, expected] = [more, all].map(({ network: { layers } }) =>
    layers[0]!.parameters.weights
  );
  assert(got !== undefined);
  assertEquals(bitsOf(got), bitsOf(expected));
  const none = await fit(net, FEW_EXAMPLES, { ...options, epochs: 1, resume: end! });
  assertEquals([none.history.length, none.network], [1, end!.network]);
});

const REFUSED: Readonly<Record<string, () => Promise<unknown>>> = {
  "the batch size must be 8, but found 9": () => resumed({ batchSize: 9 }),
  "the seed must be 3, but found 4": () => resumed({ seed: 4 }),
  "the optimizer must be adam (learningRate 0.001": () =>
    resumed({ optimizer: adam({ beta1: 0.8 }) }),
  "but found adam (learningRate 0.002": () => resumed({ optimizer: adam({ learningRate: 0.002 }) }),
  "but found sgd (learningRate 0.1": () => resumed({ optimizer: sgd({ learningRate: 0.1 }) }),
  "the loss must be categoricalCrossEntropy, but found sumOfSquaredErrors": () =>
    resumed({ loss: sumOfSquaredErrors }),
  "the regularizer must be none, but found l2(0.01)": () =>
    resumed({ regularizer: TRAININGS.regularized!.regularizer! }),
  "the augmentation must be none, but found some": () =>
    resumed({ augmentation: (batch) => batch }),
  "the network must be 5-4 tanh-3 softmax, but found 5-6 tanh-3 softmax": () =>
    fit(network({ inputs: 5, layers: [dense(6, tanh), dense(3, softmax)] }), FEW_EXAMPLES, {
      ...{ ...options, resume: SECOND! },
    }),
  "but found 5-4 tanh-dropout 0.25-3 softmax": () =>
    fit(smallNetwork(1), FEW_EXAMPLES, { ...options, resume: SECOND! }),
  "the early stopping must be none, but found some": () =>
    resumed({ validation: FEW_EXAMPLES, earlyStopping: { patience: 1 } }),
  "the data must be (22 × 5) inputs, (22 × 3) targets": () => {
    const { inputs, targets } = FEW_EXAMPLES;
    const data = Float64Array.from(inputs.data, (x) => -x);
    return fit(net, { inputs: { ...inputs, data } as typeof inputs, targets }, {
      ...{ ...options, resume: SECOND! },
    });
  },
  "but found epoch 1, step 2, 3 steps taken": () => resumed({ resume: { ...SECOND!, taken: 3 } }),
  "must have mean (4 × 5) for the weights of layer 1, but found none": () =>
    resumed({ resume: { ...SECOND!, state: { step: 2, layers: [] } } }),
  "mean of the weights of layer 1 must be a matrix { rows, columns, data }, but found an object":
    () =>
      resumed({
        resume: { ...SECOND!, state: stateOf({ rows: "\x1b[2J", columns: 5, data: [] }) },
      }),
  "mean of the weights of layer 1 must be a matrix { rows, columns, data }, but found null": () =>
    resumed({ resume: { ...SECOND!, state: stateOf(null) } }),
  "the network must be 5-4 tanh-3 softmax, but found 5-2 tanh-3 softmax": () => {
    const other = network({ inputs: 5, layers: [dense(2, tanh), dense(3, softmax)] });
    return resumed({ resume: { ...SECOND!, network: other } });
  },
  "The state of the checkpoint must be that after 2 steps, but found 7": () =>
    resumed({ resume: { ...SECOND!, state: { ...SECOND!.state as object, step: 7 } } }),
  "A checkpoint must have a setting": () => resumed({ resume: {} as Checkpoint }),
};

/** A state whose first slot is as a file may have it. */
function stateOf(weights: unknown): unknown {
  return { step: 2, layers: [{ mean: { weights } }] };
}

function resumed(more: Partial<FitOptions>): Promise<unknown> {
  return fit(net, FEW_EXAMPLES, { ...options, resume: SECOND!, ...more });
}

for (const [message, run] of Object.entries(REFUSED)) {
  Deno.test(`fit() refuses to go on where ${message}`, async () => {
    const error = await run().then(() => undefined, (error) => error);
    assert(error instanceof RangeError || error instanceof TypeError, String(error));
    assertStringIncludes(error.message, message);
  });
}

Deno.test("fit() refuses to go on to an epoch before the checkpoint's", async () => {
  const end = (await checkpointsOf({ epochs: 3 })).at(-1)!;
  await assertRejects(() => resumed({ resume: end, epochs: 2 }), RangeError, "found 2");
});

Deno.test("fit() warns where it goes on by another executor or another build of one", async () => {
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  await resumed({ onWarning });
  assertEquals(warnings, []);
  const relaxed = (await checkpointsOf({ executor: "wasm", epochs: 1 }))[1]!;
  assert(["relaxed", "plain"].includes(relaxed.variant!), relaxed.variant);
  await resumed({ onWarning, resume: relaxed, executor: "wasm" });
  assertEquals(warnings, []);
  await resumed({ onWarning, resume: relaxed });
  assertStringIncludes(
    warnings[0]!,
    `executor wasm (${relaxed.variant}), and training is resumed by reference`,
  );
  await resumed({ onWarning, resume: { ...relaxed, variant: "strange" }, executor: "wasm" });
  assertStringIncludes(
    warnings[1]!,
    `wasm (strange), and training is resumed by wasm (${relaxed.variant})`,
  );
});

Deno.test("fit() resumes without a warning by an executor that has the same bits", async () => {
  const twin = { ...reference, name: "twin", sameBitsAs: "reference" };
  const other = { ...reference, name: "other" };
  for (
    const [saving, resuming, warns] of [
      ...[[reference, twin, false], [twin, reference, false], [twin, twin, false]] as const,
      ...[[reference, other, true], [other, twin, true]] as const,
    ]
  ) {
    const [resume] = await checkpointsOf({ executor: saving }), warnings: string[] = [];
    const onWarning = (message: string) => void warnings.push(message);
    await fit(net, FEW_EXAMPLES, { ...options, executor: resuming, resume: resume!, onWarning });
    assertEquals(warnings.length, +warns, `${saving.name}, then ${resuming.name}`);
  }
});

Deno.test("a data set is known by its inputs in all columns, and by each target", () => {
  const plan = { loss, optimizer: adam(), batchSize: 8, seed: 3, steps: 1 };
  for (const rows of [1024, 4096, 10_000]) { // 1,024 and its multiples are what equal steps fall into
    const data = Float64Array.from({ length: rows * 16 }, (_, i) => i % 16 === 0 ? 0 : Math.sin(i));
    const inputs = { rows, columns: 16, data },
      targets = { rows, columns: 1, data: data.slice(0, rows) };
    const { data: known } = settingOf(net, { inputs, targets }, plan);
    assertEquals(settingOf(net, { inputs, targets: { ...targets } }, plan).data, known);
    const others = { ...inputs, data: data.map((x) => -x) };
    assert(settingOf(net, { inputs: others, targets }, plan).data !== known, `${rows} rows`);
    for (const n of [0, 17, rows - 1]) {
      const changed = { ...targets, data: targets.data.with(n, 7) };
      assert(settingOf(net, { inputs, targets: changed }, plan).data !== known, `target ${n}`);
    }
  }
});

Deno.test("early stopping is known by what it watches, which matters without it to nobody", () => {
  const plan = { loss, optimizer: adam(), batchSize: 8, seed: 3, steps: 1 };
  const others = { ...FEW_EXAMPLES, inputs: matrixOf(FEW_EXAMPLES.inputs.rows, 5, 9) };
  const wordsOf = (validation: Dataset, earlyStopping?: { patience: number }) => {
    return settingOf(net, FEW_EXAMPLES, { ...plan, validation, earlyStopping })["early stopping"]!;
  };
  const watched = wordsOf(FEW_EXAMPLES, { patience: 2 });
  assertEquals(wordsOf(FEW_EXAMPLES, { patience: 3 }), watched, "patience may be another");
  assert(wordsOf(others, { patience: 2 }) !== watched);
  assertEquals(wordsOf(others), wordsOf(FEW_EXAMPLES));
});

Deno.test("an optimizer is known by what it does at any of its steps", () => {
  const wordsOf = (optimizer: Optimizer, steps: number) => {
    const plan = { loss, optimizer, batchSize: 8, seed: 1, steps };
    return settingOf(net, FEW_EXAMPLES, plan).optimizer;
  };
  const falling = (from: number) => sgd({ learningRate: (step) => step > from ? 0.01 : 0.1 });
  assertEquals(wordsOf(falling(80), 100), wordsOf(falling(80), 100));
  for (let from = 0; from < 99; from++) {
    assert(wordsOf(falling(from), 100) !== wordsOf(falling(from + 1), 100));
  }
  assert(wordsOf(falling(80), 100) !== wordsOf(falling(30), 100));
  const slower = optimizerFromRule("adam", {
    ...adam().rule!,
    move: (m, step) => {
      const moved = adam().rule!.move(m, step);
      return step.part === "weights" ? moved : { ...moved, parameter: step.parameter };
    },
  });
  assert(wordsOf(slower, 100) !== wordsOf(adam(), 100), "biases that stay");
});

Deno.test("decodeCheckpoint() gives back every bit that encodeCheckpoint() was given", async () => {
  const odd = { list: [NaN, Infinity, -0, 5e-324], few: Uint8Array.of(1, 255), none: null };
  for (const checkpoint of [SECOND!, { ...SECOND!, state: odd }]) {
    const decoded = await decodeCheckpoint(await encodeCheckpoint(checkpoint));
    assertEquals(decoded, checkpoint);
    assertEquals(bitsOf(decoded), bitsOf(checkpoint));
  }
  assertEquals(SECOND!.history, [], "it stands within the epoch");
  const end = (await checkpointsOf({ validation: FEW_EXAMPLES, epochs: 1 })).at(-1)!;
  assertEquals(await decodeCheckpoint(await encodeCheckpoint(end)), end, "with an evaluation");
});

Deno.test("decodeCheckpoint() takes activations of one's own by name, and refuses unknown ones", async () => {
  const swish = elementwise({
    name: "swish",
    value: (m, z) => m.div(z, m.add(m.one, m.exp(m.neg(z)))),
  });
  const own = network({ inputs: 5, layers: [dense(2, swish), dense(3, softmax)], seed: 1 });
  const saved: Checkpoint[] = [];
  await fit(own, FEW_EXAMPLES, {
    ...options,
    checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
  });
  const bytes = await encodeCheckpoint(saved[0]!);
  const { network: read } = await decodeCheckpoint(bytes, { activations: [swish] });
  assertEquals(read, saved[0]!.network);
  await assertRejects(() => decodeCheckpoint(bytes), RangeError, 'but found "swish"');
  const impostor = elementwise({ ...tanh, value: (_m, z) => z });
  const { layers } = saved[0]!.network;
  const wrong = {
    ...saved[0]!.network,
    layers: [{ ...layers[0]!, activation: impostor }, layers[1]!],
  };
  await assertRejects(
    () => encodeCheckpoint({ ...saved[0]!, network: wrong }),
    TypeError,
    '"tanh"',
  );
});

Deno.test("saveCheckpoint() refuses what is no checkpoint, before it touches the file", async () => {
  const wrong = saveCheckpoint("no/such/folder/run.checkpoint", {} as Checkpoint);
  await assertRejects(() => wrong, TypeError, "A checkpoint must have a setting");
});

Deno.test("encodeCheckpoint() refuses what a file cannot hold", async () => {
  for (const state of [() => {}, new Map(), 5n, { $array: [] }, Symbol.iterator]) {
    const encoded = () => encodeCheckpoint({ ...SECOND!, state });
    await assertRejects(encoded, TypeError, "A file cannot hold");
  }
});

Deno.test("decodeCheckpoint() refuses any change of a byte, any cut and whatever follows", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(BYTES.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (place, change) => {
        const damaged = BYTES.slice();
        damaged[place]! ^= change;
        await assertRejects(() => decodeCheckpoint(damaged), SyntaxError);
        await assertRejects(() => decodeCheckpoint(BYTES.subarray(0, place)), SyntaxError);
      },
    ),
  );
  const longer = Uint8Array.from([...BYTES, 0]);
  await assertRejects(() => decodeCheckpoint(longer), SyntaxError, "followed by others");
});

Deno.test("decodeCheckpoint() says what is wrong", async () => {
  const changed = (place: number, byte: number) => {
    const bytes = BYTES.slice();
    bytes[place] = byte;
    return bytes;
  };
  const wrong: readonly (readonly [Uint8Array, string])[] = [
    [new TextEncoder().encode("{}"), "must begin as one of backproof does, but this is JSON"],
    [changed(14, 0), "must be of version 1 to 2, but found 0"],
    [changed(14, 3), "must be of version 1 to 2, but found 3: a newer backproof made it"],
    [BYTES.subarray(0, 20), "must be at least 24 bytes, but found 20"],
    [BYTES.subarray(0, 200), `must be ${BYTES.length} bytes, but found 200: it is cut short`],
    [changed(60, 0), "is damaged: its SHA-256"],
  ];
  for (const [bytes, message] of wrong) {
    await assertRejects(() => decodeCheckpoint(bytes), SyntaxError, message);
  }
  const other = await encodeCheckpoint({ hello: "world" } as unknown as Checkpoint);
  await assertRejects(() => decodeCheckpoint(other), SyntaxError, "found an object with hello");
  assertEquals([isCheckpoint(BYTES), isCheckpoint(BYTES.subarray(1))], [true, false]);
});

/** A checkpoint whose first weights, or those of a member, hold other data. */
function withWeights(data: unknown, checkpoint = SECOND!): Checkpoint {
  const [first, ...others] = checkpoint.network.layers;
  const weights = { ...first!.parameters.weights!, data } as Matrix;
  const parameters = { ...first!.parameters, weights };
  const layers = [{ ...first!, parameters }, ...others];
  return { ...checkpoint, network: { ...checkpoint.network, layers } };
}

Deno.test("decodeCheckpoint() refuses wrong content behind a right checksum", async () => {
  const { length } = SECOND!.network.layers[0]!.parameters.weights!.data;
  const numbers = (entry: unknown) => Array<unknown>(length).fill(entry);
  const { layers: [first, ...others] } = SECOND!.network;
  const { parameters: _, ...bare } = first!;
  const units = { ...first!, options: { ...first!.options, units: "10" } };
  const best = (data: unknown) => ({ epoch: 1, value: 1, network: withWeights(data).network });
  const wrong: readonly (readonly [object, string])[] = [
    [withWeights({ length }), "must be a matrix"],
    [withWeights("0".repeat(length)), "must be a matrix"],
    [withWeights(numbers("1")), 'must hold numbers, but found "1"'],
    [withWeights(Float64Array.from({ length }, () => NaN)), "weights of layer 1 must be finite"],
    [withWeights(numbers(Infinity)), "weights of layer 1 must be finite"],
    [{ ...SECOND, network: { ...SECOND!.network, layers: [units, ...others] } }, 'found "10"'],
    [
      { ...SECOND, network: { ...SECOND!.network, layers: [bare, ...others] } },
      "parameters by name",
    ],
    [{ ...SECOND, best: best({ length }) }, "must be a matrix"],
    [{ ...SECOND, best: best(numbers(NaN)) }, "must be finite"],
    [{ ...SECOND, best: { network: SECOND!.network } }, "best must have an epoch"],
    [{ ...SECOND, best: null }, "best must have an epoch"],
    [{ ...SECOND, history: [{ epoch: 1, cost: "low", seconds: 1 }] }, "history must hold epochs"],
    [{ ...SECOND, history: [null] }, "history must hold epochs"],
    [{ ...SECOND, setting: { seed: 1 } }, "in words"],
    [{ ...SECOND, executor: { length: 1 } }, "in words"],
  ];
  for (const [checkpoint, message] of wrong) {
    const bytes = await encodeCheckpoint(checkpoint as Checkpoint);
    const error = await assertRejects(() => decodeCheckpoint(bytes), Error, message);
    assert(error instanceof SyntaxError || error instanceof RangeError, `${error}`);
    const saved = saveCheckpoint("no/such/folder/run.checkpoint", checkpoint as Checkpoint);
    await assertRejects(() => saved, Error, message);
  }
  assertEquals(await decodeCheckpoint(await encodeCheckpoint(withWeights(numbers(1)))), {
    ...withWeights(numbers(1)),
  });
});

Deno.test("fit() refuses a state whose matrices hold no numbers", async () => {
  const state = SECOND!.state as { readonly layers: readonly Record<string, Parameters>[] };
  const [first, ...others] = state.layers;
  const mean = first!.mean!;
  for (
    const [data, message] of [[{ length: 10 }, "must be a matrix"], ["1".repeat(10), "matrix"]]
  ) {
    const weights = { ...mean.weights, data };
    const layers = [{ ...first, mean: { ...mean, weights } }, ...others];
    const resume = { ...SECOND!, state: { ...state, layers } };
    await assertRejects(
      () => fit(net, FEW_EXAMPLES, { ...options, resume }),
      TypeError,
      message as string,
    );
  }
});

Deno.test("fit() leaves no workers where a schedule throws at a step that a checkpoint looks at", async () => {
  const learningRate = (step: number) => {
    if (step > 2) throw new Error("the schedule has ended");
    return 0.1;
  };
  const rules = { loss: sumOfSquaredErrors, optimizer: sgd({ learningRate }), workers: 2 };
  const data = {
    inputs: matrix([[1], [2], [3], [4], [5]]),
    targets: matrix([[0], [0], [0], [0], [0]]),
  };
  await leavingNoWorker(async () => {
    await assertRejects(
      () =>
        fit(network({ inputs: 1, layers: [dense(1, linear)], seed: 1 }), data, {
          ...rules,
          epochs: 3,
          batchSize: 5,
          checkpoint: { every: "epoch", save: () => {} },
        }),
      Error,
      "the schedule has ended",
    );
  });
});
