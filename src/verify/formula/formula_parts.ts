import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { type Bindings, evaluatorOf } from "../../core/arithmetic/evaluate.ts";
import { type Expression, expressions } from "../../core/arithmetic/expression.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import {
  elementwise,
  type ElementwiseActivation,
  rowwise,
  type RowwiseActivation,
} from "../../nn/activations/activation.ts";
import { type Loss, loss } from "../../nn/losses/loss.ts";
import { parseFormula, parseRowFormula } from "../../symbolic/parse/parse_formula.ts";
import { withOnePi } from "./pi.ts";

/** The texts of a function and of its derivative, if there is one. */
export interface Texts {
  readonly value: string;
  readonly slope?: string | undefined;
}

/** The letters of the variables: those of functions, of slopes of numbers, and of pullbacks of rows. */
export const LETTERS = {
  activation: { value: ["z"], slope: ["z", "a"], pullback: ["z", "a", "g"] },
  loss: { value: ["a", "y"], slope: ["a", "y"], pullback: ["a", "y"] },
} as const;

/** An activation f(z), with a slope of z and a = f(z). */
export function activationFrom(
  { value, slope }: Texts,
  kinks: readonly number[] = [],
): ElementwiseActivation {
  const f = readerOf(value, LETTERS.activation.value);
  const derivative = slope === undefined ? undefined : readerOf(slope, LETTERS.activation.slope);
  return elementwise({
    name: "f",
    kinks,
    value: (m, z) => f(m, { z }),
    ...(derivative && { slope: (m, { z, a }) => derivative(m, { z, a }) }),
  });
}

/**
 * An activation of a row, with a pullback of the rows z, a and g, the derivatives of the loss by a.
 */
export function rowActivationFrom({ value, slope }: Texts): RowwiseActivation {
  const f = rowReaderOf(value, LETTERS.activation.value);
  const pullback = slope === undefined
    ? undefined
    : rowReaderOf(slope, LETTERS.activation.pullback);
  return rowwise({
    name: "f",
    value: (m, z) => f(m, { z }),
    ...(pullback && { pullback: (m, { z, a }, g) => pullback(m, { z, a, g }) }),
  });
}

/** A loss: the sum over the outputs of a formula of one a and its y, or one formula of both rows. */
export function lossFrom({ value, slope }: Texts, isRow: boolean): Loss {
  const { value: letters } = LETTERS.loss;
  const reader = isRow ? rowReaderOf : entriesReaderOf;
  const f = isRow ? rowReaderOf(value, letters, true) : entriesReaderOf(value, letters);
  const gradient = slope === undefined ? undefined : reader(slope, letters);
  return loss({
    name: "L",
    value: (m, { a, y }) => sum(m, f(m, { a, y })),
    ...(gradient && { gradient: (m, { a, y }) => gradient(m, { a, y }) }),
  });
}

/** A formula of rows, entry by entry. */
function entriesReaderOf(text: string, letters: readonly string[]): RowReader {
  const read = readerOf(text, letters);
  return (m, rows) => rows[letters[0]!]!.map((_, j) => read(m, (name) => rows[name]![j]!));
}

/** A formula of numbers. */
function readerOf(text: string, letters: readonly string[]) {
  const m = expressions();
  const formula = parseFormula(text, { arithmetic: m, variables: letters });
  const evaluate = evaluatorOf(withOnePi([formula], m));
  return <T>(m: Arithmetic<T>, bindings: Bindings<T>): T => evaluate(m, bindings)[0]!;
}

type RowReader = <T>(m: Arithmetic<T>, rows: Readonly<Record<string, readonly T[]>>) => T[];

/**
 * A formula of rows of any length, read once for each.
 *
 * @param mayBeOne Whether one value for the whole row stays one.
 */
function rowReaderOf(text: string, letters: readonly string[], mayBeOne = false): RowReader {
  const evaluators = new Map<number, ReturnType<typeof evaluatorOf>>();
  const evaluatorFor = (width: number) => {
    const known = evaluators.get(width);
    if (known !== undefined) return known;
    const found = evaluatorOf(rowFormulaOf(text, letters, width, mayBeOne));
    evaluators.set(width, found);
    return found;
  };
  evaluatorFor(1); // so that errors are thrown at once
  return (m, rows) => {
    const width = rows[letters[0]!]!.length;
    return evaluatorFor(width)(m, (name) => {
      const [letter, index] = name.split(" ");
      return rows[letter!]![Number(index)]!;
    });
  };
}

/** The entries of a formula of rows, in variables such as `z 0`. */
function rowFormulaOf(
  text: string,
  letters: readonly string[],
  width: number,
  mayBeOne: boolean,
): readonly Expression[] {
  const m = expressions();
  const rows = Object.fromEntries(letters.map((letter) => [
    letter,
    Array.from({ length: width }, (_, j) => m.variable(`${letter} ${j}`)),
  ]));
  const read = withOnePi(parseRowFormula(text, m, rows), m);
  if (read.length === width || mayBeOne) return read;
  return Array.from({ length: width }, () => read[0]!);
}
