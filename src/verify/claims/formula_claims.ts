import { type Activation, pullBackRow } from "../../nn/activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import { rowOf } from "../../core/matrix/matrix.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { refuteByDifferences } from "../prover/refute_by_differences.ts";
import { FREE, type Precondition } from "./preconditions.ts";

/** How many entries a row has where a formula takes a whole one, if nothing else is said. */
const WIDTH = 3;
/** The same once more, for what holds for rows of three alone, such as 2/3 in the place of 2/n. */
export const WIDER = 5;
/** Shadows reach far enough for a slope that is evaluated on the wrong thing, or saturates, to show. */
const FAR = 4;

/**
 * That the slope, or the pullback, of an activation is the derivative of its value.
 *
 * (39), (74), (78), (82) and (29), (89), for any error that is pulled back.
 *
 * @param activation The activation.
 * @param regions Where z lies on each region of an activation of single numbers, if that is known.
 * @param entries How many entries a row has.
 */
export function slopeClaim(
  activation: Activation,
  regions?: readonly number[],
  entries = WIDTH,
): Claim {
  // One entry is as good as three where each is mapped by itself, and leaves more regions to walk.
  const width = activation.kind === "elementwise" ? 1 : entries;
  const sides: Claim["sides"] = (m) => {
    const z = row(m, -FAR, FAR, width), error = row(m, -FAR, FAR, width);
    return {
      got: pullBackRow(m, activation, { z, a: valueOf(m, activation, z) }, error),
      expected: derivatives(m, z, (d, along) => {
        const terms = valueOf(d, activation, along);
        return sum(d, terms.map((term, j) => d.mul(term, new Dual(error[j]!, m.zero))));
      }),
    };
  };
  return {
    subject: `${activation.name}: its slope is the derivative of its value`,
    sides,
    ...(regions && { regions }),
    counterexample: (seed) =>
      refuteByDifferences(seed, sides, (m) => {
        const z = row(m, -FAR, FAR, width), error = row(m, -FAR, FAR, width);
        return {
          at: z,
          got: pullBackRow(m, activation, { z, a: valueOf(m, activation, z) }, error),
          f: (along) => {
            const terms = valueOf(m, activation, along);
            return sum(m, terms.map((term, j) => term * error[j]!));
          },
        };
      }, regions),
  };
}

/**
 * That other formulas for an activation equal its value: the paper's stable forms.
 *
 * @param activation The activation.
 * @returns A claim for each of its `equivalents`.
 */
export function equivalentClaims(activation: Activation): Claim[] {
  return activation.equivalents.map(({ equation, value }) => ({
    subject: `${activation.name}: ${equation} is the same function`,
    sides: (m) => {
      const z = row(m);
      return {
        got: valueOf(m, activation, z),
        expected: valueOf(m, { ...activation, value } as Activation, z),
      };
    },
  }));
}

/**
 * That the gradient of a loss is the derivative of its value, (25), (70), (72).
 *
 * @param loss The loss.
 * @param precondition What is known of the targets.
 * @param width How many outputs there are.
 */
export function lossClaim(
  loss: Loss,
  precondition: Precondition = FREE,
  width: number = WIDTH,
): Claim {
  const sides: Claim["sides"] = (m) => {
    // Outputs that most losses are defined for; the sign patterns take in all others.
    const a = row(m, 0.1, 1, width), targets = targetRows(m, precondition, width);
    return {
      got: targets.flatMap((y) => loss.gradient(m, { a, y })),
      expected: targets.flatMap((y) =>
        derivatives(m, a, (d, along) => loss.value(d, { a: along, y: fixed(m, y) }))
      ),
    };
  };
  return {
    subject: `${loss.name}: its gradient is the derivative of its value`,
    sides,
    counterexample: (seed) =>
      refuteByDifferences(seed, sides, (m) => {
        const a = row(m, 0.1, 1, width), [y] = targetRows(m, precondition, width);
        return {
          at: a,
          got: loss.gradient(m, { a, y: y! }),
          f: (along) => loss.value(m, { a: along, y: y! }),
        };
      }),
  };
}

/**
 * That a loss and an activation that are one pair are what they are apart: value, and error (31).
 *
 * @param activation The activation of the last layer.
 * @param loss The loss.
 * @param precondition What is known of the targets.
 * @param width How many outputs there are.
 */
export function pairClaim(
  activation: Activation,
  loss: Loss,
  precondition: Precondition = FREE,
  width: number = WIDTH,
): Claim {
  return {
    subject: `${activation.name} with ${loss.name}: the pair is the loss of the activation`,
    sides: (m) => {
      const z = row(m, -FAR, FAR, width), targets = targetRows(m, precondition, width);
      const at = { z, a: valueOf(m, activation, z) };
      const pair = pairOf(activation, loss);
      const composed = pairOf(activation, { ...loss, pairs: [] });
      return {
        got: targets.flatMap((y) => [pair.value(m, at, y), ...pair.error(m, at, y)]),
        expected: targets.flatMap((y) => [
          composed.value(m, at, y),
          ...derivatives(m, z, (d, along) => {
            return pair.value(d, { z: along, a: valueOf(d, activation, along) }, fixed(m, y));
          }),
        ]),
      };
    },
  };
}

/** The activations of one example. */
export function valueOf<T>(m: Arithmetic<T>, activation: Activation, z: readonly T[]): T[] {
  if (activation.kind === "rowwise") return activation.value(m, z);
  return z.map((entry) => activation.value(m, entry));
}

/** A derivative, undefined where the value is: a constant NaN has slope 0, and 0 · NaN is NaN. */
export function whereDefined<T>(m: Arithmetic<T>, { value, slope }: Dual<T>): T {
  return m.add(slope, m.mul(m.zero, value));
}

/** The derivatives of a function of a row by each of its entries. */
export function derivatives<T>(
  m: Arithmetic<T>,
  row: readonly T[],
  f: (d: Arithmetic<Dual<T>>, row: readonly Dual<T>[]) => Dual<T>,
): T[] {
  return row.map((_, j) => {
    const along = row.map((entry, k) => new Dual(entry, k === j ? m.one : m.zero));
    return whereDefined(m, f(dual(m), along));
  });
}

/** Rows of targets to go with one row of outputs: one, or one for each class to be the right one. */
function targetRows<T>(m: Variables<T>, precondition: Precondition, columns: number): T[][] {
  const rows = precondition.takesTurns ? columns : 1;
  const data = Array.from({ length: rows * columns }, () => m.variable());
  const targets = precondition.impose(m, { rows, columns, data });
  return Array.from({ length: rows }, (_, i) => rowOf(targets, i));
}

/** Values that do not move. */
function fixed<T>(m: Arithmetic<T>, row: readonly T[]): Dual<T>[] {
  return row.map((entry) => new Dual(entry, m.zero));
}

function row<T>(m: Variables<T>, low = -FAR, high = FAR, width = WIDTH): T[] {
  return Array.from({ length: width }, () => m.variable(low, high));
}
