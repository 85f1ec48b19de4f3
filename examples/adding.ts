import {
  adam,
  cosineDecay,
  cost,
  type Dataset,
  dense,
  fit,
  gru,
  linear,
  meanSquaredError,
  network,
  randomKey,
  uniform,
} from "@backproof/backproof";
import { integerOf, main, type Values } from "../scripts/support/command.ts";

const HELP = `
Trains a recurrent network on the adding problem, with the reference executor.

S. Hochreiter, J. Schmidhuber: Long short-term memory. Neural Computation 9, 1997, section 5.4. Each
of eight steps has a number from 0 to 1 and a mark; a GRU adds the two numbers that are marked, one
in each half. Always answering 1, the mean, is off by 1/6 in mean square. Exits with 1 unless the
error on examples that it was not trained on is 30 times smaller.

Usage: deno task example:adding [options]

  --seed N      where all random numbers start   [42]
  -h, --help    print this
`;

const OPTIONS = { seed: { type: "string", default: "42" } } as const;

const STEPS = 8;
const EPOCHS = 20;
const BATCH = 20;

/** Sequences [steps, 2] of a number and whether it is marked, and the sums of the marked ones. */
function additions(examples: number, seed: number): Dataset {
  const numbers = uniform(randomKey(seed), examples * STEPS, 0, 1);
  const places = uniform(randomKey(seed + 1), examples * 2, 0, STEPS / 2);
  const inputs = new Float64Array(examples * STEPS * 2), targets = new Float64Array(examples);
  for (let i = 0; i < examples; i++) {
    const marked = [places[2 * i]!, STEPS / 2 + places[2 * i + 1]!].map(Math.floor);
    for (let t = 0; t < STEPS; t++) {
      const isMarked = marked.includes(t), number = numbers[i * STEPS + t]!;
      inputs.set([number, isMarked ? 1 : 0], (i * STEPS + t) * 2);
      if (isMarked) targets[i]! += number;
    }
  }
  return {
    inputs: { rows: examples, columns: STEPS * 2, data: inputs },
    targets: { rows: examples, columns: 1, data: targets },
  };
}

/** Trains and tests; resolves to the exit code. */
async function adding(flags: Values<typeof OPTIONS>): Promise<number> {
  const seed = integerOf(flags.seed, "seed", 0);
  const train = additions(500, seed), test = additions(500, seed + 2);
  const steps = EPOCHS * train.inputs.rows / BATCH;
  const net = network({ inputs: [STEPS, 2], layers: [gru(8), dense(1, linear)], seed });
  const run = await fit(net, train, {
    loss: meanSquaredError,
    optimizer: adam({ learningRate: cosineDecay({ from: 0.02, steps }) }),
    epochs: EPOCHS,
    batchSize: BATCH,
    seed,
    executor: "reference",
  });
  const error = cost(run.network, test, meanSquaredError);
  console.log(
    `mean squared error of the mean ${(1 / 6).toFixed(4)}, of a GRU ${error.toFixed(4)}`,
  );
  return 30 * error < 1 / 6 ? 0 : 1;
}

if (import.meta.main) {
  await main("example:adding", { help: HELP, options: OPTIONS, run: adding });
}
