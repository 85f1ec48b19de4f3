import {
  csvGenerator,
  dense,
  deriveKey,
  fit,
  linear,
  network,
  predict,
  randomKey,
  sgd,
  sumOfSquaredErrors,
  tanh,
  uniform,
  unstandardize,
} from "@backproof/backproof";
import { integerOf, main, type Values } from "../scripts/support/command.ts";
import { throughCsvFile } from "../scripts/support/csv.ts";

const HELP = `
Predicts rents from a CSV file that it makes itself: numbers, a category, noise.

Exits with 1 if the error on the test part is more than 1.2 times the noise, which is the least any
model can reach.

Usage: deno task example:csv-regression [options]

  --seed N      where all random numbers start   [42]
  -h, --help    print this
`;

const OPTIONS = { seed: { type: "string", default: "42" } } as const;

const RECORDS = 4000;
const DISTRICTS = ["Old Town", "Harbour, north", "Harbour, south", 'The "Hill"'];
const PER_SQUARE_METRE = [14, 18, 16, 11];
// Uniform noise of ± 60 has a standard deviation of 60 / √3.
const NOISE = 60;
const TARGET = 1.2 * NOISE / Math.sqrt(3);

/** Rents of flats: by district, the larger the cheaper a metre, dearest when new or very old. */
function makeRecords(seed: number): (string | number)[][] {
  const draw = (purpose: number, low: number, high: number) =>
    uniform(deriveKey(randomKey(seed), purpose), RECORDS, low, high);
  const areas = draw(1, 20, 160), ages = draw(2, 0, 120);
  const districts = draw(3, 0, DISTRICTS.length), noises = draw(4, -NOISE, NOISE);
  const records = Array.from(areas, (area, n) => {
    const age = ages[n]!, district = Math.floor(districts[n]!);
    const charm = 1 + 0.3 * ((age - 60) / 60) ** 2;
    const rent = PER_SQUARE_METRE[district]! * area ** 0.9 * charm + noises[n]!;
    return [area.toFixed(1), age.toFixed(0), DISTRICTS[district]!, rent.toFixed(2)];
  });
  return [["area", "age", "district", "rent"], ...records];
}

/** Trains and measures; resolves to the exit code. */
async function csvRegression(flags: Values<typeof OPTIONS>): Promise<number> {
  const seed = integerOf(flags.seed, "seed", 0);
  const { train, test, encoding, inputNames } = await throughCsvFile(
    makeRecords(seed),
    (text) =>
      csvGenerator(text, {
        target: "rent",
        standardizeTargets: true,
        validation: 0,
        test: 0.2,
        seed,
      }),
  );
  console.log(`inputs: ${inputNames.join(", ")}`);
  const untrained = network({
    inputs: train.inputs.columns,
    layers: [dense(16, tanh), dense(1, linear)],
    seed,
  });
  const run = await fit(untrained, train, {
    loss: sumOfSquaredErrors,
    optimizer: sgd({ learningRate: 0.06 }),
    epochs: 300,
    batchSize: 32,
    seed,
  });
  const predicted = unstandardize(await predict(run.network, test.inputs), encoding.targetScale);
  const wanted = unstandardize(test.targets, encoding.targetScale);
  const squares = Array.from(predicted.data, (rent, i) => (rent - wanted.data[i]!) ** 2);
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square) / squares.length);
  console.log(
    `root mean squared error on ${test.inputs.rows} records: ${error.toFixed(2)}, ` +
      `wanted at most ${TARGET.toFixed(2)} (noise ${(NOISE / Math.sqrt(3)).toFixed(2)})`,
  );
  return error <= TARGET ? 0 : 1;
}

if (import.meta.main) {
  await main("example:csv-regression", { help: HELP, options: OPTIONS, run: csvRegression });
}
