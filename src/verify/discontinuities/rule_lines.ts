import {
  conditionsOf,
  drawInputs,
  entriesOf,
  fromEntries,
  inside,
  movingOf,
} from "../claims/matrix_function.ts";
import { namesOf, type Rule, shapesOf } from "../claims/rule.ts";
import type { Line } from "./line.ts";
import { mapEntries } from "../../core/matrix/matrix.ts";
import { mapNamed } from "../../engine/parameters.ts";

/** Lines through the inputs of a function, along which one entry moves, from 0 or from the next. */
export function ruleLines(rule: Rule): Line[] {
  const { inputs, along, found } = shapesOf(rule);
  const moving = movingOf(rule, inputs), names = namesOf(moving);
  return names.flatMap((name, j) => {
    const base = (j + 1) % names.length;
    return (names.length === 1 ? [undefined] : [undefined, base]).map((from): Line => ({
      parameter: from === undefined ? name : `${name} − ${names[from]}`,
      moving: j,
      at: (m, t) => {
        const drawn = drawInputs(m, rule), others = entriesOf(movingOf(rule, drawn));
        const place = from === undefined ? t : m.add(others[from]!, t);
        const at = { ...drawn, ...fromEntries(m, moving, others.with(j, place)) };
        const errors = mapNamed(along, (matrix) => mapEntries(matrix, () => m.variable()));
        const outputs = rule.value(m, at), conditions = conditionsOf(m, rule, at);
        const defined = (entry: typeof t) => inside(m, conditions, entry);
        return {
          value: entriesOf(outputs).map(defined),
          derivative: [],
          slope: entriesOf(rule.apply(m, at, errors, outputs), found).map(defined),
        };
      },
    }));
  });
}
