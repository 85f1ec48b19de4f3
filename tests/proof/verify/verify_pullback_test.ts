import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type Arithmetic,
  type Matrix,
  times,
  timesTransposed,
  transposedTimes,
} from "../../../engine.ts";
import { verifyDerivative, verifyPullback } from "../../../verify.ts";

function map<T>(x: Matrix<T>, f: (entry: T, i: number) => T): Matrix<T> {
  return { rows: x.rows, columns: x.columns, data: Array.from(x.data, f) };
}

function plus<T>(m: Arithmetic<T>, x: Matrix<T>, y: Matrix<T>): Matrix<T> {
  return map(x, (entry, i) => m.add(entry, y.data[i]!));
}

const seed = 0;
const SIZES = { x: [2, 3], w: [3, 2] } as const;
const SHAPES = [{ x: [1, 2], w: [2, 1] }, { x: [3, 2], w: [2, 3] }] as const;

/** x w and its pullback, with the part of w scaled. */
function product(scale: <T>(m: Arithmetic<T>, rows: number, entry: T) => T) {
  return verifyPullback({
    name: "x w",
    inputs: SIZES,
    shapes: SHAPES,
    seed,
    value: (m, { x, w }) => times(m, x, w),
    pullback: (m, { x, w }, errors) => ({
      x: timesTransposed(m, errors, w),
      w: map(transposedTimes(m, x, errors), (entry) => scale(m, x.rows, entry)),
    }),
  }).verdicts[0]!;
}

Deno.test("verifyPullback() proves a product of matrices in three shapes, wrong once in 2^80 at most", () => {
  const found = product((_, __, entry) => entry);
  assertEquals(found.verdict, "proved");
  assert(found.log2FalsePass <= -80);
  assertEquals(found.shapes, "x (2 × 3), w (3 × 2); x (1 × 2), w (2 × 1); x (3 × 2), w (2 × 3)");
});

Deno.test("verifyPullback() refutes it twice too large, with factor, formulas and place", () => {
  const { verdict, factor, formulas, counterexample } = product((m, _, entry) =>
    m.add(entry, entry)
  );
  assertEquals([verdict, factor], ["refuted", "2"]);
  assertEquals(formulas, {
    network: "x w, x (1 × 2), w (2 × 1)",
    where: "∂f/∂w₁₁",
    got: "2·x₁",
    expected: "x₁",
  });
  assertMatch(counterexample!.where, /^by w₁₁ of \(.+\), x \(2 × 3\), w \(3 × 2\)$/);
  assert(Math.abs(counterexample!.got - 2 * counterexample!.expected) < 1e-6);
});

Deno.test("verifyPullback() names a factor that is a size: a mean where the sum is meant", () => {
  const mean = product((m, rows, entry) => m.div(entry, m.constant(rows)));
  assertEquals([mean.verdict, mean.factor], ["refuted", "1 / rows of x"]);
  const sum = product((m, rows, entry) => m.mul(entry, m.constant(rows)));
  assertEquals([sum.verdict, sum.factor], ["refuted", "rows of x"]);
});

Deno.test("verifyPullback() takes the results of a pullback by name, in any order", () => {
  const of = (isRight: boolean) =>
    verifyPullback({
      name: "x w",
      inputs: { x: [2, 2], w: [2, 2] },
      seed,
      value: (m, { x, w }) => times(m, x, w),
      pullback: (m, { x, w }, errors) => {
        const byX = timesTransposed(m, errors, w), byW = transposedTimes(m, x, errors);
        return isRight ? { w: byW, x: byX } : { w: byX, x: byW };
      },
    }).verdicts[0]!.verdict;
  assertEquals([of(true), of(false)], ["proved", "refuted"]);
});

Deno.test("verifyPullback() shows in a further shape what the first one hides", () => {
  const of = (shapes: typeof SHAPES | readonly []) =>
    verifyPullback({
      name: "x w",
      inputs: SIZES,
      shapes,
      seed,
      value: (m, { x, w }) => times(m, x, w),
      pullback: (m, { x, w }, errors) => ({
        x: timesTransposed(m, errors, w),
        w: map(
          transposedTimes(m, x, errors),
          (entry) => m.div(m.mul(entry, m.constant(2)), m.constant(x.rows)),
        ),
      }),
    }).verdicts[0]!;
  assertEquals(of([]).verdict, "proved"); // 2 / rows is 1
  assertEquals(of(SHAPES).verdict, "refuted");
});

