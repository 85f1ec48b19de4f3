import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { elementwise } from "../../../src/nn/activations/activation.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { meantBy } from "../../../src/verify/prover/meant_numbers.ts";

type Formula = <T>(m: Arithmetic<T>, z: T) => T;

function verdictOf(value: Formula, slope: Formula) {
  const activation = elementwise({ name: "rounded", value, slope: (m, { z }) => slope(m, z) });
  return verifyGradients({ activations: [activation], losses: [], seed: 0 }).verdicts[0]!;
}

/** The constants of SELU. */
const ALPHA = 1.6732632423543772, SCALE = 1.0507009873554805;

/** A factor and z, with a slope that writes the same factor exactly, what it stands for, and a wrong one. */
const ROUNDED:
  readonly (readonly [factor: number, name: string, exact: Formula, wrong: Formula])[] = [
    [
      2 / 3,
      "2/3",
      (m) => m.div(m.constant(2), m.constant(3)),
      (m) => m.div(m.constant(2), m.constant(3.01)),
    ],
    [
      1.7159 * 2 / 3,
      "17159/15000",
      (m) => m.div(m.constant(1.7159), m.constant(1.5)),
      (m) => m.div(m.constant(1.716), m.constant(1.5)),
    ],
    [Math.log(3), "log 3", (m) => m.log(m.constant(3)), (m) => m.log(m.constant(3.001))],
    [
      1 / Math.log(2),
      "1/log 2",
      (m) => m.div(m.one, m.log(m.constant(2))),
      (m) => m.log(m.constant(4.2)),
    ],
    [
      2 / Math.LN10,
      "2/log 10",
      (m) => m.div(m.constant(2), m.log(m.constant(10))),
      (m) => m.div(m.constant(2), m.log(m.constant(10.1))),
    ],
    [
      Math.SQRT2,
      "√2",
      (m) => m.div(m.constant(2), m.sqrt(m.constant(2))),
      (m) => m.sqrt(m.constant(2.01)),
    ],
    [
      Math.exp(0.5),
      "e^(1/2)",
      (m) => m.exp(m.constant(0.5)),
      (m) => m.exp(m.constant(0.51)),
    ],
    [
      2 * Math.PI,
      "2·π",
      (m) => m.mul(m.constant(4), m.constant(Math.PI / 2)),
      (m) => m.mul(m.constant(3), m.constant(Math.PI)),
    ],
  ];

for (const [factor, name, exact, wrong] of ROUNDED) {
  Deno.test(`verifyGradients() reads a rounded constant as what it stands for: ${factor}`, () => {
    const value: Formula = (m, z) => m.mul(m.constant(factor), z);
    const rounded = verdictOf(value, exact);
    assertEquals(rounded.verdict, "proved");
    assertEquals(rounded.constants?.[`${factor}`], name);
    const decimal = verdictOf((m, z) => m.mul(exact(m, z), z), exact);
    assertEquals([decimal.verdict, decimal.constants], ["proved", undefined]);
    assertEquals(verdictOf(value, wrong).verdict, "refuted");
    // further off than by rounding, though no numbers show it
    const near = factor * (1 + 2 ** -49);
    assertEquals(verdictOf(value, (m) => m.constant(near)).verdict, "undecided");
  });
}

/** The same in terms of other constants: SELU, Tukey's biweight, the wing loss, balanced L1. */
const DERIVED: typeof ROUNDED = [
  [
    SCALE * ALPHA,
    `${ALPHA}·${SCALE}`,
    (m) => m.mul(m.constant(ALPHA), m.constant(SCALE)),
    (m) => m.mul(m.constant(ALPHA), m.constant(1.0508)),
  ],
  [
    4.685 * 4.685 / 6,
    "1/6·4.685·4.685",
    (m) => m.div(m.mul(m.constant(4.685), m.constant(4.685)), m.constant(6)),
    (m) => m.div(m.mul(m.constant(4.685), m.constant(4.686)), m.constant(6)),
  ],
  [
    10 - 10 * Math.log1p(10 / 0.4),
    "10 + log (1/26)·10",
    (m) => m.sub(m.constant(10), m.mul(m.constant(10), m.log(m.constant(26)))),
    (m) => m.sub(m.constant(10), m.mul(m.constant(10), m.log(m.constant(25)))),
  ],
  [
    5 * ALPHA / 1.2345,
    `5·${ALPHA}/1.2345`,
    (m) => m.div(m.mul(m.constant(5), m.constant(ALPHA)), m.constant(1.2345)),
    (m) => m.div(m.mul(m.constant(5), m.constant(ALPHA)), m.constant(1.2346)),
  ],
  [
    Math.exp(3) - 1,
    "-1 + e^3",
    (m) => m.sub(m.exp(m.constant(3)), m.one),
    (m) => m.sub(m.exp(m.constant(3)), m.constant(1.001)),
  ],
];

