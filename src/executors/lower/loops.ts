import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Expression, expressions, type Operation } from "../../core/arithmetic/expression.ts";

/** A loop over the columns of a row, which moves accumulators on. */
export interface FoldLoop {
  /** How many loops are around it: one that uses nothing of another is no part of it. */
  readonly level: number;
  /** How many columns. */
  readonly length: number;
  /** Each accumulator after the first column. */
  readonly first: readonly Expression[];
  /** Each accumulator after any other, given those before. */
  readonly step: readonly Expression[];
}

/** What an accumulator of a loop is in the end. */
export class Fold extends Expression {
  /**
   * @param loop The loop.
   * @param index Which of its accumulators.
   */
  constructor(readonly loop: FoldLoop, readonly index: number) {
    super();
  }
}

/** What an expression is made of; of a fold, what its loop computes. */
export function partsOf(node: Expression): readonly Expression[] {
  return node instanceof Fold ? [...node.loop.first, ...node.loop.step] : node.operands;
}

/** In the place of a row: the number of the column, times what depends on the executor. */
export const COLUMN = /* @__PURE__ */ Symbol("column");

/** What a variable stands for: an entry of a row, in the column of the loop at a level. */
export interface Entry {
  /** The name of a row that is read, the number of a result, or the column itself. */
  readonly row: string | number | typeof COLUMN;
  /** The level of the loop. */
  readonly level: number;
}

/** A variable that a loop changes. */
interface Changing {
  /** The level of the loop. */
  readonly level: number;
  /** The same variable of the loop at another level. */
  readonly at: (level: number) => Expression;
}

/** Expressions of whole rows: variables that loops change, and folds. */
export class LoopExpressions {
  /** The arithmetic. Equal expressions are one object, folds included. */
  readonly m = expressions();
  /** The entries of rows, by the name of their variable. */
  readonly entries = new Map<string, Entry>();
  readonly #changing = new Map<Expression, Changing>();
  readonly #accumulators = new Set<Expression>();
  readonly #depths = new Map<Expression, number>();
  readonly #numbers = new Map<Expression, number>();
  readonly #folds = new Map<string, Fold[]>();

  /** The entry of a row in the column of the loop at a level. */
  entry(row: Entry["row"], level: number): Expression {
    const name = `${typeof row === "number" ? `result ${row}` : String(row)} in column ${level}`;
    this.entries.set(name, { row, level });
    return this.changing(name, level, (level) => this.entry(row, level));
  }

  /** An accumulator of the loop at a level, inside its step. */
  accumulator(level: number, index: number): Expression {
    const name = `accumulator ${index} of loop ${level}`;
    const made = this.changing(name, level, (level) => this.accumulator(level, index));
    if (level === 0) this.#accumulators.add(made);
    return made;
  }

  /** Whether an expression uses an accumulator of an outermost loop: no other loop can have it then. */
  accumulates(expression: Expression): boolean {
    return this.#inside([expression], 0).some((node) => this.#accumulators.has(node));
  }

  /** A variable that the loop at a level changes. */
  changing(name: string, level: number, at?: Changing["at"]): Expression {
    const variable = this.m.variable(name);
    this.#changing.set(variable, { level, at: at ?? (() => variable) });
    return variable;
  }

  /** How many loops have to be around an expression; 0 for what no loop changes. */
  depthOf(expression: Expression): number {
    const depths = this.#depths;
    for (const node of postOrder([expression], (node) => depths.has(node) ? [] : node.operands)) {
      if (depths.has(node)) continue;
      const level = this.#changing.get(node)?.level ?? -1;
      const own = node instanceof Fold ? node.loop.level : level + 1;
      depths.set(node, Math.max(own, ...node.operands.map((operand) => depths.get(operand)!)));
    }
    return depths.get(expression)!;
  }

