import { erf } from "../src/core/arithmetic/erf.ts";
import { integerOf, main, nameOf, type Values } from "./support/command.ts";

const HELP = `
Computes the coefficients of src/executors/lower/math: the polynomial with the
smallest maximal relative error and float32 coefficients. Prints them, the
lowest power first, and that error.

Usage: deno task minimax [options]

  --of NAME          exp, log, tanh, erf or erfc         [exp]
  --coefficients N   number of coefficients              [as in the kernels]
  -h, --help         show this help
`;

const OPTIONS = {
  of: { type: "string", default: "exp" },
  coefficients: { type: "string" },
} as const;

const POINTS = 600;
const ROUNDS = 300;

/** An approximation f(x) ≈ known terms + factor · P(u), where u and the factor depend on x. */
interface Problem {
  readonly from: number;
  readonly to: number;
  /** The number of coefficients of P in the kernel. */
  readonly coefficients: number;
  /** (f(x) − known terms) / factor, the target of P. */
  readonly target: (x: number) => number;
  /** f(x) / factor, the scale of relative errors. */
  readonly scale: (x: number) => number;
  /** The variable of P. */
  readonly u: (x: number) => number;
}

/** A little more than half the distance between two multiples of ln 2. */
const HALF_STEP = Math.LN2 / 2 + 1e-6;

/** Where the formula of erf changes. */
const ERF_NEAR = 0.927734375;

const PROBLEMS = {
  /** eʳ − 1 = r + r² P(r) where |r| ≤ ln(2) / 2. */
  exp: {
    from: -HALF_STEP,
    to: HALF_STEP,
    coefficients: 5,
    target: (r: number) => series(r, (n) => 1 / factorial(n + 2)),
    scale: (r: number) => Math.expm1(r) / r ** 2,
    u: (r: number) => r,
  },
  /** log(1 + f) = f − f²/2 + f³ P(f) where √½ ≤ 1 + f < √2. */
  log: {
    from: Math.SQRT1_2 - 1,
    to: Math.SQRT2 - 1,
    coefficients: 8,
    target: (f: number) =>
      Math.abs(f) > 0.1
        ? (Math.log1p(f) - f + f * f / 2) / f ** 3
        : series(f, (n) => (n % 2 ? -1 : 1) / (n + 3)),
    scale: (f: number) => Math.log1p(f) / f ** 3,
    u: (f: number) => f,
  },
  /** tanh r = r + r³ P(r²) where |r| ≤ ln(2) / 4. */
  tanh: {
    from: 0,
    to: HALF_STEP / 2,
    coefficients: 2,
    target: (r: number) =>
      r > 0.03
        ? (Math.tanh(r) - r) / r ** 3
        : -1 / 3 + r * r * (2 / 15 + r * r * (-17 / 315 + r * r * 62 / 2835)),
    scale: (r: number) => Math.tanh(r) / r ** 3,
    u: (r: number) => r * r,
  },
  /** erf x = x + x P(x²) where |x| is less than about 0.93. */
  erf: {
    from: 1e-3,
    to: ERF_NEAR + 1e-6,
    coefficients: 6,
    target: (x: number) => erf(x) / x - 1,
    scale: (x: number) => erf(x) / x,
    u: (x: number) => x * x,
  },
  /** 1 − erf x = e^(−x + x P(x)) beyond that, up to where erf x rounds to 1; the error is that of erf. */
  erfc: {
    from: ERF_NEAR - 1e-6,
    to: 4,
    coefficients: 7,
    target: (x: number) => Math.log(1 - erf(x)) / x + 1,
    scale: (x: number) => erf(x) / (x * (1 - erf(x))),
    u: (x: number) => x,
  },
} satisfies Record<string, Problem>;

/** The first 40 terms of a power series. */
function series(x: number, coefficient: (n: number) => number): number {
  let sum = 0;
  for (let n = 39; n >= 0; n--) sum = sum * x + coefficient(n);
  return sum;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** Computes as the flags say; resolves to the exit code. */
function minimax(flags: Values<typeof OPTIONS>): Promise<number> {
  const problem = PROBLEMS[
    nameOf(flags.of, "of", Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[])
  ];
  const size = flags.coefficients === undefined
    ? problem.coefficients
    : integerOf(flags.coefficients, "coefficients", 1);
  const { coefficients, error } = roundOneByOne(problem, size);
  for (const coefficient of coefficients) console.log(Number(coefficient.toPrecision(9)));
  console.log(`largest relative error: 2^${Math.log2(error).toFixed(1)}`);
  return Promise.resolve(0);
}

interface Approximation {
  readonly coefficients: readonly number[];
  readonly error: number;
}

/** Rounds coefficients to float32, the lowest power first, and refits the higher ones. */
function roundOneByOne(problem: Problem, size: number): Approximation {
  const rounded: number[] = [];
  let best = approximate(problem, size, rounded);
  while (rounded.length < size) {
    rounded.push(Math.fround(best.coefficients[rounded.length]!));
    best = approximate(problem, size, rounded);
  }
  return best;
}

/** The best higher coefficients by Lawson's method: least squares, reweighted by the errors. */
function approximate(
  { from, to, target, scale, u }: Problem,
  size: number,
  given: readonly number[],
): Approximation {
  const points = Array.from({ length: POINTS }, (_, i) => {
    const x = from + (to - from) * (1 - Math.cos(Math.PI * (i + 0.5) / POINTS)) / 2;
    return { u: u(x), target: target(x), scale: Math.abs(scale(x)) };
  });
  // Powers of u over the largest u, so that the columns are of one size.
  const largest = Math.max(...points.map(({ u }) => Math.abs(u)));
  const powers = Array.from({ length: size - given.length }, (_, k) => k + given.length);
  const weights = points.map(() => 1);
  let best: Approximation = { coefficients: [], error: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    const rows = points.map(({ u, target, scale }, i) => {
      const weight = Math.sqrt(weights[i]!) / scale;
      const row = powers.map((power) => weight * (u / largest) ** power);
      row.push(weight * (target - evaluate(given, u)));
      return row;
    });
    const found = leastSquares(rows).map((c, k) => c / largest ** powers[k]!);
    const coefficients = [...given, ...found];
    const errors = points.map(({ u, target, scale }) =>
      Math.abs(evaluate(coefficients, u) - target) / scale
    );
    const error = Math.max(...errors);
    if (error < best.error) best = { coefficients, error };
    const mean = errors.reduce((sum, e, i) => sum + e * weights[i]!, 0) / POINTS;
    errors.forEach((e, i) => weights[i] = Math.max(weights[i]! * e / mean, 1e-30));
  }
  return best;
}

function evaluate(coefficients: readonly number[], u: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * u + coefficient, 0);
}

/** Solves an overdetermined system, the right-hand side last in each row, by Householder's reflections. */
function leastSquares(rows: number[][]): number[] {
  const columns = rows[0]!.length - 1;
  for (let j = 0; j < columns; j++) {
    const mirror = rows.slice(j).map((row) => row[j]!);
    mirror[0]! += Math.sign(mirror[0]!) * Math.hypot(...mirror);
    const square = mirror.reduce((sum, x) => sum + x * x, 0);
    for (let k = j; k <= columns; k++) {
      const dot = mirror.reduce((sum, x, i) => sum + x * rows[j + i]![k]!, 0);
      mirror.forEach((x, i) => rows[j + i]![k]! -= 2 * dot / square * x);
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
  await main("minimax", { help: HELP, options: OPTIONS, run: minimax });
}
