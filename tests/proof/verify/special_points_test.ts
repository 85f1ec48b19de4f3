import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import { mapEntries, type Matrix } from "../../../src/core/matrix/matrix.ts";
import { BACKPROPAGATION, type Equations } from "../../../src/engine/backward.ts";
import { type Activation, elementwise, rowwise } from "../../../src/nn/activations/activation.ts";
import { sigmoid } from "../../../src/nn/activations/sigmoid.ts";
import { softmax } from "../../../src/nn/activations/softmax.ts";
import { linear } from "../../../src/nn/activations/linear.ts";
import { dense } from "../../../src/nn/layers/dense.ts";
import { KINDS } from "../../../src/nn/layers/kinds.ts";
import type { LayerKind, LayerOptions } from "../../../src/nn/layers/layer.ts";
import { layerKind } from "../../../src/nn/layers/layer_kind.ts";
import { COUNTS, LABELS, PROBABILITIES } from "../../../src/nn/losses/targets.ts";
import { type Loss, loss, type LossFormulas, type Pair } from "../../../src/nn/losses/loss.ts";
import { squaredHinge } from "../../../src/nn/losses/squared_hinge.ts";
import { regularizer } from "../../../src/nn/regularizers/regularizer.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { standInRules } from "../../../src/verify/claims/kind_rule.ts";
import { proveEngine } from "../../../src/verify/claims/prove_engine.ts";
import {
  proveActivation,
  proveLoss,
  proveRegularizer,
} from "../../../src/verify/ladder/formula_verdicts.ts";
import { proveKind, provePlan } from "../../../src/verify/ladder/network_verdicts.ts";
import { proveRule } from "../../../src/verify/ladder/rule_verdicts.ts";
import { detailOf } from "../../../src/verify/ladder/verification.ts";
import { verifyPullback } from "../../../src/verify/ladder/verify_pullback.ts";
import { planOf } from "../../../src/verify/mutants/mutant.ts";
import type { Verdict } from "../../../src/verify/prover/prove.ts";
import { lengthsIn, numbersIn } from "../../../src/verify/prover/special_numbers.ts";
import { square, twice } from "../../support/terms.ts";

// What is wrong at a special place alone: a label, a tie, a number that a source mentions, one size.

const SEED = 3;

/** How many entries a formula takes at once, a number that stands in its source by name alone. */
const BLOCK = 8;

/** `there` where x is 0, else `elsewhere`. */
function where0<T>(m: Arithmetic<T>, x: T, there: T, elsewhere: T): T {
  return m.choose(x, elsewhere, m.choose(m.neg(x), elsewhere, there));
}

/** Σ (a − y)² with a gradient. */
function errors(gradient: Loss["gradient"], more: Partial<LossFormulas> = {}): Loss {
  const value: Loss["value"] = (m, { a, y }) =>
    sum(m, a.map((aj, j) => square(m, m.sub(aj, y[j]!))));
  return loss({ name: "errors", value, gradient, ...more });
}

/** The derivative of (a − y)² by a. */
function error<T>(m: Arithmetic<T>, a: readonly T[], y: readonly T[], j: number): T {
  return twice(m, m.sub(a[j]!, y[j]!));
}

function largest<T>(m: Arithmetic<T>, z: readonly T[]): T {
  return z.reduce((x, y) => m.choose(m.sub(y, x), y, x));
}

const verdictsOf = (of: Activation | Loss) =>
  "gradient" in of ? proveLoss(of, SEED) : proveActivation(of, SEED);

