import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { elementwise } from "../../../src/nn/activations/activation.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { meantBy } from "../../../src/verify/prover/rounded_constants.ts";

type Formula = <T>(m: Arithmetic<T>, z: T) => T;

function verdictOf(value: Formula, slope: Formula) {
  const activation = elementwise({ name: "rounded", value, slope: (m, { z }) => slope(m, z) });
  return verifyGradients({ activations: [activation], losses: [], seed: 0 }).verdicts[0]!;
}

/** A factor and z, with a slope that writes the same factor exactly, and the reason that is told. */
const ROUNDED:
  readonly (readonly [factor: number, exact: Formula, wrong: Formula, reason: string])[] = [
    [
      2 / 3,
      (m) => m.div(m.constant(2), m.constant(3)),
      (m) => m.div(m.constant(2), m.constant(3.01)),
      "0.6666666666666666 is 2/3, and m.div(m.constant(2), m.constant(3)) is exact",
    ],
    [
      Math.log(3),
      (m) => m.log(m.constant(3)),
      (m) => m.log(m.constant(3.001)),
      "1.0986122886681098 is log 3, and m.log(m.constant(3)) is exact",
    ],
    [
      1 / Math.log(2),
      (m) => m.div(m.one, m.log(m.constant(2))),
      (m) => m.log(m.constant(4.2)),
      "1.4426950408889634 is 1/log 2, and m.div(m.one, m.log(m.constant(2))) is exact",
    ],
    [
      Math.SQRT2,
      (m) => m.div(m.constant(2), m.sqrt(m.constant(2))),
      (m) => m.sqrt(m.constant(2.01)),
      "1.4142135623730951 is √2, and m.sqrt(m.constant(2)) is exact",
    ],
    [
      Math.exp(0.5),
      (m) => m.exp(m.constant(0.5)),
      (m) => m.exp(m.constant(0.51)),
      "1.6487212707001282 is e^(1/2), and m.exp(m.div(m.constant(1), m.constant(2))) is exact",
    ],
    [
      2 * Math.PI,
      (m) => m.mul(m.constant(4), m.constant(Math.PI / 2)),
      (m) => m.mul(m.constant(3), m.constant(Math.PI)),
      "6.283185307179586 is 2·π, and is related to others where one m.constant(Math.PI) is used",
    ],
  ];

for (const [factor, exact, wrong, reason] of ROUNDED) {
  Deno.test(`verifyGradients() says of a rounded constant what is exact: ${factor}`, () => {
    const value: Formula = (m, z) => m.mul(m.constant(factor), z);
    const rounded = verdictOf(value, exact);
    assertEquals(rounded.verdict, "undecided");
    assertStringIncludes(rounded.reason!, "rounded: ");
    assertStringIncludes(rounded.reason!, reason);
    assertEquals(verdictOf((m, z) => m.mul(exact(m, z), z), exact).verdict, "proved");
    assertEquals(verdictOf(value, wrong).verdict, "refuted");
  });
}

Deno.test("verifyGradients() names the one constant that is rounded, or all if it takes them", () => {
  const half: Formula = (m, z) => m.mul(m.constant(Math.SQRT1_2), z);
  const one = verdictOf(
    (m, z) => m.add(m.mul(m.constant(1 / 3), z), half(m, z)),
    (m) => m.add(m.div(m.one, m.constant(3)), m.constant(Math.SQRT1_2)),
  );
  assertEquals(
    one.reason,
    "a constant is rounded: 0.3333333333333333 is 1/3, and m.div(m.constant(1), m.constant(3)) is exact",
  );
  const both = verdictOf(
    (m, z) => m.mul(m.add(m.constant(1 / 3), m.constant(1 / 7)), z),
    (m) => m.div(m.constant(10), m.constant(21)),
  );
  assertStringIncludes(both.reason!, "constants are rounded: 0.3333333333333333 is 1/3");
  assertStringIncludes(both.reason!, "0.14285714285714285 is 1/7");
});

Deno.test("meantBy() knows negative ones, and takes neither short decimals nor just any long ones", () => {
  assertEquals(meantBy(-Math.SQRT2)?.name, "−√2");
  assertEquals(meantBy(-Math.SQRT2)?.advice, "the opposite of m.sqrt(m.constant(2)) is exact");
  assertEquals(meantBy(-2 / 3)?.name, "-2/3");
  assertEquals(meantBy(Math.log(1 / 3))?.name, "log (1/3)");
  assertEquals(meantBy(-Math.PI)?.name, "-π");
  assertEquals(meantBy(Math.sqrt(2 / Math.PI))?.name, "√(2/π)");
  assertEquals(meantBy(1 / Math.sqrt(2 * Math.PI))?.name, "√((1/2)/π)");
  for (const x of [0.5, 0.044715, 1.702, NaN, 0.7310585786300049, 1.6732632423543772, 0.3275911]) {
    assertEquals(meantBy(x), undefined, `${x}`);
  }
  let found = 0;
  for (let n = 1; n <= 2000; n++) if (meantBy(Math.sin(n) * 3)) found++;
  assertEquals(found, 0);
});
