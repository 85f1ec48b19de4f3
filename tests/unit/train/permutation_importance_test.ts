import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { classification, standardizationOf } from "../../../data.ts";
import {
  dense,
  linear,
  matrix,
  meanSquaredError,
  network,
  normal,
  randomKey,
} from "../../../engine.ts";
import { permutationImportance } from "../../../train.ts";

/** y = 2 x₀ + x₁ − x₂, x₃ unused. */
const WEIGHTS = [2, 1, -1, 0];
const net = (() => {
  const untrained = network({ inputs: 4, layers: [dense(1, linear)], seed: 1 });
  const [layer] = untrained.layers;
  const parameters = { weights: matrix([WEIGHTS]), biases: matrix([[0]]) };
  return { ...untrained, layers: [{ ...layer!, parameters }] };
})();
const ROWS = 500;
const data = normal(randomKey(5), 4 * ROWS);
const inputs = { rows: ROWS, columns: 4, data };
const targets = {
  ...{ rows: ROWS, columns: 1 },
  data: Float64Array.from({ length: ROWS }, (_, i) => {
    return WEIGHTS.reduce((sum, w, j) => sum + w * data[4 * i + j]!, 0);
  }),
};
const loss = meanSquaredError;

Deno.test("permutationImportance() of an exact linear network is 2 w² times the variance of each input", async () => {
  const before = data.slice();
  const found = await permutationImportance(net, { inputs, targets }, { loss });
  assertEquals(data, before);
  const means = new Map(found.map(({ name, mean }) => [name, mean]));
  // The mean of (w (x' − x))² is 2 w² σ², less twice the covariance of x' and x: of 500 examples and 5
  // shuffles, it has a deviation of 0.02 σ², and five of these are a tenth of the importance.
  standardizationOf(inputs).deviations.slice(0, 3).forEach((deviation, j) => {
    const wanted = 2 * (WEIGHTS[j]! * deviation) ** 2;
    assertAlmostEquals(means.get(`${j}`)!, wanted, 0.1 * wanted);
  });
  assertEquals(means.get("3"), 0);
  assertEquals(found[0]!.name, "0");
  assertEquals(found.at(-1), { name: "3", mean: 0, deviation: 0 });
  assert(found[0]!.deviation > 0.01 && found[0]!.deviation < 1); // each shuffle is another
  assertEquals(await permutationImportance(net, { inputs, targets }, { loss }), found);
});

Deno.test("permutationImportance() shuffles the columns of a group together", async () => {
  // x₁ = x₂ cancel in y: moved together they change nothing, one alone does.
  const equal = Float64Array.from(data, (x, i) => i % 4 === 2 ? data[i - 1]! : x);
  const dataset = {
    inputs: { ...inputs, data: equal },
    targets: { ...targets, data: Float64Array.from({ length: ROWS }, (_, i) => 2 * data[4 * i]!) },
  };
  const groups = [{ name: "both", columns: [1, 2] }, { name: "one", columns: [1] }];
  const found = await permutationImportance(net, dataset, { loss, groups, repeats: 2, seed: 3 });
  const [one, both] = found;
  assertEquals([one!.name, both!.name], ["one", "both"]);
  assertAlmostEquals(both!.mean, 0, 1e-12); // roundings of numbers below 10
  assert(one!.mean > 1);
});

Deno.test("permutationImportance() measures a drop of accuracy, on bytes as well", async () => {
  const labels = Array.from({ length: 64 }, (_, i) => i % 2);
  const bytes = Uint8Array.from(labels.flatMap((label) => [255 * label, 7]));
  const dataset = classification(
    { rows: 64, columns: 2, data: bytes, scale: 1 / 255 },
    labels,
    2,
  );
  const untrained = network({ inputs: 2, layers: [dense(2, linear)], seed: 1 });
  const [layer] = untrained.layers;
  const parameters = { weights: matrix([[-1, 0], [1, 0]]), biases: matrix([[0.5, -0.5]]) };
  const exact = { ...untrained, layers: [{ ...layer!, parameters }] };
  const found = await permutationImportance(exact, dataset, {
    ...{ loss, monitor: ({ accuracy }) => -accuracy, repeats: 20 },
  });
  assertEquals(found.map(({ name }) => name), ["0", "1"]);
  assertAlmostEquals(found[0]!.mean, 0.5, 0.1); // 20 shuffles of 64 coins: a deviation of 0.014
  assertEquals(found[1]!.mean, 0);
});

Deno.test("permutationImportance() refuses groups that are none", async () => {
  const dataset = { inputs, targets };
  for (
    const [options, message] of [
      [{ groups: [] }, "groups must be an array such as"],
      [{ groups: [{ name: "a" }] }, "A group must have a name and columns"],
      [{ groups: [{ name: "a", columns: [4] }] }, "must be integers from 0 to 3, but found 4"],
      [{ repeats: 0 }, "repeats must be a positive integer"],
      [{ monitor: 1 }, "monitor must be a function"],
    ] as const
  ) {
    await assertRejects(
      () => permutationImportance(net, dataset, { loss, ...options } as never),
      Error,
      message,
    );
  }
});