  /**
   * What the accumulators of a loop are in the end.
   *
   * Each is found by a loop that moves on no more accumulators than it needs, and that stands outside
   * of the loops that it uses nothing of: what is equal then is one fold.
   */
  folds(
    level: number,
    length: number,
    first: readonly Expression[],
    step: readonly Expression[],
  ): Fold[] {
    const own = step.map((_, k) => this.accumulator(level, k));
    const needs = step.map((each) => {
      const nodes = new Set(this.#inside([each], level));
      return own.flatMap((accumulator, k) => nodes.has(accumulator) ? [k] : []);
    });
    return step.map((_, k) => {
      const needed = new Set([k]);
      for (const each of needed) needs[each]!.forEach((other) => needed.add(other));
      const kept = [...needed].sort((x, y) => x - y);
      const steps = this.replaced(kept.map((each) => step[each]!), level, (node) => {
        return own[kept.findIndex((each) => own[each] === node)];
      });
      return this.#loop(level, length, kept.map((each) => first[each]!), steps)[kept.indexOf(k)]!;
    });
  }

  /** Expressions in which variables are replaced that the loop at a level changes. */
  replaced(
    roots: readonly Expression[],
    level: number,
    replacement: (node: Expression) => Expression | undefined,
  ): Expression[] {
    return this.rewritten(roots, (node) => {
      return replacement(node) ?? (this.depthOf(node) <= level ? node : undefined);
    });
  }

  /** Entries in the column of the loop at a level, in that of the loop at another. */
  inColumn(entries: readonly Expression[], from: number, to: number): Expression[] {
    if (to >= from) return this.shifted(entries, from, to - from);
    return this.replaced(entries, from, (node) => {
      const changing = this.#changing.get(node);
      return changing?.level === from ? changing.at(to) : undefined;
    });
  }

  /** Expressions whose loops from a level on are so many levels further in. */
  shifted(roots: readonly Expression[], from: number, by: number): Expression[] {
    if (by === 0) return [...roots];
    return this.rewritten(roots, (node) => {
      if (this.depthOf(node) <= from) return node;
      const changing = this.#changing.get(node);
      return changing?.at(changing.level + by);
    }, by);
  }

  /**
   * Expressions in which some parts are replaced.
   *
   * @param roots The expressions.
   * @param replacement What replaces a part; the part made anew if undefined.
   * @param by How many levels loops move that are made anew.
   */
  rewritten(
    roots: readonly Expression[],
    replacement: (node: Expression) => Expression | undefined,
    by = 0,
  ): Expression[] {
    const made = new Map<Expression, Expression>();
    const below = (node: Expression) => {
      const replaced = made.get(node) ?? replacement(node);
      if (replaced) made.set(node, replaced);
      return replaced ? [] : partsOf(node);
    };
    const of = (parts: readonly Expression[]) => parts.map((part) => made.get(part)!);
    for (const node of postOrder(roots, below)) {
      if (made.has(node)) continue;
      if (node instanceof Fold) {
        const { level, length, first, step } = node.loop;
        made.set(node, this.folds(level + by, length, of(first), of(step))[node.index]!);
      } else if (node.operands.length === 0) {
        made.set(node, node);
      } else {
        const apply = this.m[(node as Operation).operator] as Arithmetic<Expression>["choose"];
        made.set(node, apply(...of(node.operands) as [Expression, Expression, Expression]));
      }
    }
    return of(roots);
  }

  /** The loop, moved out of those that it uses nothing of, as a fold for each accumulator. */
  #loop(
    level: number,
    length: number,
    first: readonly Expression[],
    step: readonly Expression[],
  ): Fold[] {
    const depths = this.#inside([...first, ...step], level).map((node) => this.depthOf(node));
    const outer = Math.max(0, ...depths.filter((depth) => depth <= level));
    const parts = this.shifted([...first, ...step], level, outer - level);
    const key = [outer, length, ...parts.map((part) => this.#numberOf(part))].join(" ");
    const known = this.#folds.get(key);
    if (known) return known;
    const loop = {
      ...{ level: outer, length },
      first: parts.slice(0, first.length),
      step: parts.slice(first.length),
    };
    const made = step.map((_, k) => new Fold(loop, k));
    this.#folds.set(key, made);
    return made;
  }

  /** What the loop at a level computes, with the nodes from outside that it begins with. */
  #inside(roots: readonly Expression[], level: number): Expression[] {
    return postOrder(roots, (node) => this.depthOf(node) > level ? partsOf(node) : []);
  }

  #numberOf(node: Expression): number {
    if (!this.#numbers.has(node)) this.#numbers.set(node, this.#numbers.size);
    return this.#numbers.get(node)!;
  }
}
