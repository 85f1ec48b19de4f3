import {
  loadDataset,
  loadMnist,
  type LoadMnistOptions,
  loadStrokes,
  MnistUnavailableError,
} from "../../../data.ts";
import { categoricalCrossEntropy, dense, softmax } from "../../../engine.ts";
import { nameOf, pathOf, UsageError } from "../command.ts";
import type { Progress } from "../progress.ts";
import type { Defaults, Source } from "./source.ts";

/** Data sets in the form of MNIST. */
const OTHERS = ["fashion-mnist", "kmnist", "emnist"] as const;

type Name = "mnist" | "strokes" | (typeof OTHERS)[number];

/** The flags for handwritten digits. */
export const DIGITS_OPTIONS = {
  "data": { type: "string" },
  "dataset": { type: "string" },
} as const;

/** Their section of `--help`. */
export const DIGITS_HELP = `
  --data DIR           folder of MNIST's four files, gzipped or not
                       (else MNIST_DIR, the cache, a download)
  --dataset NAME       mnist, strokes, fashion-mnist, kmnist or emnist;
                       mnist if available
`.slice(1, -1);

/** Those of the paper. */
export const DIGITS_DEFAULTS: Defaults = {
  ...{ layers: "32:tanh,16:tanh", optimizer: "sgd", epochs: 5 },
};

interface DigitsFlags {
  readonly "data"?: string;
  readonly "dataset"?: string;
}

/** Checks the flags, and returns what loads the digits. */
export function digitsFrom(flags: DigitsFlags): (shown: Progress) => Promise<Source> {
  const wanted = flags.dataset === undefined
    ? undefined
    : nameOf(flags.dataset, "dataset", ["mnist", "strokes", ...OTHERS]);
  const directory = flags.data === undefined ? undefined : pathOf(flags.data, "data");
  if (wanted === "strokes" && directory !== undefined) {
    throw new UsageError("--data requires the data set mnist, but found --dataset strokes");
  }
  return (shown) => load(wanted, directory, shown);
}

const CLASSES = 10;

/** What all data sets of digits have in common. */
const DIGITS = {
  ...{ shape: [28, 28, 1], output: dense(CLASSES, softmax), loss: categoricalCrossEntropy },
  isOfPaper: true,
  inputs: { kind: "image", width: 28, height: 28, colour: "grey", framing: "digit" },
  outputs: {
    task: "classification",
    names: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
  },
} as const;

/** MNIST if it is available, else strokes; a data set that was named is required. */
async function load(
  wanted: Name | undefined,
  directory: string | undefined,
  shown: Progress,
): Promise<Source> {
  const options: LoadMnistOptions = {
    ...(directory !== undefined && { directory }),
    onProgress: ({ file, received, total }) => {
      shown.update(received / (total ?? Infinity), `download ${file}`, () => {
        return `${(received / 1e6).toFixed(1)} MB`;
      });
    },
    onWarning: (message) => shown.line(`warning: ${message}`),
  };
  const other = OTHERS.find((name) => name === wanted);
  if (other !== undefined) {
    const { classes: names, ...data } = await loadDataset(other, options);
    const outputs = { task: "classification", names } as const;
    // Clothes and Japanese characters fill their images otherwise.
    const { framing: _, ...unframed } = DIGITS.inputs;
    return {
      ...{ ...DIGITS, name: other, data, outputs, isOfPaper: false },
      inputs: other === "emnist" ? DIGITS.inputs : unframed,
      output: dense(names.length, softmax),
    };
  }
  if (wanted !== "strokes") {
    try {
      const data = await loadMnist(options);
      return { ...DIGITS, name: "mnist", data };
    } catch (error) {
      if (!(error instanceof MnistUnavailableError) || wanted === "mnist") throw error;
      shown.line("data: MNIST is not available, so training uses drawn digits (strokes)");
    }
  }
  return { ...DIGITS, name: "strokes", data: loadStrokes() };
}
