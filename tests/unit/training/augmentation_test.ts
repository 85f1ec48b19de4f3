import { assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import {
  type Augmentation,
  categoricalCrossEntropy,
  dense,
  fit,
  type FitOptions,
  imageAugmentation,
  loadStrokes,
  matrix,
  network,
  sgd,
  softmax,
  tanh,
} from "../../../mod.ts";

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

Deno.test("fit() refuses an augmentation that is none, or changes the shape of a batch, on both executors", async () => {
  const one = { inputs: matrix([[1]]), targets: matrix([[1]]) };
  for (const executor of ["wasm", "reference"] as const) {
    const by = (augmentation: unknown) =>
      fit(net, train, { ...options, executor, augmentation: augmentation as Augmentation });
    await assertRejects(() => by({}), TypeError, "augmentation must be a function");
    await assertRejects(() => by(() => undefined), TypeError, "must be a matrix");
    await assertRejects(() => by(() => one), TypeError, "(16 × 784), as before, but found (1 × 1)");
    const nothing: Augmentation = ({ inputs, targets }) => ({
      inputs: { ...inputs, data: new Float64Array(inputs.data.length).fill(NaN) },
      targets,
    });
    await assertRejects(() => by(nothing), RangeError, "inputs must be finite, but found NaN");
  }
});
