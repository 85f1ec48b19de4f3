import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Arithmetic } from "../../../../src/core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../../../src/core/arithmetic/dual.ts";
import {
  type Residue,
  type ResidueArithmetic,
  residues,
  type Sign,
} from "../../../../src/core/arithmetic/residue/residue.ts";
import { elementwise } from "../../../../src/nn/activations/activation.ts";
import { randomKey } from "../../../../src/core/random/random.ts";

const key = randomKey(1);

Deno.test("residues() draws the same variables for the same key, whatever is computed between", () => {
  const one = residues({ key }), other = residues({ key });
  const x = one.draw(1);
  one.log(one.exp(one.exp(x)));
  assertEquals(x.value, other.draw(2).value);
  assertEquals(one.draw(1).value, other.draw(2).value);
  assert(residues({ key: randomKey(2) }).draw(1).value !== x.value);
});

Deno.test("residues() draws exponentials apart from variables: eˣ is not a power of any of them", () => {
  const m = residues({ key });
  const variables = [m.draw(1), m.draw(1), m.draw(1)];
  const power = m.exp(variables[2]!);
  for (const x of variables) {
    let twelfth = m.one;
    for (let n = 0; n < 12; n++) twelfth = m.mul(twelfth, x);
    assert(!m.equal(power, twelfth));
  }
});

Deno.test("relations and comparisons count what exponentials, signs and tests for 0 tested", () => {
  const m = residues({ key });
  const x = m.draw(1), y = m.draw(1);
  assertEquals([m.relations, m.comparisons], [0, 0]);
  m.exp(x);
  assertEquals([m.relations, m.comparisons], [1, 0]);
  m.choose(x, x, y); // whether it is 0, or ± eˣ − 1; no sign is known yet
  assertEquals(m.comparisons, 3);
  m.choose(x, y, x); // the same, and which of the 96 multiples of x
  assertEquals(m.comparisons, 3 + 99);
  m.xdivy(x, y);
  assertEquals([m.relations, m.comparisons], [1, 3 + 99 + 1]);
});

Deno.test("0 times a value is 0, and has no shadow, however large the value's is", () => {
  const m = residues({ key });
  const large = m.exp(m.draw(1000));
  assertEquals(m.mul(m.zero, large).shadow, 0);
  assertEquals(m.mul(large, m.sub(m.zero, m.zero)).shadow, 0);
  assertEquals(m.div(m.zero, m.draw(0)).shadow, 0);
});

Deno.test("residues() draws its prime from the key, and takes another that is 3 modulo 4", () => {
  const { prime } = residues({ key });
  assertEquals([prime, prime.toString(2).length], [residues({ key }).prime, 127]);
  assert(residues({ key: randomKey(2) }).prime !== prime);
  assertEquals(residues({ key, prime: 2n ** 61n - 1n }).prime, 2n ** 61n - 1n);
  for (const wrong of [0n, -7n, 1n, 3n, 13n, 15n, 2n ** 67n - 1n, prime * (2n ** 61n - 1n)]) {
    assertThrows(
      () => residues({ key, prime: wrong }),
      RangeError,
      `prime must be a prime that is 3 modulo 4 and at least 7, but found ${wrong}`,
    );
  }
  assertThrows(() => residues({ key, prime: 7 as never }), TypeError, "must be a bigint");
});

Deno.test("a Residue cannot be converted to a number: z > 0 and Math.tanh(z) throw a TypeError", () => {
  const z = residues({ key }).draw(1);
  assertThrows(() => (z as unknown as number) > 0, TypeError, "Cannot convert a Residue");
  assertThrows(() => Math.tanh(z as unknown as number), TypeError, "m.choose(x, positive");
});

Deno.test("constant() is the decimal: 0.1 + 0.2 is 0.3", () => {
  for (const seed of [1, 2]) {
    const m = residues({ key: randomKey(seed) });
    assert(m.equal(m.add(m.constant(0.1), m.constant(0.2)), m.constant(0.3)));
    assert(!m.equal(m.constant(0.1), m.constant(0.1 + 2 ** -56)));
  }
});

Deno.test("variables, exponentials, roots and erf of one key are drawn from streams of their own", () => {
  const m = residues({ key });
  const z = m.draw(1), power = m.exp(z), part = m.exp(m.div(z, m.constant(12)));
  const drawn = [z, power, part, m.sqrt(z), m.erf(z)].map(({ value }) => value);
  assertEquals(new Set(drawn).size, drawn.length);
});