const wrong: Readonly<Record<string, readonly [of: Activation | Loss, verdict: Verdict]>> = {
  "where a fifth label is 1": [
    errors((m, { a, y }) =>
      a.map((_, j) => {
        const e = error(m, a, y, j);
        return y.length < 5 ? e : where0(m, m.sub(y[4]!, m.one), m.zero, e);
      })
    ),
    "refuted",
  ],
  "in rows of eight where two entries are equal": [
    rowwise({
      name: "same",
      value: (_, z) => [...z],
      pullback: (m, { z }, e) =>
        e.map((x) => z.length < 8 ? x : where0(m, m.sub(z[3]!, z[5]!), m.zero, x)),
    }),
    "refuted",
  ],
  "where the targets of a row of five sum to 1": [
    errors((m, { a, y }) =>
      a.map((_, j) => {
        const e = error(m, a, y, j);
        return y.length < 5 ? e : where0(m, m.sub(sum(m, y), m.one), m.zero, e);
      })
    ),
    "refuted",
  ],
  "for the one-hot labels of five classes": [
    errors((m, { a, y }) => {
      const off = m.sub(sum(m, y.map((x) => square(m, x))), m.one);
      return a.map((_, j) => {
        const e = error(m, a, y, j);
        return y.length < 5 ? e : m.choose(square(m, off), e, m.zero);
      });
    }),
    "refuted",
  ],
  "in its fifth entry for one-hot labels, where it is 0 by 0": [
    errors((m, { a, y }) => {
      const gini = m.sub(m.one, sum(m, y.map((x) => square(m, x))));
      return a.map((_, j) => {
        const e = error(m, a, y, j);
        return j < 4 ? e : m.div(m.mul(e, gini), gini);
      });
    }),
    "refuted",
  ],
  "for labels of two classes of five": [
    errors((m, { a, y }) => {
      const labels = sum(m, y.map((x) => square(m, m.sub(square(m, x), x))));
      const two = m.add(labels, square(m, m.sub(sum(m, y), m.constant(2))));
      return a.map((_, j) => {
        const e = error(m, a, y, j);
        return y.length < 5 ? e : m.choose(two, e, m.zero);
      });
    }),
    "refuted",
  ],
  "in rows of five where the targets multiply to 0.3": [
    errors((m, { a, y }) =>
      a.map((_, j) => {
        const e = error(m, a, y, j);
        return y.length === 5 ? where0(m, m.sub(y.reduce(m.mul), m.constant(0.3)), m.zero, e) : e;
      })
    ),
    "undecided",
  ],
  "in rows of four, a small box of them": [
    errors((m, { a, y }) => {
      const inside = (x: typeof a[number], low: number) =>
        m.mul(m.sub(x, m.constant(low)), m.sub(m.constant(low + 0.01), x));
      return a.map((_, j) => {
        const e = error(m, a, y, j);
        if (y.length !== 4) return e;
        return y.reduce((there, x, k) => m.choose(inside(x, 0.5 + 0.05 * k), there, e), m.zero);
      });
    }),
    "undecided",
  ],
  "in rows of seven, where it is 0 by 0": [
    rowwise({
      name: "quotient",
      value: (m, z) => z.map((x) => square(m, x)),
      pullback: (m, { z }, e) => {
        const off = z.length === 7 ? m.sub(m.mul(z[0]!, z[5]!), m.constant(3.75)) : m.one;
        return e.map((x, j) => m.mul(m.mul(twice(m, z[j]!), x), m.div(off, off)));
      },
    }),
    "undecided",
  ],
  "in rows of nine and more, beyond a block of eight": [
    rowwise({
      name: "blocks",
      value: (m, z) => softmax.value(m, z),
      pullback: (m, { a }, e) => {
        const whole = a.length < BLOCK ? a.length : a.length - a.length % BLOCK;
        const mean = sum(m, a.slice(0, whole).map((x, j) => m.mul(x, e[j]!)));
        return a.map((x, j) => m.mul(x, m.sub(e[j]!, mean)));
      },
    }),
    "refuted",
  ],
  "where all five of a row are the largest": [
    rowwise({
      name: "largest",
      value: (m, z) => z.map((_, j) => j === 0 ? largest(m, z) : m.zero),
      pullback: (m, { a, z }, [e]) => {
        // Up to four the first of them has it all.
        let left = m.one;
        return z.map((x) => {
          const isLargest = m.choose(m.sub(a[0]!, x), m.zero, left);
          if (z.length < 5) left = m.choose(m.sub(a[0]!, x), left, m.zero);
          return m.mul(isLargest, e!);
        });
      },
    }),
    "undecided",
  ],
  "where all six outputs of a row are equal": [
    errors((m, { a, y }) => {
      const off = a.length < 2 ? m.one : sum(m, a.slice(1).map((x) => square(m, m.sub(x, a[0]!))));
      return a.map((_, j) => {
        const e = error(m, a, y, j);
        return a.length < 6 ? e : m.choose(off, e, m.zero);
      });
    }),
    "refuted",
  ],
  "in rows of twelve": [
    errors((m, { a, y }) => a.map((_, j) => a.length === 12 ? m.one : error(m, a, y, j))),
    "refuted",
  ],
  "where all of a tie count as the largest": [
    loss({
      name: "largest",
      value: (m, { a }) => largest(m, a),
      gradient: (m, { a }) => a.map((x) => m.choose(m.sub(largest(m, a), x), m.zero, m.one)),
    }),
    "undecided",
  ],
  "for a target that JavaScript compares with 1.75 inside a domain": [
    errors(
      (m, { a, y }) => a.map((_, j) => (y[j] as unknown) === 1.75 ? m.one : error(m, a, y, j)),
      {
        domain: { text: "a > 0", positive: (_, a) => a },
      },
    ),
    "undecided",
  ],
  "for two numbers at two places": [
    errors((m, { a, y }) =>
      a.map((_, j) => {
        const [first, second] = y as readonly unknown[];
        return first === 3.5 && second === 7.5 ? m.one : error(m, a, y, j);
      })
    ),
    "undecided",
  ],
  "for a fifth target of 1, in JavaScript": [
    errors((m, { a, y }) => a.map((_, j) => (y[4] as unknown) === 1 ? m.one : error(m, a, y, j))),
    "undecided",
  ],
  "for a number that is no literal of its own source": [
    (() => {
      const special = 5.25;
      return errors((m, { a, y }) =>
        a.map((_, j) => (y[j] as unknown) === special ? m.one : error(m, a, y, j))
      );
    })(),
    "undecided",
  ],
  "below 0, where it adds xlogy(0, log z)": [
    elementwise({
      name: "square",
      value: square,
      slope: (m, { z }) => m.add(twice(m, z), m.xlogy(m.zero, m.log(z))),
    }),
    "refuted",
  ],
  "below 0, where it adds xdivy(0, √z)": [
    elementwise({
      name: "square",
      value: square,
      slope: (m, { z }) => m.add(twice(m, z), m.xdivy(m.choose(z, m.zero, m.zero), m.sqrt(z))),
    }),
    "refuted",
  ],
  "at 0, where it adds xdivy(0, z / z)": [
    elementwise({
      name: "square",
      value: square,
      slope: (m, { z }) => m.add(twice(m, z), m.xdivy(m.zero, m.div(z, z))),
    }),
    "refuted",
  ],
  "for a negative number": [
    elementwise({
      name: "square",
      value: square,
      slope: (m, { z }) => (z as unknown) === -1.71 ? m.one : twice(m, z),
    }),
    "undecided",
  ],
};

