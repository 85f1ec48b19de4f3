import { evaluateExpressions, postOrder, variablesOf } from "../../core/arithmetic/evaluate.ts";
import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { mapEntries } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { mapNamed } from "../../engine/parameters.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { print } from "../../symbolic/print/print.ts";
import { differentiate } from "../../symbolic/rewrite/differentiate.ts";
import { simplify } from "../../symbolic/rewrite/simplify.ts";
import { numbers } from "../prover/claim.ts";
import { conditionsOf, describeSizes, entriesOf, imposed } from "./matrix_function.ts";
import { namesOf, type Rule, shapesOf, symbolsOf } from "./rule.ts";
import { CLEARLY, DRAWS, isReadable, MOST_NODES, type WrongFormulas } from "./wrong_formulas.ts";

/** An entry of the Jacobian, as a rule computes it and as it should be. */
interface WrongEntry {
  readonly where: string;
  readonly got: Expression;
  readonly expected: Expression;
}

/** The shortest wrong entry of the Jacobian of a refuted rule, if it is short enough to be read. */
export function wrongPartial(rule: Rule, seed: number): WrongFormulas | undefined {
  const m = expressions();
  const sizeOf = ({ got, expected }: WrongEntry) => postOrder([got, expected]).length;
  const found = partialsOf(rule, m).filter((each) => sizeOf(each) <= MOST_NODES)
    .sort((x, y) => sizeOf(x) - sizeOf(y));
  const network = `${rule.name}, ${describeSizes(rule.sizes)}`;
  const where = conditionsOf(m, rule, imposed(m, rule, symbolsOf(rule).inputs(m)));
  for (const each of found) {
    if (!isWrong(each, where, seed)) continue;
    const formulas = unlessThrown([RangeError, TypeError], (): WrongFormulas => {
      const [got, expected] = [each.got, each.expected]
        .map((side) => print(simplify(side, { arithmetic: m, where })));
      return { network, where: each.where, got: got!, expected: expected! };
    });
    if (formulas !== undefined && isReadable(formulas)) return formulas;
  }
}

/** All entries of the Jacobian: what the rule makes of one error, or one tangent, that is 1. */
function partialsOf(rule: Rule, m: Expressions): WrongEntry[] {
  const inputs = imposed(m, rule, symbolsOf(rule).inputs(m)), outputs = rule.value(m, inputs);
  const { along, found } = shapesOf(rule);
  const values = entriesOf(outputs);
  return namesOf(along).flatMap((_, chosen) => {
    let next = 0;
    const one = mapNamed(along, (matrix) => {
      return mapEntries(matrix, () => next++ === chosen ? m.one : m.zero);
    });
    const applied = entriesOf(rule.apply(m, inputs, one, outputs), found);
    return namesOf(found).map((_, j): WrongEntry => {
      const [k, by] = rule.mode === "pullback" ? [chosen, j] : [j, chosen];
      const [moving, results] = rule.mode === "pullback" ? [found, along] : [along, found];
      const name = namesOf(moving)[by]!;
      return {
        where: `∂${namesOf(results)[k]}/∂${name}`,
        got: applied[j]!,
        expected: differentiate(values[k]!, name, m),
      };
    });
  });
}

/** Whether two formulas differ as numbers, beyond all rounding, inside a domain. */
function isWrong(
  { got, expected }: WrongEntry,
  where: readonly Expression[],
  seed: number,
): boolean {
  const roots = [got, expected, ...where];
  return Array.from({ length: DRAWS }, (_, n) => {
    const { variable } = numbers(deriveKey(randomKey(seed), PURPOSE.proof, n));
    const at = Object.fromEntries(variablesOf(roots).map((name) => [name, variable()]));
    const [x, y, ...conditions] = evaluateExpressions(roots, float64, at) as [number, number];
    const isInside = conditions.every((condition) => condition > 0);
    return isInside && Math.abs(x - y) > CLEARLY * Math.max(Math.abs(x), Math.abs(y));
  }).includes(true);
}
