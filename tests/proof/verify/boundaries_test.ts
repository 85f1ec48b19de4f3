import { assert, assertEquals } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import {
  type Activation,
  elementwise,
  type ElementwiseFormulas,
  rowwise,
  type RowwiseFormulas,
} from "../../../src/nn/activations/activation.ts";
import { softplus } from "../../../src/nn/activations/softplus.ts";
import { type Loss, loss, type LossFormulas } from "../../../src/nn/losses/loss.ts";
import { sumOfSquaredErrors } from "../../../src/nn/losses/sum_of_squared_errors.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { verifyPullback } from "../../../src/verify/ladder/verify_pullback.ts";
import { square, twice } from "../../support/terms.ts";

// Gradients that are wrong where an argument of choose, a logarithm or a divisor vanishes, and there
// alone; each beside one that is right, though the same vanishes.

const SEED = 12;

type Term = <T>(m: Arithmetic<T>, x: T) => T;

/** z² with something added to its slope. */
function squareWith(term: Term): Activation {
  const slope: ElementwiseFormulas["slope"] = (m, { z }) => m.add(twice(m, z), term(m, z));
  return elementwise({ name: "square", value: square, slope });
}

/** Rows that stay as they are, with something added to each error that is pulled back. */
function sameWith(term: <T>(m: Arithmetic<T>, z: readonly T[], error: readonly T[]) => T) {
  const pullback: RowwiseFormulas["pullback"] = (m, { z }, error) => {
    return error.map((e) => m.add(e, term(m, z, error)));
  };
  return rowwise({ name: "same", value: (_, z) => [...z], pullback });
}

/** Σ (a − y)² with something added to the first entry of its gradient. */
function errorsWith(term: <T>(m: Arithmetic<T>, a: readonly T[], y: readonly T[]) => T): Loss {
  const value: LossFormulas["value"] = (m, { a, y }) =>
    sum(m, a.map((aj, j) => square(m, m.sub(aj, y[j]!))));
  const gradient: LossFormulas["gradient"] = (m, { a, y }) => {
    const right = a.map((aj, j) => twice(m, m.sub(aj, y[j]!)));
    return right.with(0, m.add(right[0]!, term(m, a, y)));
  };
  return loss({ name: "errors", value, gradient });
}

const overSquares = <T>(m: Arithmetic<T>, row: readonly T[], more: T) =>
  m.div(m.zero, m.add(more, sum(m, row.map((x) => square(m, x)))));
const cube: Term = (m, z) => m.sub(m.sub(m.mul(z, square(m, z)), z), m.one); // z³ − z − 1
const lessTwo: Term = (m, z) => m.sub(square(m, z), m.constant(2));
const lessThree: Term = (m, z) => m.sub(m.exp(z), m.constant(3));
const isZero = <T>(m: Arithmetic<T>, x: T) => m.choose(square(m, x), m.zero, m.one);

/** Rows that stay as they are, but for the row of zeros. */
const sameBut = (atZero: number) =>
  rowwise({
    name: "same",
    value: (m, z) =>
      z.length < 2 ? [...z] : z.map((x) => m.choose(sumOfSquares(m, z), x, m.constant(atZero))),
    pullback: (_m, _at, error) => [...error],
  });
const sumOfSquares = <T>(m: Arithmetic<T>, row: readonly T[]) =>
  sum(m, row.map((x) => square(m, x)));

const atTwoPairs = <T>(m: Arithmetic<T>, a: readonly T[], there: T) =>
  m.mul(isZero(m, m.sub(a[0]!, a[1]!)), m.mul(isZero(m, m.sub(a[2]!, a[3]!)), there));

/** The distance of outputs and targets, with an entry of its gradient where they are equal. */
const distanceWith = (convention: number) =>
  loss({
    name: "distance",
    value: (m, { a, y }) => m.sqrt(sumOfSquares(m, a.map((aj, j) => m.sub(aj, y[j]!)))),
    gradient: (m, { a, y }) => {
      const d = a.map((aj, j) => m.sub(aj, y[j]!)), squares = sumOfSquares(m, d);
      const there = m.constant(a.length < 2 ? 0 : convention);
      return d.map((dj) => m.choose(squares, m.div(dj, m.sqrt(squares)), there));
    },
    kinks: (m, { a, y }) => [sumOfSquares(m, a.map((aj, j) => m.sub(aj, y[j]!)))],
  });

