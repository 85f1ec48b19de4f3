import { loadMnist, loadStrokes, MnistUnavailableError, type TrainAndTest } from "../data.ts";
import {
  categoricalCrossEntropy,
  dense,
  describeNetwork,
  type Matrix,
  network,
  parametersOf,
  softmax,
} from "../engine.ts";
import { executorNames } from "../executors.ts";
import { evaluate, fit, type FitOptions } from "../train.ts";
import { parametersDigest } from "../src/formats/digest.ts";
import { networkCodec } from "../src/formats/network_json.ts";
import type { checkedGradients } from "./support/checked_gradients.ts";
import {
  CHECKPOINT_HELP,
  CHECKPOINT_OPTIONS,
  INTERRUPTED,
  interruptionsOf,
} from "./support/checkpoint_flags.ts";
import {
  type Command,
  integerOf,
  main,
  nameOf,
  pathOf,
  shareOf,
  UsageError,
  type Values,
} from "./support/command.ts";
import {
  OPTIMIZER_HELP,
  OPTIMIZER_OPTIONS,
  optimizerFromFlags,
} from "./support/optimizer_flags.ts";
import { hiddenLayersOf, LAYERS_HELP } from "./support/layer_flags.ts";
import { checkWritable, writeWhole } from "./support/files.ts";
import { duration, type Progress, progress } from "./support/progress.ts";
import { confusionTable, resultTable, type Run } from "./support/report.ts";
import { count } from "./support/table.ts";

const HELP = `
Trains a network on handwritten digits and prints the paper's table.

It first proves the gradients that the training uses. If MNIST is neither
stored nor downloadable, it trains on digits that it draws itself.

Usage: deno task train [options]

  --data DIR           folder of MNIST's four files, gzipped or not
                       (else MNIST_DIR, the cache, a download)
  --dataset NAME       mnist or strokes; mnist if available
  --epochs N           passes over all examples                      [5]
  --batch-size N       examples in a step                            [32]
${OPTIMIZER_HELP}
${LAYERS_HELP}
  --dropout X          share of the outputs of each hidden dense layer
                       that a step drops                             [0]
  --class-weights NAME none, or balanced: all classes count as much  [none]
  --seed N             seed of all random numbers                    [42]
  --executor NAME      backend that computes the steps               [wasm]
                       wasm: compiled for the network, float32
                       reference: the engine itself, float64
  --workers N          Web Workers that share the steps, with        [1]
                       bit-identical results
${CHECKPOINT_HELP}
  --save FILE          write the trained network as JSON
  --json               print one JSON object instead of tables; its digest is
                       the SHA-256 of all parameters in the order of the file
  -h, --help           show this help

Exit code: 0; 1 if something fails, or if one class for all examples would be
right as often as the network; 2 for wrong arguments; 130 for Ctrl-C.
`;

const OPTIONS = {
  "data": { type: "string" },
  "dataset": { type: "string" },
  "epochs": { type: "string", default: "5" },
  "batch-size": { type: "string", default: "32" },
  ...OPTIMIZER_OPTIONS,
  "layers": { type: "string", default: "32:tanh,16:tanh" },
  "dropout": { type: "string", default: "0" },
  "class-weights": { type: "string", default: "none" },
  "seed": { type: "string", default: "42" },
  "executor": { type: "string", default: "wasm" },
  "workers": { type: "string", default: "1" },
  ...CHECKPOINT_OPTIONS,
  "save": { type: "string" },
  "json": { type: "boolean", default: false },
} as const;

/** The shape of an example of all data sets. */
const IMAGE = [28, 28, 1];

const CLASSES = 10;

/**
 * Trains as the flags say; resolves to the exit code.
 *
 * @param check Checks the gradients; if one is wrong, nothing is trained.
 */
