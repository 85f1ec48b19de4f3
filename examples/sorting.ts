import {
  adam,
  conv2d,
  cosineDecay,
  type Dataset,
  fit,
  flatten,
  forward,
  type LayerPlan,
  linear,
  meanSquaredError,
  type Network,
  network,
  randomKey,
  reshape,
  residual,
  selfAttention,
  tanh,
  uniform,
} from "@backproof/backproof";
import { integerOf, main, type Values } from "../scripts/support/command.ts";

const HELP = `
Trains self-attention to sort, with the reference executor.

For each of three numbers, a network tells its place when they are sorted. All layers but
self-attention see one number alone, so that without it the best is a guess. Prints the share of
triples that are put in order, of examples that it was not trained on, with and without
self-attention. Exits with 1 unless seven in ten are with it, and at most three in ten without.

Usage: deno task example:sorting [options]

  --seed N      where all random numbers start   [42]
  -h, --help    print this
`;

const OPTIONS = { seed: { type: "string", default: "42" } } as const;

const NUMBERS = 3;
const FEATURES = 8;
const EPOCHS = 30;
const BATCH = 20;

/** Numbers from −1 to 1, and how many of the others are smaller than each. */
function unsorted(examples: number, seed: number): Dataset {
  const data = uniform(randomKey(seed), examples * NUMBERS, -1, 1);
  const places = Float64Array.from(data, (number, i) => {
    const first = i - i % NUMBERS;
    return data.subarray(first, first + NUMBERS).filter((other) => other < number).length;
  });
  const shape = { rows: examples, columns: NUMBERS };
  return { inputs: { ...shape, data }, targets: { ...shape, data: places } };
}

/** A network whose layers see one number at a time, as images of one column, but for some between. */
function placing(between: readonly LayerPlan[], seed: number): Network {
  const layers = [
    conv2d(FEATURES, 1, tanh),
    ...between,
    conv2d(16, 1, tanh),
    conv2d(1, 1, linear),
    flatten(),
  ];
  return network({ inputs: [NUMBERS, 1, 1], layers, seed });
}

/** The share of examples of which every place is right, to the nearest integer. */
function shareInOrder(net: Network, { inputs, targets }: Dataset): number {
  const { data } = forward(net, inputs).outputs;
  const isRight = Array.from(data, (place, i) => Math.round(place) === targets.data[i]);
  const rows = Array.from({ length: inputs.rows }, (_, i) => i * NUMBERS);
  return rows.filter((i) => isRight.slice(i, i + NUMBERS).every((each) => each)).length /
    inputs.rows;
}

/** Trains and tests; resolves to the exit code. */
async function sorting(flags: Values<typeof OPTIONS>): Promise<number> {
  const seed = integerOf(flags.seed, "seed", 0);
  const train = unsorted(500, seed), test = unsorted(500, seed + 1);
  const shareOf = async (between: readonly LayerPlan[]) => {
    const steps = EPOCHS * train.inputs.rows / BATCH;
    const run = await fit(placing(between, seed), train, {
      loss: meanSquaredError,
      optimizer: adam({ learningRate: cosineDecay({ from: 0.03, steps }) }),
      epochs: EPOCHS,
      batchSize: BATCH,
      seed,
      executor: "reference",
    });
    return shareInOrder(run.network, test);
  };
  const without = await shareOf([]);
  const attention = await shareOf([
    reshape([NUMBERS, FEATURES]),
    residual([selfAttention(2)]),
    reshape([NUMBERS, 1, FEATURES]),
  ]);
  console.log(`in order without attention ${without.toFixed(3)}, with ${attention.toFixed(3)}`);
  return attention >= 0.7 && without <= 0.3 ? 0 : 1;
}

if (import.meta.main) {
  await main("example:sorting", { help: HELP, options: OPTIONS, run: sorting });
}
