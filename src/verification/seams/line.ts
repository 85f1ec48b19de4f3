import { type Activation, pullBackRow } from "../../activations/activation.ts";
import { sum } from "../../arithmetic/reductions.ts";
import { Dual } from "../../arithmetic/dual.ts";
import type { Loss, Pair } from "../../losses/loss.ts";
import type { Variables } from "../claim.ts";
import { derivatives, valueOf } from "../formula_claims.ts";

/** What is compared from both sides of a place where a function chooses. */
export interface Compared<T> {
  /** The value of the function. */
  readonly value: readonly T[];
  /** Its derivatives, by dual numbers; computed when asked for, as rows are never asked. */
  readonly derivative: readonly T[];
  /** The same as the code has them: a slope, a pullback, a gradient. */
  readonly slope: readonly T[];
}

/** A function along a line: one entry of its row moves, all others are variables that stay. */
export interface Line {
  /** What the number along the line is: `z₁`, or `z₁ − z₂`. */
  readonly parameter: string;
  /** The entry that moves. */
  readonly moving: number;
  /** The function where that number is t. */
  readonly at: <T>(m: Variables<T>, t: T) => Compared<T>;
}

/** How many entries a row has. */
const WIDTH = 3;
/** Where the entries that stay may lie: inside the domain of most losses, or anywhere. */
const INSIDE = [0.1, 1] as const, ANYWHERE = [-3, 3] as const;

/** The lines of an activation: the one there is, or some through rows of three. */
export function activationLines(activation: Activation): Line[] {
  if (activation.kind === "elementwise") {
    const at: Line["at"] = (m, z) => {
      const a = activation.value(m, z);
      const derivative = derivatives(m, [z], (d, [along]) => activation.value(d, along!));
      return { value: [a], derivative, slope: [activation.slope(m, { z, a })] };
    };
    return [{ parameter: "z", moving: 0, at }];
  }
  return rowLines("z", [ANYWHERE], (m, z) => {
    const error = z.map(() => m.variable());
    const value = valueOf(m, activation, z);
    return {
      value,
      get derivative() {
        return derivatives(m, z, (d, along) => {
          const terms = valueOf(d, activation, along);
          return sum(d, terms.map((term, j) => d.mul(term, new Dual(error[j]!, m.zero))));
        });
      },
      slope: pullBackRow(m, activation, { z, a: value }, error),
    };
  });
}

/** Lines through the outputs that a loss takes, its targets being any numbers. */
export function lossLines(loss: Loss): Line[] {
  return rowLines("a", [INSIDE, ANYWHERE], (m, a, y) => ({
    value: [loss.value(m, { a, y })],
    get derivative() {
      return derivatives(m, a, (d, along) => loss.value(d, { a: along, y: fixed(m, y) }));
    },
    slope: loss.gradient(m, { a, y }),
  }));
}

/** Lines through the weighted sums that a pair of activation and loss takes. */
export function pairLines({ activation, value, error }: Pair): Line[] {
  return rowLines("z", [ANYWHERE], (m, z, y) => {
    const a = valueOf(m, activation, z);
    return {
      value: [value(m, { z, a }, y)],
      get derivative() {
        return derivatives(m, z, (d, along) => {
          return value(d, { z: along, a: valueOf(d, activation, along) }, fixed(m, y));
        });
      },
      slope: error(m, { z, a }, y),
    };
  });
}

/**
 * Lines along which one entry moves, counted from 0, from a target or from the entry after it.
 *
 * What stays is drawn at random, so that where such a line crosses a place where entries are equal,
 * or differ by a constant, it crosses it at a random point of that place.
 */
function rowLines(
  letter: string,
  ranges: readonly (readonly [low: number, high: number])[],
  at: <T>(m: Variables<T>, row: readonly T[], targets: readonly T[]) => Compared<T>,
): Line[] {
  const moving = Array.from({ length: WIDTH }, (_, j) => j);
  return moving.flatMap((j) =>
    (["", "y", letter] as const).flatMap((from) =>
      ranges.map(([low, high]): Line => {
        const base = from === "y" ? j : (j + 1) % WIDTH;
        return {
          parameter: `${letter}${SUBSCRIPTS[j]}${from && ` − ${from}${SUBSCRIPTS[base]}`}`,
          moving: j,
          at: (m, t) => {
            const others = moving.map(() => m.variable(low, high));
            const targets = moving.map(() => m.variable());
            const start = from === "" ? m.zero : (from === "y" ? targets : others)[base]!;
            return at(m, others.with(j, m.add(start, t)), targets);
          },
        };
      })
    )
  );
}

const SUBSCRIPTS = ["₁", "₂", "₃"];

/** Values that do not move. */
function fixed<T>(m: Variables<T>, row: readonly T[]): Dual<T>[] {
  return row.map((entry) => new Dual(entry, m.zero));
}