export async function train(
  flags: Values<typeof OPTIONS>,
  check?: typeof checkedGradients,
): Promise<number> {
  const epochs = integerOf(flags.epochs, "epochs", 1);
  const batchSize = integerOf(flags["batch-size"], "batch-size", 1);
  const { learningRate, optimizer, optimizerFor, regularizer } = optimizerFromFlags(flags);
  const seed = integerOf(flags.seed, "seed", 0);
  const hidden = hiddenLayersOf(flags.layers, shareOf(flags.dropout, "dropout"));
  const classWeights = nameOf(flags["class-weights"], "class-weights", ["none", "balanced"]);
  const executor = nameOf(flags.executor, "executor", executorNames());
  const workers = integerOf(flags.workers, "workers", 1);
  if (executor === "reference" && workers > 1) {
    throw new UsageError(`--workers requires the executor wasm, but found --executor ${executor}`);
  }
  const wanted = flags.dataset === undefined
    ? undefined
    : nameOf(flags.dataset, "dataset", ["mnist", "strokes"]);
  const directory = flags.data === undefined ? undefined : pathOf(flags.data, "data");
  const save = flags.save === undefined ? undefined : pathOf(flags.save, "save");
  if (wanted === "strokes" && directory !== undefined) {
    throw new UsageError("--data requires the data set mnist, but found --dataset strokes");
  }
  if (save !== undefined) await checkWritable(save, "save");
  if (save !== undefined && flags.checkpoint && save === pathOf(flags.checkpoint, "checkpoint")) {
    throw new UsageError(`--save and --checkpoint must differ, but found ${save} twice`);
  }
  using interruptions = await interruptionsOf(flags);
  const { resume, during } = interruptions;

  const shown = progress();
  const loss = categoricalCrossEntropy;
  const layers = [...hidden.plans, dense(CLASSES, softmax)];
  // The prover is most of what there is to load: --help and wrong flags are answered without it.
  const checked = check ?? (await import("./support/checked_gradients.ts")).checkedGradients;
  const parts = network({ inputs: hidden.ofImages ? IMAGE : 1, layers, seed });
  if (!checked(shown, { ...parts, loss, regularizer })) return 1;

  const { name, data } = await digits(wanted, directory, shown);
  const untrained = network({
    inputs: hidden.ofImages ? IMAGE : data.train.inputs.columns,
    layers,
    seed,
  });
  const examples = data.train.inputs.rows;
  const parameters = parametersOf(untrained);
  shown.line(
    `training: ${describeNetwork(untrained)}, ${count(parameters)} parameters, ` +
      `on ${count(examples)} examples of ${name}`,
  );

  const started = performance.now();
  let running = NaN;
  const options: FitOptions = {
    loss,
    ...(regularizer && { regularizer }),
    ...(classWeights === "balanced" && { classWeights: "balanced" as const }),
    optimizer: optimizerFor(epochs * Math.ceil(examples / batchSize)),
    epochs,
    batchSize,
    seed,
    executor,
    workers,
    onStep: ({ epoch, step, steps, cost }) => {
      running = step === 1 ? cost : running + (cost - running) / Math.min(step, RUNNING_STEPS);
      shown.update(step / steps, `epoch ${epoch}/${epochs}`, () => {
        const done = (epoch - 1) * steps + step;
        const taken = done - (resume?.taken ?? 0);
        const seconds = (performance.now() - started) / 1000;
        const rate = taken * examples / steps / seconds;
        const left = seconds / taken * (epochs * steps - done);
        return `${count(rate)} examples/s, cost ${running.toFixed(3)}, ${duration(left)} left`;
      });
    },
    onWarning: (message) => shown.line(`warning: ${message}`),
    onEpoch: ({ epoch, cost, seconds }) => {
      shown.line(
        `epoch ${epoch}/${epochs}: cost ${cost.toFixed(4)}, ${duration(seconds)}, ` +
          `${count(examples / seconds)} examples/s`,
      );
    },
  };
  const trained = await during(shown, (interruptible) => {
    return fit(untrained, data.train, { ...options, ...interruptible });
  });
  if (trained === undefined) return INTERRUPTED;

  const evaluation = await evaluate(trained.network, data.test, { loss, executor });
  const guessed = largestShare(evaluation.confusion);
  const hasFailed = !(evaluation.accuracy > guessed);
  if (hasFailed) {
    shown.line(
      "error: one class for all examples would be right as often as the network, of " +
        `${(100 * guessed).toFixed(1)} %, so nothing useful was learned; ` +
        "a smaller --learning-rate may help",
    );
  }
  const run: Run = {
    dataset: name,
    examples,
    parameters,
    epochs,
    executor: trained.executor,
    seconds: trained.seconds,
    accuracy: evaluation.accuracy,
    crossEntropy: evaluation.crossEntropy!,
    microAccuracy: evaluation.microAccuracy,
    microPrecision: evaluation.microPrecision,
    microRecall: evaluation.microRecall,
    digest: await parametersDigest(trained.network),
  };
  if (flags.json) {
    console.log(JSON.stringify(run));
  } else {
    console.log(`\n${resultTable(run, { batchSize, optimizer, learningRate })}`);
    console.log(`\n${confusionTable(evaluation.confusion)}`);
  }
  if (save !== undefined) {
    await writeWhole(save, await networkCodec.encode(trained));
    shown.line(`saved: ${save}`);
  }
  return hasFailed ? 1 : 0;
}

/** The share of the class that most examples are of: rows of a confusion matrix are true classes. */
function largestShare({ rows, columns, data }: Matrix): number {
  const counts = Array.from({ length: rows }, (_, i) => {
    return Array.from({ length: columns }, (_, j) => data[i * columns + j]!).reduce((x, y) =>
      x + y
    );
  });
  return Math.max(...counts) / counts.reduce((x, y) => x + y);
}

/** The number of steps that the displayed cost is averaged over. */
const RUNNING_STEPS = 100;

interface Digits {
  readonly name: "mnist" | "strokes";
  readonly data: TrainAndTest;
}

/** MNIST if it is available, else strokes; a data set that was named is required. */
async function digits(
  wanted: "mnist" | "strokes" | undefined,
  directory: string | undefined,
  shown: Progress,
): Promise<Digits> {
  if (wanted !== "strokes") {
    try {
      const data = await loadMnist({
        ...(directory !== undefined && { directory }),
        onProgress: ({ file, received, total }) => {
          shown.update(received / (total ?? Infinity), `download ${file}`, () => {
            return `${(received / 1e6).toFixed(1)} MB`;
          });
        },
        onWarning: (message) => shown.line(`warning: ${message}`),
      });
      return { name: "mnist", data };
    } catch (error) {
      if (!(error instanceof MnistUnavailableError) || wanted === "mnist") throw error;
      shown.line("data: MNIST is not available, so training uses drawn digits (strokes)");
    }
  }
  return { name: "strokes", data: loadStrokes() };
}

/** The script, with its flags. */
export const TRAIN: Command<typeof OPTIONS> = {
  help: HELP,
  options: OPTIONS,
  run: (flags) => train(flags),
};

if (import.meta.main) await main("train", TRAIN);
