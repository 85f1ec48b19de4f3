/**
 * The trainings behind tests/golden/version_one, whose files hold no kinds of layers yet.
 *
 * The library of commit d2dc5d2 made them: this file, copied into tests/support of that commit and run
 * by `deno run --no-check --allow-write=tests tests/support/version_one.ts`.
 */
import { classification } from "../../data.ts";
import {
  categoricalCrossEntropy,
  dense,
  matrix,
  type Network,
  network,
  relu,
  softmax,
  tanh,
} from "../../engine.ts";
import { encodeCheckpoint, toJson } from "../../formats.ts";
import { adam, fit, type FitOptions, sgd, stepDecay, warmUp } from "../../train.ts";

/** Where the files are. */
export const FOLDER = new URL("../golden/version_one/", import.meta.url);

const EXAMPLES = 10, INPUTS = 5, CLASSES = 3;

/** A few examples of three classes, in numbers that are exact. */
export const EXAMPLES_OF_VERSION_ONE = classification(
  matrix(Array.from({ length: EXAMPLES }, (_, i) => {
    return Array.from({ length: INPUTS }, (_, j) => ((7 * i + 5 * j + i * j) % 11 - 5) / 4);
  })),
  Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES),
  CLASSES,
);

/** Two hidden layers, the first of them with dropout. */
export function untrained(): Network {
  return network({
    inputs: INPUTS,
    layers: [dense(8, relu, { dropout: 0.25 }), dense(4, tanh), dense(CLASSES, softmax)],
    seed: 5,
  });
}

const COMMON = {
  loss: categoricalCrossEntropy,
  epochs: 4,
  batchSize: 4,
  seed: 7,
  executor: "reference",
} as const;

/** The trainings, by the names of their files. */
export const TRAININGS_OF_VERSION_ONE: Readonly<Record<"adam" | "momentum", FitOptions>> = {
  adam: {
    ...COMMON,
    optimizer: adam({
      learningRate: warmUp({ steps: 4, then: stepDecay({ from: 0.02, factor: 0.5, every: 3 }) }),
    }),
  },
  momentum: {
    ...COMMON,
    optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
    validation: EXAMPLES_OF_VERSION_ONE,
    earlyStopping: { patience: 3 },
  },
};

/** After how many of the 12 steps the checkpoint is made, within the second epoch. */
const MIDWAY = 5;

if (import.meta.main) {
  const write = (name: string, network: Network) =>
    Deno.writeTextFile(new URL(`${name}.json`, FOLDER), `${JSON.stringify(toJson(network))}\n`);
  await Deno.mkdir(FOLDER, { recursive: true });
  for (const [name, options] of Object.entries(TRAININGS_OF_VERSION_ONE)) {
    const { network: end } = await fit(untrained(), EXAMPLES_OF_VERSION_ONE, {
      ...options,
      checkpoint: {
        every: MIDWAY,
        save: async (checkpoint) => {
          if (checkpoint.taken !== MIDWAY) return;
          const bytes = await encodeCheckpoint(checkpoint);
          await Deno.writeFile(new URL(`${name}.checkpoint`, FOLDER), bytes);
          await write(`${name}_midway`, checkpoint.network);
        },
      },
    });
    await write(`${name}_end`, end);
  }
}
