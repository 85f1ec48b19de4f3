import { assertEquals } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import { elementwise, rowwise } from "../../../src/nn/activations/activation.ts";
import { loss } from "../../../src/nn/losses/loss.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";

type Slope = <T>(m: Arithmetic<T>, at: { readonly z: T; readonly a: T }) => T;
type Value = <T>(m: Arithmetic<T>, z: T) => T;
type Row = <T>(m: Arithmetic<T>, z: readonly T[]) => T[];
type Pullback = <T>(
  m: Arithmetic<T>,
  at: { readonly z: readonly T[]; readonly a: readonly T[] },
  error: readonly T[],
) => T[];
type PointLoss = <T>(m: Arithmetic<T>, a: T, y: T) => T;

function verdictOfSlope(value: Value, slope: Slope): string {
  const activation = elementwise({ name: "f", value, slope });
  return verifyGradients({ activations: [activation], losses: [], seed: 3 }).verdicts[0]!.verdict;
}

function verdictOfRow(value: Row, pullback: Pullback): string {
  const activation = rowwise({ name: "f", value, pullback });
  return verifyGradients({ activations: [activation], losses: [], seed: 4 }).verdicts[0]!.verdict;
}

function verdictOfLoss(value: PointLoss, gradient: PointLoss): string {
  const summed = loss({
    name: "L",
    value: (m, { a, y }) => sum(m, a.map((aj, j) => value(m, aj, y[j]!))),
    gradient: (m, { a, y }) => a.map((aj, j) => gradient(m, aj, y[j]!)),
  });
  return verifyGradients({ activations: [], losses: [summed], seed: 3 }).verdicts[0]!.verdict;
}

/** Neither proved nor proved in part. */
function assertNotProved(verdict: string): void {
  assertEquals(["refuted", "undecided"].includes(verdict), true, verdict);
}

const square = <T>(m: Arithmetic<T>, x: T) => m.mul(x, x);
const times = <T>(m: Arithmetic<T>, k: number, x: T) => m.mul(m.constant(k), x);
const power = <T>(m: Arithmetic<T>, x: T, p: number) => m.exp(times(m, p, m.log(x)));
/** 1 + z². */
const above = <T>(m: Arithmetic<T>, z: T) => m.add(m.one, square(m, z));

Deno.test("verifyGradients() proves a layer norm by E z² − μ² of one by the mean of (z − μ)²", () => {
  const mean = <T>(m: Arithmetic<T>, row: readonly T[]) =>
    m.div(sum(m, row), m.constant(row.length));
  const epsilon = 1e-3;
  const norm: Row = (m, z) => {
    const centre = mean(m, z), centred = z.map((x) => m.sub(x, centre));
    const variance = mean(m, centred.map((x) => square(m, x)));
    return centred.map((x) => m.div(x, m.sqrt(m.add(variance, m.constant(epsilon)))));
  };
  const pulled = (factor: number): Pullback => (m, { z, a }, error) => {
    const moment = mean(m, z.map((x) => square(m, x)));
    const variance = m.sub(moment, times(m, factor, square(m, mean(m, z))));
    const deviation = m.sqrt(m.add(variance, m.constant(epsilon)));
    const average = mean(m, error), along = mean(m, error.map((e, i) => m.mul(e, a[i]!)));
    return error.map((e, i) => m.div(m.sub(m.sub(e, average), m.mul(a[i]!, along)), deviation));
  };
  assertEquals(verdictOfRow(norm, pulled(1)), "proved");
  assertEquals(verdictOfRow(norm, pulled(2)), "refuted");
});

Deno.test("verifyGradients() proves a divisor that is multiplied out, and refutes a wrong one", () => {
  const value: PointLoss = (m, a, y) => m.log1p(square(m, m.sub(a, y)));
  const gradient = (mixed: number): PointLoss => (m, a, y) => {
    const squares = m.add(m.one, m.add(square(m, a), square(m, y)));
    return m.div(times(m, 2, m.sub(a, y)), m.sub(squares, times(m, mixed, m.mul(a, y))));
  };
  assertEquals(verdictOfLoss(value, gradient(2)), "proved");
  assertEquals(verdictOfLoss(value, gradient(1.9)), "refuted");
});

Deno.test("verifyGradients() proves a divisor that is a root of the value in disguise", () => {
  const value: Value = (m, z) =>
    m.div(m.add(z, m.sqrt(m.add(square(m, z), m.constant(4)))), m.constant(2));
  const slope = (k: number): Slope => (m, { z, a }) => m.div(a, m.sub(times(m, k, a), z));
  assertEquals(verdictOfSlope(value, slope(2)), "proved");
  assertEquals(verdictOfSlope(value, slope(2.1)), "refuted");
});

Deno.test("verifyGradients() does not take a divisor for an equal one that is a number in more places", () => {
  const value: Value = (m, z) => m.log(above(m, z));
  const slope = (extra: Value): Slope => (m, { z }) =>
    m.div(times(m, 2, z), m.add(m.one, m.add(square(m, z), extra(m, z))));
  assertEquals(verdictOfSlope(value, slope((m) => m.zero)), "proved");
  // not a number where z ≤ 0
  assertNotProved(verdictOfSlope(value, slope((m, z) => m.sub(m.log(z), m.log(z)))));
  // not a number where z is 5
  const cancelling: Value = (m, z) => {
    const quotient = m.div(m.one, m.sub(z, m.constant(5)));
    return m.sub(quotient, quotient);
  };
  assertNotProved(verdictOfSlope(value, slope(cancelling)));
});