/** Cross-entropy where outputs may be 0, by a quotient. */
const crossEntropyBy = (quotient: <T>(m: Arithmetic<T>, y: T, x: T) => T) =>
  loss({
    name: "cross-entropy",
    value: (m, { a, y }) => m.neg(sum(m, a.map((x, j) => m.xlogy(y[j]!, x)))),
    gradient: (m, { a, y }) => a.map((x, j) => m.neg(quotient(m, y[j]!, x))),
    domain: { text: "a > 0", positive: (_, a) => a, edge: (_m, _a, y) => y },
  });

/** Cross-entropy, with its derivative where an output and its target are 0. */
const crossEntropyWith = (atZero: number) =>
  loss({
    name: "cross-entropy",
    value: (m, { a, y }) => m.neg(sum(m, a.map((x, j) => m.xlogy(y[j]!, x)))),
    gradient: (m, { a, y }) =>
      a.map((x, j) => m.choose(x, m.neg(m.xdivy(y[j]!, x)), m.constant(atZero))),
    domain: { text: "a > 0", positive: (_, a) => a, edge: (_m, _a, y) => y },
  });

/** Rows that stay as they are, but that the first entry of rows of some length jumps. */
const jumping = (width: number, height: number) =>
  rowwise({
    name: "same",
    value: (m, z) => {
      if (z.length !== width) return [...z];
      const step = m.choose(m.sub(z[0]!, z[1]!), m.constant(height), m.zero);
      return z.with(0, m.add(z[0]!, step));
    },
    pullback: (_m, _at, error) => [...error],
  });

const larger = <T>(m: Arithmetic<T>, x: T, y: T) => m.choose(m.sub(x, y), x, y);
const smaller = <T>(m: Arithmetic<T>, x: T, y: T) => m.choose(m.sub(x, y), y, x);

/** The square of the second largest output of four, with its gradient where the second place is tied. */
const secondWith = (atTie?: number) => {
  const second = <T>(m: Arithmetic<T>, [first, next, ...others]: readonly T[]) => {
    let most = larger(m, first!, next!), found = smaller(m, first!, next!);
    for (const x of others) {
      found = larger(m, found, smaller(m, most, x));
      most = larger(m, most, x);
    }
    return found;
  };
  const gradientWith = (atTie: number): Loss["gradient"] => (m, { a }) => {
    if (a.length !== 4) return a.map(() => m.one);
    const isSecond = (x: typeof a[0], j: number) => {
      const others = a.filter((_, i) => i !== j);
      const above = sum(m, others.map((other) => m.choose(m.sub(other, x), m.one, m.zero)));
      const least = sum(m, others.map((other) => m.choose(m.sub(x, other), m.zero, m.one)));
      const one = isZero(m, m.sub(above, m.one));
      return m.mul(one, m.choose(m.sub(least, m.one), m.constant(atTie), m.one));
    };
    return a.map((x, j) => m.mul(twice(m, x), isSecond(x, j)));
  };
  return loss({
    name: "second",
    value: (m, { a }) => a.length === 4 ? square(m, second(m, a)) : sum(m, a),
    ...(atTie !== undefined && { gradient: gradientWith(atTie) }),
    kinks: (m, { a }) => a.flatMap((x, i) => a.slice(i + 1).map((y) => m.sub(x, y))),
  });
};

/** log Σ eᵃ by the largest output, with something added to its gradient. */
const logSumWith = (term: <T>(m: Arithmetic<T>, a: readonly T[], y: readonly T[]) => T) => {
  const powers = <T>(m: Arithmetic<T>, a: readonly T[]) => {
    const most = a.reduce((x, y) => larger(m, x, y));
    return { most, all: a.map((x) => m.exp(m.sub(x, most))) };
  };
  return loss({
    name: "log of a sum",
    value: (m, { a }) => {
      const { most, all } = powers(m, a);
      return m.add(most, m.log(sum(m, all)));
    },
    gradient: (m, { a, y }) => {
      const { all } = powers(m, a), more = a.length < 3 ? m.zero : term(m, a, y);
      return all.map((power) => m.add(more, m.div(power, sum(m, all))));
    },
  });
};