Deno.test("xlogy() and xdivy() are 0 where y is, except of NaN", () => {
  const m = residues({ key });
  const nan = m.constant(NaN);
  assertEquals([m.xlogy(m.zero, nan).fault, m.xdivy(m.zero, nan).fault], Array(2).fill(nan.fault));
  for (const a of [m.draw(1), m.zero, m.constant(Infinity)]) {
    assert(m.equal(m.xlogy(m.zero, a), m.zero));
    assert(m.equal(m.xdivy(m.sub(a, a).fault === undefined ? m.sub(a, a) : m.zero, a), m.zero));
  }
  assertEquals(m.xlogy(m.one, m.zero).fault, "logarithm of zero");
  assertEquals(m.xdivy(m.one, m.zero).fault, "division by zero");
  assertEquals(m.xdivy(m.constant(NaN), m.one).fault, "not a number");
});

Deno.test("what is undefined has a cause, throws nothing, and equals nothing, not even itself", () => {
  const m = residues({ key });
  const x = m.draw(-2);
  const undefinedValues = {
    "not a number": m.constant(NaN),
    "infinite constant": m.constant(-Infinity),
    "division by zero": m.div(x, m.sub(x, x)),
    "logarithm of zero": m.log1p(m.constant(-1)),
    "logarithm of a negative number": m.log(x),
  };
  for (const [fault, value] of Object.entries(undefinedValues)) {
    assertEquals(value.fault, fault);
    assert(!m.equal(value, value));
  }
});

Deno.test("what is undefined stays so through every operation, and the first cause is kept", () => {
  const m = residues({ key });
  const x = m.draw(1), bad = m.constant(NaN), worse = m.div(x, m.zero);
  const results = [
    ...[m.add, m.sub, m.mul, m.div, m.xdivy].flatMap((operation) => [
      operation(bad, x),
      operation(x, bad),
      operation(bad, worse),
    ]),
    ...[m.neg, m.exp, m.expm1, m.log, m.log1p, m.tanh, m.sqrt, m.erf].map((operation) =>
      operation(bad)
    ),
    m.add(m.zero, bad),
    m.sub(bad, m.zero),
    m.mul(m.zero, bad),
    m.xlogy(x, bad),
    m.nudge(bad, 1),
  ];
  for (const { fault } of results) assertEquals(fault, "not a number");
  assertEquals(m.add(worse, bad).fault, "division by zero");
  // log 0 is −∞, which is not positive; the sign of a quotient by zero is unknown.
  assertEquals(m.choose(bad, worse, x), bad);
  assertEquals(m.choose(m.log(m.zero), worse, x), x);
  assertEquals(m.choose(worse, x, x).fault, "division by zero");
});

Deno.test("choose() discards what is undefined with the arm that it does not pick", () => {
  const m = residues({ key });
  const x = m.draw(1);
  assert(m.equal(m.choose(x, x, m.constant(NaN)), x));
  assertEquals(m.choose(m.neg(x), x, m.constant(NaN)).fault, "not a number");
});

Deno.test("choose() takes `otherwise` at 0, however its shadow was rounded", () => {
  const m = residues({ key });
  const x = m.draw(0.1), y = m.draw(0.2);
  const rounded = m.sub(m.sub(m.add(x, y), x), y);
  assertEquals(rounded.value, 0n);
  assert(rounded.shadow > 0);
  assert(m.equal(m.choose(rounded, m.one, m.zero), m.zero));
});

Deno.test("choose() knows the sign of eˣ and of what sums and products make of it", () => {
  const m = residues({ key, signs: () => -1 });
  const x = m.exp(m.draw(-800)); // its shadow underflows to 0
  const sigmoid = m.div(m.one, m.add(m.one, x));
  const values = [
    x,
    sigmoid,
    m.mul(x, sigmoid),
    m.tanh(x),
    m.expm1(x),
    m.log1p(x),
    m.sub(x, m.neg(x)),
  ];
  for (const value of values) {
    assert(m.equal(m.choose(value, m.one, m.zero), m.one));
    assert(m.equal(m.choose(m.neg(value), m.one, m.zero), m.zero));
  }
  assertEquals(m.signs, []);
});

Deno.test("choose() does not know the sign of a difference of positive values", () => {
  const m = residues({ key, signs: () => -1 });
  const x = m.exp(m.draw(1)), y = m.exp(m.draw(1)), z = m.exp(m.draw(1));
  assert(m.equal(m.choose(m.sub(x, y), m.one, m.zero), m.zero));
  assert(m.equal(m.choose(m.add(x, m.neg(z)), m.one, m.zero), m.zero));
  assertEquals(m.signs, [-1, -1]);
});

