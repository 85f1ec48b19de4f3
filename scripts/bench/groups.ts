import type { ContenderName } from "./contenders.ts";
import { count } from "../../src/core/support/quantities.ts";
import { type Digits, drawnExamples, firstOf } from "./data.ts";
import type { Files } from "./files.ts";
import {
  type ImageShape,
  type LayerShape,
  type TrainWork,
  WINDOWS,
  type WindowsWork,
  type Work,
} from "./work.ts";

/** A comparison in one table. */
export interface Group {
  /** The heading of its table. */
  readonly title: (digits: Digits) => string;
  /** The default contenders; the first is the baseline. */
  readonly contenders: readonly ContenderName[];
  /** The works, one or a series of them. */
  readonly cases: (files: Files, digits: Digits) => readonly Case[];
}

/** A work of a group. */
export interface Case {
  /** Its name in the group. */
  readonly label: string;
  readonly work: Work;
  /** The share of the examples that slow contenders train on, their times being scaled; else 1. */
  readonly shares?: Partial<Record<ContenderName, number>>;
}

const ALL = [
  ...[
    "wasm",
    "workers",
    "auto",
    "node",
    "numpy",
    "torch",
    "jax",
    "tfjs-wasm",
    "tfjs",
    "reference",
  ] as const,
];
/** Of work that is worth a library or a GPU. */
const WITH_GPU = [...ALL, "blas", "webgpu"] as const;
const ONE_THREAD = ALL.filter((name) => name !== "workers" && name !== "auto");
const SERIES = ["wasm", "workers", "blas", "numpy", "torch"] as const;

const PAPER: readonly LayerShape[] = [
  { units: 32, activation: "tanh" },
  { units: 16, activation: "tanh" },
  { units: 10, activation: "softmax" },
];
const WIDE: readonly LayerShape[] = [
  { units: 512, activation: "relu" },
  { units: 512, activation: "relu" },
  { units: 10, activation: "softmax" },
];
const CONVOLUTIONAL: readonly LayerShape[] = [
  { units: 8, window: 3, activation: "relu" },
  { pool: 2 },
  { units: 16, window: 3, activation: "relu" },
  { pool: 2 },
  { units: 64, activation: "relu" },
  { units: 10, activation: "softmax" },
];
const INPUTS = 784;
const ROW: ImageShape = [1, 1, INPUTS], IMAGE: ImageShape = [28, 28, 1];

/** Every group by its name. */
export const GROUPS = {
  paper: {
    title: ({ name, train }) =>
      `training 784-32-16-10 (tanh, tanh, softmax), ${name}, ${
        count(train.inputs.rows)
      } examples, ` +
      `batches of 32, 5 epochs`,
    contenders: ALL,
    cases: (files, digits) => [{
      label: "5 epochs",
      work: training(files, {
        ...{ layers: PAPER, batchSize: 32, epochs: 5, learningRate: 0.1 },
        ...{ name: "digits", examples: digits.train.inputs.rows, data: digits },
      }),
      shares: { jax: 0.2, "tfjs-wasm": 0.1, tfjs: 0.02, reference: 0.1 },
    }],
  },
  wide: {
    title: () =>
      "training 784-512-512-10 (relu, relu, softmax), dense random inputs, batches of 128, 120 steps",
    contenders: [...WITH_GPU, "mpi"],
    cases: (files) => [{
      label: "120 steps",
      work: training(files, {
        ...{ layers: WIDE, batchSize: 128, epochs: 4, learningRate: 0.1 },
        ...{ name: "drawn", examples: 3840, data: drawnExamples(INPUTS, 3840, 1000) },
      }),
      shares: { jax: 1 / 3, "tfjs-wasm": 1 / 3, tfjs: 1 / 30, reference: 1 / 10 },
    }],
  },
  gpu: {
    title: () =>
      "training 784-2048-2048-10 (relu, relu, softmax), dense random inputs, batches of 1,024, 12 steps",
    contenders: ["webgpu", "wasm", "torch"],
    cases: (files) => [{
      label: "12 steps",
      work: training(files, {
        layers: [{ ...WIDE[0]!, units: 2048 }, { ...WIDE[1]!, units: 2048 }, WIDE[2]!],
        ...{ batchSize: 1024, epochs: 3, learningRate: 0.1, name: "drawn many", examples: 4096 },
        data: drawnExamples(INPUTS, 4096, 1000),
      }),
    }],
  },
  convolution: {
    title: ({ name }) =>
      `training conv(8,3)-maxPool(2)-conv(16,3)-maxPool(2)-64-10 (relu, softmax), ${name}, ` +
      `batches of 32, Adam, 200 steps`,
    contenders: WITH_GPU.filter((name) => name !== "numpy"),
    cases: (files, digits) => [{
      label: "200 steps",
      work: training(files, {
        ...{ layers: CONVOLUTIONAL, batchSize: 32, epochs: 2, learningRate: 0.001 },
        ...{ image: IMAGE, optimizer: "adam", name: "images", examples: 3200 },
        data: { ...digits, test: firstOf(digits.test, 2000) },
      }),
      shares: { jax: 0.2, "tfjs-wasm": 0.2, tfjs: 0.01, reference: 0.01 },
    }],
  },
  gemm: {
    title: () => "product of two matrices of 512 × 512",
    contenders: [...ONE_THREAD, "blas"],
    cases: (files) => [{
      label: "512³",
      work: {
        kind: "product",
        size: 512,
        a: files.numbers(1, 512 * 512),
        b: files.numbers(2, 512 * 512),
      },
    }],
  },
  windows: {
    title: () =>
      "products of 32 images of 28 × 28 × 8 and 16 filters of 3 × 3, and of as many rows, GFLOP/s",
    contenders: ["wasm"],
    cases: (files) =>
      (["outputs", "gradient"] as const).flatMap((product) =>
        (["rows", "windows"] as const).map((of) => ({
          label: `${product}, ${of}`,
          work: windowsWork(files, of, product),
        }))
      ),
  },
  latency: {
    title: ({ name }) => `prediction for 1 example of ${name}, 784-32-16-10`,
    contenders: ONE_THREAD,
    cases: (files, digits) => [{ label: "1 example", work: prediction(files, digits, 1) }],
  },
  throughput: {
    title: ({ name }) => `prediction for 10,000 examples of ${name}, 784-32-16-10`,
    contenders: ONE_THREAD,
    cases: (files, digits) => [{
      label: "10,000 examples",
      work: prediction(files, digits, 10_000),
    }],
  },
  batch: {
    title: ({ name }) =>
      `training 784-128-10 (tanh, softmax) by batch size, 8,192 digits of ${name}`,
    contenders: SERIES,
    cases: (files, digits) =>
      [1, 8, 32, 128, 512].map((batchSize) => ({
        label: `batches of ${batchSize}`,
        work: training(files, series(128, batchSize, digits)),
      })),
  },
  width: {
    title: ({ name }) =>
      `training 784-width-10 (tanh, softmax), batches of 32, 8,192 digits of ${name}`,
    contenders: [...SERIES, "mpi"],
    cases: (files, digits) =>
      [16, 64, 256, 1024].map((units) => ({
        label: `${units} units`,
        work: training(files, series(units, 32, digits)),
      })),
  },
  zeros: {
    title: () => "a step of 784-units-10, batches of 32, by how many inputs are zero",
    contenders: ["dense", "packed"],
    cases: () =>
      [32, 512].flatMap((units) =>
        (["bytes", "numbers"] as const).flatMap((packing) =>
          [1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenths) => ({
            label: `${units} units, ${packing}, ${tenths * 10} % zeros`,
            work: { kind: "layout" as const, units, packing, zeros: tenths / 10 },
          }))
        )
      ),
  },
} as const satisfies Record<string, Group>;