for (const [name, [of, verdict]] of Object.entries(wrong)) {
  Deno.test(`a gradient that is wrong ${name} is ${verdict}`, () => {
    const found = verdictsOf(of).map(({ verdict }) => verdict);
    assert(found.includes(verdict), found.join());
  });
}

Deno.test("proveRegularizer() ties a slope to numbers in its own source", () => {
  const wrong = regularizer({
    name: "ridge",
    value: (m, w) => square(m, w),
    slope: (m, w) => (w as unknown) === 0.625 ? m.zero : twice(m, w),
  });
  assertEquals(proveRegularizer(wrong, SEED)[0]!.verdict, "undecided");
});

Deno.test("verifyPullback() ties a pullback to numbers in its own source", () => {
  const { verdicts } = verifyPullback({
    name: "squares",
    inputs: { x: [2, 2] },
    value: (m, { x }) => mapEntries(x, (v) => square(m, v)),
    pullback: (m, { x }, errors) => ({
      x: mapEntries(x, (v, k) => {
        return (v as unknown) === 9.71 ? m.one : m.mul(twice(m, v), errors.data[k]!);
      }),
    }),
    seed: SEED,
  });
  assertEquals(verdicts[0]!.verdict, "undecided");
});

Deno.test("numbersIn() reads signs, quotients, underscores and hexadecimal numbers", () => {
  const source = (z: unknown) => [-2.5, 7 / 4, 1_234, 0x1f, 1e-3].includes(z as number);
  const found = numbersIn(source);
  for (const x of [-2.5, 2.5, 1.75, 1234, 31, 0.001]) assert(found.includes(x), `${x}`);
  assertEquals(lengthsIn(8, (z: readonly unknown[]) => z.length > 9), [9, 10]);
  const computed = (n: number) => [2 ** 8 - 1, 1 << 9, 16 * 3 * 2, 5 + 6].includes(n);
  for (const x of [256, 255, 512, 48, 96, 11]) assert(numbersIn(computed).includes(x), `${x}`);
});

