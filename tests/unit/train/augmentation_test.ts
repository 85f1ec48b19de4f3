import { assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { type Augmentation, imageAugmentation, loadStrokes } from "../../../data.ts";
import {
  categoricalCrossEntropy,
  dense,
  type Matrix,
  network,
  softmax,
  tanh,
} from "../../../engine.ts";
import { fit, type FitOptions, sgd } from "../../../train.ts";

const { train } = loadStrokes({ train: 75, test: 1 });
const net = network({ inputs: 784, layers: [dense(8, tanh), dense(10, softmax)], seed: 1 });
const options: FitOptions = {
  loss: categoricalCrossEntropy,
  optimizer: sgd({ learningRate: 0.1 }),
  epochs: 2,
  batchSize: 16,
  augmentation: imageAugmentation({ width: 28, height: 28, shift: 2, rotate: 10 }),
};

Deno.test("fit() augments each batch in another way, by the seed, on both executors alike", async () => {
  const keys: string[] = [];
  const noted: Augmentation = (batch, key) => {
    keys.push(String(Object.values(key)));
    return options.augmentation!(batch, key);
  };
  const reference = await fit(net, train, {
    ...options,
    augmentation: noted,
    executor: "reference",
  });
  assertEquals(new Set(keys).size, 10, "two epochs of five steps");
  const wasm = await fit(net, train, options);
  reference.history.forEach(({ cost }, e) => {
    // Float32 has seven digits; costs of two runs that differ by rounding stay within a few units.
    assertAlmostEquals(wasm.history[e]!.cost, cost, 1e-5 * cost);
  });
  const plain = await fit(net, train, { ...options, augmentation: (batch) => batch });
  assertNotEquals(plain.history[0]!.cost, wasm.history[0]!.cost);
});

Deno.test("fit() without change by its augmentation is fit() without one, up to float32's rounding of pixels", async () => {
  const plain = await fit(net, train, { ...options, augmentation: (batch) => batch });
  const { augmentation: _, ...rest } = options;
  const resident = await fit(net, train, rest);
  assertAlmostEquals(plain.history[1]!.cost, resident.history[1]!.cost, 1e-6);
});

const firstRows = ({ columns, data }: Matrix, rows: number): Matrix => {
  return { rows, columns, data: Array.from(data).slice(0, rows * columns) };
};
const UNFIT: Readonly<Record<string, readonly [Augmentation, string]>> = {
  "fewer examples": [
    ({ inputs, targets }) => ({ inputs: firstRows(inputs, 5), targets: firstRows(targets, 5) }),
    "augmentation must leave the inputs of a batch 16 × 784, but found 5 × 784",
  ],
  "inputs of another width": [
    ({ inputs, targets }) => ({
      inputs: { ...inputs, columns: 2, data: Array(32).fill(0) },
      targets,
    }),
    "augmentation must leave the inputs of a batch 16 × 784, but found 16 × 2",
  ],
  "targets of another width": [
    ({ inputs, targets }) => ({
      inputs,
      targets: { ...targets, columns: 1, data: Array(16).fill(0) },
    }),
    "augmentation must leave the targets of a batch 16 × 10, but found 16 × 1",
  ],
  "NaN": [
    ({ inputs, targets }) => ({
      inputs: { ...inputs, data: Array(inputs.data.length).fill(NaN) },
      targets,
    }),
    "augmentation(batch).inputs must be finite, but found NaN in row 0, column 0",
  ],
  "nothing": [
    () => undefined as never,
    "augmentation(batch).inputs must be a matrix { rows, columns, data }, but found undefined",
  ],
};
Deno.test("fit() throws unless an augmentation is a function", async () => {
  const augmentation = {} as Augmentation;
  const message = "augmentation must be a function";
  await assertRejects(() => fit(net, train, { ...options, augmentation }), TypeError, message);
});

for (const [name, [augmentation, message]] of Object.entries(UNFIT)) {
  Deno.test(`fit() refuses an augmentation that gives ${name}, on both executors alike`, async () => {
    for (const executor of ["reference", "wasm"] as const) {
      await assertRejects(
        () => fit(net, train, { ...options, augmentation, executor }),
        Error,
        message,
      );
    }
  });
}
