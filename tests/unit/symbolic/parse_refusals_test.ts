import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { evaluateExpression } from "../../../src/core/arithmetic/evaluate.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { FormulaError } from "../../../src/symbolic/parse/formula_error.ts";
import { parseFormula } from "../../../src/symbolic/parse/parse_formula.ts";

/** Formulas that are wrong, what the error says, and where. */
const REFUSED: readonly (readonly [text: string, message: string])[] = [
  ["|z", '"|"'],
  ["|z + 1 )", '"|"'],
  ["where z > 0", 'Expected "(" behind where, but found'],
  ["where(z > 0, z)", 'Expected "," in where(condition, value, otherwise)'],
  ["max(z)", "max(z) is of a whole row"],
  ["sum(z, z)", "sum takes 1 operand, but found 2"],
  ["exp(z, z)", "exp takes 1 operand, but found 2"],
  ["pow(z)", "pow takes 2 operands, but found 1"],
  ["sum(z)", "is of a whole row"],
  ["z > 0", "belongs into where"],
  ["2 3", "Two numbers need a sign"],
  ["1/2z", "write parentheses"],
];

for (const [text, message] of REFUSED) {
  Deno.test(`parseFormula() refuses ${text}, as ${message}`, () => {
    const error = assertThrows(() => parseFormula(text), FormulaError) as FormulaError;
    assertStringIncludes(error.message, message);
  });
}

/** Numbers times a power of ten, and their values at z = 3. */
const DECIMALS: Readonly<Record<string, number>> = {
  "2.5·10⁻⁷": 2.5e-7,
  "10⁻²": 1e-2,
  "2·10²^2": 20_000, // 2·(10²)²
  "10²^2": 10_000,
  "0·10²": 0,
  "2·10⁹⁹⁹": Infinity,
  "0.5·10³z": 1500,
  "1e2·10²": 1e4,
  "½·10²": 50,
};

for (const [text, value] of Object.entries(DECIMALS)) {
  Deno.test(`parseFormula() reads ${text} as ${value}`, () => {
    assertEquals(evaluateExpression(parseFormula(text), float64, { z: 3 }), value);
  });
}

Deno.test("parseFormula() reads comparisons of every sign, with ties", () => {
  const at = (sign: string, z: number) =>
    evaluateExpression(parseFormula(`where(z ${sign} 1, 5, 7)`), float64, { z });
  const wanted: Readonly<Record<string, readonly number[]>> = {
    ">": [7, 7, 5],
    "<": [5, 7, 7],
    ">=": [7, 5, 5],
    "<=": [5, 5, 7],
    "==": [7, 5, 7],
    "!=": [5, 7, 5],
  };
  for (const [sign, values] of Object.entries(wanted)) {
    assertEquals([0, 1, 2].map((z) => at(sign, z)), values, sign);
  }
});

Deno.test("parseFormula() computes exponents that are written as sums, differences and quotients", () => {
  const at = (text: string) => evaluateExpression(parseFormula(text), float64, { z: 3 });
  assertEquals(["z^(3-1)", "z^(1+1)", "z^(4/2)", "z^(2·1)", "z^(-(-2))"].map(at), Array(5).fill(9));
});
