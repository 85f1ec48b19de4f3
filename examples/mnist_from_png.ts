import {
  categoricalCrossEntropy,
  dense,
  evaluate,
  fit,
  imageGenerator,
  loadMnist,
  network,
  sgd,
  softmax,
  tanh,
  type TrainAndTest,
} from "@backproof/backproof";
import { integerOf, main, pathOf, UsageError, type Values } from "../scripts/support/command.ts";
import { progress } from "../scripts/support/progress.ts";

const HELP = `
Trains on MNIST from PNG files, as deno task mnist-png writes them, and from the
IDX files.

Exits with 1 if the accuracies differ by more than 0.3 points, or reading the
PNG files to train on takes more than 20 s.

Usage: deno task example:images --images DIR [options]

  --images DIR   the folder that mnist-png wrote
  --data DIR     the folder with MNIST's four files (else MNIST_DIR, the cache)
  --epochs N     how often to go through all examples   [5]
  --threads N    how many threads decode                [one for each processor]
  --seed N       where all random numbers start         [42]
  -h, --help     show this help
`;

const OPTIONS = {
  images: { type: "string" },
  data: { type: "string" },
  epochs: { type: "string", default: "5" },
  threads: { type: "string" },
  seed: { type: "string", default: "42" },
} as const;

const MOST_SECONDS = 20;
const MOST_DIFFERENCE = 0.003;

/** Trains twice and compares; resolves to the exit code. */
async function mnistFromPng(flags: Values<typeof OPTIONS>): Promise<number> {
  if (flags.images === undefined) {
    throw new UsageError("--images must name the folder with the images");
  }
  const images = pathOf(flags.images, "images");
  const directory = flags.data === undefined ? {} : { directory: pathOf(flags.data, "data") };
  const epochs = integerOf(flags.epochs, "epochs", 1);
  const seed = integerOf(flags.seed, "seed", 0);
  const threads = flags.threads === undefined
    ? {}
    : { threads: integerOf(flags.threads, "threads", 1) };
  const shown = progress();

  let seconds = 0; // of the files to train on, which are read first
  const started = performance.now();
  const png = await imageGenerator(`${images}/train`, {
    ...threads,
    validation: 0,
    test: `${images}/test`,
    seed,
    onProgress: (done, files) => {
      shown.update(done / files, "decode", () => `${done} of ${files} files`);
      if (done === files && seconds === 0) seconds = (performance.now() - started) / 1000;
    },
  });
  shown.clear();
  const files = png.train.inputs.rows;
  console.log(
    `decoded ${files} files in ${seconds.toFixed(1)} s, wanted at most ${MOST_SECONDS} s`,
  );

  const fromPng = await accuracyOf(png, { epochs, seed });
  console.log(`accuracy from PNG: ${fromPng.toFixed(4)}`);
  const fromIdx = await accuracyOf(await loadMnist(directory), { epochs, seed });
  console.log(`accuracy from IDX: ${fromIdx.toFixed(4)}`);
  const difference = Math.abs(fromPng - fromIdx);
  console.log(
    `they differ by ${(100 * difference).toFixed(2)} points, ` +
      `wanted at most ${100 * MOST_DIFFERENCE}`,
  );
  return seconds <= MOST_SECONDS && difference <= MOST_DIFFERENCE ? 0 : 1;
}

/** The share of test images that 784-32-16-10, the paper's network, recognises. */
async function accuracyOf(
  { train, test }: TrainAndTest,
  { epochs, seed }: { readonly epochs: number; readonly seed: number },
): Promise<number> {
  const loss = categoricalCrossEntropy;
  const untrained = network({
    inputs: train.inputs.columns,
    layers: [dense(32, tanh), dense(16, tanh), dense(train.targets.columns, softmax)],
    seed,
  });
  const optimizer = sgd({ learningRate: 0.1 });
  const run = await fit(untrained, train, { loss, optimizer, epochs, batchSize: 32, seed });
  return (await evaluate(run.network, test, { loss })).accuracy;
}

if (import.meta.main) {
  await main("example:images", { help: HELP, options: OPTIONS, run: mnistFromPng });
}
