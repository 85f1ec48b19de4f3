import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { evaluateExpression } from "../../core/arithmetic/evaluate.ts";
import { parseFormula, parseRowFormula, symbolsOf } from "../../symbolic/parse/parse_formula.ts";
import type { Equation } from "../../symbolic/print/equation.ts";
import { print } from "../../symbolic/print/print.ts";
import { differentiate } from "../../symbolic/rewrite/differentiate.ts";
import { simplify } from "../../symbolic/rewrite/simplify.ts";
import { conditionsIn, domainOf } from "./conditions.ts";
import type { Judged } from "./counterpoint.ts";
import type { Texts } from "./formula_parts.ts";
import { withLetterPi } from "./pi.ts";

/** A formula, its derivative and a hand-written one, as they are shown. */
export interface Shown {
  /** The function: `a = …`, `L = …`, or a₁ and a₂ of a row of two. */
  readonly values: readonly Equation[];
  /** Its derivative, simplified: `∂a/∂z = …`; of a row the first entry by each of the others. */
  readonly derivatives: readonly Equation[];
  /** The hand-written slope, in z and a, and what it should be. */
  readonly slope?: { readonly got: Equation; readonly expected: Equation };
  /** Where the function is defined: `z > 0`; empty if everywhere. */
  readonly conditions: readonly string[];
  /** The same in words: `where z > 0`. */
  readonly domain: string;
  /** The slope and what it should be in the same variables, not simplified; `undefined` without one. */
  readonly judged?: Judged;
  /** The names of the variables. */
  readonly names: readonly string[];
}

/**
 * An activation of one number, or of a row.
 *
 * @param length That of the row, if it is one.
 */
export function shownActivation(texts: Texts, length: number | undefined): Shown {
  const m = expressions(), isRow = length !== undefined, width = length ?? 1;
  const [z, a, g] = ["z", "a", "g"].map((letter) => symbolsOf(m, letter, width));
  const rows = { z: z!, a: a!, g: g! };
  const read = (text: string, letters: readonly (keyof typeof rows)[]) => {
    if (!isRow) return [parseFormula(text, { arithmetic: m, variables: letters })];
    const given = Object.fromEntries(letters.map((letter) => [letter, rows[letter]]));
    const entries = parseRowFormula(text, m, given);
    return Array.from({ length: width }, (_, j) => entries[entries.length === 1 ? 0 : j]!);
  };
  const values = read(texts.value, ["z"]);
  const names = z!.map(print);
  const derivatives = names.map((by) => differentiate(values[0]!, by, m));
  const slope = texts.slope === undefined
    ? undefined
    : read(texts.slope, isRow ? ["z", "a", "g"] : ["z", "a"])[0]!;
  // The pullback of a row: the first entry of Jᵀ g.
  const expected = isRow
    ? sum(m, values.map((value, i) => m.mul(differentiate(value, names[0]!, m), g![i]!)))
    : derivatives[0]!;
  return shown(m, {
    values: values.map((value, i) => [print(a![i]!), value]),
    derivatives: derivatives.map((value, j) => [`∂${print(a![0]!)}/∂${names[j]}`, value]),
    slope: slope && {
      name: isRow ? `∂L/∂${names[0]}` : `∂a/∂z`,
      got: slope,
      expected,
      // In z alone: a is the value.
      along: new Map(a!.map((symbol, i) => [print(symbol), values[i]!])),
    },
    names: isRow ? [...z!, ...g!].map(print) : names,
  });
}

/** A loss of one output, or of a row. */
export function shownLoss(texts: Texts, length: number | undefined): Shown {
  const m = expressions(), isRow = length !== undefined, width = length ?? 1;
  const [a, y] = ["a", "y"].map((letter) => symbolsOf(m, letter, width));
  const read = (text: string) =>
    isRow
      ? parseRowFormula(text, m, { a: a!, y: y! })
      : [parseFormula(text, { arithmetic: m, variables: ["a", "y"] })];
  const value = sum(m, read(texts.value)), names = a!.map(print);
  const derivatives = names.map((by) => differentiate(value, by, m));
  const slope = texts.slope === undefined ? undefined : read(texts.slope)[0]!;
  return shown(m, {
    values: [["L", value]],
    derivatives: derivatives.slice(0, 1).map((each) => [`∂L/∂${names[0]}`, each]),
    slope: slope && {
      name: `∂L/∂${names[0]}`,
      got: slope,
      expected: derivatives[0]!,
      along: new Map(),
    },
    names: [...a!, ...y!].map(print),
  });
}

interface Parts {
  readonly values: readonly (readonly [name: string, value: Expression])[];
  readonly derivatives: readonly (readonly [name: string, value: Expression])[];
  readonly slope: {
    readonly name: string;
    readonly got: Expression;
    readonly expected: Expression;
    readonly along: ReadonlyMap<string, Expression>;
  } | undefined;
  readonly names: readonly string[];
}

function shown(m: Expressions, { values, derivatives, slope, names }: Parts): Shown {
  const where = [m.variable("π")];
  const named = ([name, value]: readonly [string, Expression], isSimple = true): Equation => {
    const readable = withLetterPi(value, m);
    return { name, value: isSimple ? simplify(readable, { arithmetic: m, where }) : readable };
  };
  const conditions = values.flatMap(([, value]) => conditionsIn(withLetterPi(value, m), m));
  return {
    values: values.map((each) => named(each, false)),
    derivatives: derivatives.map((each) => named(each)),
    conditions: [...new Set(conditions.map(({ text }) => text))],
    domain: domainOf(conditions),
    names,
    ...(slope && {
      slope: {
        got: named([slope.name, slope.got]),
        expected: named([slope.name, slope.expected]),
      },
      judged: {
        got: evaluateExpression(slope.got, m, (name) => slope.along.get(name) ?? m.variable(name)),
        expected: slope.expected,
        of: values.map(([, value]) => value),
      },
    }),
  };
}
