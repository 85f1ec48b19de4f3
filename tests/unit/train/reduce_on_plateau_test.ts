import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { EXECUTOR_NAMES } from "../../../executors.ts";
import {
  adam,
  type Checkpoint,
  decayed,
  fit,
  type FitOptions,
  optimizerFromRule,
  type ReduceOnPlateau,
  sgd,
} from "../../../train.ts";
import { bitsOf } from "../../support/bits.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

const net = smallNetwork(2);

/** Two steps in each epoch. */
const plan = { loss, batchSize: 11, seed: 3, onWarning: () => {} } as const;

/** The factor of the learning rate in each epoch, by the values of the epochs before it. */
async function factors(values: readonly number[], options: ReduceOnPlateau): Promise<number[]> {
  const rates: number[] = [];
  const { rule } = sgd({ learningRate: 1 });
  const seen = optimizerFromRule("seen", {
    ...rule!,
    move: (_, step) => {
      if (rates.at(-1) !== step.shared.learningRate) rates.push(step.shared.learningRate as number);
      return { parameter: step.parameter, slots: {} };
    },
  });
  const each: number[] = [];
  await fit(net, FEW_EXAMPLES, {
    ...{ ...plan, executor: "reference", optimizer: seen, epochs: values.length + 1 },
    reduceOnPlateau: { ...options, monitor: ({ epoch }) => values[epoch - 1]! },
    onEpoch: () => void each.push(rates.at(-1)!),
  });
  return each;
}

Deno.test("reduceOnPlateau multiplies the rate after epochs without improvement, as worked by hand", async () => {
  const half = { patience: 2, factor: 0.5 };
  // Better, worse once, better; twice as good as before: 4 is the best until 3.
  assertEquals(await factors([5, 6, 4, 4, 4, 3, 3], half), [1, 1, 1, 1, 1, 0.5, 0.5, 0.5]);
  assertEquals(await factors([5, 5, 5, 5, 5], half), [1, 1, 1, 0.5, 0.5, 0.25]);
  // Epochs 4 and 5 do not count.
  const cooled = await factors([5, 5, 5, 5, 5, 5, 5], { ...half, cooldown: 2 });
  assertEquals(cooled, [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]);
  // 4.5 improves on 5, but by no more than 1.
  const delta = { patience: 1, factor: 0.5, minimumDelta: 1 };
  assertEquals(await factors([5, 4.5, 3.5, 2.5], delta), [1, 1, 0.5, 0.5, 0.25]);
  const least = { patience: 1, factor: 0.5, minimumFactor: 0.3 };
  assertEquals(await factors([5, 5, 5, 5], least), [1, 1, 0.5, 0.3, 0.3]);
  assertEquals(await factors([5, NaN, 4], { patience: 1 }), [1, 1, 0.1, 0.1]);
});

// torch.optim.lr_scheduler.ReduceLROnPlateau of PyTorch 1.13, whose patience is one less:
// factor=0.5, patience=1, threshold=0.25, threshold_mode="abs", cooldown=1, min_lr=0.125.
const VALUES = [5, 4, 4, 3.9, 3.8, 3.8, 3.7, 3.6, 3.5, 3.4, 1, 1, 1, 1, 1, 1];
const TORCH: readonly number[] = [
  1.0,
  1.0,
  1.0,
  1.0,
  0.5,
  0.5,
  0.5,
  0.5,
  0.5,
  0.25,
  0.25,
  0.25,
  0.25,
  0.125,
  0.125,
  0.125,
  0.125,
];

Deno.test("reduceOnPlateau has the rates of PyTorch's ReduceLROnPlateau", async () => {
  const options = {
    patience: 2,
    factor: 0.5,
    minimumDelta: 0.25,
    cooldown: 1,
    minimumFactor: 0.125,
  };
  assertEquals(await factors(VALUES, options), TORCH);
});

