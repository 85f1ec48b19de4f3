import { integerOf, main, nameOf, type Values } from "./support/command.ts";

const HELP = `
Computes the coefficients of src/wasm/math: best approximations in the sense of Chebyshev, with
coefficients that are float32 numbers, and prints them with their largest relative error.

Usage: deno task minimax [options]

  --of NAME        exp, log or tanh                   [tanh]
  --numerator N    coefficients to find above the line
  --denominator N  coefficients to find below it (tanh alone)
  -h, --help       print this
`;

const OPTIONS = {
  of: { type: "string", default: "tanh" },
  numerator: { type: "string" },
  denominator: { type: "string", default: "0" },
} as const;

const POINTS = 600;
const ROUNDS = 300;

/** What is looked for: value ≈ known + factor · P(u) / Q(u), and Q(0) = 1, where u and factor depend on x. */
interface Problem {
  readonly from: number;
  readonly to: number;
  /** How many coefficients P and Q have. */
  readonly numerator: number;
  readonly denominator: number;
  /** (value − known) / factor: what P/Q is to be. */
  readonly target: (x: number) => number;
  /** What a relative error of the value by 1 is in the target. */
  readonly scale: (x: number) => number;
  readonly u: (x: number) => number;
  /** Coefficients that are given, such as P(0) = 1. */
  readonly given: ReadonlyMap<number, number>;
}

const series = (x: number, from: number, term: (n: number) => number): number => {
  let sum = 0;
  for (let n = from + 40; n >= from; n--) sum = sum * x + term(n);
  return sum;
};
const factorial = (n: number): number => n < 2 ? 1 : n * factorial(n - 1);

const PROBLEMS = {
  /** eʳ = 1 + r + r² P(r) where |r| ≤ ln(2) / 2. */
  exp: {
    from: -Math.LN2 / 2 - 1e-6,
    to: Math.LN2 / 2 + 1e-6,
    numerator: 5,
    target: (r: number) => series(r, 2, (n) => 1 / factorial(n)),
    scale: (r: number) => Math.expm1(r) / r ** 2,
    u: (r: number) => r,
    given: new Map<number, number>(),
  },
  /** log(1 + f) = f − f²/2 + f³ P(f) where √½ ≤ 1 + f < √2. */
  log: {
    from: Math.SQRT1_2 - 1,
    to: Math.SQRT2 - 1,
    numerator: 8,
    target: (f: number) =>
      Math.abs(f) > 0.1
        ? (Math.log1p(f) - f + f * f / 2) / f ** 3
        : series(f, 3, (n) => (n % 2 ? 1 : -1) / n),
    scale: (f: number) => Math.log1p(f) / f ** 3,
    u: (f: number) => f,
    given: new Map<number, number>(),
  },
  /** tanh x = x P(x²) / Q(x²) where |x| is below the place from which float32 knows only 1. */
  tanh: {
    from: 0,
    to: 8.6,
    numerator: 5,
    target: (x: number) => x === 0 ? 1 : Math.tanh(x) / x,
    scale: (x: number) => x === 0 ? 1 : Math.tanh(x) / x,
    u: (x: number) => x * x,
    given: new Map([[0, 1]]),
  },
};

function compute(flags: Values<typeof OPTIONS>): Promise<number> {
  const of = nameOf(flags.of, "of", Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]);
  const problem: Problem = {
    ...PROBLEMS[of],
    denominator: integerOf(flags.denominator, "denominator", 0),
    ...flags.numerator === undefined
      ? {}
      : { numerator: integerOf(flags.numerator, "numerator", 1) },
  };
  const { coefficients, error } = roundOneByOne(problem);
  const { numerator } = problem;
  console.log("P", coefficients.slice(0, numerator).map((c) => Number(c.toPrecision(9))));
  console.log("Q", [1, ...coefficients.slice(numerator).map((c) => Number(c.toPrecision(9)))]);
  console.log(`relative error ${error.toExponential(2)} = 2^${Math.log2(error).toFixed(2)}`);
  return Promise.resolve(0);
}

