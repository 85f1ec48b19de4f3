import { type Activation, pullBackRow } from "../../nn/activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Bounded } from "../../core/arithmetic/bounded.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import { type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import { executed, FLOAT32 } from "./precision.ts";
import { runEntries, runRows } from "./run_formulas.ts";
import { ulpsOff } from "./ulps.ts";

/** How code emitted from a formula compares with float64. */
export interface AccuracyFinding {
  /** What was compared. */
  readonly subject: string;
  /** How many numbers were compared. */
  readonly compared: number;
  /** The largest error of an elementary function, in units in the last place. */
  readonly ulps?: number;
  /** The largest error as a share of its bound. */
  readonly closest: number;
  /** The first number outside its bound, if there is one. */
  readonly failure?: string;
}

/** At how many arguments functions of one number are compared. */
const SAMPLES = 4096;

/**
 * Compares the elementary functions with float64 at float32 numbers of every sign and exponent,
 * including ∞, NaN and subnormal numbers.
 */
export function compareElementary(fused: MultiplyAdd): AccuracyFinding[] {
  // Odd, so that the lowest bits vary, too.
  const distance = 2 ** 32 / SAMPLES - 1;
  const bits = Uint32Array.from({ length: SAMPLES }, (_, i) => i * distance);
  bits.set([0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 1, 0x80000001]);
  const xs = new Float32Array(bits.buffer);
  return Object.entries(FLOAT32.ulps).map(([each, allowed]) => {
    const name = each as keyof typeof FLOAT32.ulps;
    const ys = runEntries(fused, xs, (m, x) => [m[name](x)])[0]!;
    let ulps = 0, failure: string | undefined;
    xs.forEach((x, i) => {
      const off = ulpsOff(ys[i]!, float64[name](x));
      ulps = Math.max(ulps, off);
      if (!(off <= allowed)) failure ??= `${name}(${x}) is ${ys[i]}, ${off} units off`;
    });
    return foundOf(name, { compared: xs.length, closest: ulps / allowed, ulps, failure });
  });
}

/** Compares an activation and its slope or pullback with float64, within bounds of the formulas. */
export function compareActivation(activation: Activation, fused: MultiplyAdd): AccuracyFinding {
  const { name } = activation;
  if (activation.kind === "rowwise") {
    return compareRows(`${name} and its pullback`, fused, (m, z, y) => {
      const a = activation.value(m, z);
      return [...a, ...pullBackRow(m, activation, { z, a }, y)];
    });
  }
  const zs = Float32Array.from({ length: SAMPLES }, (_, i) => {
    const share = (i - SAMPLES / 2) / (SAMPLES / 2);
    return i % 2 === 0 ? 20 * share : Math.sign(share) * 2 ** (30 * Math.abs(share) - 24);
  });
  const [as, slopes] = runEntries(fused, zs, (m, z) => {
    const a = activation.value(m, z);
    return [a, activation.slope(m, { z, a })];
  });
  const found = new Comparison();
  zs.forEach((z, i) => {
    const at = new Bounded(z);
    const a = activation.value(executed, at);
    const slope = activation.slope(executed, { z: at, a });
    found.compare(as![i]!, a, () => `the value at ${z}`);
    found.compare(slopes![i]!, slope, () => `the slope at ${z}`);
  });
  return foundOf(`${name} and its slope`, found);
}

/** Compares a loss and its error ∂L/∂z with the activation of the last layer. */
export function compareLoss(
  activation: Activation,
  loss: Loss,
  fused: MultiplyAdd,
): AccuracyFinding {
  const pair = pairOf(activation, loss);
  return compareRows(`${loss.name} of ${activation.name} and its error`, fused, (m, z, y) => {
    const a = activation.kind === "rowwise"
      ? activation.value(m, z)
      : z.map((entry) => activation.value(m, entry));
    return [pair.value(m, { z, a }, y), ...pair.error(m, { z, a }, y)];
  });
}

type RowFormula = <T>(m: Arithmetic<T>, z: readonly T[], y: readonly T[]) => T[];

/** Widths of rows: with a tail of a vector and without, the last as loops. */
const WIDTHS = [1, 3, 10, 36];
const ROWS = 14;

function compareRows(subject: string, fused: MultiplyAdd, formula: RowFormula): AccuracyFinding {
  const found = new Comparison();
  for (const width of WIDTHS) {
    const read = { z: sums(width), y: targets(width) };
    const [values] = runRows(fused, read, (m, row) => [formula(m, row("z"), row("y"))]);
    for (let i = 0; i < ROWS; i++) {
      const [z, y] = [read.z, read.y].map((of) => rowOf(of, i).map((x) => new Bounded(x)));
      formula(executed, z!, y!).forEach((expected, j) => {
        found.compare(values!.data[i * values!.columns + j]!, expected, () => {
          return `number ${j + 1} of row ${i + 1} of ${width}`;
        });
      });
    }
  }
  return foundOf(subject, found);
}

/** Weighted sums, farther from 0 in each row. */
function sums(width: number): Matrix {
  const drawn = uniform(deriveKey(randomKey(width), PURPOSE.draw), ROWS * width, -1, 1);
  const data = drawn.map((x, index) => Math.fround(x * 2 ** (Math.floor(index / width) / 2 - 2)));
  return { rows: ROWS, columns: width, data };
}

/** Targets, one-hot in every second row and random in the others. */
function targets(width: number): Matrix {
  const drawn = uniform(deriveKey(randomKey(width), PURPOSE.draw, 1), ROWS * width, -1, 1);
  const data = drawn.map((x, index) => {
    const i = Math.floor(index / width);
    return i % 2 === 0 ? Math.fround(x) : +(index % width === i % width);
  });
  return { rows: ROWS, columns: width, data };
}

/** Numbers that were compared with their bounds. */
class Comparison {
  compared = 0;
  closest = 0;
  failure: string | undefined;

  /** Compares a number, unless its bound is ∞. */
  compare(got: number, { value, error }: Bounded, where: () => string): void {
    if (error === Infinity) return;
    this.compared++;
    const off = Number.isNaN(value) ? (Number.isNaN(got) ? 0 : Infinity) : Math.abs(got - value);
    if (!(off <= error)) this.failure ??= `${where()} is ${got}, but should be ${value} ± ${error}`;
    if (error > 0) this.closest = Math.max(this.closest, off / error);
  }
}

function foundOf(
  subject: string,
  { compared, closest, ulps, failure }: Omit<Comparison, "compare"> & { readonly ulps?: number },
): AccuracyFinding {
  return {
    ...{ subject, compared, closest },
    ...(ulps !== undefined && { ulps }),
    ...(failure !== undefined && { failure }),
  };
}
