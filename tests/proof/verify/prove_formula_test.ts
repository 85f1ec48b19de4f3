import { assert, assertEquals, assertThrows } from "@std/assert";
import { FormulaError } from "../../../src/symbolic/parse/formula_error.ts";
import { print } from "../../../src/symbolic/print/print.ts";
import {
  proveFormula,
  type ProveFormulaOptions,
} from "../../../src/verify/formula/prove_formula.ts";

const prove = (formula: string, options: ProveFormulaOptions = {}) =>
  proveFormula(formula, { seed: 1, ...options });

function verdicts(cases: readonly (readonly [string, ProveFormulaOptions, string])[]): void {
  for (const [formula, options, wanted] of cases) {
    const { verdict } = prove(formula, options);
    assertEquals(verdict, wanted, `${formula} ${JSON.stringify(options)}`);
  }
}

Deno.test("proveFormula() proves right slopes and refutes wrong ones", () => {
  verdicts([
    ["tanh(z)", { slope: "1 - a^2" }, "proved"],
    ["tanh(z)", { slope: "1 - a" }, "refuted"],
    ["|z|", { slope: "sign(z)" }, "proved"],
    ["|z|", { slope: "1" }, "refuted"],
    ["max(0, z)", { slope: "where(z > 0, 1, 0)" }, "proved"],
    ["max(0, z)", { slope: "where(z > 0, 1, 0.1)" }, "refuted"],
    ["3", {}, "proved"],
    ["log z", { slope: "1/z" }, "proved"],
  ]);
});

Deno.test("proveFormula() finds kinks and domains by itself", () => {
  const { verdict, kinks, conditions } = prove("where(z > 0, z, 0.01z) + sqrt(z + 3)");
  assertEquals([verdict, kinks, conditions], ["proved", [0], ["3 + z ≥ 0"]]);
  assertEquals(prove("log(1 + z^2) / z").conditions, ["z ≠ 0"]);
  assertEquals(prove("where(z > 0, 1, 0)").verdict, "refuted"); // it jumps
  assertEquals(prove("where(z > 1, log z, 0)").conditions, []);
  const domains = ["z^2", "log z", "log(z^2 - 4) / z", "1/0", "sqrt(-1 - z^2)", "log(-|z|)"];
  assertEquals(domains.map((text) => prove(text).domain), [
    ...["everywhere", "where z > 0", "where z² − 4 > 0 and z ≠ 0"],
    ...["nowhere", "nowhere", "nowhere"],
  ]);
});

Deno.test("proveFormula() refutes with the factor, a short point and both formulas", () => {
  const { factor, counterexample, slope } = prove("z^3", { slope: "2z^2" });
  assertEquals(factor, "2/3");
  assertEquals(counterexample, { where: "z = 1", got: 2, expected: 3, at: { z: 1 } });
  assertEquals([slope!.got, slope!.expected].map(print), ["∂a/∂z = 2·z²", "∂a/∂z = 3·z²"]);
});

Deno.test("proveFormula() refutes at points where the function is defined and does not choose", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["log(z - 1000)", "2/(z - 1000)", "z = 2000"],
    ["z^2", "where(|z| > 20, 0, 2z)", "z = 30"],
    ["z^2", "2a/z", "z = 0"], // not a number
    // At z = 1 any slope from 0 to 1 is right.
    ["max(z, 1)", "where(z > 1, 1, where(z == 1, 0.5, where(z < -5, 3, 0)))", "z = -10"],
    // Its value jumps, and no slope is wrong.
    ["where(z == 2, 5, z^2)", "2z", "the value at z = 2 itself, and above"],
    ["z^2", "where(1 < z < 1.0000001, 0, 2z)", "z ≈ 1.000, times an error"],
  ];
  for (const [formula, slope, where] of cases) {
    const { verdict, counterexample } = prove(formula, { slope });
    assertEquals([verdict, counterexample!.where], ["refuted", where], formula);
  }
});

Deno.test("proveFormula() gives a factor that holds everywhere, not on one side of a kink", () => {
  const factorOf = (formula: string, slope: string) => prove(formula, { slope }).factor;
  assertEquals(factorOf("log(z - 1000)", "2/(z - 1000)"), "2");
  assertEquals(factorOf("|z|", "-sign(z)"), "-1");
  assertEquals(factorOf("z^2", "2|z|"), undefined);
  assertEquals(factorOf("z^2", "where(z > 0, 0, 2z)"), undefined);
});

Deno.test("proveFormula() relates π to the slope of erf", () => {
  const gelu = "0.5z (1 + erf(z/√2))";
  const slope = "0.5(1 + erf(z/√2)) + z exp(-z^2/2)/√(2π)";
  assertEquals(prove(gelu, { slope }).verdict, "proved");
  assertEquals(prove(gelu, { slope: slope.replace("2π", "π") }).verdict, "refuted");
});

Deno.test("proveFormula() judges losses, summed over the outputs", () => {
  const loss = true;
  verdicts([
    ["(a - y)^2", { loss, slope: "2(a - y)" }, "proved"],
    ["(a - y)^2", { loss, slope: "a - y" }, "refuted"],
    ["|a - y|", { loss }, "proved"],
  ]);
  assertEquals(prove("(a - y)^2", { loss }).derivative, "∂L/∂a = 2·(a − y)");
});

Deno.test("proveFormula() judges pullbacks of whole rows", () => {
  const row = true;
  verdicts([
    ["z - mean(z)", { row, slope: "g - mean(g)" }, "proved"],
    ["z - mean(z)", { row, slope: "g" }, "refuted"],
  ]);
});

Deno.test("proveFormula() says where a text is no formula of its variables", () => {
  const x = assertThrows(() => prove("x + 1"), FormulaError, "variables are z");
  assertEquals(x.position, 0);
  assertThrows(() => prove("z", { slope: "y" }), FormulaError, "variables are z, a");
  assertThrows(() => prove("z", { loss: true }), FormulaError, "variables are a, y");
  assertThrows(() => prove("sum(z)"), FormulaError, "of a whole row");
  assertThrows(() => prove(`z${"+z".repeat(3000)}`), RangeError, "2000 operations");
  assertThrows(() => prove("z", { slope: 1 as never }), TypeError, "slope must be a formula");
});

Deno.test("proveFormula() repeats a proof by its seed", () => {
  const { seed, verification } = prove("z^2");
  const again = proveFormula("z^2", { seed });
  assertEquals(again.verification.verdicts, verification.verdicts);
  assert(again.falsePass <= 2 ** -80);
});