/** The name of a group. */
export type GroupName = keyof typeof GROUPS;

/** The default groups: all that compare with other libraries. */
export const USUAL = (Object.keys(GROUPS) as GroupName[]).filter((name) => name !== "zeros");

interface Training {
  readonly layers: readonly LayerShape[];
  readonly batchSize: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Defaults to plain descent. */
  readonly optimizer?: TrainWork["optimizer"];
  /** The shape of the inputs; defaults to rows. */
  readonly image?: ImageShape;
  /** The prefix of the data's files. */
  readonly name: string;
  readonly data: Pick<Digits, "train" | "test">;
  readonly examples: number;
}

/** The seed of shuffles. */
const SEED = 42;

function training(files: Files, options: Training): TrainWork {
  const { layers, image = ROW, optimizer = "sgd", name, data, ...numbers } = options;
  return {
    kind: "train",
    optimizer,
    network: files.network(image, layers),
    train: files.examples(`${name}-train`, data.train),
    test: files.examples(`${name}-test`, data.test),
    seed: SEED,
    order: files.order(SEED, numbers.examples, numbers.epochs),
    ...numbers,
  };
}

function windowsWork(
  files: Files,
  of: WindowsWork["of"],
  product: WindowsWork["product"],
): WindowsWork {
  const { images, side, channels, window, filters } = WINDOWS;
  const rows = product === "outputs" ? window ** 2 * channels : images * (side - window + 1) ** 2;
  const a = files.numbers(1, images * side ** 2 * channels), b = files.numbers(2, rows * filters);
  return { kind: "windows", of, product, a, b };
}

/** Enough for a measurable training, and available in every data set. */
const SERIES_EXAMPLES = 8192;

function series(units: number, batchSize: number, data: Digits): Training {
  const layers: LayerShape[] = [
    { units, activation: "tanh" },
    { units: 10, activation: "softmax" },
  ];
  const numbers = { batchSize, epochs: 1, learningRate: 0.02, examples: SERIES_EXAMPLES };
  return { layers, ...numbers, name: "digits", data };
}

function prediction(files: Files, { train }: Digits, rows: number): Work {
  const inputs = files.examples("digits-train", train);
  return { kind: "predict", network: files.network(ROW, PAPER), inputs, rows };
}

/** The same training on a share of its examples, in whole batches. */
export function shareOf(files: Files, work: TrainWork, share: number): TrainWork {
  if (share === 1) return work;
  const batches = Math.max(1, Math.round(share * work.examples / work.batchSize));
  const examples = batches * work.batchSize;
  return { ...work, examples, order: files.order(work.seed, examples, work.epochs) };
}