const atEqual = <T>(m: Arithmetic<T>, a: readonly T[], y: readonly T[], there: T) =>
  m.mul(isZero(m, m.sub(y[0]!, y[1]!)), m.mul(isZero(m, m.sub(a[0]!, a[1]!)), there));

const cases: Readonly<
  Record<string, readonly [wrong: Activation | Loss, right: Activation | Loss]>
> = {
  "0 over z² − 2, and over z² + 2": [
    squareWith((m, z) => m.div(m.zero, lessTwo(m, z))),
    squareWith((m, z) => m.div(m.zero, m.add(square(m, z), m.constant(2)))),
  ],
  "0 over eᶻ − 3, and over eᶻ + 3": [
    squareWith((m, z) => m.div(m.zero, lessThree(m, z))),
    squareWith((m, z) => m.div(m.zero, m.add(m.exp(z), m.constant(3)))),
  ],
  "0 over z³ − z − 1, and over its square plus 1": [
    squareWith((m, z) => m.div(m.zero, cube(m, z))),
    squareWith((m, z) => m.div(m.zero, m.add(square(m, cube(m, z)), m.one))),
  ],
  "0 log (z² − 2)², and 0 log ((z² − 2)² + 1)": [
    squareWith((m, z) => m.mul(m.zero, m.log(square(m, lessTwo(m, z))))),
    squareWith((m, z) => m.mul(m.zero, m.log(m.add(m.one, square(m, lessTwo(m, z)))))),
  ],
  "0 log1p (z² − 3), and 0 log1p z²": [
    squareWith((m, z) => m.mul(m.zero, m.log1p(m.sub(square(m, z), m.constant(3))))),
    squareWith((m, z) => m.mul(m.zero, m.log1p(square(m, z)))),
  ],
  "what is chosen where y² = 2, and what is the same there": [
    errorsWith((m, _, y) => isZero(m, lessTwo(m, y[0]!))),
    errorsWith((m, _, y) => m.mul(isZero(m, lessTwo(m, y[0]!)), lessTwo(m, y[0]!))),
  ],
  "what is chosen where eʸ = 3, and where eʸ = −3": [
    errorsWith((m, _, y) => isZero(m, lessThree(m, y[0]!))),
    errorsWith((m, _, y) => isZero(m, m.add(m.exp(y[0]!), m.constant(3)))),
  ],
  "0 over Σ (a − y)², and over 1 + Σ (a − y)²": [
    errorsWith((m, a, y) => overSquares(m, a.map((aj, j) => m.sub(aj, y[j]!)), m.zero)),
    errorsWith((m, a, y) => overSquares(m, a.map((aj, j) => m.sub(aj, y[j]!)), m.one)),
  ],
  "a distance with 1, and with ¼, where outputs are their targets": [
    distanceWith(1), // longer than 1 in rows of two
    distanceWith(0.25),
  ],
  "cross-entropy with 7, and with 0, where an output and its target are 0": [
    crossEntropyWith(7),
    crossEntropyWith(0),
  ],
  "cross-entropy by −y / a, 0 / 0 where both are 0, and by xdivy": [
    crossEntropyBy((m, y, x) => m.div(y, x)),
    crossEntropyBy((m, y, x) => m.xdivy(y, x)),
  ],
  "a row of zeros with the value 1, and with 0": [sameBut(1), sameBut(0)],
  "what is chosen where four targets are 0, and where they are 0 and −1": [
    errorsWith((m, _, y) => y.length < 4 ? m.zero : isZero(m, sumOfSquares(m, y))),
    errorsWith((m, _, y) => y.length < 4 ? m.zero : isZero(m, m.add(m.one, sumOfSquares(m, y)))),
  ],
  "what is chosen where two pairs of four outputs are equal, and nothing where they are": [
    errorsWith((m, a) => a.length < 4 ? m.zero : atTwoPairs(m, a, m.one)),
    errorsWith((m, a) => a.length < 4 ? m.zero : atTwoPairs(m, a, m.zero)),
  ],
  "a jump by 1 in rows of two, and by 0": [jumping(2, 1), jumping(2, 0)],
  "a jump by 1 in rows of five, and by 0": [jumping(5, 1), jumping(5, 0)],
  "a second place that is tied with ½ of its slope, also of three, and as its choices say": [
    secondWith(0.5),
    secondWith(),
  ],
  "log Σ eᵃ with more where two outputs and two targets are equal, and with nothing there": [
    logSumWith((m, a, y) => atEqual(m, a, y, m.one)),
    logSumWith((m, a, y) => atEqual(m, a, y, m.zero)),
  ],
  "log Σ eᵃ with more where three outputs are equal, and where they vanish as their squares do": [
    logSumWith((m, a) =>
      isZero(m, m.add(square(m, m.sub(a[0]!, a[1]!)), square(m, m.sub(a[1]!, a[2]!))))
    ),
    logSumWith((m, a) => m.mul(isZero(m, a[0]!), a[0]!)),
  ],
  "0 over Σ z², and over 1 + Σ z²": [
    sameWith((m, z) => overSquares(m, z, m.zero)),
    sameWith((m, z) => overSquares(m, z, m.one)),
  ],
  "0 over Σ z e, and over its square plus 1": [
    sameWith((m, z, e) => m.div(m.zero, sum(m, z.map((x, i) => m.mul(x, e[i]!))))),
    sameWith((m, z, e) => overSquares(m, [sum(m, z.map((x, i) => m.mul(x, e[i]!)))], m.one)),
  ],
};

