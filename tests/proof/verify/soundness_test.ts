import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import {
  type Activation,
  elementwise,
  type ElementwiseFormulas,
  rowwise,
  type RowwiseFormulas,
} from "../../../src/nn/activations/activation.ts";
import { linear } from "../../../src/nn/activations/linear.ts";
import { type Loss, loss, type LossFormulas } from "../../../src/nn/losses/loss.ts";
import { sumOfSquaredErrors } from "../../../src/nn/losses/sum_of_squared_errors.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { square, twice } from "../../support/terms.ts";

// Gradients that were proved though they are wrong, or not proved though they are right.

const SEED = 11;

/** z² with a slope. */
function squareWith(slope: NonNullable<ElementwiseFormulas["slope"]>): Activation {
  return elementwise({ name: "square", value: square, slope });
}

/** Rows that stay as they are, with a pullback. */
function sameWith(pullback: NonNullable<RowwiseFormulas["pullback"]>): Activation {
  return rowwise({ name: "same", value: (_, z) => [...z], pullback });
}

/** Σ (a − y)², with a factor of each error in the gradient instead of 2, and something added. */
function squaredErrors(
  factor: <T>(m: Arithmetic<T>, a: readonly T[], y: readonly T[], j: number) => T,
  more: <T>(m: Arithmetic<T>, a: readonly T[], y: readonly T[]) => T = (m) => m.zero,
): Loss {
  return loss({
    name: "errors",
    value: (m, { a, y }) => sum(m, a.map((aj, j) => square(m, m.sub(aj, y[j]!)))),
    gradient: (m, { a, y }) =>
      a.map((aj, j) => m.add(m.mul(factor(m, a, y, j), m.sub(aj, y[j]!)), more(m, a, y))),
  });
}

function verdictsOf(of: Activation | Loss) {
  const options = "kind" in of
    ? { activations: [of], losses: [sumOfSquaredErrors] }
    : { activations: [linear], losses: [of] };
  return verifyGradients({ ...options, seed: SEED }).verdicts;
}

let calls = 0;

const wrong: Readonly<Record<string, Activation | Loss>> = {
  "squared errors, wrong for negative targets": squaredErrors((m, _, y, j) =>
    m.choose(y[j]!, m.constant(2), m.choose(m.neg(y[j]!), m.constant(1.5), m.constant(2)))
  ),
  "squared errors, wrong in a corner of outputs and targets": squaredErrors((m, a, y) =>
    m.choose(
      m.sub(a[0]!, m.constant(0.9)),
      m.choose(m.add(y.at(1) ?? y[0]!, m.constant(0.9)), m.constant(2), m.constant(1)),
      m.constant(2),
    )
  ),
  "squared errors, wrong at the target 0.5": squaredErrors((m, _, y, j) =>
    m.choose(square(m, m.sub(y[j]!, m.constant(0.5))), m.constant(2), m.one)
  ),
  "squared errors, wrong for the targets ¼ and 3 alone, where what is chosen by jumps":
    squaredErrors(
      (m, _, y) => {
        const t = y.at(1) ?? m.one; // of one target it is never 0
        const jumping = m.choose(m.sub(t, m.constant(2)), m.sub(t, m.constant(3)), m.exp(t));
        const x = m.add(square(m, m.sub(y[0]!, m.constant(0.25))), square(m, jumping));
        return m.choose(x, m.constant(2), m.one);
      },
    ),
  "squared errors, wrong at the target −1": squaredErrors((m, _, y, j) =>
    m.choose(square(m, m.add(y[j]!, m.one)), m.constant(2), m.one)
  ),
  "squared errors, wrong where two targets are 1": squaredErrors((m, _, y) =>
    y.length < 2 ? m.constant(2) : m.choose(
      m.add(square(m, m.sub(y[0]!, m.one)), square(m, m.sub(y[1]!, m.one))),
      m.constant(2),
      m.one,
    )
  ),
  "squared errors, wrong from four outputs on": squaredErrors((m, a) =>
    m.constant(a.length < 4 ? 2 : 1)
  ),
  "a pullback that is wrong for rows of four": sameWith((m, { z }, error) =>
    error.map((e) => z.length === 4 ? twice(m, e) : e)
  ),
  "a pullback that is wrong from six on": sameWith((m, { z }, error) =>
    error.map((e) => z.length >= 6 ? twice(m, e) : e)
  ),
  "squared errors, wrong where two outputs are right": squaredErrors(
    (m) => m.constant(2),
    (m, a, y) =>
      a.length < 2
        ? m.zero
        : m.choose(sum(m, [0, 1].map((j) => square(m, m.sub(a[j]!, y[j]!)))), m.zero, m.one),
  ),
  "a pullback that is wrong where an entry and its error are 0": sameWith((m, { z }, error) =>
    error.map((e, j) => m.choose(m.add(square(m, z[j]!), square(m, e)), e, m.one))
  ),
  "a pullback that is not a number where an error is 0": sameWith((m, _, error) =>
    error.map((e) => m.add(e, m.div(m.zero, e)))
  ),
  "a slope that is wrong at 5000": squareWith((m, { z }) =>
    m.choose(square(m, m.sub(z, m.constant(5000))), twice(m, z), m.constant(7))
  ),
  "a slope that is wrong between 1e12 and 1e12 + 100": squareWith((m, { z }) =>
    m.choose(
      m.sub(z, m.constant(1e12)),
      m.choose(m.sub(m.constant(1e12 + 100), z), z, twice(m, z)),
      twice(m, z),
    )
  ),
  "a slope where the value is e^(1.5 log 0) = 0": elementwise({
    name: "power",
    kinks: [0],
    value: (m, z) => m.exp(m.mul(m.constant(1.5), m.log(m.choose(z, z, m.zero)))),
    slope: (m, { z }) =>
      m.choose(z, m.mul(m.constant(1.5), m.sqrt(m.choose(z, z, m.one))), m.constant(5)),
  }),
  "a slope that is wrong where log1p(z) is negative": elementwise({
    name: "log1p and rectifier",
    kinks: [0],
    value: (m, z) => m.add(m.log1p(z), m.choose(z, z, m.zero)),
    slope: (m, { z }) => m.add(m.div(m.one, m.add(m.one, z)), m.choose(z, m.one, m.constant(0.5))),
  }),
  "a largest entry that is wrong where the fourth of five is": rowwise({
    name: "below the largest",
    value: (m, z) => {
      const largest = z.reduce((x, y) => m.choose(m.sub(y, x), y, x));
      return z.map((x) => m.sub(x, largest));
    },
    pullback: (m, { z }, error) => {
      let largest = z[0]! as typeof z[number], weights = z.map((_, j) => j === 0 ? m.one : m.zero);
      z.slice(1).forEach((x, k) => {
        const isLarger = m.sub(x, largest), factor = z.length === 5 && k === 2 ? 2 : 1;
        weights = weights.map((weight, j) =>
          m.choose(isLarger, j === k + 1 ? m.constant(factor) : m.zero, weight)
        );
        largest = m.choose(isLarger, x, largest);
      });
      const total = sum(m, error);
      return error.map((e, j) => m.sub(e, m.mul(weights[j]!, total)));
    },
  }),
};

