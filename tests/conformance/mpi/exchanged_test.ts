import { assert, assertEquals } from "@std/assert";
import {
  activation,
  averagePool2d,
  batchNorm,
  categoricalCrossEntropy,
  conv2d,
  convTranspose2d,
  dense,
  dropout,
  embedding,
  flatten,
  globalAveragePool,
  KINDS,
  l2,
  layerNorm,
  type LayerPlan,
  linear,
  maxPool2d,
  network,
  prelu,
  relu,
  reshape,
  residual,
  softmax,
  tanh,
} from "../../../engine.ts";
import { storedDataset } from "../../../data.ts";
import { exchangedBytes } from "../../../scripts/bench/mpi/exchanged.ts";
import { checkCompilable } from "../../../src/executors/compilable.ts";
import { processesOf } from "../../../src/executors/mpi/runtime/processes.ts";
import type { Ranges, World } from "../../../src/executors/mpi/runtime/world.ts";
import { openTraining } from "../../../src/executors/wasm/runtime/training_session.ts";
import { clipped, type FitOptions, sgd } from "../../../train.ts";

const M = 32, CLASSES = 8, PROCESSES = 2;
const head = dense(CLASSES, softmax), image = reshape([8, 8, 4]);
const rule = sgd({ learningRate: 0.1 }), PLAIN: Descent = { optimizer: rule };

type Descent = Pick<FitOptions, "optimizer" | "regularizer">;

/** Networks of each kind of layer, by how many values enter. */
const NETWORKS: Readonly<Record<string, readonly [inputs: number, layers: readonly LayerPlan[]]>> =
  {
    "dense": [40, [dense(64, tanh), dense(128, relu), head]],
    "dropout": [40, [dense(64, tanh), activation(relu), dropout(0.1), head]],
    "conv2d": [256, [image, conv2d(8, 3, relu), conv2d(16, 3, relu, { stride: 2 }), head]],
    "conv2d with zeros around": [
      256,
      [
        image,
        conv2d(8, 3, relu, { padding: "same" }),
        conv2d(8, 3, relu, { padding: "same" }),
        head,
      ],
    ],
    "convTranspose2d": [256, [
      image,
      convTranspose2d(4, 2, relu, { stride: 2 }),
      maxPool2d(4),
      head,
    ]],
    "pools": [256, [
      image,
      conv2d(8, 3, relu),
      maxPool2d(2),
      averagePool2d(2),
      globalAveragePool(),
      head,
    ]],
    "embedding": [6, [embedding(12, 8), flatten(), head]],
    "layerNorm": [40, [dense(64, tanh), layerNorm(), head]],
    "prelu": [40, [dense(24, linear), prelu(), head]],
    "residual": [64, [dense(64, tanh), residual([dense(32, relu), dense(64, tanh)]), head]],
    "batchNorm": [40, [dense(64, tanh), batchNorm(), head]],
  };

/** Takes a step as one of two processes, the other of which sends nothing; what would be gathered. */
async function gatheredIn(
  [inputs, layers]: typeof NETWORKS[string],
  { optimizer, regularizer }: Descent,
  areStored: boolean,
) {
  const net = network({ inputs, layers, seed: 1 }), gathered: Ranges[] = [];
  const world: World = {
    ...{
      rank: 0,
      size: PROCESSES,
      library: "none",
      traffic: { exchanges: 0, received: 0, seconds: 0 },
    },
    gather: (_memory, ranges) => void gathered.push(ranges),
    ...{ meets: () => true, abort: () => {}, finalize: () => {} },
  };
  const ones = (rows: number) => {
    const matrixOf = (columns: number) => {
      return { rows, columns, data: new Float64Array(rows * columns).fill(1) };
    };
    return { inputs: matrixOf(inputs), targets: matrixOf(CLASSES) };
  };
  const shape = { examples: M, inputs, targets: CLASSES };
  const dataset = areStored
    ? storedDataset({ ...shape, read: ({ length }) => ones(length) })
    : ones(M);
  const plan = { dataset, regularizer, loss: categoricalCrossEntropy, batchSize: M };
  const session = await openTraining(net, {
    ...{ ...plan, ...checkCompilable(net, optimizer, plan, "mpi") },
    ...{ workers: 1, maskKey: () => [1, 2] },
    processes: { ...processesOf(world, 1, areStored), least: (number) => number },
  });
  gathered.length = 0;
  await session.steps(Uint32Array.from({ length: M }, (_, i) => i));
  session.close();
  return { net, gathered };
}

Deno.test("NETWORKS have every kind of layer that executors compile", () => {
  const kinds = Object.values(NETWORKS).flatMap(([, layers]) =>
    layers.map(({ kind }) => kind.name)
  );
  for (const { name, compiled } of Object.values(KINDS)) {
    if (compiled) assert(kinds.includes(name), name);
  }
});

const sumOf = (numbers: Iterable<number>) => Array.from(numbers).reduce((sum, x) => sum + x, 0);

for (const [name, made] of Object.entries(NETWORKS)) {
  Deno.test(`mpi() sends as many bytes for ${name} as docs/scaling.md says, to 5 %`, async () => {
    for (const areStored of [false, true]) {
      for (
        const [sums, descent] of [
          [0, PLAIN],
          [2, { optimizer: clipped(rule, { norm: 1 }), regularizer: l2(0.1) }],
        ] as const
      ) {
        const { net, gathered } = await gatheredIn(made, descent, areStored);
        const found = sumOf(gathered.map(({ bytes }) => sumOf(bytes)));
        const exchange = { batchSize: M, divideFrom: 1, areStored, sums };
        const predicted = sumOf(exchangedBytes(net, exchange));
        // Half of it by each, to a panel of columns.
        assert(
          Math.abs(found - predicted) <= 0.05 * predicted,
          `${found} bytes, of which ${predicted} are predicted: ${
            areStored ? "" : "not "
          }stored, ${sums}`,
        );
      }
    }
  });
}

Deno.test("mpi() sends nothing for batchNorm, and more where processes read their share", async () => {
  const { gathered } = await gatheredIn(NETWORKS.batchNorm!, PLAIN, false);
  assertEquals(gathered, []);
  const bytes = async (areStored: boolean) => {
    const { gathered } = await gatheredIn(NETWORKS.dense!, PLAIN, areStored);
    return sumOf(gathered.map(({ bytes }) => sumOf(bytes)));
  };
  assertEquals(await bytes(true) - await bytes(false), 4 * M * 40);
});
