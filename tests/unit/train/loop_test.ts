import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Dataset } from "../../../data.ts";
import { cost } from "../../../engine.ts";
import { type Executor, reference } from "../../../executors.ts";
import { type Checkpoint, DivergenceError, fit, type FitOptions, sgd } from "../../../train.ts";
import { selectRows } from "../../../src/core/matrix/matrix.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

const net = smallNetwork(2);
const options: FitOptions = {
  ...{ loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 2, batchSize: 8, seed: 3 },
  executor: reference,
};
const STEPS = 3; // of an epoch

/** An executor whose steps cost what they are told to, and leave the network as it is. */
function scripted(costOf: (step: number) => number) {
  const stretches: Uint32Array[] = [], opened: true[] = [];
  const executor: Executor = {
    ...{ ...reference, name: "scripted" },
    open: async (network, plan) => {
      opened.push(true);
      let taken = 0;
      return {
        ...await reference.open(network, plan),
        steps: (rows) => {
          stretches.push(rows);
          const costs: number[] = [];
          for (let row = 0; row < rows.length && costs.every(Number.isFinite);) {
            costs.push(costOf(++taken));
            row += plan.batchSize;
          }
          return Promise.resolve(costs);
        },
      };
    },
  };
  return { executor, stretches, opened };
}

Deno.test("fit() asks the monitor before onEpoch, and saves after both", async () => {
  const order: string[] = [];
  await fit(net, FEW_EXAMPLES, {
    ...{ ...options, epochs: 2 },
    onStep: ({ step }) => void order.push(`step ${step}`),
    earlyStopping: { patience: 9, monitor: ({ cost }) => (order.push("monitor"), cost) },
    onEpoch: ({ epoch }) => void order.push(`epoch ${epoch}`),
    checkpoint: { every: "epoch", save: ({ taken }) => void order.push(`saved ${taken}`) },
  });
  const epoch = (e: number) => ["step 1", "step 2", "step 3", "monitor", `epoch ${e}`];
  assertEquals(order, [...epoch(1), "saved 3", ...epoch(2), "saved 6"]);
});

Deno.test("fit() goes on in an epoch with the costs and the seconds that it had", async () => {
  const saved: Checkpoint[] = [];
  const checkpoint = { every: 1, save: (each: Checkpoint) => void saved.push(each) };
  const whole = await fit(net, FEW_EXAMPLES, { ...options, checkpoint });
  const within = { ...saved[1]!, seconds: 1000 };
  assertEquals(within.step, 2);
  const resumed = await fit(net, FEW_EXAMPLES, { ...options, resume: within });
  const costs = [whole, resumed].map(({ history }) => history.map(({ cost }) => cost));
  assertEquals(costs[1], costs[0]);
  assert(resumed.history[0]!.seconds >= 1000 && resumed.history[1]!.seconds < 1000);
});

Deno.test("fit() does not count the time that checkpoints take", async () => {
  const save = () => new Promise<void>((resolve) => setTimeout(resolve, 150));
  const run = await fit(net, FEW_EXAMPLES, {
    ...{ ...options, epochs: 1 },
    checkpoint: { every: 1, save },
  });
  assert(run.seconds < 0.25, `${run.seconds} s`);
});

Deno.test("fit() saves at the end, also where onEpoch or early stopping makes it an earlier one", async () => {
  const stops: readonly Partial<FitOptions>[] = [
    { onEpoch: ({ epoch }) => epoch === 2 ? "stop" : undefined },
    { earlyStopping: { patience: 1, monitor: ({ epoch }) => epoch } },
    {},
  ];
  for (const [i, stop] of stops.entries()) {
    const saved: Checkpoint[] = [];
    const checkpoint = { every: 1000, save: (each: Checkpoint) => void saved.push(each) };
    await fit(net, FEW_EXAMPLES, { ...options, epochs: 3, checkpoint, ...stop });
    assertEquals([saved.length, saved[0]?.taken], [1, (i < 2 ? 2 : 3) * STEPS], `stop ${i}`);
  }
});

Deno.test("fit() explains a cost by the examples of its own step", async () => {
  const { executor, stretches } = scripted((step) => step === 3 ? NaN : 1);
  const single = { ...options, executor, batchSize: 1 };
  const error = await assertRejects(() => fit(net, FEW_EXAMPLES, single), DivergenceError);
  // Stretches grow from one step: the third is the second of its own.
  const row = Uint32Array.of(Array.from(stretches.flatMap((rows) => Array.from(rows)))[2]!);
  const { inputs, targets }: Dataset = FEW_EXAMPLES;
  const example = { inputs: selectRows(inputs, row), targets: selectRows(targets, row) };
  assertEquals((error as DivergenceError).step, 3);
  const { message } = error as Error;
  const { name } = executor;
  assert(
    message.includes(`by executor ${name}, but ${cost(net, example, loss)} in float64`),
    message,
  );
});

Deno.test("fit() opens nothing where the signal is aborted, and stops after the step that aborts", async () => {
  const { executor, opened } = scripted(() => 1);
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  const early = await fit(net, FEW_EXAMPLES, { ...options, executor, signal })
    .catch((error) => error);
  assertEquals([early, opened.length], [reason, 0]);

  const controller = new AbortController();
  let steps = 0;
  const late = await fit(net, FEW_EXAMPLES, {
    ...{ ...options, executor, batchSize: 1, signal: controller.signal },
    onStep: () => ++steps === 3 && controller.abort(reason),
  }).catch((error) => error);
  assertEquals([late, steps], [reason, 3]);
});
