import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Dual } from "../../core/arithmetic/dual.ts";
import { type Activation, pullBackRow } from "../../nn/activations/activation.ts";
import type { Loss, Pair } from "../../nn/losses/loss.ts";
import type { Variables } from "../prover/claim.ts";
import { derivatives } from "../claims/derivative_claim.ts";
import { valueOf } from "../claims/formula_claims.ts";
import { namedActivation, namedLoss } from "../claims/named_formulas.ts";
import { targetsOf } from "../claims/preconditions.ts";

/** What is compared from both sides of a place where a function chooses. */
export interface Compared<T> {
  /** The value. */
  readonly value: readonly T[];
  /** The derivatives by dual numbers, where they are compared. */
  readonly derivative: readonly T[];
  /** The derivatives as the code computes them: a slope, a pullback, a gradient. */
  readonly slope: readonly T[];
}

/** A function along a line: one entry of its row moves, all others are variables that stay. */
export interface Line {
  /** The name of the number along the line: `z₁`, or `z₁ − z₂`. */
  readonly parameter: string;
  /** Where the line is, if not in a row of three: ` in rows of 1`. */
  readonly within?: string;
  /** The entry that moves. */
  readonly moving: number;
  /** Whether it only looks for jumps: what is not known along it leaves nothing undecided. */
  readonly onlyRefutes?: boolean;
  /** Whether the number is one that the function is meant for; any by default. */
  readonly takes?: (t: number) => boolean;
  /** What is positive where the function is claimed to have this derivative; everywhere by default. */
  readonly conditions?: <T>(m: Variables<T>, t: T) => readonly T[];
  /** The function where that number is t. */
  readonly at: <T>(m: Variables<T>, t: T) => Compared<T>;
}

/** The length of a row. */
export const WIDTH = 3;
/** Other lengths, through whose rows fewer lines go: what jumps in rows of one length alone shows. */
const OTHER_WIDTHS = [1, 2, 4, 5];
/** The ranges of the entries that stay: inside the domain of most losses, or anywhere. */
const INSIDE = [0.1, 1] as const, ANYWHERE = [-3, 3] as const, FAR = [-30, 30] as const;

/** The line of an elementwise activation, or some through rows of three. */
export function activationLines(given: Activation): Line[] {
  const activation = namedActivation(given);
  if (activation.kind === "elementwise") {
    const at: Line["at"] = (m, z) => {
      const a = activation.value(m, z);
      const derivative = derivatives(m, [z], (d, [along]) => activation.value(d, along!));
      return { value: [a], derivative, slope: [activation.slope(m, { z, a })] };
    };
    return [{ parameter: "z", moving: 0, at }];
  }
  return rowLines("z", ["", "z"], [ANYWHERE, FAR], (m, z) => {
    const error = z.map(() => m.variable());
    const value = valueOf(m, activation, z);
    return { value, slope: pullBackRow(m, activation, { z, a: value }, error) };
  });
}

/** Lines through the outputs that a loss takes, for arbitrary targets. */
export function lossLines(given: Loss): Line[] {
  const loss = namedLoss(given);
  return rowLines("a", ["", "y", "a"], [INSIDE, ANYWHERE], (m, a, y) => ({
    value: [loss.value(m, { a, y })],
    slope: loss.gradient(m, { a, y }),
  }));
}

/** Lines through the weighted sums that a pair of activation and loss takes. */
export function pairLines({ activation, value, error }: Pair): Line[] {
  return rowLines("z", ["", "y", "z"], [ANYWHERE], (m, z, y) => {
    const a = valueOf(m, activation, z);
    return { value: [value(m, { z, a }, y)], slope: error(m, { z, a }, y) };
  });
}

/** Lines along which a target of a loss moves: gradients are compared where arguments vanish. */
export function targetLines(loss: Loss): Line[] {
  return movingTargets(loss, {
    value: (m, a, y) => loss.value(m, { a, y }),
    slope: (m, a, y) => loss.gradient(m, { a, y }),
  });
}

/** The same for a pair of activation and loss, whose error is its derivative by the weighted sums. */
export function pairTargetLines({ activation, value, error }: Pair, loss: Loss): Line[] {
  return movingTargets(loss, {
    value: (m, z, y) => value(m, { z, a: valueOf(m, activation, z) }, y),
    slope: (m, z, y) => error(m, { z, a: valueOf(m, activation, z) }, y),
  });
}

