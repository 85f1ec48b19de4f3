import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Bounded, bounded, certainlyDiffer } from "../../src/core/arithmetic/bounded.ts";
import { evaluateExpression } from "../../src/core/arithmetic/evaluate.ts";
import { expressions } from "../../src/core/arithmetic/expression.ts";
import { latex } from "../../src/symbolic/print/latex.ts";
import { mathml } from "../../src/symbolic/print/mathml.ts";
import { parseFormula } from "../../src/symbolic/parse/parse_formula.ts";
import { print } from "../../src/symbolic/print/print.ts";
import { bind, formulas, NAMES, points } from "../support/formulas.ts";

/** y log a and y / a are written without the convention that they are 0 where y is. */
const AS_WRITTEN = {
  ...bounded,
  xlogy: (y: Bounded, a: Bounded) => bounded.mul(y, bounded.log(a)),
  xdivy: bounded.div,
};

Deno.test("parseFormula() of print() of random formulas has the same value within rounding", () => {
  fc.assert(
    fc.property(formulas, points, (formula, point) => {
      const m = expressions();
      const text = print(formula(m, NAMES.map(m.variable)));
      const at = point.map((value) => new Bounded(value));
      const value = formula(AS_WRITTEN, at);
      const again = evaluateExpression(parseFormula(text), bounded, bind(at));
      assert(!certainlyDiffer(value, again), `${text} is ${again.value}, not ${value.value}`);
    }),
    { numRuns: 500 },
  );
});

Deno.test("latex() of random formulas has balanced braces, \\left and \\begin", () => {
  fc.assert(fc.property(formulas, (formula) => {
    const m = expressions();
    const text = latex(formula(m, NAMES.map(m.variable)));
    const open: string[] = [];
    for (
      const [mark, name] of text.matchAll(
        /[{}]|\\left|\\right|\\begin(?=\{(\w+))|\\end(?=\{(\w+))/g,
      )
    ) {
      if (mark === "{" || mark === "\\left") open.push(mark);
      else if (mark === "\\begin") open.push(name!);
      else assertEquals(open.pop(), mark === "}" ? "{" : mark === "\\right" ? "\\left" : "cases");
    }
    assertEquals(open, []);
    assert(!/[^\x20-\x7e]/.test(text), text);
  }));
});

Deno.test("mathml() of random formulas is well-formed", () => {
  fc.assert(fc.property(formulas, (formula) => {
    const m = expressions();
    const text = mathml(formula(m, NAMES.map(m.variable)));
    const open: string[] = [];
    const rest = text.replaceAll(/<(\/?)(\w+)[^<>]*>/g, (_, closing: string, name: string) => {
      if (closing === "") open.push(name);
      else assertEquals(open.pop(), name);
      return "";
    });
    assertEquals(open, []);
    assert(!/[<>]|&(?!(lt|gt|amp|quot);)/.test(rest), text);
  }));
});

Deno.test("parseFormula() of print() would be seen to lose parentheses", () => {
  const at = bind([0.3, 0.5, 0.7].map((value) => new Bounded(value)));
  const [right, wrong] = ["x·(y + z)", "x·y + z"].map((text) => {
    return evaluateExpression(parseFormula(text), bounded, at);
  });
  assert(certainlyDiffer(right!, wrong!));
});