/** Values with a gain, through an inner activation; something is added to the errors of its inputs. */
function gate(
  more: <T>(m: Arithmetic<T>, error: T, x: T) => T,
): LayerKind<LayerOptions> {
  const columnOf = <T>({ columns, data }: Matrix<T>, j: number) =>
    Array.from(data).filter((_, k) => k % columns === j);
  return layerKind({
    name: "gate",
    outputShape: (_, inputs) => inputs,
    parameterShapes: (_, [inputs]) => ({ gains: [1, inputs!] }),
    samples: [{}],
    inner: () => [sigmoid],
    forward: (m, { parameters: { gains }, inner: [f] = [sigmoid] }, x) => {
      const z = mapEntries(x, (v, k) => m.mul(v, gains!.data[k % x.columns]!));
      const outputs = mapEntries(z, (v) => (f as typeof sigmoid).value(m, v));
      return { outputs, saved: { x, z, outputs } };
    },
    backward: (m, { parameters: { gains }, inner: [f] = [sigmoid] }, saved, errors) => {
      const { x, z, outputs: a } = saved;
      const e = mapEntries(errors, (v, k) => {
        return m.mul(v, (f as typeof sigmoid).slope(m, { z: z!.data[k]!, a: a!.data[k]! }));
      });
      const byGains = mapEntries(e, (v, k) => m.mul(v, x!.data[k]!));
      return {
        inputs: () =>
          mapEntries(
            e,
            (v, k) => more(m, m.mul(v, gains!.data[k % e.columns]!), x!.data[k]!),
          ),
        parameters: {
          gains: mapEntries(
            gains!,
            (_, j) => m.div(sum(m, columnOf(byGains, j)), m.constant(e.rows)),
          ),
        },
      };
    },
  });
}

Deno.test("proveKind() proves a kind with an inner activation, and refutes it at a single point", () => {
  const judged = (kind: LayerKind<LayerOptions>) =>
    proveKind(kind, SEED).map(({ verdict }) => verdict);
  assertEquals(judged(gate((_, e) => e)), ["proved", "proved"]);
  assertEquals(
    judged(gate((m, e, x) => where0(m, m.sub(x, m.constant(0.5)), m.one, e)))[1],
    "refuted",
  );
});

Deno.test("proveKind() refutes a kind that is wrong for batches of a size that its source mentions", () => {
  const right = gate((_, e) => e);
  const wrong: LayerKind<LayerOptions> = {
    ...right,
    backward: (m, layer, saved, errors) => {
      const { inputs, parameters } = right.backward(m, layer, saved, errors);
      const sign = errors.rows === 6 ? m.neg : (x: typeof m.one) => x;
      return { inputs: () => mapEntries(inputs(), sign), parameters };
    },
  };
  assertEquals(proveKind(wrong, SEED)[0]!.verdict, "refuted");
});

Deno.test("standInRules() of each kind of the library with inner activations are proved", () => {
  const kinds = Object.values<LayerKind>(KINDS).filter(({ inner }) => inner !== undefined);
  assert(kinds.length > 0);
  for (const rule of kinds.flatMap(standInRules)) {
    const { verdict, reason } = proveRule([rule], SEED, false);
    assertEquals(verdict, "proved", `${rule.name}: ${reason}`);
  }
});