for (const [name, of] of Object.entries(wrong)) {
  Deno.test(`verifyGradients() refutes ${name}`, () => {
    const verdicts = verdictsOf(of).map(({ verdict }) => verdict);
    assert(verdicts.includes("refuted"), verdicts.join());
    // The network is wrong with its part, and nothing that contains the part is called proved.
    assertEquals(verdicts.at(-1), "refuted");
  });
}

/** Numbers that stand in no source of a formula. */
const IGNORED = -100, isOdd = (x: unknown) => x === 3.7;

const decidingInJavaScript: Readonly<Record<string, Activation | Loss>> = {
  "the truth of a target": squaredErrors((m, _, y, j) => y[j] ? m.constant(2) : m.zero),
  "y === 1": squaredErrors((m, _, y, j) => m.constant((y[j] as unknown) === 1 ? 1 : 2)),
  "typeof z": squareWith((m, { z }) => typeof z === "number" ? z : twice(m, z)),
  "the arithmetic": squareWith((m, { z }) => (m as unknown) === float64 ? z : twice(m, z)),
  "a number between 0.7 and 0.701": squareWith((m, { z }) =>
    typeof z === "number" && z > 0.7 && z < 0.701 ? z : twice(m, z)
  ),
  "what 1 + 1 is, between 3 and 3.01": squareWith((m, { z }) =>
    (m.add(m.one, m.one) as unknown) === 2 && (z as number) > 3 && (z as number) < 3.01
      ? z
      : twice(m, z)
  ),
  "an interval that its source computes": squareWith((m, { z }) =>
    typeof z === "number" && z > 4 * 5 && z < 6 * 5 ? z : twice(m, z)
  ),
  "a number of a helper": squareWith((m, { z }) => isOdd(z) ? z : twice(m, z)),
  "a cell of a table": squareWith((m, { z }) =>
    typeof z === "number" && Math.floor(z * 3) === 19 ? z : twice(m, z)
  ),
  "a label to ignore": squaredErrors((m, _, y, j) => {
    return (y[j] as unknown) === IGNORED ? m.zero : m.constant(2);
  }),
  "a counter": squareWith((m, { z }) => ++calls > 12_000 ? z : twice(m, z)),
};

for (const [name, of] of Object.entries(decidingInJavaScript)) {
  Deno.test(`verifyGradients() does not prove what decides by ${name}, and says so`, () => {
    const verdicts = verdictsOf(of);
    const { verdict, reason } = verdicts.find(({ verdict }) => verdict !== "proved")!;
    assertEquals(verdict, "undecided");
    assertStringIncludes(reason!, "but its operations give");
    assertStringIncludes(reason!, "m.choose(x, positive, otherwise)");
    assertEquals(/after \d+ calls/.test(reason!), name === "a counter");
    assert(verdicts.at(-1)!.verdict !== "proved");
  });
}

