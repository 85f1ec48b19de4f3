import { type Activation, pullBackRow } from "../../nn/activations/activation.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import { numbersIn } from "../prover/special_numbers.ts";
import type { Formula } from "../prover/tie.ts";
import { valueOf } from "./formula_claims.ts";
import { namedActivation, namedLoss, namedPair } from "./named_formulas.ts";

/** The formulas of an activation, for rows of some length. */
export function activationFormulas(given: Activation, width: number): Formula[] {
  const { name, kinks, value } = given, activation = namedActivation(given);
  const derivative = given.kind === "rowwise" ? given.pullback : given.slope;
  const places = [...kinks, ...numbersIn(value, derivative)];
  return [
    {
      name: `value of ${name}`,
      lengths: [width],
      places,
      read: (m, [z]) => valueOf(m, activation, z!),
    },
    {
      name: `slope of ${name}`,
      lengths: [width, width],
      places,
      read: (m, [z, error]) =>
        pullBackRow(m, activation, { z: z!, a: valueOf(m, activation, z!) }, error!),
    },
  ];
}

/** The formulas of a loss, for rows of some length. */
export function lossFormulas(given: Loss, width: number): Formula[] {
  const lengths = [width, width], { value, gradient, domain, targets } = given;
  const conditions = Object.values({ ...domain, ...targets });
  const places = numbersIn(value, gradient, ...conditions);
  const loss = namedLoss(given);
  return [
    {
      name: `value of ${loss.name}`,
      lengths,
      places,
      read: (m, [a, y]) => [loss.value(m, { a: a!, y: y! })],
    },
    {
      name: `gradient of ${loss.name}`,
      lengths,
      places,
      read: (m, [a, y]) => loss.gradient(m, { a: a!, y: y! }),
    },
  ];
}

/** The formulas of a loss with an activation, for rows of some length. */
export function pairFormulas(of: Activation, loss: Loss, width: number): Formula[] {
  const given = pairOf(of, loss), name = `${of.name} with ${loss.name}`;
  const lengths = [width, width], places = numbersIn(given.value, given.error);
  const pair = namedPair(given, name), { activation } = pair;
  return [
    {
      name: `value of ${name}`,
      lengths,
      places,
      read: (m, [z, y]) => [pair.value(m, { z: z!, a: valueOf(m, activation, z!) }, y!)],
    },
    {
      name: `error of ${name}`,
      lengths,
      places,
      read: (m, [z, y]) => pair.error(m, { z: z!, a: valueOf(m, activation, z!) }, y!),
    },
  ];
}