Deno.test("signs forced on a formula decide its choices and its logarithms, and are recorded", () => {
  const region = (...pattern: readonly Sign[]) => {
    const m = residues({ key, signs: (index) => pattern[index] });
    const x = m.draw(1), y = m.draw(1);
    const chosen = m.choose(x, m.constant(2), m.constant(3));
    const log = m.log(y);
    return { m, chosen, log };
  };
  const both = region(1, 1);
  assert(both.m.equal(both.chosen, both.m.constant(2)));
  assertEquals([both.log.fault, both.m.signs], [undefined, [1, 1]]);
  const neither = region(-1, -1);
  assert(neither.m.equal(neither.chosen, neither.m.constant(3)));
  assertEquals([neither.log.fault, neither.m.signs], ["logarithm of a negative number", [-1, -1]]);
});

Deno.test("log |x| by cases obeys e^(log |x|) = |x|: ½ log x² does not pass for log x below 0", () => {
  for (const sign of [1, -1] as const) {
    const m = residues({ key, signs: (index) => index === 0 ? sign : 1 });
    const x = m.draw(1);
    const size = m.choose(x, x, m.neg(x));
    const log = m.choose(x, m.log(x), m.log(m.neg(x)));
    const half = m.mul(m.constant(0.5), m.log(m.mul(x, x)));
    assert(m.equal(m.exp(log), size));
    assert(m.equal(half, log));
    assert(m.equal(m.exp(half), size));
  }
});

/** Value and slope of a formula at z = place, seen from both sides. */
function aroundBoundary(value: <T>(m: Arithmetic<T>, z: T) => T, place: number) {
  return ([1, -1] as const).map((side) => {
    const m = residues({ key, onBoundary: true });
    const d = dual(m);
    const z = m.nudge(m.constant(place), side * 1e-6);
    return { m, ...value(d, new Dual(z, m.one)) };
  }) as [Seen, Seen];
}
type Seen = { m: ResidueArithmetic; value: Residue; slope: Residue };

Deno.test("a boundary is seen from both sides: ReLU bends at 0, |z| z does not, a step jumps", () => {
  const agree = ([above, below]: [Seen, Seen]) => {
    const { m } = above;
    return [m.equal(above.value, below.value), m.equal(above.slope, below.slope)];
  };
  assertEquals(agree(aroundBoundary((m, z) => m.choose(z, z, m.zero), 0)), [true, false]);
  assertEquals(agree(aroundBoundary((m, z) => m.choose(z, m.zero, m.neg(m.neg(z))), 0)), [
    true,
    false,
  ]);
  assertEquals(agree(aroundBoundary((m, z) => m.mul(z, m.choose(m.neg(z), m.neg(z), z)), 0)), [
    true,
    true,
  ]);
  assertEquals(agree(aroundBoundary((m, z) => m.choose(m.mul(m.constant(3), z), m.one, z), 0)), [
    false,
    false,
  ]);
  const hard = <T>(m: Arithmetic<T>, z: T) => {
    const limit = m.constant(0.3);
    return m.choose(m.sub(z, limit), limit, z);
  };
  assertEquals(agree(aroundBoundary(hard, 0.3)), [true, false]);
});

Deno.test("the place of a boundary is found by one step of Newton's method, exactly", () => {
  // an argument that a variable enters linearly, as every bias enters its weighted sum
  const activation = elementwise({
    name: "hard",
    value: (m, z) => m.choose(m.sub(z, m.constant(0.3)), m.constant(0.3), z),
  });
  const m = residues({ key, onBoundary: true });
  const d = dual(m);
  const met: Dual<Residue>[] = [];
  const watched: typeof d = {
    ...d,
    choose: (x, positive, otherwise) => {
      met.push(x);
      return d.choose(x, positive, otherwise);
    },
  };
  const [w, a, b] = [0.7, -0.4, 0.2].map((shadow) => m.draw(shadow)) as [Residue, Residue, Residue];
  const weightedSum = (bias: Residue) =>
    d.add(new Dual(m.mul(w, a), m.zero), new Dual(bias, m.one));
  activation.value(watched, weightedSum(b));
  const { value, slope } = met[0]!;
  const atBoundary = m.sub(b, m.div(value, slope));
  for (const side of [1, -1] as const) {
    const z = weightedSum(m.nudge(atBoundary, side * 1e-6));
    assert(m.equal(z.value, m.constant(0.3)));
    const expected = side > 0 ? m.zero : m.one;
    assert(m.equal(activation.value(d, z).slope, expected));
  }
});