Deno.test("verifyGradients() does not prove what has other operations once it has run", () => {
  let runs = 0;
  const changing = squareWith((m, { z }) => {
    if (typeof z === "number") runs++;
    return typeof z !== "number" && runs > 5000 ? z : twice(m, z);
  });
  const { verdict, reason } = verdictsOf(changing)[0]!;
  assertEquals(verdict, "undecided");
  assertStringIncludes(reason!, "its operations are others when it is called again");
});

Deno.test("verifyGradients() refutes a network with a value that jumps, of an activation or a loss", () => {
  const step = elementwise({
    name: "step",
    kinks: [0],
    value: (m, z) => m.choose(z, m.add(z, m.one), z),
    slope: (m) => m.one,
  });
  const stepped = loss({
    name: "stepped",
    value: (m, { a, y }) =>
      m.add(sumOfSquaredErrors.value(m, { a, y }), m.choose(a[0]!, m.one, m.zero)),
    gradient: sumOfSquaredErrors.gradient,
  });
  for (const jumping of [step, stepped]) {
    const { verdict, counterexample } = verdictsOf(jumping).at(-1)!;
    assertEquals(verdict, "refuted");
    assertStringIncludes(counterexample!.where, "the value above");
  }
});

Deno.test("verifyGradients() does not prove what differs in rows of five, though no number shows it", () => {
  const rounded = sameWith((m, { z }, error) => {
    // 1/3 but for more than its rounding
    const factor = z.length === 5 ? m.mul(m.constant(0.3333333333333331), m.constant(3)) : m.one;
    return error.map((e) => m.mul(factor, e));
  });
  const { verdict, reason } = verdictsOf(rounded)[0]!;
  assertEquals(verdict, "undecided");
  assertStringIncludes(reason!, "in rows of 5");
});

/** A loss by its value, or value and gradient. */
const lossOf = (formulas: Omit<LossFormulas, "name">) => loss({ name: "right", ...formulas });

const right: Readonly<Record<string, Activation | Loss>> = {
  "squared errors, of which the wrong ones are made": squaredErrors((m) => m.constant(2)),
  "rows that stay as they are": sameWith((_m, _at, error) => [...error]),
  "Dice": lossOf({
    value: (m, { a, y }) => {
      const both = sum(m, a.map((aj, j) => m.mul(aj, y[j]!)));
      return m.sub(m.one, m.div(m.add(m.one, twice(m, both)), sum(m, [m.one, ...a, ...y])));
    },
  }),
  "smooth L1 that chooses by |d| − ½, its gradient by 2d ± 1": lossOf({
    value: (m, { a, y }) =>
      sum(
        m,
        a.map((aj, j) => {
          const d = m.sub(aj, y[j]!), size = m.choose(d, d, m.neg(d));
          return m.choose(
            m.sub(size, m.constant(0.5)),
            size,
            m.add(square(m, d), m.constant(0.25)),
          );
        }),
      ),
    gradient: (m, { a, y }) =>
      a.map((aj, j) => {
        const d = m.sub(aj, y[j]!), double = twice(m, d);
        const near = m.choose(m.add(double, m.one), double, m.neg(m.one));
        return m.choose(m.sub(double, m.one), m.one, near);
      }),
  }),
  "arsinh by its root": elementwise({
    name: "arsinh",
    value: (m, z) => m.log(m.add(z, m.sqrt(m.add(square(m, z), m.one)))),
    slope: (m, { z }) => m.div(m.one, m.sqrt(m.add(square(m, z), m.one))),
  }),
  "z² that chooses by what vanishes nowhere, e^z − z": squareWith((m, { z }) =>
    m.choose(m.sub(m.exp(z), z), twice(m, z), z)
  ),
  "the larger one of z³ and z": elementwise({
    name: "larger",
    kinks: [-1, 0, 1],
    value: (m, z) => {
      const cube = m.mul(z, square(m, z));
      return m.choose(m.sub(cube, z), cube, z);
    },
    slope: (m, { z }) =>
      m.choose(m.sub(m.mul(z, square(m, z)), z), m.mul(m.constant(3), square(m, z)), m.one),
  }),
  "a spline of 20 pieces": elementwise({
    name: "spline",
    value: (m, z) =>
      Array.from({ length: 20 }, (_, k) => m.sub(z, m.constant(k)))
        .reduce((found, t) => m.add(found, m.choose(t, m.mul(square(m, t), t), m.zero)), z),
  }),
};

for (const [name, of] of Object.entries(right)) {
  Deno.test(`verifyGradients() proves ${name}, and the network with it`, () => {
    for (const { verdict, subject, reason } of verdictsOf(of)) {
      assertEquals(verdict, "proved", `${subject}: ${reason}`);
    }
  });
}
