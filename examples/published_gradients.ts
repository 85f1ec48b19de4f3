import {
  type Arithmetic,
  type Matrix,
  type Verification,
  verifyPullback,
} from "@backproof/backproof";
import { main, type Values } from "../scripts/support/command.ts";

const HELP = `
Verifies four backward passes as they were published: three that are wrong, one that many doubted.

Each formula is that of the issue that is cited, written over any arithmetic. Exits with 1 if a wrong
one is not refuted, or the right one not proved.

Usage: deno task example:published-gradients [options]

  -h, --help    print this
`;

/** A backward pass that others published, and what is to be found of it. */
interface Published {
  readonly name: string;
  readonly source: string;
  readonly wanted: "proved" | "refuted";
  readonly verify: () => Verification;
}

/** ε of the variances. */
const EPSILON = 1e-5;

export const PUBLISHED: readonly Published[] = [
  {
    name: "libnd4j's softmax: the diagonal of the Jacobian alone",
    source: "https://github.com/deeplearning4j/libnd4j/issues/440",
    wanted: "refuted",
    verify: () =>
      verifyPullback({
        name: "softmax",
        inputs: { x: [1, 3] },
        shapes: [{ x: [1, 2] }],
        value: (m, { x }) => softmax(m, x),
        pullback: (m, { x }, errors, outputs) => ({
          x: map(x, (_, i) => {
            const output = outputs.data[i]!;
            return m.mul(errors.data[i]!, m.mul(output, m.sub(m.one, output)));
          }),
        }),
      }),
  },
  {
    name: "mlpack's log-softmax: the errors are added, and not weighted",
    source: "https://github.com/mlpack/mlpack/issues/2360",
    wanted: "refuted",
    // Right where the errors sum to −1, as those of a negative log-likelihood do, and nowhere else.
    verify: () =>
      verifyPullback({
        name: "log-softmax",
        inputs: { x: [1, 3] },
        shapes: [{ x: [1, 2] }],
        value: (m, { x }) => map(softmax(m, x), (share) => m.log(share)),
        pullback: (m, _, errors, outputs) => ({
          x: map(outputs, (output, i) => m.add(m.exp(output), errors.data[i]!)),
        }),
      }),
  },
  {
    name: "Knet's batch norm: the errors of x are not multiplied by the scale",
    source: "https://github.com/denizyuret/Knet.jl/issues/288",
    wanted: "refuted",
    verify: () =>
      verifyPullback({
        name: "batch norm",
        inputs: { x: [3, 1], scale: [1, 1], shift: [1, 1] },
        shapes: [{ x: [2, 1], scale: [1, 1], shift: [1, 1] }],
        value: (m, { x, scale, shift }) =>
          map(normalized(m, x), (entry) => {
            return m.add(m.mul(scale.data[0]!, entry), shift.data[0]!);
          }),
        pullback: (m, { x, scale, shift }, errors) => {
          const products = map(normalized(m, x), (entry, i) => m.mul(entry, errors.data[i]!));
          return {
            x: normalizedErrors(m, x, errors),
            scale: map(scale, () => total(m, products)),
            shift: map(shift, () => total(m, errors)),
          };
        },
      }),
  },
  {
    name: "darknet's batch norm: a term of the mean is left out, but it is 0",
    source: "https://github.com/pjreddie/darknet/pull/29",
    wanted: "proved",
    verify: () =>
      verifyPullback({
        name: "batch norm",
        inputs: { x: [3, 1] },
        shapes: [{ x: [2, 1] }],
        value: (m, { x }) => normalized(m, x),
        pullback: (m, { x }, errors) => ({ x: normalizedErrors(m, x, errors) }),
      }),
  },
];

function map<T>(x: Matrix<T>, f: (entry: T, index: number) => T): Matrix<T> {
  return { ...x, data: Array.from(x.data, f) };
}

function total<T>(m: Arithmetic<T>, { data }: Matrix<T>): T {
  return Array.from(data).reduce(m.add);
}

function softmax<T>(m: Arithmetic<T>, x: Matrix<T>): Matrix<T> {
  const powers = map(x, (entry) => m.exp(entry));
  return map(powers, (power) => m.div(power, total(m, powers)));
}

/** The column minus its mean, and √(variance + ε). */
function moments<T>(m: Arithmetic<T>, x: Matrix<T>) {
  const count = m.constant(x.rows), mean = m.div(total(m, x), count);
  const centred = map(x, (entry) => m.sub(entry, mean));
  const variance = m.div(total(m, map(centred, (entry) => m.mul(entry, entry))), count);
  return { count, centred, deviation: m.sqrt(m.add(variance, m.constant(EPSILON))) };
}

function normalized<T>(m: Arithmetic<T>, x: Matrix<T>): Matrix<T> {
  const { centred, deviation } = moments(m, x);
  return map(centred, (entry) => m.div(entry, deviation));
}

/** dx = dy / s + dσ² 2 (x − μ) / n + dμ / n, where dμ has no term of the variance. */
function normalizedErrors<T>(m: Arithmetic<T>, x: Matrix<T>, errors: Matrix<T>): Matrix<T> {
  const { count, centred, deviation } = moments(m, x), two = m.constant(2);
  const scaled = map(errors, (error) => m.div(error, deviation));
  const products = map(scaled, (error, i) => m.mul(error, centred.data[i]!));
  const ofVariance = m.neg(m.div(total(m, products), m.mul(two, m.mul(deviation, deviation))));
  const ofMean = m.neg(total(m, scaled));
  return map(scaled, (error, i) => {
    const byVariance = m.mul(ofVariance, m.mul(two, centred.data[i]!));
    return m.add(error, m.div(m.add(byVariance, ofMean), count));
  });
}

/** Prints what is found; returns the exit code. */
function publishedGradients(_: Values<Record<never, never>>): Promise<number> {
  let isAsWanted = true;
  for (const { name, source, wanted, verify } of PUBLISHED) {
    const found = verify();
    console.log(`${name}\n${source}\n${found}\n`);
    isAsWanted &&= found.verdicts[0]!.verdict === wanted;
  }
  return Promise.resolve(isAsWanted ? 0 : 1);
}

if (import.meta.main) {
  await main("example:published-gradients", { help: HELP, options: {}, run: publishedGradients });
}