for (const [factor, name, exact, wrong] of DERIVED) {
  Deno.test(`verifyGradients() reads a rounded constant as what it is by others: ${factor}`, () => {
    const value: Formula = (m, z) => m.mul(exact(m, z), z);
    const rounded = verdictOf(value, (m) => m.constant(factor));
    assertEquals([rounded.verdict, rounded.constants], ["proved", { [`${factor}`]: name }]);
    assertEquals(verdictOf(value, wrong).verdict, "refuted");
    const near = factor * (1 + 2 ** -49);
    assertEquals(verdictOf(value, (m) => m.constant(near)).verdict, "undecided");
  });
}

Deno.test("verifyGradients() reads only fractions where these suffice, and says so in its table", () => {
  const half: Formula = (m, z) => m.mul(m.constant(Math.SQRT1_2), z);
  const slope: Formula = (m) => m.add(m.div(m.one, m.constant(3)), m.constant(Math.SQRT1_2));
  const value: Formula = (m, z) => m.add(m.mul(m.constant(1 / 3), z), half(m, z));
  assertEquals(verdictOf(value, slope).constants, { "0.3333333333333333": "1/3" });
  const activation = elementwise({ name: "rounded", value, slope: (m, { z }) => slope(m, z) });
  const table = `${verifyGradients({ activations: [activation], losses: [] })}`;
  assertStringIncludes(table, "; with 0.3333333333333333 for 1/3\n");
  const both = verdictOf(
    (m, z) => m.mul(m.add(m.constant(1 / 3), m.constant(1 / 7)), z),
    (m) => m.div(m.constant(10), m.constant(21)),
  );
  assertEquals(both.constants, { "0.3333333333333333": "1/3", "0.14285714285714285": "1/7" });
});

/** The density of the normal distribution, as a factor of z in the slope of GELU. */
const gelu = (density: Formula, half: Formula): [Formula, Formula] => {
  const normal: Formula = (m, z) =>
    m.mul(m.constant(0.5), m.add(m.one, m.erf(m.mul(half(m, z), z))));
  return [
    (m, z) => m.mul(z, normal(m, z)),
    (m, z) => {
      const power = m.exp(m.mul(m.constant(-0.5), m.mul(z, z)));
      return m.add(normal(m, z), m.mul(m.mul(z, power), density(m, z)));
    },
  ];
};

Deno.test("verifyGradients() proves GELU with decimals, as libraries write it, and refutes wrong ones", () => {
  const half: Formula = (m) => m.constant(Math.SQRT1_2);
  const densities: Formula[] = [
    (m) => m.constant(0.3989422804014327),
    (m) => m.constant(2 / Math.sqrt(Math.PI) * Math.SQRT1_2 * 0.5),
    (m) => m.div(m.one, m.constant(Math.sqrt(2 * Math.PI))),
    (m) => m.div(m.one, m.sqrt(m.mul(m.constant(2), m.constant(Math.PI)))),
  ];
  for (const density of densities) {
    assertEquals(verdictOf(...gelu(density, half)).verdict, "proved");
  }
  assertEquals(verdictOf(...gelu((m) => m.constant(0.3989), half)).verdict, "refuted");
  assertEquals(verdictOf(...gelu((m) => m.constant(0.3989422804014), half)).verdict, "undecided");
  const [value] = gelu(densities[0]!, half),
    [, other] = gelu(densities[0]!, (m) => m.constant(0.7));
  assertEquals(verdictOf(value, other).verdict, "refuted");
});

