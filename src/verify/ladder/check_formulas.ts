import { type Activation, pullBackRow } from "../../nn/activations/activation.ts";
import {
  checkExpression,
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import { checkedRow } from "../../core/matrix/matrix.ts";
import { valueOf } from "../claims/formula_claims.ts";
import { namedActivation, namedLoss, namedPair } from "../claims/named_formulas.ts";

/** The length of the rows that formulas are read with. */
const WIDTH = 3;

/**
 * Reads the formulas of an activation once, so that a bad formula is reported before any proof.
 *
 * @throws {TypeError} If a formula does not return a value of the arithmetic, or a row of its length.
 */
export function checkActivationFormulas(given: Activation): void {
  const m = expressions(), activation = namedActivation(given);
  const z = rowOf(m, "z");
  const a = checked(valueOf(m, activation, z), `value of ${activation.name}`);
  checked(pullBackRow(m, activation, { z, a }, rowOf(m, "error")), `slope of ${activation.name}`);
}

/** The same for a loss and its pairs. */
export function checkLossFormulas(given: Loss): void {
  const m = expressions(), loss = namedLoss(given);
  const z = rowOf(m, "z"), a = rowOf(m, "a"), y = rowOf(m, "y");
  checkExpression(loss.value(m, { a, y }), `The value of ${loss.name}`);
  checked(loss.gradient(m, { a, y }), `gradient of ${loss.name}`);
  for (const { activation } of loss.pairs) {
    const name = `${activation.name} with ${loss.name}`, at = { z, a };
    const pair = namedPair(pairOf(activation, given), name);
    checkExpression(pair.value(m, at, y), `The value of ${name}`);
    checked(pair.error(m, at, y), `error of ${name}`);
  }
}

function rowOf(m: Expressions, name: string): Expression[] {
  return Array.from({ length: WIDTH }, (_, j) => m.variable(`${name}${j}`));
}

function checked(row: readonly Expression[], what: string): readonly Expression[] {
  if (!Array.isArray(row)) {
    throw new TypeError(`The ${what} must be a row, but found ${typeof row}`);
  }
  for (const entry of checkedRow(row, WIDTH)) checkExpression(entry, `An entry of the ${what}`);
  return row;
}