function verdictsOf(of: Activation | Loss) {
  const options = "kind" in of
    ? { activations: [of], losses: [sumOfSquaredErrors] }
    : { activations: [softplus], losses: [of] };
  return verifyGradients({ ...options, seed: SEED }).verdicts;
}

Deno.test("verifyGradients() says of a place that no numbers were found, and of which rows it is", () => {
  const overItself = errorsWith((m, _, y) => {
    const off = m.sub(sum(m, y), m.constant(0.1));
    return m.sub(m.xdivy(off, off), m.one);
  });
  const reason = verdictsOf(overItself).find(({ verdict }) => verdict === "undecided")?.reason;
  assert(reason?.includes("no numbers were found that show it"), reason);
  const { shapes } = verdictsOf(errorsWith((m) => m.zero)).find(({ shapes }) => shapes)!;
  assertEquals(shapes, "rows of 1 to 5, single places in rows of up to 3");
});

for (const [name, [wrong, right]] of Object.entries(cases)) {
  Deno.test(`verifyGradients() does not prove the first, and proves the second: ${name}`, () => {
    const verdicts = verdictsOf(wrong).map(({ verdict }) => verdict);
    assert(verdicts.some((verdict) => verdict === "refuted" || verdict === "undecided"));
    // Nothing that contains the part is called proved.
    assert(verdicts.at(-1) !== "proved", verdicts.join());
    for (const { verdict, subject, reason } of verdictsOf(right)) {
      assertEquals(verdict, "proved", `${subject}: ${reason}`);
    }
  });
}

Deno.test("verifyPullback() finds where sums vanish that begin with 0, as others", () => {
  const verdictOf = (begin: <T>(m: Arithmetic<T>, product: T) => T) =>
    verifyPullback({
      name: "x Σy, twice its errors where y₁ y₂ = 6",
      inputs: { x: [1, 1], y: [1, 2] },
      fixed: ["y"],
      value: (m, { x, y }) => ({ ...x, data: [m.mul(x.data[0]!, y.data[0]!)] }),
      pullback: (m, { x, y }, errors) => {
        const [y1, y2] = [y.data[0]!, y.data[1]!], error = m.mul(errors.data[0]!, y1);
        const apart = square(m, m.sub(begin(m, m.mul(y1, y2)), m.constant(6)));
        return { x: { ...x, data: [m.choose(apart, error, twice(m, error))] } };
      },
      seed: SEED,
    }).verdicts[0]!.verdict;
  const plain = verdictOf((_, product) => product);
  assertEquals(plain, "undecided");
  assertEquals(verdictOf((m, product) => m.add(m.zero, product)), plain);
  assertEquals(verdictOf((m, product) => m.mul(m.one, m.sub(product, m.zero))), plain);
});