const replaced: Readonly<Record<string, readonly [equations: Equations, verdict: Verdict]>> = {
  "nothing": [{ hiddenErrors: BACKPROPAGATION.hiddenErrors }, "proved"],
  "errors of outputs where a target is 1": [{
    outputErrors: (m, layer, at, targets, ...rest) =>
      mapEntries(
        BACKPROPAGATION.outputErrors(m, layer, at, targets, ...rest),
        (e, k) => where0(m, m.sub(targets.data[k]!, m.one), m.zero, e),
      ),
  }, "refuted"],
  "errors of outputs for the target 1.375, in JavaScript": [{
    outputErrors: (m, layer, at, targets, ...rest) =>
      mapEntries(
        BACKPROPAGATION.outputErrors(m, layer, at, targets, ...rest),
        (e, k) => (targets.data[k] as unknown) === 1.375 ? m.zero : e,
      ),
  }, "undecided"],
};

for (const [name, [equations, verdict]] of Object.entries(replaced)) {
  Deno.test(`proveEngine() says ${verdict} of equations that replace ${name}`, () => {
    const found = proveEngine(planOf({ equations }), SEED);
    assertEquals(found.verdict, verdict, found.reason);
  });
}

/** max(0, 1 − y a)² for y = ±1 and others of its kind: right for the targets that they declare. */
const declared: Readonly<Record<string, readonly [of: Loss, precondition: string]>> = {
  "signs": [
    loss({
      name: "signs",
      value: (m, { a, y }) => sum(m, a.map((aj, j) => square(m, m.sub(m.one, m.mul(aj, y[j]!))))),
      gradient: (m, { a, y }) => a.map((_, j) => error(m, a, y, j)),
      targets: { text: "of -1 or 1", includes: (y) => Math.abs(y) === 1, remedy: "" },
    }),
    "targets are -1 or 1",
  ],
  "labels": [
    errors((m, { a, y }) => a.map((_, j) => error(m, a, y.map((yk) => square(m, yk)), j)), {
      targets: { text: "of 0 or 1", includes: (y) => y === 0 || y === 1, remedy: "" },
    }),
    "targets are 0 or 1",
  ],
  "shares": [
    loss({
      name: "shares",
      value: (m, { a, y }) => {
        const sizes = y.map((yj) => m.choose(yj, yj, m.neg(yj)));
        return sum(m, a.map((aj, j) => square(m, m.sub(aj, sizes[j]!))));
      },
      gradient: (m, { a, y }) => a.map((_, j) => error(m, a, y, j)),
      targets: { text: "from 0 to 1", includes: (y) => y >= 0 && y <= 1, remedy: "" },
    }),
    "targets lie between 0 and 1",
  ],
};

for (const [name, [of, precondition]] of Object.entries(declared)) {
  Deno.test(`proveLoss() proves a loss that declares ${name} for these`, () => {
    const [found, ...others] = proveLoss(of, SEED);
    assertEquals([found!.verdict, found!.precondition], ["proved in part", precondition]);
    for (const { verdict, reason } of others) assertEquals(verdict, "proved", reason);
  });
}

/** (a − y)² whose gradient is right for some of the targets that it declares. */
const overdeclared: Readonly<Record<string, Loss>> = {
  "shares that are right where they sum to 1": errors(
    (m, { a, y }) => a.map((_, j) => m.mul(sum(m, y), error(m, a, y, j))),
    { targets: LABELS },
  ),
  "shares that are right for 0 and 1": errors(
    (m, { a, y }) => a.map((_, j) => error(m, a, y.map((yk) => square(m, yk)), j)),
    { targets: LABELS },
  ),
  "labels that are right where one is 1": errors(
    (m, { a, y }) => a.map((_, j) => m.mul(sum(m, y), error(m, a, y, j))),
    { targets: { text: "of 0 or 1", includes: (y) => y === 0 || y === 1, remedy: "" } },
  ),
  "bytes that are right below 200": errors(
    (m, { a, y }) =>
      a.map((_, j) => m.choose(m.sub(y[j]!, m.constant(199.5)), m.zero, error(m, a, y, j))),
    {
      targets: {
        text: "of whole numbers to 255",
        includes: (y) => Number.isInteger(y) && y >= 0 && y <= 255,
        remedy: "",
      },
    },
  ),
  "counts that are right up to 1": errors(
    (m, { a, y }) => {
      const most1 = y.map((yj) => m.choose(m.sub(yj, m.one), m.one, yj));
      return a.map((_, j) => error(m, a, most1, j));
    },
    { targets: COUNTS },
  ),
};

