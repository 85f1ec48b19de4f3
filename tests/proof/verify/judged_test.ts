import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Activation,
  type Arithmetic,
  dense,
  elementwise,
  type ElementwiseFormulas,
  linear,
  type Loss,
  loss,
  network,
  relu,
  rowwise,
  sumOfSquaredErrors,
} from "../../../engine.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { square } from "../../support/terms.ts";

type Formula = <T>(m: Arithmetic<T>, x: T) => T;
type Term = <T>(m: Arithmetic<T>, a: T, y: T) => T;

/** Every verdict on an activation, with a network of it. */
function verdictsOf(activation: Activation) {
  const { verdicts } = verifyGradients({
    activations: [activation],
    losses: [sumOfSquaredErrors],
    seed: 0,
  });
  return verdicts.filter(({ subject }) => !subject.startsWith("sumOf"));
}

/** Every verdict on a loss, with a network below it. */
function verdictsOn(judged: Loss) {
  const { verdicts } = verifyGradients({ activations: [linear], losses: [judged], seed: 0 });
  return verdicts.filter(({ subject }) => !subject.startsWith("linear:"));
}

/** A loss that is a sum over pairs of output and target, with its derivative. */
function summed(name: string, value: Term, slope?: Term): Loss {
  return loss({
    name,
    value: (m, { a, y }) => a.map((x, j) => value(m, x, y[j]!)).reduce((s, x) => m.add(s, x)),
    ...(slope && { gradient: (m, { a, y }) => a.map((x, j) => slope(m, x, y[j]!)) }),
  });
}

const size: Formula = (m, x) => m.choose(x, x, m.neg(x));
const above: Formula = (m, x) => m.choose(x, x, m.zero);
const clamp: Formula = (m, z) => {
  const low = m.choose(m.add(z, m.one), z, m.neg(m.one));
  return m.choose(m.sub(m.one, low), low, m.one);
};
const leak = <T>(m: Arithmetic<T>, x: T) => m.choose(x, m.one, m.constant(0.01));

const RIGHT: readonly ElementwiseFormulas[] = [
  {
    name: "leaky ReLU as a maximum",
    kinks: [0],
    value: (m, z) => {
      const small = m.mul(m.constant(0.01), z);
      return m.choose(m.sub(z, small), z, small);
    },
    slope: (m, { z }) => leak(m, z),
  },
  {
    name: "leaky ReLU by |z|, its slope by a",
    kinks: [0],
    value: (m, z) => m.add(m.mul(m.constant(0.505), z), m.mul(m.constant(0.495), size(m, z))),
    slope: (m, { a }) => leak(m, a),
  },
  {
    name: "leaky ReLU of two ReLUs",
    kinks: [0],
    value: (m, z) => m.sub(above(m, z), m.mul(m.constant(0.01), above(m, m.neg(z)))),
    slope: (m, { a }) => leak(m, a),
  },
  {
    name: "ELU with its slope by a",
    value: (m, z) => m.choose(z, z, m.expm1(z)),
    slope: (m, { a }) => m.choose(a, m.one, m.add(a, m.one)),
  },
  {
    name: "CELU by a minimum",
    value: (m, z) => {
      const less = m.mul(m.constant(2), m.expm1(m.div(z, m.constant(2))));
      return m.add(above(m, z), m.choose(less, m.zero, less));
    },
    slope: (m, { z }) => m.choose(z, m.one, m.exp(m.div(z, m.constant(2)))),
  },
  {
    name: "hard tanh with its slope by 1 − z²",
    kinks: [-1, 1],
    value: clamp,
    slope: (m, { z }) => m.choose(m.sub(m.one, square(m, z)), m.one, m.zero),
  },
  {
    name: "hard tanh with its slope by 1 − a²",
    kinks: [-1, 1],
    value: clamp,
    slope: (m, { a }) => m.choose(m.sub(m.one, square(m, a)), m.one, m.zero),
  },
  {
    name: "softsign with its slope by a",
    value: (m, z) => m.div(z, m.add(m.one, size(m, z))),
    slope: (m, { a }) => square(m, m.sub(m.one, size(m, a))),
  },
  {
    name: "fifths of an exponent",
    value: (m, z) => m.exp(m.mul(m.constant(0.1), z)),
    slope: (m, { z }) => {
      const powers = m.mul(m.exp(m.mul(m.constant(0.3), z)), m.exp(m.mul(m.constant(-0.2), z)));
      return m.mul(m.constant(0.1), powers);
    },
  },
  {
    name: "log |z|",
    value: (m, z) => m.log(size(m, z)),
    slope: (m, { z }) => m.div(m.one, z),
  },
  {
    name: "a choice that is always the same",
    value: (m, z) => m.choose(m.add(m.one, square(m, z)), z, m.zero),
    slope: (m) => m.one,
  },
];