/** A value of a row and targets, and its gradient. */
interface Differentiated {
  readonly value: <T>(m: Arithmetic<T>, row: readonly T[], targets: readonly T[]) => T;
  readonly slope: <T>(m: Arithmetic<T>, row: readonly T[], targets: readonly T[]) => T[];
}

/** One target moves, from 0 or from the one after it; the others are random, or all 0, or all 1. */
function movingTargets(loss: Loss, { value, slope }: Differentiated): Line[] {
  const range = targetsOf(loss), { targets: declared } = loss;
  const takes = (y: number, moving = 0) => declared?.includes(y, WIDTH, moving) ?? true;
  const entries = Array.from({ length: WIDTH }, (_, j) => j);
  const others = [["", undefined], [" beside 0s", 0], [" beside 1s", 1], ["−", undefined]] as const;
  // Between targets that a loss is not meant for, nothing is claimed.
  const taken = others.filter(([, fixed]) => takes(fixed ?? 0.5));
  return entries.flatMap((moving) =>
    taken.map(([beside, fixed]): Line => {
      const base = (moving + 1) % WIDTH, name = `y${SUBSCRIPTS[moving]}`;
      return {
        parameter: beside === "−" ? `${name} − y${SUBSCRIPTS[base]}` : name + beside,
        moving,
        ...(declared && beside !== "−" && { takes: (y: number) => takes(y, moving) }),
        at: (m, t) => {
          const row = entries.map(() => m.variable(...INSIDE));
          const targets = entries.map(() =>
            fixed === undefined ? m.variable(...range) : fixed === 0 ? m.zero : m.one
          );
          const y = targets.with(moving, beside === "−" ? m.add(targets[base]!, t) : t);
          const derivative = derivatives(m, row, (d, along) =>
            value(
              d,
              along,
              y.map((target) => new Dual(target, m.zero)),
            ));
          return { value: [], derivative, slope: slope(m, row, y) };
        },
      };
    })
  );
}

/** A function of a row and targets. Its slopes may jump: derivatives are not compared. */
type RowFunction = <T>(
  m: Variables<T>,
  row: readonly T[],
  targets: readonly T[],
) => Omit<Compared<T>, "derivative">;

/**
 * Lines along which one entry moves, counted from 0, from a target or from the entry after it.
 *
 * The other entries are random, so a line crosses a place where entries are equal, or differ by a
 * constant, at a random point of it.
 */
function rowLines(
  letter: string,
  froms: readonly string[],
  ranges: readonly (readonly [low: number, high: number])[],
  f: RowFunction,
): Line[] {
  const through = (
    width: number,
    moving: number,
    from: string,
    [low, high]: readonly [number, number],
  ): Line => {
    const base = from === "y" ? moving : (moving + 1) % width;
    return {
      parameter: letter + SUBSCRIPTS[moving] + (from && ` − ${from}${SUBSCRIPTS[base]}`),
      ...(width !== WIDTH && { within: ` in rows of ${width}` }),
      moving,
      at: (m, t) => {
        const others = Array.from({ length: width }, () => m.variable(low, high));
        const targets = others.map(() => m.variable());
        const start = from === "" ? m.zero : (from === "y" ? targets : others)[base]!;
        const { value, slope } = f(m, others.with(moving, m.add(start, t)), targets);
        return { value, derivative: [], slope };
      },
    };
  };
  const all = Array.from({ length: WIDTH }, (_, moving) => moving).flatMap((moving) =>
    froms.flatMap((from) => ranges.map((range) => through(WIDTH, moving, from, range)))
  );
  const some = OTHER_WIDTHS.flatMap((width) =>
    [...new Set([0, width - 1])].flatMap((moving) =>
      froms.filter((from) => width > 1 || from !== letter)
        .map((from) => onlyJumps(through(width, moving, from, ranges[0]!)))
    )
  );
  return [...all, ...some];
}

/**
 * The same line, to look for jumps of the value alone: in rows of two, kinks of both entries may always
 * lie together, where the slope is neither side's.
 */
function onlyJumps(line: Line): Line {
  return {
    ...line,
    onlyRefutes: true,
    at: (m, t) => ({ ...line.at(m, t), slope: [] }),
  };
}

const SUBSCRIPTS = ["₁", "₂", "₃", "₄", "₅"];