Deno.test("verifyGradients() does not prove what makes rounding large, anywhere or far out", () => {
  // 0.33333333333333337 is 1/3 but for a rounding, and that times 10¹⁷ is 5.6.
  const off: Formula = (m) => {
    const rounding = m.sub(m.constant(0.33333333333333337), m.div(m.one, m.constant(3)));
    return m.mul(m.constant(1e17), rounding);
  };
  const far: Formula = (m, z) =>
    m.choose(
      m.sub(z, m.constant(5000)),
      m.choose(m.sub(z, m.constant(5001)), m.zero, off(m, z)),
      m.zero,
    );
  for (const wrong of [off, far]) {
    const slope: Formula = (m, z) => m.mul(z, m.add(m.constant(2), wrong(m, z)));
    const { verdict } = verdictOf((m, z) => m.mul(z, z), slope);
    assertEquals(["undecided", "refuted"].includes(verdict), true, verdict);
  }
});

Deno.test("meantBy() knows negative ones, and takes neither short decimals nor just any long ones", () => {
  assertEquals(meantBy(-Math.SQRT2)?.name, "−√2");
  assertEquals(meantBy(-2 / 3)?.name, "-2/3");
  assertEquals(meantBy(Math.log(1 / 3))?.name, "log (1/3)");
  assertEquals(meantBy(-3 * Math.PI)?.name, "-3·π");
  assertEquals(meantBy(Math.PI), undefined); // what others are multiples of
  assertEquals(meantBy(Math.sqrt(2 / Math.PI))?.name, "√(2/π)");
  assertEquals(meantBy(1 / Math.sqrt(2 * Math.PI))?.name, "√((1/2)/π)");
  for (const x of [0.5, 0.044715, 1.702, NaN, 0.7310585786300049, 1.6732632423543772, 0.3275911]) {
    assertEquals(meantBy(x), undefined, `${x}`);
  }
  let found = 0;
  for (let n = 1; n <= 2000; n++) if (meantBy(Math.sin(n) * 3)) found++;
  assertEquals(found, 0);
});

Deno.test("both sides of a place are compared with rounded fractions as what they stand for", () => {
  const pieces = (shift: number) =>
    elementwise({
      name: "pieces",
      bends: [1],
      value: (m, z) => {
        const cubic = m.mul(m.constant(1 / 3), m.mul(z, m.mul(z, z)));
        return m.choose(m.sub(m.one, z), cubic, m.sub(z, m.constant(shift)));
      },
      slope: (m, { z }) => m.choose(m.sub(m.one, z), m.mul(z, z), m.one),
    });
  const verdictsOf = (shift: number) =>
    verifyGradients({ activations: [pieces(shift)], losses: [], seed: 1 }).verdicts;
  const sides = verdictsOf(2 / 3).find(({ subject }) =>
    subject.includes("from both sides of z = 1")
  )!;
  assertEquals(sides.verdict, "proved");
  assertEquals(sides.constants, { "0.3333333333333333": "1/3", "0.6666666666666666": "2/3" });
  const wrong = verdictsOf(0.6666666666); // a jump of 7e-11
  assert(wrong.some(({ verdict }) => verdict === "refuted"), wrong.map((v) => v.verdict).join());
});

Deno.test("verifyGradients() names a constant that is rounded from what it does not know", () => {
  const third = Math.sin(1) / 3;
  const slope: Formula = (m) => m.mul(m.constant(3), m.constant(third));
  const { verdict, reason } = verdictOf((m, z) => m.mul(m.constant(Math.sin(1) * 1.01), z), slope);
  assertEquals([verdict, reason], ["refuted", undefined]);
  const open = verdictOf((m, z) => m.mul(m.constant(Math.sin(1) * (1 + 2 ** -50)), z), slope);
  assertEquals(open.verdict, "undecided");
  assertStringIncludes(open.reason!, "if 0.841470984807897");
});

Deno.test("meantBy() does not read a number next to 0 as the logarithm of 1", () => {
  for (const x of [2 ** -80, -1.234567890123456e-17, 3 * 2 ** -54]) {
    assertEquals(meantBy(x)?.name, undefined);
  }
});