/** Rounds a coefficient to float32 and lets the others make up for it, the lowest powers first. */
function roundOneByOne(problem: Problem) {
  const fixed = new Map(problem.given);
  const { numerator: n, denominator: d } = problem;
  const order = Array.from({ length: n + d }, (_, j) => j)
    .sort((i, j) => (i < n ? i : i - n + 1) - (j < n ? j : j - n + 1));
  let best = approximate(problem, fixed);
  for (const j of order) {
    if (fixed.has(j)) continue;
    fixed.set(j, Math.fround(best.coefficients[j]!));
    best = approximate(problem, fixed);
  }
  return best;
}

/**
 * The best coefficients, by Lawson's method: least squares, weighted anew by the errors left until
 * they are level. A quotient is made linear by the denominator of the round before (Loeb).
 */
function approximate(problem: Problem, fixed: ReadonlyMap<number, number>) {
  const { from, to, numerator, denominator, target, scale, u } = problem;
  const size = numerator + denominator;
  const free = Array.from({ length: size }, (_, j) => j).filter((j) => !fixed.has(j));
  const points = Array.from(
    { length: POINTS },
    (_, i) => from + (to - from) * (1 - Math.cos(Math.PI * (i + 0.5) / POINTS)) / 2,
  );
  // Powers of u / largest u, so that the columns are of one size.
  const largest = Math.max(...points.map((x) => Math.abs(u(x))));
  const unit = (j: number) => largest ** (j < numerator ? j : j - numerator + 1);
  const column = (x: number, j: number) =>
    (u(x) / largest) ** (j < numerator ? j : j - numerator + 1) * (j < numerator ? 1 : -target(x));
  const weights = points.map(() => 1);
  let below = points.map(() => 1);
  let best = { coefficients: new Array<number>(size).fill(0), error: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    const rows = points.map((x, i) => {
      const w = Math.sqrt(weights[i]!) / (Math.abs(scale(x)) * below[i]!);
      let rest = target(x);
      for (const [j, value] of fixed) rest -= value * unit(j) * column(x, j);
      return [...free.map((j) => w * column(x, j)), w * rest];
    });
    const solution = leastSquares(rows, free.length);
    const coefficients = Array.from({ length: size }, (_, j) => fixed.get(j) ?? 0);
    free.forEach((j, k) => coefficients[j] = solution[k]! / unit(j));
    const errors = points.map((x, i) => {
      let p = 0, q = 1;
      for (let j = 0; j < numerator; j++) p += coefficients[j]! * u(x) ** j;
      for (let j = 0; j < denominator; j++) q += coefficients[numerator + j]! * u(x) ** (j + 1);
      below[i] = q;
      return Math.abs((p / q - target(x)) / scale(x));
    });
    const error = Math.max(...errors);
    if (error < best.error) best = { coefficients, error };
    const total = errors.reduce((sum, e, i) => sum + e * weights[i]!, 0);
    if (free.length === 0) break;
    errors.forEach((e, i) => weights[i] = Math.max(weights[i]! * e / total * POINTS, 1e-30));
  }
  return best;
}

/** Solves an overdetermined system, the right-hand side last in each row, by Householder's reflections. */
function leastSquares(rows: number[][], columns: number): number[] {
  for (let j = 0; j < columns; j++) {
    let norm = 0;
    for (let i = j; i < rows.length; i++) norm = Math.hypot(norm, rows[i]![j]!);
    const alpha = rows[j]![j]! > 0 ? -norm : norm;
    const v = rows.slice(j).map((row) => row[j]!);
    v[0]! -= alpha;
    const square = v.reduce((sum, x) => sum + x * x, 0);
    if (square === 0) continue;
    for (let k = j; k <= columns; k++) {
      let dot = 0;
      for (let i = 0; i < v.length; i++) dot += v[i]! * rows[j + i]![k]!;
      for (let i = 0; i < v.length; i++) rows[j + i]![k]! -= 2 * dot / square * v[i]!;
    }
  }
  const solution = new Array<number>(columns).fill(0);
  for (let j = columns - 1; j >= 0; j--) {
    let rest = rows[j]![columns]!;
    for (let k = j + 1; k < columns; k++) rest -= rows[j]![k]! * solution[k]!;
    solution[j] = rest / rows[j]![j]!;
  }
  return solution;
}

if (import.meta.main) {
  const command = { name: "deno task minimax", help: HELP, options: OPTIONS, run: compute };
  Deno.exitCode = await main(command, Deno.args);
}
