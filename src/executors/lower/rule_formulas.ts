import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import {
  moveAsLearned,
  type ParameterUpdate,
  type Rule,
} from "../../optim/optimizers/optimizer.ts";
import type { Regularized } from "../../engine/regularized.ts";
import type { Part } from "./stages.ts";

/** What determines the update of parameters. */
export interface Descent extends Regularized {
  readonly rule: Rule;
}

/** A variable in the formulas of a rule. */
export type RuleVariable =
  | { readonly kind: "parameter" | "derivative" | "scale" }
  | { readonly kind: "slot" | "shared"; readonly name: string };

/** The variable of that name in a formula of {@linkcode parameterUpdate} or {@linkcode derivativeOf}. */
export function ruleVariable(name: string): RuleVariable {
  const [kind, of] = name.split(/:(.*)/s) as [RuleVariable["kind"], string];
  return kind === "slot" || kind === "shared" ? { kind, name: of } : { kind };
}

/** The derivative of the cost by a parameter, the regularizer included. */
export function derivativeOf(
  m: Expressions,
  { regularizer }: Descent,
  part: Part,
): Expression {
  const derivative = m.variable("derivative");
  return regularizer && part.shrinks
    ? m.add(derivative, regularizer.slope(m, m.variable("parameter")))
    : derivative;
}

/** A parameter and its slots after a step, as formulas. */
export function parameterUpdate(
  m: Expressions,
  descent: Descent,
  part: Part,
): ParameterUpdate<Expression> {
  const { rule } = descent;
  const derivative = derivativeOf(m, descent, part);
  const named = (kind: "slot" | "shared", names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, m.variable(`${kind}:${name}`)]));
  return moveAsLearned(m, rule, part.learning, {
    parameter: m.variable("parameter"),
    derivative: rule.scale ? m.mul(m.variable("scale"), derivative) : derivative,
    slots: named("slot", rule.slots),
    shared: named("shared", Object.keys(rule.shared(1))),
    ...{ part: part.name, shrinks: part.shrinks },
  });
}

/** The name of the shared number c if every parameter becomes w − c g, without slots. */
export function rateOfDescent(
  descent: Descent,
  parts: readonly Part[],
): string | undefined {
  const { rule } = descent;
  if (rule.slots.length > 0) return undefined;
  const m = expressions();
  const moved = parts.map((part) => parameterUpdate(m, descent, part).parameter);
  return Object.keys(rule.shared(1)).find((name) => {
    const step = m.mul(m.variable(`shared:${name}`), m.variable("derivative"));
    return moved.every((each) => each === m.sub(m.variable("parameter"), step));
  });
}