Deno.test("verifyGradients() takes the root of a square for what is positive in the function alone", () => {
  const value: Value = (m, z) => times(m, 0.5, m.sub(m.exp(z), m.exp(m.neg(z))));
  const slope = (k: number): Slope => (m, { a }) => m.sqrt(m.add(m.one, times(m, k, square(m, a))));
  assertEquals(verdictOfSlope(value, slope(1)), "proved");
  assertEquals(verdictOfSlope(value, slope(1.1)), "refuted");
  // √(z²) is |z|, and the slope of z² / 2 is z.
  const half: Value = (m, z) => times(m, 0.5, square(m, z));
  assertEquals(verdictOfSlope(half, (m, { z }) => m.sqrt(square(m, z))), "refuted");
});

/** The entries of a row, the largest first. */
const sorted: Row = (m, z) => {
  const row = [...z];
  for (let i = row.length; i > 1; i--) {
    for (let j = 1; j < i; j++) {
      const [x, y] = [row[j - 1]!, row[j]!], order = m.sub(x, y);
      [row[j - 1], row[j]] = [m.choose(order, x, y), m.choose(order, y, x)];
    }
  }
  return row;
};

Deno.test("verifyGradients() proves sparsemax by the mean over its support, and not by another count", () => {
  const value: Row = (m, z) => {
    let total = m.zero, threshold: typeof total | undefined;
    sorted(m, z).forEach((x, k) => {
      total = m.add(total, x);
      const next = m.div(m.sub(total, m.one), m.constant(k + 1));
      threshold = threshold === undefined ? next : m.choose(m.sub(x, next), next, threshold);
    });
    return z.map((x) => m.choose(m.sub(x, threshold!), m.sub(x, threshold!), m.zero));
  };
  const pulled = (more: number): Pullback => (m, { a }, error) => {
    const support = a.map((x) => m.choose(x, m.one, m.zero));
    const count = m.add(sum(m, support), m.constant(more));
    const mean = m.div(sum(m, support.map((s, i) => m.mul(s, error[i]!))), count);
    return support.map((s, i) => m.mul(s, m.sub(error[i]!, mean)));
  };
  assertEquals(verdictOfRow(value, pulled(0)), "proved");
  assertEquals(verdictOfRow(value, pulled(1)), "refuted");
});

Deno.test("verifyGradients() proves a maximum whose ties share the derivative, and not a share too much", () => {
  const largest: Row = (m, z) => {
    const most = z.reduce((x, y) => m.choose(m.sub(y, x), y, x));
    return z.map((_, i) => i === 0 ? most : m.zero);
  };
  const pulled = (shared: boolean): Pullback => (m, { z, a }, error) => {
    const ties = z.map((x) => m.choose(m.sub(a[0]!, x), m.zero, m.one));
    const count = shared ? sum(m, ties) : m.one;
    return ties.map((tie) => m.div(m.mul(tie, error[0]!), count));
  };
  assertEquals(verdictOfRow(largest, pulled(true)), "proved");
  assertNotProved(verdictOfRow(largest, pulled(false)));
});

Deno.test("verifyGradients() proves roots as e^(log(x)/n) by their powers, and refutes wrong ones", () => {
  const root = (p: number): Value => (m, z) => power(m, above(m, z), p);
  /** (p, k) and the slope of (1 + z²)^p by a. */
  const cases: readonly (readonly [p: number, slope: (k: number) => Slope])[] = [
    [1 / 3, (k) => (m, { z, a }) => m.div(times(m, 2 * k, z), times(m, 3, square(m, a)))],
    [1.5, (k) => (m, { z }) => m.mul(times(m, 3 * k, z), m.sqrt(above(m, z)))],
    [
      0.2,
      (k) => (m, { z, a }) => m.div(times(m, 0.4 * k, z), square(m, square(m, a))),
    ],
    [1 / 6, (k) => (m, { z, a }) => m.div(m.mul(times(m, k, z), a), times(m, 3, above(m, z)))],
  ];
  for (const [p, slope] of cases) {
    assertEquals(verdictOfSlope(root(p), slope(1)), "proved", `${p}`);
    assertEquals(verdictOfSlope(root(p), slope(1.25)), "refuted", `${p}`);
  }
});

Deno.test("verifyGradients() takes e^(½ log h²) for |h|, and not for h", () => {
  const value: Value = (m, z) => m.mul(z, square(m, z));
  const root: Value = (m, z) => power(m, square(m, z), 0.5);
  // z² with the sign of z, and |z|² without
  const signed: Slope = (m, { z }) => times(m, 3, m.mul(z, root(m, z)));
  const unsigned: Slope = (m, { z }) => times(m, 3, square(m, root(m, z)));
  for (let seed = 0; seed < 8; seed++) {
    const verdict = (slope: Slope) => {
      const activation = elementwise({ name: "f", value, slope });
      return verifyGradients({ activations: [activation], losses: [], seed }).verdicts[0]!.verdict;
    };
    assertNotProved(verdict(signed));
    if (verdict(unsigned) === "refuted") throw new Error("z² is right");
  }
});
