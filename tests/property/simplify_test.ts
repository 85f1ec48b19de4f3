import { assert } from "@std/assert";
import fc from "fast-check";
import { Bounded, bounded, certainlyDiffer } from "../../src/core/arithmetic/bounded.ts";
import {
  evaluateExpression,
  evaluateExpressions,
  postOrder,
} from "../../src/core/arithmetic/evaluate.ts";
import { type Expression, expressions } from "../../src/core/arithmetic/expression.ts";
import { compareExpressions } from "../../src/symbolic/decide/equality.ts";
import { nameShared } from "../../src/symbolic/print/equation.ts";
import { inline } from "../../src/symbolic/print/equation.ts";
import { normalForm } from "../../src/symbolic/rewrite/normal_form.ts";
import { print } from "../../src/symbolic/print/print.ts";
import { simplify } from "../../src/symbolic/rewrite/simplify.ts";
import { weightOf } from "../../src/symbolic/rewrite/weight.ts";
import { bind, formulas, NAMES, points } from "../support/formulas.ts";

// No tolerance is chosen here: both sides carry bounds of their own rounding errors.

function at(point: readonly number[]): Record<string, Bounded> {
  return bind(point.map((value) => new Bounded(value)));
}

/** Whether every part of a formula is a finite number at a point. */
function isFiniteThroughout(expression: Expression, point: readonly number[]): boolean {
  const parts = evaluateExpressions(postOrder([expression]), bounded, at(point));
  return parts.every(({ value, error }) => Number.isFinite(value) && Number.isFinite(error));
}

Deno.test("simplify() keeps the value of random formulas wherever all their parts are finite", () => {
  let checked = 0;
  fc.assert(
    fc.property(formulas, points, (formula, point) => {
      const m = expressions();
      const expression = formula(m, NAMES.map(m.variable));
      if (!isFiniteThroughout(expression, point)) return;
      checked++;
      const simplified = simplify(expression, { arithmetic: m });
      const [before, after] = evaluateExpressions([expression, simplified], bounded, at(point));
      assert(!certainlyDiffer(before!, after!), `${print(expression)} is not ${print(simplified)}`);
      assert(weightOf(simplified) <= weightOf(expression));
    }),
    { numRuns: 300 },
  );
  assert(checked > 30, `only ${checked} formulas were finite`);
});

Deno.test("normalForm() keeps the value of random formulas wherever that is finite", () => {
  let checked = 0;
  fc.assert(
    fc.property(formulas, points, (formula, point) => {
      const m = expressions();
      const expression = formula(m, NAMES.map(m.variable));
      const before = evaluateExpression(expression, bounded, at(point));
      if (Number.isNaN(before.value)) return;
      let normal: Expression;
      try {
        normal = normalForm(expression, m);
      } catch (error) {
        assert(error instanceof RangeError);
        return;
      }
      checked++;
      const after = evaluateExpression(normal, bounded, at(point));
      assert(!certainlyDiffer(before, after), `${print(expression)} is not ${print(normal)}`);
    }),
    { numRuns: 300 },
  );
  assert(checked > 30, `only ${checked} formulas had a finite value`);
});

Deno.test("compareExpressions() never calls equal what differs at a point, nor different what does not", () => {
  fc.assert(
    fc.property(formulas, formulas, points, (left, right, point) => {
      const m = expressions();
      const variables = NAMES.map(m.variable);
      const x = left(m, variables), y = right(m, variables);
      for (const [a, b] of [[x, y], [x, m.add(x, y)], [m.mul(x, y), m.mul(y, x)]] as const) {
        const { verdict, counterexample } = compareExpressions(a, b);
        const [before, after] = evaluateExpressions([a, b], bounded, at(point)) as [
          Bounded,
          Bounded,
        ];
        if (verdict === "equal") {
          assert(!certainlyDiffer(before, after), `${print(a)}, ${print(b)}`);
        }
        if (verdict === "different") {
          const values = evaluateExpressions(
            [a, b],
            bounded,
            (name) => new Bounded(counterexample!.at[name]!),
          );
          assert(certainlyDiffer(values[0]!, values[1]!));
        }
      }
      assert(compareExpressions(m.add(x, y), m.add(y, x)).verdict !== "different");
    }),
    { numRuns: 40 },
  );
});

Deno.test("nameShared() of random formulas, put together again, is the formula", () => {
  fc.assert(fc.property(formulas, (formula) => {
    const m = expressions();
    const expression = formula(m, NAMES.map(m.variable));
    const { equations, value } = nameShared(expression, m);
    const whole = inline([...equations, { name: "value", value }], m).at(-1)!.value;
    assert(whole === expression);
  }));
});
