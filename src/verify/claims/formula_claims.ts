import { type Activation, pullBackRow } from "../../nn/activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import { rowOf } from "../../core/matrix/matrix.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { derivativeClaim, derivatives, fixedIn } from "./derivative_claim.ts";
import { inside } from "./matrix_function.ts";
import { namedActivation, namedLoss, namedPair } from "./named_formulas.ts";
import { FREE, type Precondition } from "./preconditions.ts";

const WIDTH = 3;
/** Far enough for a slope that saturates or is evaluated on the wrong thing to show. */
const FAR = 4;

/**
 * Claims that the slope, or the pullback, of an activation is the derivative of its value.
 *
 * (39), (74), (78), (82) and (29), (89), for any error that is pulled back.
 *
 * @param entries The length of the row.
 * @param regions A number in each region of an elementwise activation, if known.
 */
export function slopeClaim(
  given: Activation,
  entries = WIDTH,
  regions?: Claim["regions"],
): Claim {
  const activation = namedActivation(given);
  // One entry is as good as three where each is mapped by itself.
  const width = activation.kind === "elementwise" ? 1 : entries;
  const subject = `${activation.name}: its slope is the derivative of its value`;
  const claim = derivativeClaim(subject, (m) => {
    const z = row(m, -FAR, FAR, width), error = row(m, -FAR, FAR, width);
    return [{
      at: z,
      got: pullBackRow(m, activation, { z, a: valueOf(m, activation, z) }, error),
      f: (d, along, constant) => {
        const terms = valueOf(d, activation, along);
        return sum(d, terms.map((term, j) => d.mul(term, constant(error[j]!))));
      },
    }];
  });
  return { ...claim, rows: [width, width], ...(regions && { regions }) };
}

/** Claims that other formulas for an activation equal its value: the paper's stable forms. */
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

/** Claims that the gradient of a loss is the derivative of its value, (25), (70), (72). */
export function lossClaim(
  given: Loss,
  precondition: Precondition = FREE,
  width: number = WIDTH,
): Claim {
  const loss = namedLoss(given);
  const claim = derivativeClaim(
    `${loss.name}: its gradient is the derivative of its value`,
    (m) => {
      // Most losses are defined for these outputs; the sign patterns cover the others.
      const a = row(m, 0.1, 1, width);
      return targetRows(m, precondition, width).map((y) => ({
        at: a,
        got: loss.gradient(m, { a, y }).map((entry) => taken(m, precondition, y, entry)),
        f: (d, along, constant) => {
          const targets = y.map(constant);
          return taken(d, precondition, targets, loss.value(d, { a: along, y: targets }));
        },
      }));
    },
  );
  return { ...claim, rows: rowsWith(precondition, width) };
}

/** Claims that a loss fused with an activation equals the two apart: value, and error (31). */
export function pairClaim(
  of: Activation,
  given: Loss,
  precondition: Precondition = FREE,
  width: number = WIDTH,
): Claim {
  const activation = namedActivation(of), loss = namedLoss(given);
  const name = `${activation.name} with ${loss.name}`, pair = namedPair(pairOf(of, given), name);
  const composed = pairOf(activation, { ...loss, pairs: [] });
  return {
    subject: `${name}: the pair is the loss of the activation`,
    rows: rowsWith(precondition, width),
    gradients: (m) => {
      const z = row(m, -FAR, FAR, width), targets = targetRows(m, precondition, width);
      const at = { z, a: valueOf(m, activation, z) };
      return targets.map((y) => ({
        at: z,
        value: taken(m, precondition, y, pair.value(m, at, y)),
        got: pair.error(m, at, y).map((entry) => taken(m, precondition, y, entry)),
        f: (d, along, constant) => {
          const fixed = y.map(constant);
          return taken(
            d,
            precondition,
            fixed,
            loss.value(d, {
              a: valueOf(d, activation, along),
              y: fixed,
            }),
          );
        },
      }));
    },
    sides: (m) => {
      const z = row(m, -FAR, FAR, width), targets = targetRows(m, precondition, width);
      const at = { z, a: valueOf(m, activation, z) };
      const within = (y: readonly (typeof z)[number][], value: typeof z[number]) =>
        taken(m, precondition, y, value);
      return {
        got: targets.flatMap((y) =>
          [pair.value(m, at, y), ...pair.error(m, at, y)].map((value) => within(y, value))
        ),
        expected: targets.flatMap((y) => [
          within(y, composed.value(m, at, y)),
          ...derivatives(m, z, (d, along) => {
            const fixed = y.map(fixedIn(m));
            const value = pair.value(d, { z: along, a: valueOf(d, activation, along) }, fixed);
            return taken(d, precondition, fixed, value);
          }),
        ]),
        derivatives: targets.flatMap((y) => [
          undefined,
          ...z.map((by) => ({ of: pair.value(m, at, y), by })),
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

/** The lengths of the rows that a claim draws: one of outputs and all of targets. */
function rowsWith({ turns }: Precondition, width: number): number[] {
  return Array<number>(1 + (turns?.(width) ?? 1)).fill(width);
}

/** The rows of targets for one row of outputs: one, or one for each class. */
function targetRows<T>(m: Variables<T>, precondition: Precondition, columns: number): T[][] {
  const { turns, within, impose } = precondition, rows = turns?.(columns) ?? 1;
  const drawn = { rows, columns, data: Array.from({ length: rows * columns }, () => m.variable()) };
  const targets = within ? drawn : impose(m, drawn);
  return Array.from({ length: rows }, (_, i) => rowOf(targets, i));
}

/** A value for targets that satisfy a condition, NaN for others. */
function taken<T>(
  m: Arithmetic<T>,
  { within }: Precondition,
  y: readonly T[],
  value: T,
): T {
  return within ? inside(m, y.flatMap((target) => within(m, target)), value) : value;
}

function row<T>(m: Variables<T>, low = -FAR, high = FAR, width = WIDTH): T[] {
  return Array.from({ length: width }, () => m.variable(low, high));
}
