import {
  type Expression,
  type Expressions,
  expressions,
} from "../../../core/arithmetic/expression.ts";
import type { Moved, Rule } from "../../../optim/optimizers/optimizer.ts";
import type { Penalised } from "../../../engine/penalised.ts";
import type { Part } from "./stages.ts";

/** What parameters are moved by. */
export interface Descent extends Penalised {
  /** The optimizer's rule. */
  readonly rule: Rule;
}

/** What a formula of a rule is about: each is a variable. */
export type RuleVariable =
  | { readonly kind: "parameter" | "derivative" | "scale" }
  | { readonly kind: "memory" | "shared"; readonly name: string };

/** The variable of that name in a formula of {@linkcode movedBy} or {@linkcode derivativeOf}. */
export function ruleVariable(name: string): RuleVariable {
  const [kind, of] = name.split(/:(.*)/s) as [RuleVariable["kind"], string];
  return kind === "memory" || kind === "shared" ? { kind, name: of } : { kind };
}

/** The derivative of the cost by a parameter, the penalty included. */
export function derivativeOf(
  m: Expressions,
  { penalty }: Descent,
  part: Part,
): Expression {
  const derivative = m.variable("derivative");
  return penalty && part.shrinks
    ? m.add(derivative, penalty.slope(m, m.variable("parameter")))
    : derivative;
}

/** A parameter after a step, and what is remembered of it, as formulas. */
export function movedBy(m: Expressions, descent: Descent, part: Part): Moved<Expression> {
  const { rule } = descent;
  const derivative = derivativeOf(m, descent, part);
  const named = (kind: "memory" | "shared", names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, m.variable(`${kind}:${name}`)]));
  return rule.move(m, {
    parameter: m.variable("parameter"),
    derivative: rule.scale ? m.mul(m.variable("scale"), derivative) : derivative,
    memory: named("memory", rule.memory),
    shared: named("shared", Object.keys(rule.shared(1))),
    ...{ part: part.name, shrinks: part.shrinks },
  });
}

/** The name of c where all parameters move by w − c g and nothing is remembered, for shared c. */
export function rateOfDescent(
  descent: Descent,
  parts: readonly Part[],
): string | undefined {
  const { rule } = descent;
  if (rule.memory.length > 0) return undefined;
  const m = expressions();
  const moved = parts.map((part) => movedBy(m, descent, part).parameter);
  return Object.keys(rule.shared(1)).find((name) => {
    const step = m.mul(m.variable(`shared:${name}`), m.variable("derivative"));
    return moved.every((each) => each === m.sub(m.variable("parameter"), step));
  });
}
