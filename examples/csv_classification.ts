import {
  categoricalCrossEntropy,
  csvGenerator,
  dense,
  deriveKey,
  evaluate,
  fit,
  network,
  randomKey,
  sgd,
  softmax,
  tanh,
  uniform,
} from "@backproof/backproof";
import { integerOf, main, type Values } from "../scripts/support/command.ts";
import { throughCsvFile } from "../scripts/support/csv.ts";

const HELP = `
Tells three kinds of flowers apart by the records of a CSV file that it makes itself: rings around a
middle that depends on a category, which no straight line separates.

Exits with 1 if it recognises less than 95 % of the test part.

Usage: deno task example:csv-classification [options]

  --seed N      where all random numbers start   [42]
  -h, --help    print this
`;

const OPTIONS = { seed: { type: "string", default: "42" } } as const;

const RECORDS = 3000;
const TARGET = 0.95;
const KINDS = ["aster", "bellflower", "clover"];
const SOILS = ["chalk", "clay, wet"];

/** Each kind has a ring of its own of lengths and widths; on wet clay all grow longer. */
function makeRecords(seed: number): (string | number)[][] {
  const draw = (purpose: number, low: number, high: number) =>
    uniform(deriveKey(randomKey(seed), purpose), RECORDS, low, high);
  const kinds = draw(1, 0, KINDS.length), soils = draw(2, 0, SOILS.length);
  const angles = draw(3, 0, 2 * Math.PI), offsets = draw(4, -0.4, 0.4);
  const records = Array.from(kinds, (real, n) => {
    const kind = Math.floor(real), soil = Math.floor(soils[n]!);
    const radius = kind + 0.5 + offsets[n]!;
    const length = 20 + 3 * soil + radius * Math.cos(angles[n]!);
    const width = 9 + radius * Math.sin(angles[n]!);
    return [length.toFixed(3), width.toFixed(3), SOILS[soil]!, KINDS[kind]!];
  });
  return [["length", "width", "soil", "kind"], ...records];
}

/** Trains and measures; resolves to the exit code. */
async function csvClassification(flags: Values<typeof OPTIONS>): Promise<number> {
  const seed = integerOf(flags.seed, "seed", 0);
  const { train, test, inputNames, targetNames } = await throughCsvFile(
    makeRecords(seed),
    (text) => csvGenerator(text, { target: "kind", validation: 0, test: 0.2, seed }),
  );
  console.log(`inputs: ${inputNames.join("; ")}`);
  console.log(`classes: ${targetNames.join("; ")}`);
  const untrained = network({
    inputs: train.inputs.columns,
    layers: [dense(24, tanh), dense(KINDS.length, softmax)],
    seed,
  });
  const loss = categoricalCrossEntropy;
  const run = await fit(untrained, train, {
    loss,
    optimizer: sgd({ learningRate: 0.3 }),
    epochs: 100,
    batchSize: 16,
    seed,
  });
  const { accuracy, examples } = await evaluate(run.network, test, { loss });
  console.log(`accuracy on ${examples} records: ${accuracy.toFixed(4)}, wanted at least ${TARGET}`);
  return accuracy >= TARGET ? 0 : 1;
}

if (import.meta.main) {
  await main("example:csv-classification", {
    help: HELP,
    options: OPTIONS,
    run: csvClassification,
  });
}