for (const formulas of RIGHT) {
  Deno.test(`verifyGradients() proves ${formulas.name}, alone and in a network`, () => {
    const unproved = verdictsOf(elementwise(formulas)).filter(({ verdict }) =>
      verdict !== "proved"
    );
    assertEquals(unproved.map(({ subject, reason }) => [subject, reason]), []);
  });
}

const WRONG: readonly ElementwiseFormulas[] = [
  {
    name: "softplus that is z beyond 20",
    value: (m, z) => m.choose(m.sub(z, m.constant(20)), z, m.log1p(m.exp(z))),
  },
  {
    name: "a slope that is wrong between 50 and 51",
    value: square,
    slope: (m, { z }) => {
      const right = m.mul(m.constant(2), z);
      const beyond = m.choose(m.sub(z, m.constant(51)), right, m.add(right, m.one));
      return m.choose(m.sub(z, m.constant(50)), beyond, right);
    },
  },
  {
    name: "hard shrinkage",
    kinks: [-0.5, 0.5],
    value: (m, z) => m.choose(m.sub(size(m, z), m.constant(0.5)), z, m.zero),
  },
  {
    name: "a sign by a quotient",
    value: (m, z) => m.div(z, size(m, z)),
    slope: (m) => m.zero,
  },
];

for (const formulas of WRONG) {
  Deno.test(`verifyGradients() refutes ${formulas.name}`, () => {
    const refuted = verdictsOf(elementwise(formulas)).filter(({ verdict }) =>
      verdict === "refuted"
    );
    assert(refuted.length > 0);
    assert(refuted.every(({ counterexample }) => counterexample !== undefined));
  });
}

const RIGHT_LOSSES: readonly Loss[] = [
  summed("absolute error", (m, a, y) => size(m, m.sub(a, y)), (m, a, y) => {
    return m.choose(m.sub(a, y), m.one, m.choose(m.sub(y, a), m.neg(m.one), m.zero));
  }),
  summed("hinge", (m, a, y) => above(m, m.sub(m.one, m.mul(a, y))), (m, a, y) => {
    return m.choose(m.sub(m.one, m.mul(a, y)), m.neg(y), m.zero);
  }),
  summed("Huber by a clamp", (m, a, y) => {
    const e = size(m, m.sub(a, y));
    const near = m.mul(m.constant(0.5), square(m, e));
    return m.choose(m.sub(m.one, e), near, m.sub(e, m.constant(0.5)));
  }, (m, a, y) => clamp(m, m.sub(a, y))),
  summed("a switch by the target", (m, a, y) => {
    return m.choose(m.sub(y, m.constant(0.5)), square(m, m.sub(a, m.one)), square(m, a));
  }),
];

for (const judged of RIGHT_LOSSES) {
  Deno.test(`verifyGradients() proves ${judged.name}`, () => {
    const unproved = verdictsOn(judged).filter(({ verdict }) => verdict !== "proved");
    assertEquals(unproved.map(({ subject, reason }) => [subject, reason]), []);
  });
}

Deno.test("verifyGradients() refutes losses that are wrong far out, or jump", () => {
  const wrong = [
    summed("hinge with the slope of one side", (m, a, y) => {
      return above(m, m.sub(m.one, m.mul(a, y)));
    }, (m, _, y) => m.neg(y)),
    summed("wrong beyond 2", (m, a, y) => square(m, m.sub(a, y)), (m, a, y) => {
      const factor = m.choose(m.sub(a, m.constant(2)), m.constant(3), m.constant(2));
      return m.mul(factor, m.sub(a, y));
    }),
    summed("a jump", (m, a, y) => {
      const e = size(m, m.sub(a, y));
      return m.choose(m.sub(m.one, e), m.mul(m.constant(0.5), square(m, e)), e);
    }),
  ];
  for (const judged of wrong) {
    assert(verdictsOn(judged).some(({ verdict }) => verdict === "refuted"), judged.name);
  }
});

