import {
  adam,
  type Arithmetic,
  cost,
  dense,
  fit,
  layer,
  layerKind,
  type LayerPlan,
  linear,
  type Matrix,
  matrix,
  meanSquaredError,
  network,
  randomKey,
  times,
  timesTransposed,
  transposedTimes,
  uniform,
  verifyGradients,
} from "@backproof/backproof";
import { integerOf, main, type Values } from "../scripts/support/command.ts";

const HELP = `
Proves and trains a kind of layer that the library does not have: a mixture of experts.

R. A. Jacobs, M. I. Jordan, S. J. Nowlan, G. E. Hinton: Adaptive mixtures of local experts. Neural
Computation 3, 1991. Linear experts learn |x|, which no single one can. Exits with 1 if the backward
pass is not proved, or the mean squared error is not 10 times smaller than that of the best line.

Usage: deno task example:mixture-of-experts [options]

  --seed N      where all random numbers start   [42]
  -h, --help    print this
`;

const OPTIONS = { seed: { type: "string", default: "42" } } as const;

interface MixtureOptions {
  readonly experts: number;
}

/**
 * y = Σₑ gₑ(x) (Wₑ x + bₑ), with g = softmax(V x + c), a share of each expert; as many outputs as inputs.
 *
 * `weights` (experts · units × inputs) and `biases` (1 × experts · units) hold the experts one below
 * the other, `gates` V (experts × inputs) and `thresholds` c (1 × experts) the shares.
 */
export const mixtureKind = layerKind<MixtureOptions>({
  name: "mixtureOfExperts",
  outputShape: (_, inputs) => inputs,
  parameterShapes: ({ experts }, [units]) => ({
    weights: [experts * units!, units!],
    biases: [1, experts * units!],
    gates: [experts, units!],
    thresholds: [1, experts],
  }),
  offsets: ["biases", "thresholds"],
  samples: [{ experts: 2 }],
  forward: (m, { parameters }, inputs) => {
    const { weights, biases, gates, thresholds } = parameters;
    const answers = plusRow(m, timesTransposed(m, inputs, weights!), biases!);
    const shares = softmax(m, plusRow(m, timesTransposed(m, inputs, gates!), thresholds!));
    const outputs = entries(inputs, (i, j) =>
      sum(m, shares.columns, (e) => {
        return m.mul(at(shares, i, e), at(answers, i, e * inputs.columns + j));
      }));
    return { outputs, saved: { inputs, answers, shares } };
  },
  backward: (m, { parameters }, saved, errors) => {
    const { inputs, answers, shares } = saved as Record<string, Matrix<typeof m.zero>>;
    const units = errors.columns, examples = m.constant(errors.rows);
    // ∂L/∂(Wₑ x + bₑ) = gₑ δ
    const ofAnswers = entries(answers!, (i, k) => {
      return m.mul(at(shares!, i, Math.floor(k / units)), at(errors, i, k % units));
    });
    // ∂L/∂gₑ = δ · (Wₑ x + bₑ), then back through the softmax
    const ofShares = entries(shares!, (i, e) => {
      return sum(m, units, (j) => m.mul(at(errors, i, j), at(answers!, i, e * units + j)));
    });
    const ofGates = entries(shares!, (i, e) => {
      const mean = sum(m, shares!.columns, (f) => m.mul(at(shares!, i, f), at(ofShares, i, f)));
      return m.mul(at(shares!, i, e), m.sub(at(ofShares, i, e), mean));
    });
    const mean = (sums: Matrix<typeof m.zero>) =>
      entries(sums, (i, j) => m.div(at(sums, i, j), examples));
    return {
      inputs: () => {
        const byAnswers = times(m, ofAnswers, parameters.weights!);
        const byGates = times(m, ofGates, parameters.gates!);
        return entries(byGates, (i, j) => m.add(at(byAnswers, i, j), at(byGates, i, j)));
      },
      parameters: {
        weights: mean(transposedTimes(m, ofAnswers, inputs!)),
        biases: mean(columnSums(m, ofAnswers)),
        gates: mean(transposedTimes(m, ofGates, inputs!)),
        thresholds: mean(columnSums(m, ofGates)),
      },
    };
  },
});

function at<T>({ columns, data }: Matrix<T>, i: number, j: number): T {
  return data[i * columns + j]!;
}

function entries<T>(
  { rows, columns }: Pick<Matrix, "rows" | "columns">,
  entry: (i: number, j: number) => T,
): Matrix<T> {
  const data = Array.from({ length: rows * columns }, (_, k) => {
    return entry(Math.floor(k / columns), k % columns);
  });
  return { rows, columns, data };
}

function sum<T>(m: Arithmetic<T>, length: number, term: (k: number) => T): T {
  return Array.from({ length }, (_, k) => term(k)).reduce((total, each) => m.add(total, each));
}

function plusRow<T>(m: Arithmetic<T>, x: Matrix<T>, row: Matrix<T>): Matrix<T> {
  return entries(x, (i, j) => m.add(at(x, i, j), at(row, 0, j)));
}

function columnSums<T>(m: Arithmetic<T>, x: Matrix<T>): Matrix<T> {
  return entries({ rows: 1, columns: x.columns }, (_, j) => sum(m, x.rows, (i) => at(x, i, j)));
}

/** Each row less its largest entry, so that no exponential overflows. */
function softmax<T>(m: Arithmetic<T>, x: Matrix<T>): Matrix<T> {
  const largest = Array.from(
    { length: x.rows },
    (_, i) =>
      Array.from({ length: x.columns }, (_, j) => at(x, i, j))
        .reduce((top, each) => m.choose(m.sub(top, each), top, each)),
  );
  const powers = entries(x, (i, j) => m.exp(m.sub(at(x, i, j), largest[i]!)));
  return entries(x, (i, j) => {
    return m.div(at(powers, i, j), sum(m, x.columns, (k) => at(powers, i, k)));
  });
}

/** Proves and trains; resolves to the exit code. */
async function mixtureOfExperts(flags: Values<typeof OPTIONS>): Promise<number> {
  const seed = integerOf(flags.seed, "seed", 0);
  const found = verifyGradients({ kinds: [mixtureKind] });
  console.log(`${found}`);

  const xs = Array.from(uniform(randomKey(seed), 200, -1, 1));
  const data = {
    inputs: matrix(xs.map((x) => [x])),
    targets: matrix(xs.map((x) => [Math.abs(x)])),
  };
  const errorOf = async (plan: LayerPlan) => {
    const run = await fit(network({ inputs: 1, layers: [plan], seed }), data, {
      loss: meanSquaredError,
      optimizer: adam({ learningRate: 0.05 }),
      epochs: 100,
      batchSize: 20,
      seed,
      executor: "reference", // the others run kinds with a compiled form
    });
    return cost(run.network, data, meanSquaredError);
  };
  const line = await errorOf(dense(1, linear));
  const mixture = await errorOf(layer(mixtureKind, { experts: 4 }));
  console.log(
    `mean squared error of a line ${line.toFixed(4)}, of 4 experts ${mixture.toFixed(4)}`,
  );
  return found.proved === found.verdicts.length && 10 * mixture < line ? 0 : 1;
}

if (import.meta.main) {
  await main("example:mixture-of-experts", { help: HELP, options: OPTIONS, run: mixtureOfExperts });
}
