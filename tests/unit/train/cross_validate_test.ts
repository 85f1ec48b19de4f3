import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  classification,
  type Dataset,
  kFold,
  standardizationOf,
  standardize,
} from "../../../data.ts";
import {
  categoricalCrossEntropy,
  dense,
  linear,
  matrix,
  meanSquaredError,
  network,
  softmax,
} from "../../../engine.ts";
import { f1 } from "../../../metrics.ts";
import { crossValidate, DivergenceError, evaluate, fit, sgd } from "../../../train.ts";

const numbers = Array.from({ length: 12 }, (_, i) => i);
const LINE: Dataset = {
  inputs: matrix(numbers.map((i) => [i / 6])),
  targets: matrix(numbers.map((i) => [i / 3 + ((i * 5) % 7) / 10])),
};
const makeLine = () => network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
const PLAN = {
  ...{ loss: meanSquaredError, optimizer: sgd({ learningRate: 0.1 }), epochs: 20 },
  ...{ executor: "reference", folds: 3, seed: 7 },
} as const;

Deno.test("crossValidate() measures on what fit() did not see, fold by fold", async () => {
  const seen: number[] = [];
  const { folds, summary } = await crossValidate(makeLine, LINE, {
    ...PLAN,
    onFold: (fold, { cost }) => seen.push(fold, cost),
  });
  const { loss, optimizer, epochs, executor, seed } = PLAN, costs: number[] = [];
  for (const { train, validation } of kFold(LINE, { folds: 3, seed })) {
    const plan = { loss, optimizer, epochs, executor, seed };
    const { network } = await fit(makeLine(), train, plan);
    costs.push((await evaluate(network, validation, { loss })).cost);
  }
  assertEquals(folds.map(({ cost }) => cost), costs);
  assertEquals(seen, [1, costs[0]!, 2, costs[1]!, 3, costs[2]!]);
  const mean = (costs[0]! + costs[1]! + costs[2]!) / 3;
  const squares = costs.reduce((sum, cost) => sum + (cost - mean) ** 2, 0);
  assertAlmostEquals(summary.cost!.mean, mean, 1e-15); // three numbers below 1
  assertAlmostEquals(summary.cost!.deviation, Math.sqrt(squares / 2), 1e-15);
  const names = ["cost", "regression.mae", "regression.rmse", "regression.rSquared"];
  assertEquals(Object.keys(summary), names); // those of classes are NaN
});

Deno.test("crossValidate() summarizes results for classes and further metrics", async () => {
  const labels = numbers.map((i) => i % 2);
  const dataset = classification(matrix(labels.map((label) => [label])), labels, 2);
  const folds: number[] = [];
  const { summary } = await crossValidate(
    (fold) => {
      folds.push(fold);
      return network({ inputs: 1, layers: [dense(2, softmax)], seed: fold });
    },
    dataset,
    {
      ...{ loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 5 }), epochs: 20 },
      ...{ executor: "reference", folds: 2, metrics: { f1: f1() }, classWeights: "balanced" },
    },
  );
  assertEquals(folds, [1, 2]);
  assertEquals(summary.accuracy, { mean: 1, deviation: 0 });
  assertEquals(summary["metrics.f1"], { mean: 1, deviation: 0 });
  assert(summary.crossEntropy!.mean < 0.1);
});

Deno.test("crossValidate() lets a fold be prepared by its own training part", async () => {
  const parts: number[][] = [];
  const { folds } = await crossValidate(makeLine, LINE, {
    ...PLAN,
    prepare: ({ train, validation }) => {
      const scale = standardizationOf(train.inputs);
      const prepared = [train, validation].map((part) => {
        return { ...part, inputs: standardize(part.inputs, scale) };
      });
      parts.push(prepared.map((part) => part.inputs.rows));
      return { train: prepared[0]!, validation: prepared[1]! };
    },
  });
  assertEquals(parts, [[8, 4], [8, 4], [8, 4]]);
  const plain = await crossValidate(makeLine, LINE, PLAN);
  assert(folds[0]!.cost !== plain.folds[0]!.cost);
});

Deno.test("crossValidate() rejects if a training diverges, or an argument does not fit", async () => {
  const optimizer = sgd({ learningRate: 1e200 });
  await assertRejects(() => crossValidate(makeLine, LINE, { ...PLAN, optimizer }), DivergenceError);
  await assertRejects(
    () => crossValidate(makeLine() as never, LINE, PLAN),
    TypeError,
    "makeNetwork must be a function",
  );
  await assertRejects(
    () => crossValidate(undefined as never, LINE, PLAN),
    TypeError,
    "makeNetwork must be a function, but found null",
  );
});
