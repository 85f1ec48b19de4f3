import {
  conditionsOf,
  drawInputs,
  entriesOf,
  fromEntries,
  inside,
  movingOf,
} from "../claims/matrix_function.ts";
import { namesOf, type Rule, shapesOf } from "../claims/rule.ts";
import type { Variables } from "../prover/claim.ts";
import type { Line } from "./line.ts";
import { mapEntries } from "../../core/matrix/matrix.ts";
import { mapNamed } from "../../engine/parameters.ts";

/** Lines through the inputs of a function, along which one entry moves, from 0 or from the next. */
export function ruleLines(rule: Rule): Line[] {
  const { inputs, along, found } = shapesOf(rule);
  const moving = movingOf(rule, inputs), names = namesOf(moving);
  return names.flatMap((name, j) => {
    const base = (j + 1) % names.length;
    const lineFrom = (from: number | undefined): Line => {
      const inputsAt = <T>(m: Variables<T>, t: T) => {
        const drawn = drawInputs(m, rule), others = entriesOf(movingOf(rule, drawn));
        const place = from === undefined ? t : m.add(others[from]!, t);
        return { ...drawn, ...fromEntries(m, moving, others.with(j, place)) };
      };
      const at: Line["at"] = (m, t) => {
        const at = inputsAt(m, t);
        const errors = mapNamed(along, (matrix) => mapEntries(matrix, () => m.variable()));
        const outputs = rule.value(m, at), conditions = conditionsOf(m, rule, at);
        const defined = (entry: typeof t) => inside(m, conditions, entry);
        return {
          value: entriesOf(outputs).map(defined),
          derivative: [],
          slope: entriesOf(rule.apply(m, at, errors, outputs), found).map(defined),
        };
      };
      const conditions: Line["conditions"] = (m, t) => conditionsOf(m, rule, inputsAt(m, t));
      const parameter = from === undefined ? name : `${name} − ${names[from]}`;
      return { parameter, moving: j, conditions, at };
    };
    return (names.length === 1 ? [undefined] : [undefined, base]).map(lineFrom);
  });
}