Deno.test("verifyGradients() proves log-softmax, and refutes its pullback by a", () => {
  const value = <T>(m: Arithmetic<T>, z: readonly T[]): T[] => {
    const top = z.reduce((t, x) => m.choose(m.sub(t, x), t, x));
    const total = z.map((x) => m.exp(m.sub(x, top))).reduce((s, x) => m.add(s, x));
    return z.map((x) => m.sub(m.sub(x, top), m.log(total)));
  };
  const pulled = (of: Formula) =>
    rowwise({
      name: "log-softmax",
      value,
      pullback: (m, { a }, error) => {
        const total = error.reduce((s, x) => m.add(s, x));
        return a.map((aj, j) => m.sub(error[j]!, m.mul(of(m, aj), total)));
      },
    });
  assert(verdictsOf(pulled((m, a) => m.exp(a))).every(({ verdict }) => verdict === "proved"));
  assert(verdictsOf(pulled((_, a) => a)).some(({ verdict }) => verdict === "refuted"));
});

Deno.test("verifyGradients() proves what differs only for signs that no number has", () => {
  // z ≤ 0 and z e^−z > 0
  const verdicts = verdictsOf(elementwise({
    name: "z e^−z above 0",
    kinks: [0],
    value: (m, z) => m.choose(z, m.mul(z, m.exp(m.neg(z))), m.zero),
    slope: (m, { z, a }) => m.choose(a, m.mul(m.sub(m.one, z), m.exp(m.neg(z))), m.zero),
  }));
  assertEquals(verdicts.map(({ verdict }) => verdict), ["proved", "proved", "proved"]);
});

Deno.test("verifyGradients() does not refute what only rounding makes choose otherwise", () => {
  // e^(eᶻ) − 1 is positive everywhere, and 0 in float64 below z = −37
  const positive = elementwise({
    name: "positive",
    value: (m, z) => {
      const power = m.exp(z);
      const choice = m.sub(m.exp(power), m.one);
      return m.choose(choice, m.mul(power, z), m.neg(z));
    },
    slope: (m, { z, a }) => m.add(m.exp(z), a),
  });
  assert(verdictsOf(positive).every(({ verdict }) => verdict !== "refuted"));
});

Deno.test("verifyGradients() proves a network of many regions by its parts, on all of theirs", () => {
  const wide = network({ inputs: 1, layers: [dense(10, relu)] });
  const { verdicts } = verifyGradients({ network: wide, losses: [sumOfSquaredErrors] });
  const { verdict, regions: { covered, total }, shapes } = verdicts.at(-1)!;
  assertEquals([verdict, covered === total], ["proved", true]);
  assertStringIncludes(`${shapes}`, "batches of up to 5");
});

Deno.test("verifyGradients() tells what is proved on some regions from what is proved", () => {
  // Each entry has the signs of ten quartics, 1,024 regions to the prover. None vanishes, as
  // x⁴ > x − 1 everywhere, so that the search for places where they do soon ends.
  const crumpled = rowwise({
    name: "crumpled",
    value: (m, z) => {
      const folds = Array.from({ length: 10 }, (_, k) => {
        const x = z.reduce((sum, entry) => m.add(sum, entry), m.constant(k));
        const fourth = square(m, square(m, x));
        return m.choose(m.sub(fourth, m.sub(x, m.one)), x, m.zero);
      });
      return z.map((entry) => folds.reduce((sum, fold) => m.add(sum, fold), entry));
    },
  });
  const verification = verifyGradients({ activations: [crumpled], losses: [] });
  const [slope] = verification.verdicts;
  assertEquals(slope!.verdict, "proved in part");
  assert(slope!.regions.covered < slope!.regions.total);
  assertEquals([verification.proved, verification.provedInPart > 0], [0, true]);
  assertStringIncludes(`${verification}`, "proved in part");
});
