import { assertEquals, assertRejects } from "@std/assert";
import { type Datasets, loadDataset } from "../../../src/data/sets/load_dataset.ts";
import { parseCsv } from "../../../src/data/files/csv/parse_csv.ts";
import { FRIEDMAN } from "../../../src/data/sets/tables/friedman.ts";
import { IRIS } from "../../../src/data/sets/tables/iris.ts";
import { WINE } from "../../../src/data/sets/tables/wine.ts";

const rowsOf = (text: string) => parseCsv(text).slice(1);
const meansOf = (rows: readonly (readonly string[])[], columns: number) =>
  Array.from({ length: columns }, (_, j) => {
    return rows.reduce((sum, row) => sum + Number(row[j]), 0) / rows.length;
  });
const rounded = (numbers: readonly number[]) => numbers.map((number) => number.toFixed(3));

Deno.test("iris has Fisher's flowers: 50 of each species, and their means", () => {
  const rows = rowsOf(IRIS.text());
  const species = ["setosa", "versicolor", "virginica"].map((name) => {
    return rows.filter((row) => row[4] === name);
  });
  assertEquals(species.map(({ length }) => length), [50, 50, 50]);
  // Fisher 1936, table II.
  assertEquals(species.map((flowers) => rounded(meansOf(flowers, 4))), [
    ["5.006", "3.428", "1.462", "0.246"],
    ["5.936", "2.770", "4.260", "1.326"],
    ["6.588", "2.974", "5.552", "2.026"],
  ]);
});

Deno.test("wine has 178 wines with the means that NumPy finds in scikit-learn's copy", () => {
  const rows = rowsOf(WINE.text());
  const cultivars = ["A", "B", "C"].map((name) => rows.filter((row) => row[13] === name).length);
  assertEquals(cultivars, [59, 71, 48]);
  assertEquals(rounded(meansOf(rows, 13)), [
    ...["13.001", "2.336", "2.367", "19.495", "99.742", "2.295", "2.029", "0.362", "1.591"],
    ...["5.058", "0.957", "2.612", "746.893"],
  ]);
});

Deno.test("friedman is a function of five inputs of ten, with noise of the deviation 1", () => {
  const rows = rowsOf(FRIEDMAN.text()).map((row) => row.map(Number));
  assertEquals([rows.length, rows[0]!.length], [500, 11]);
  assertEquals(rows.every((row) => row.slice(0, 10).every((x) => x >= 0 && x < 1)), true);
  const noise = rows.map(([a, b, c, d, e, ...rest]) =>
    rest.at(-1)! - 10 * Math.sin(Math.PI * a! * b!) - 20 * (c! - 0.5) ** 2 - 10 * d! - 5 * e!
  );
  const mean = noise.reduce((sum, value) => sum + value, 0) / 500;
  const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 500;
  // Four standard errors: 4 / √500, and 4 √(2 / 500).
  assertEquals([Math.abs(mean) < 0.18, Math.abs(variance - 1) < 0.26], [true, true]);
  assertEquals(FRIEDMAN.text(), FRIEDMAN.text());
});

Deno.test("loadDataset() splits and standardizes tables as it is told", async () => {
  const iris = await loadDataset("iris", { validation: 0, test: 0.2, seed: 3, batchSize: 7 });
  assertEquals([iris.train.inputs.rows, iris.test.inputs.rows, iris.train.batchSize], [120, 30, 7]);
  assertEquals([...iris.inputNames].length, 4);
  const wine = await loadDataset("wine");
  assertEquals([wine.train.inputs.columns, wine.train.targets.columns], [13, 3]);
  const raw = await loadDataset("friedman", { standardize: false });
  assertEquals([raw.train.inputs.columns, raw.train.targets.columns], [10, 1]);
  assertEquals(Array.from(raw.train.inputs.data).every((x) => x >= 0), true);
});

Deno.test("loadDataset() names what it knows, and refuses what does not apply", async () => {
  const load = (name: unknown, options?: unknown) =>
    loadDataset(name as keyof Datasets, options as undefined);
  const known = "mnist, fashion-mnist, kmnist, emnist, qmnist, iris, wine, friedman";
  for (const name of ["cifar", "toString", undefined, {}]) {
    await assertRejects(() => load(name), RangeError, `The data set must be one of ${known}, but`);
  }
  await assertRejects(() => load("iris", { cache: "x" }), TypeError, "has no option cache");
  await assertRejects(() => load("kmnist", { test: 0.1 }), TypeError, "has no option test");
  await assertRejects(() => load("mnist", { split: "a" }), TypeError, "has no option split");
  const splits = "split must be one of balanced, byclass, bymerge, digits, letters, mnist, but";
  for (const split of ["a", "constructor"]) {
    await assertRejects(() => load("emnist", { split }), RangeError, splits);
  }
});
