import { categoricalCrossEntropy, dense, network, relu, softmax, tanh } from "../../engine.ts";
import { type Executor, mpi, type MpiWorld } from "../../executors.ts";
import { adam, fit, type FitOptions } from "../../train.ts";
import { type Dataset, type Examples, storedDataset } from "../../data.ts";
import type { Network } from "../../engine.ts";
import { exchangedBytes } from "../../scripts/bench/mpi/exchanged.ts";
import { parametersDigest } from "../../src/formats/digest.ts";
import * as shapes from "./compiled_shapes.ts";
import * as descents from "./descents.ts";

/**
 * Prints the digest of a training of each shape and each optimizer, or of every so many of them, then of
 * one on stored data: by wasm alone, or by mpi.
 */
async function main(name: string, every: number): Promise<void> {
  // Every parameter is divided that has more than one panel, however small it is.
  const executor = name === "mpi" ? mpi({ divideFrom: 1 }) : name;
  const world = typeof executor === "string" ? undefined : await executor.world();
  let trainings = 0;
  const print = async (what: string, net: Network, data: Examples, options: FitOptions) => {
    if (trainings++ % every > 0 && what !== STORED) return;
    const fixed = { epochs: 2, seed: 3, executor, onWarning: () => {} };
    const { network } = await fit(net, data, { ...fixed, ...options });
    if (world === undefined || world.rank === 0) {
      console.log(`${what}: ${await parametersDigest(network)}`);
    }
  };
  const rules = Object.entries(shapes.DESCENTS);
  for (const [i, [shape, of]] of Object.entries(shapes.SHAPES).entries()) {
    const net = shapes.networkOf(of, [tanh, relu, softmax]);
    const examples = Object.entries(shapes.examplesOf(net.inputs, of.vocabulary));
    const [rule, descent] = rules[i % rules.length]!, [kind, data] = examples[i % 3]!;
    const loss = of.loss ?? categoricalCrossEntropy;
    const options = { loss, ...descent, batchSize: shapes.BATCH };
    await print(`${shape}, ${kind}, ${rule}`, net, data, options);
  }
  const loss = categoricalCrossEntropy, { net, DATA, BATCH } = descents;
  for (const [i, [rule, descent]] of Object.entries(descents.RUNS).entries()) {
    const data = i % 2 === 0 ? DATA.packed : DATA.dense;
    await print(rule, net, data, { loss, ...descent, batchSize: BATCH });
  }
  // Batches and columns that all numbers of processes divide.
  const layers = [dense(96, tanh), dense(96, tanh), dense(CLASSES, softmax)];
  const wide = network({ inputs: INPUTS, layers, seed: 4 }), counts = new Uint32Array(EXAMPLES);
  const data = storedDataset({
    ...{ examples: EXAMPLES, inputs: INPUTS, targets: CLASSES },
    read: (rows) => {
      rows.forEach((row) => counts[row]!++);
      return examples(rows);
    },
  });
  // Of batches of four, all but the first process have nothing, and read nothing.
  const few = storedDataset({ examples: 9, inputs: INPUTS, targets: CLASSES, read: examples });
  await print("stored, few", wide, few, { loss, optimizer: adam(), batchSize: 4 });
  const sent: Sent = { bytes: 0, steps: 0 };
  await print(STORED, wide, data, {
    ...{ loss, optimizer: adam(), batchSize: BATCH_OF_ALL, epochs: STORED_EPOCHS },
    executor: world ? counting(executor as Executor, world, sent) : "wasm",
  });
  if (world) check(world, wide, counts, sent);
}

const STORED = "stored",
  INPUTS = 40,
  CLASSES = 3,
  EXAMPLES = 480,
  BATCH_OF_ALL = 48,
  STORED_EPOCHS = 3;

/** Examples by their numbers. */
function examples(rows: Uint32Array): Dataset {
  const inputs = Array.from(rows).flatMap((row) =>
    Array.from({ length: INPUTS }, (_, j) => 1.5 + Math.sin(7 * row + j * j))
  );
  const targets = Array.from(rows).flatMap((row) => [0, 1, 2].map((k) => +(row % CLASSES === k)));
  return {
    inputs: { rows: rows.length, columns: INPUTS, data: inputs },
    targets: { rows: rows.length, columns: CLASSES, data: targets },
  };
}

/** What a process has received in steps. */
interface Sent {
  bytes: number;
  steps: number;
}

/** An executor that counts what its steps make a process receive. */
function counting(executor: Executor, { traffic }: MpiWorld, sent: Sent): Executor {
  return {
    ...executor,
    open: async (...args) => {
      const session = await executor.open(...args);
      return {
        ...session,
        steps: async (rows) => {
          const before = traffic.received, costs = await session.steps(rows);
          sent.bytes += traffic.received - before;
          sent.steps += costs.length;
          return costs;
        },
      };
    },
  };
}

/** Throws unless a process has read its share of the examples, and received what was predicted. */
function check({ rank, size }: MpiWorld, net: Network, counts: Uint32Array, sent: Sent): void {
  const read = counts.reduce((sum, count) => sum + count), sample = 32;
  if (read !== STORED_EPOCHS * EXAMPLES / size + sample) {
    throw new Error(`Rank ${rank} of ${size} has read ${read} examples`);
  }
  const exchange = { batchSize: BATCH_OF_ALL, divideFrom: 1, areStored: true };
  const all = exchangedBytes(net, exchange).reduce((sum, bytes) => sum + bytes);
  const predicted = all * (size - 1) / size, found = sent.bytes / sent.steps;
  if (Math.abs(found - predicted) > 0.05 * predicted) {
    throw new Error(`Rank ${rank} of ${size} received ${found} bytes, not ${predicted}`);
  }
}

if (import.meta.main) await main(Deno.args[0]!, Number(Deno.args[1] ?? 1));