for (const executor of EXECUTOR_NAMES) {
  Deno.test(`reduceOnPlateau on ${executor} trains as the schedule of its rates does, and resumes so`, async () => {
    const options: FitOptions = {
      ...{ ...plan, executor, epochs: 6, validation: FEW_EXAMPLES },
      optimizer: decayed(adam({ learningRate: 0.5 }), { weightDecay: 0.1 }),
      reduceOnPlateau: { patience: 1, factor: 0.25, minimumDelta: 0.05 },
    };
    const saved: Checkpoint[] = [];
    const save = (checkpoint: Checkpoint) => void saved.push(checkpoint);
    const { network, history } = await fit(net, FEW_EXAMPLES, {
      ...{ ...options, checkpoint: { every: 1, save } },
    });
    // The rates by hand, from the history.
    let best = Infinity, rate = 0.5;
    const rates = history.map(({ validation }) => {
      const used = rate, { cost } = validation!;
      if (cost < best - 0.05) best = cost;
      else rate *= 0.25;
      return used;
    });
    assert(new Set(rates).size > 1, `${rates}`);
    const { reduceOnPlateau: _, ...others } = options;
    const scheduled = adam({ learningRate: (step) => rates[Math.ceil(step / 2) - 1]! });
    const optimizer = decayed(scheduled, { weightDecay: 0.1 });
    const by = await fit(net, FEW_EXAMPLES, { ...others, optimizer });
    assertEquals(bitsOf(network), bitsOf(by.network));
    const plain = await fit(net, FEW_EXAMPLES, others);
    assertNotEquals(bitsOf(network), bitsOf(plain.network));
    for (const resume of saved) {
      const resumed = await fit(net, FEW_EXAMPLES, { ...options, resume });
      assertEquals(bitsOf(resumed.network), bitsOf(network));
    }
    for (
      const reduceOnPlateau of [undefined, {
        patience: 2,
        factor: 0.25,
        minimumDelta: 0.05,
      }] as const
    ) {
      const other = reduceOnPlateau ? { ...options, reduceOnPlateau } : others;
      await assertRejects(
        () => fit(net, FEW_EXAMPLES, { ...other, resume: saved[2]! }),
        RangeError,
        "the reduce on plateau must be",
      );
    }
  });
}

Deno.test("fit() refuses a reduceOnPlateau that is out of range, or has nothing to monitor or reduce", async () => {
  const optimizer = sgd({ learningRate: 1 });
  const refused = (reduceOnPlateau: ReduceOnPlateau, more: Partial<FitOptions> = {}) => () =>
    fit(net, FEW_EXAMPLES, {
      ...{ ...plan, optimizer, validation: FEW_EXAMPLES },
      ...{ ...more, reduceOnPlateau },
    });
  for (
    const [options, message] of [
      [{ patience: 0 }, "reduceOnPlateau.patience must be a positive integer, but found 0"],
      [{ patience: 1, minimumDelta: -1 }, "reduceOnPlateau.minimumDelta must be"],
      [{ patience: 1, factor: 1.5 }, "reduceOnPlateau.factor must be a number from 0 to 1"],
      [{ patience: 1, minimumFactor: -1 }, "reduceOnPlateau.minimumFactor must be"],
      [{ patience: 1, cooldown: 0.5 }, "reduceOnPlateau.cooldown must be an integer of at least 0"],
    ] as const
  ) await assertRejects(refused(options), RangeError, message);
  await assertRejects(
    () => fit(net, FEW_EXAMPLES, { ...plan, optimizer, reduceOnPlateau: { patience: 1 } }),
    TypeError,
    "reduceOnPlateau needs validation data or a monitor",
  );
  await assertRejects(
    refused({ patience: 1, least: 1 } as ReduceOnPlateau),
    TypeError,
    "reduceOnPlateau has no option least",
  );
  const { rule } = adam();
  const rateless = optimizerFromRule("mine", { ...rule!, shared: () => ({ size: 1 }) });
  await assertRejects(
    refused({ patience: 1 }, { optimizer: rateless }),
    TypeError,
    "reduceOnPlateau needs a rule that shares its learningRate, as mine does not",
  );
  const { init, update } = adam();
  await assertRejects(
    refused({ patience: 1 }, { optimizer: { name: "bare", init, update } }),
    TypeError,
    "reduceOnPlateau needs an optimizer made from a rule",
  );
});