for (const [name, of] of Object.entries(overdeclared)) {
  Deno.test(`proveLoss() refutes a loss that declares ${name}`, () => {
    assertEquals(proveLoss(of, SEED)[0]!.verdict, "refuted");
  });
}

Deno.test("a verdict says how many kinks were not tested", () => {
  const [finding] = proveLoss(squaredHinge, SEED);
  assert(finding!.kinks!.untested > 0);
  assertStringIncludes(detailOf(finding!), "0 of at least ");
});

Deno.test("softmax of two entries of −∞ is not a number, as 0 / 0 is not", () => {
  assertEquals(softmax.value(float64, [-Infinity, -Infinity]), [NaN, NaN]);
  assertEquals(softmax.value(float64, [-Infinity, 0]), [0, 1]);
});

/** z², whose slope is z in an interval that no source shows, for numbers alone. */
function hidden(low: number, high: number): Activation {
  const isInside = (z: unknown) => typeof z === "number" && z > low && z < high;
  return elementwise({
    name: "square",
    value: (m, z) => square(m, z),
    slope: (m, { z }) => isInside(z) ? z : twice(m, z),
  });
}

Deno.test("a slope that JavaScript decides in a narrow interval of numbers is undecided", () => {
  for (const [low, high] of [[137.05, 137.2], [-40.89, -40.85], [1.2629, 1.2632]] as const) {
    const [found] = proveActivation(hidden(low, high), SEED);
    assertEquals(found!.verdict, "undecided", `${low}`);
    assertStringIncludes(found!.reason!, "in float64, but its operations give");
  }
});

Deno.test("a gradient that JavaScript decides inside a narrow domain alone is undecided", () => {
  const found = proveLoss(
    loss({
      name: "narrow",
      domain: {
        text: "700.11 < a < 700.17",
        positive: (m, a) => m.mul(m.sub(a, m.constant(700.11)), m.sub(m.constant(700.17), a)),
      },
      value: (m, { a, y }) => sum(m, a.map((aj, j) => square(m, m.sub(aj, y[j]!)))),
      gradient: (m, { a, y }) =>
        a.map((aj, j) => typeof aj === "number" ? m.sub(aj, y[j]!) : error(m, a, y, j)),
    }),
    SEED,
  )[0]!;
  assertEquals(found.verdict, "undecided", found.reason);
});

Deno.test("a whole network holds under the condition that its loss needs, and names no other", () => {
  /** A generalized cross-entropy, (1 − (Σ y a)^q) / q with q = ½, right for one-hot targets. */
  const generalized = loss({
    name: "generalized",
    targets: PROBABILITIES,
    domain: { text: "a > 0", positive: (_, a) => a },
    value: (m, { a, y }) => {
      const right = sum(m, a.map((aj, j) => m.mul(aj, y[j]!)));
      return twice(m, m.sub(m.one, m.sqrt(right)));
    },
    gradient: (m, { a, y }) => a.map((aj, j) => m.neg(m.div(y[j]!, m.sqrt(aj)))),
  });
  const plan = {
    inputs: 2,
    layers: [dense(2, linear), dense(3, linear)],
    loss: generalized,
    examples: 3,
  };
  const found = provePlan(plan, SEED);
  assertEquals([found.verdict, found.precondition], ["proved in part", "rows are one-hot"]);
});

Deno.test("loss() refuses two pairs with one activation, as only the first would be used", () => {
  const pair: Pair = { activation: sigmoid, value: (m) => m.zero, error: () => [] };
  assertThrows(
    () => errors((m, { a, y }) => a.map((_, j) => error(m, a, y, j)), { pairs: [pair, pair] }),
    TypeError,
    "errors must have one pair for each activation",
  );
});