/** max(x, 0) and y x of a row: two outputs, one input without a derivative. */
function pair(atZero: "right" | "shifted") {
  return verifyPullback({
    name: "pair",
    inputs: { x: [1, 3], y: [1, 3] },
    fixed: ["y"],
    seed,
    value: (m, { x, y }) => ({
      positive: map(x, (entry) => m.choose(entry, entry, m.zero)),
      scaled: map(x, (entry, i) => m.mul(entry, y.data[i]!)),
    }),
    pullback: (m, { x, y }, { positive, scaled }) => ({
      x: map(x, (entry, i) => {
        const at = atZero === "right" ? entry : m.sub(entry, m.one);
        const slope = m.choose(at, positive.data[i]!, m.zero);
        return m.add(slope, m.mul(scaled.data[i]!, y.data[i]!));
      }),
    }),
  });
}

Deno.test("verifyPullback() takes several outputs by name and fixed inputs, on all regions", () => {
  const { verdicts, proved } = pair("right");
  assertEquals([proved, verdicts.length], [2, 2]);
  assertEquals(verdicts[0]!.regions, { covered: 6, total: 6, outside: 0 });
  assertEquals(verdicts[1]!.subject, "pair: its value does not jump, along 6 lines");
});

Deno.test("verifyPullback() refutes a slope that switches at 1 and not at 0, by its region", () => {
  const { verdict, counterexample } = pair("shifted").verdicts[0]!;
  assertEquals(verdict, "refuted");
  assertMatch(counterexample!.where, /^by x. of \(/);
});

const absolute = {
  name: "abs",
  inputs: { x: [1, 2] },
  seed,
  value: <T>(m: Arithmetic<T>, { x }: { readonly x: Matrix<T> }) =>
    map(x, (entry) => m.choose(entry, entry, m.neg(entry))),
  pullback: <T>(_: Arithmetic<T>, __: { readonly x: Matrix<T> }, errors: Matrix<T>) => ({
    x: errors,
  }),
} as const;

Deno.test("verifyPullback() proves inside a range or a condition what is wrong outside", () => {
  assertEquals(verifyPullback(absolute).verdicts[0]!.verdict, "refuted");
  for (const range of [[0, 4], [0, Infinity], [0.5, 0.75]] as const) {
    const { verdict, regions } = verifyPullback({ ...absolute, ranges: { x: range } }).verdicts[0]!;
    assertEquals([verdict, regions.outside < regions.covered], ["proved", true]);
  }
  const below = verifyPullback({ ...absolute, ranges: { x: [-1, 4] } }).verdicts[0]!;
  assertEquals(below.verdict, "refuted");
  const where = verifyPullback({ ...absolute, where: (_, { x }) => Array.from(x.data) });
  assertEquals(where.verdicts[0]!.verdict, "proved");
});

/** Cross-entropy of a softmax: a − y is its gradient only where the targets sum to 1. */
function crossEntropy(isImposed: boolean) {
  const softmax = <T>(m: Arithmetic<T>, z: Matrix<T>) => {
    const powers = map(z, (entry) => m.exp(entry));
    const total = Array.from(powers.data).reduce(m.add);
    return map(powers, (power) => m.div(power, total));
  };
  return verifyPullback({
    name: "cross-entropy of softmax",
    inputs: { z: [1, 3], y: [1, 3] },
    fixed: ["y"],
    seed,
    value: (m, { z, y }) => {
      const a = softmax(m, z);
      const terms = Array.from(a.data, (entry, i) => m.mul(y.data[i]!, m.log(entry)));
      return { rows: 1, columns: 1, data: [m.neg(terms.reduce(m.add))] };
    },
    pullback: (m, { z, y }, errors) => ({
      z: map(softmax(m, z), (a, i) => m.mul(errors.data[0]!, m.sub(a, y.data[i]!))),
    }),
    ...(isImposed && {
      impose: <T>(m: Arithmetic<T>, { y }: { readonly y: Matrix<T> }) => {
        const [first, second] = Array.from(y.data);
        const last = m.sub(m.one, m.add(first!, second!));
        return { y: map(y, (entry, i) => i === 2 ? last : entry) };
      },
    }),
  }).verdicts[0]!;
}

Deno.test("verifyPullback() imposes a condition on fixed inputs: rows that sum to 1", () => {
  assertEquals(crossEntropy(true).verdict, "proved");
  assertEquals(crossEntropy(false).verdict, "refuted");
});

Deno.test("verifyPullback() refutes a function that jumps, though its slopes are right", () => {
  const jumps = (high: number) =>
    verifyPullback({
      name: "step",
      inputs: { x: [1, 1] },
      seed,
      value: (m, { x }) => map(x, (entry) => m.choose(entry, m.constant(high), m.one)),
      pullback: (m, { x }) => ({ x: map(x, () => m.zero) }),
    }).verdicts.map(({ verdict }) => verdict);
  assertEquals(jumps(2), ["proved", "refuted"]);
  assertEquals(jumps(1), ["proved", "proved"]);
});

Deno.test("verifyPullback() refutes leaky ReLU with a slope of 0 at 0 itself", () => {
  const leaky = (atZero: number) =>
    verifyPullback({
      name: "leaky",
      inputs: { x: [1, 1] },
      seed,
      value: (m, { x }) => map(x, (z) => m.choose(z, z, m.mul(m.constant(0.1), z))),
      pullback: (m, { x }, errors) => ({
        x: map(x, (z, i) => {
          const slope = m.choose(m.neg(z), m.constant(0.1), m.constant(atZero));
          return m.mul(errors.data[i]!, m.choose(z, m.one, slope));
        }),
      }),
    }).refuted;
  assertEquals([leaky(0), leaky(0.1), leaky(1), leaky(0.5)], [1, 0, 0, 0]);
});

Deno.test("verifyPullback() ties formulas to float64: what decides in JavaScript is undecided", () => {
  let calls = 0;
  const deciding = (decide: (x: unknown) => boolean) =>
    verifyPullback({
      name: "square",
      inputs: { x: [1, 2] },
      seed,
      value: (m, { x }) => map(x, (entry) => m.mul(entry, entry)),
      pullback: (m, { x }, errors) => ({
        x: map(x, (entry, i) => {
          return decide(entry) ? entry : m.mul(errors.data[i]!, m.add(entry, entry));
        }),
      }),
    }).verdicts[0]!;
  assertEquals(deciding(() => false).verdict, "proved");
  for (const decide of [(x: unknown) => x === 0.5, () => calls++ > 9_000]) {
    const { verdict, reason } = deciding(decide);
    assertEquals(verdict, "undecided");
    assertStringIncludes(reason!, "pullback of square");
  }
});

Deno.test("verifyPullback() repeats with a seed, and records all that it rests on", () => {
  const certificate = () => JSON.stringify({ ...verifyPullback(absolute).toJSON(), seconds: 0 });
  assertEquals(certificate(), certificate());
  const { seed, prime, size, trials } = verifyPullback(absolute).verdicts[0]!;
  assert(seed === 0 && prime.length > 30 && trials > 0 && size.degree > 0);
});

Deno.test("verifyDerivative() proves the Jacobian times tangents, and refutes half of it", () => {
  const of = (isWhole: boolean) =>
    verifyDerivative({
      name: "x w",
      inputs: SIZES,
      shapes: SHAPES,
      seed,
      value: (m, { x, w }) => times(m, x, w),
      derivative: (m, { x, w }, along) => {
        const first = times(m, along.x, w);
        return isWhole ? plus(m, first, times(m, x, along.w)) : first;
      },
    }).verdicts[0]!;
  assertEquals(of(true).verdict, "proved");
  const { verdict, formulas } = of(false);
  assertEquals(verdict, "refuted");
  assertEquals(formulas, {
    network: "x w, x (1 × 2), w (2 × 1)",
    where: "∂f/∂w₁₁",
    got: "0",
    expected: "x₁",
  });
});

Deno.test("verifyDerivative() takes fixed inputs, outputs by name, and ranges", () => {
  const of = (factor: number) =>
    verifyDerivative({
      name: "logarithms",
      inputs: { x: [1, 2], y: [1, 2] },
      fixed: ["y"],
      ranges: { x: [0, 8] },
      seed,
      value: (m, { x, y }) => ({
        log: map(x, (entry) => m.log(entry)),
        scaled: map(x, (entry, i) => m.mul(m.constant(factor), m.mul(entry, y.data[i]!))),
      }),
      derivative: (m, { x, y }, tangents, { scaled }) => ({
        log: map(tangents.x, (tangent, i) => m.div(tangent, x.data[i]!)),
        scaled: map(scaled, (_, i) => m.mul(tangents.x.data[i]!, y.data[i]!)),
      }),
    }).verdicts[0]!;
  assertEquals(of(1).verdict, "proved");
  assertEquals([of(2).verdict, of(2).factor], ["refuted", "1/2"]);
});

Deno.test("verifyPullback() refuses wrong names, sizes, ranges and results", () => {
  // deno-lint-ignore no-explicit-any
  const refused = (options: any) => () => verifyPullback({ ...absolute, ...options });
  const wrong = (options: unknown, message: string, type: typeof Error = TypeError) =>
    assertThrows(refused(options), type, message);
  const x = { rows: 1, columns: 3, data: [] }, long = { ...x, data: [1, 2, 3] };
  wrong({ name: "" }, 'A function needs a name, but found ""');
  wrong({ value: 3 }, "The value of function abs must be a function, but found 3");
  wrong({ where: 3 }, "where must be a function, but found 3");
  wrong({ shape: [] }, "verifyPullback() has no option shape: did you mean shapes?");
  wrong({ inputs: { x: [1.5, 2] } }, "The size of x must be [rows, columns]");
  wrong({ shapes: [{ y: [1, 1] }] }, "The sizes of abs must be { x }, but found no x");
  wrong({ shapes: 3 }, "shapes of abs must be an array, but found 3");
  wrong({ fixed: ["y"] }, 'abs has no input "y": it has x');
  wrong({ fixed: ["x"] }, "abs must have an input that is not fixed, to have a derivative");
  wrong({ ranges: { x: [1, 0] } }, "The range of x must be [low, high]", RangeError);
  wrong({ value: () => 3 }, "The value of abs must be");
  wrong({ value: () => x }, "value of abs (1 × 3) must hold 3 entries, but found 0");
  wrong({ value: () => long }, "write m.constant(1) for 1");
  wrong({ pullback: () => ({ x: long }) }, "x from pullback of abs must be a matrix (1 × 2)");
  wrong({ pullback: () => ({}) }, "The pullback of abs must be { x }, but found no x");
  wrong(
    { pullback: (_: unknown, at: object, e: unknown) => ({ ...at, y: e }) },
    'The pullback of abs must be { x }, but found "y", too',
  );
});

Deno.test("verifyPullback() compares nothing at a place that `where` leaves out on both sides", () => {
  const one = <T>(entry: T): Matrix<T> => ({ rows: 1, columns: 1, data: [entry] });
  const worst = (isSign: boolean, leftOut: number) => {
    const { verdicts } = verifyPullback({
      ...{ name: "f", inputs: { x: [1, 1] as const }, seed: 1 },
      value: (m, { x: { data: { 0: x } } }) => {
        return one(isSign ? m.choose(x!, m.one, m.neg(m.one)) : m.choose(x!, x!, m.neg(x!)));
      },
      pullback: (m, { x: { data: { 0: x } } }, { data: { 0: error } }) => ({
        x: one(isSign ? m.zero : m.mul(error!, m.choose(x!, m.one, m.neg(m.one)))),
      }),
      where: (m, { x: { data: { 0: x } } }) => {
        const distance = m.sub(x!, m.constant(leftOut));
        return [m.mul(distance, distance)];
      },
    });
    return verdicts.find(({ verdict }) => verdict !== "proved")?.verdict ?? "proved";
  };
  assertEquals([worst(false, 0), worst(false, 2), worst(true, 0)], ["proved", "proved", "proved"]);
  assertEquals(worst(true, 2), "refuted"); // the sign jumps at 0, which is not left out
});
