import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Expression, expressions, type Operation } from "../../core/arithmetic/expression.ts";

/** A loop over the columns of a row that updates accumulators. */
export interface FoldLoop {
  /** The number of enclosing loops; a loop only lies within loops whose variables it uses. */
  readonly level: number;
  readonly length: number;
  /** Each accumulator after the first column. */
  readonly first: readonly Expression[];
  /** Each accumulator after any other column, given the ones before. */
  readonly step: readonly Expression[];
}

/** The final value of an accumulator of a loop. */
export class Fold extends Expression {
  constructor(readonly loop: FoldLoop, readonly index: number) {
    super();
  }
}

/** The operands of an expression; of a fold, the expressions of its loop. */
export function partsOf(node: Expression): readonly Expression[] {
  return node instanceof Fold ? [...node.loop.first, ...node.loop.step] : node.operands;
}

/** In place of a row: the number of the column, times a factor that depends on the executor. */
export const COLUMN = /* @__PURE__ */ Symbol("column");

/** The meaning of a variable: an entry of a row in the column of the loop at a level. */
export interface Entry {
  /** The name of a row that is read, the number of a result, or the column itself. */
  readonly row: string | number | typeof COLUMN;
  readonly level: number;
}

/** A variable that the loop at a level changes. */
interface Changing {
  readonly level: number;
  /** The same variable of the loop at another level. */
  readonly at: (level: number) => Expression;
}

/** Expressions of whole rows: variables that loops change, and folds. */
export class LoopExpressions {
  /** Equal expressions are one object, folds included. */
  readonly m = expressions();
  /** The entries of rows, by the names of their variables. */
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

  /** Whether an expression uses an accumulator of an outermost loop, so that no other loop can have it. */
  accumulates(expression: Expression): boolean {
    return this.#inside([expression], 0).some((node) => this.#accumulators.has(node));
  }

  /** A variable that the loop at a level changes. */
  changing(name: string, level: number, at?: Changing["at"]): Expression {
    const variable = this.m.variable(name);
    this.#changing.set(variable, { level, at: at ?? (() => variable) });
    return variable;
  }

  /** The number of loops that an expression must lie within; 0 if no loop changes it. */
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
   * The final values of the accumulators of a loop.
   *
   * Each is computed by a loop with only the accumulators that it needs, outside of all loops whose
   * variables it does not use, so that equal ones are one fold.
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

  /** Replaces variables that the loop at a level changes. */
  replaced(
    roots: readonly Expression[],
    level: number,
    replacement: (node: Expression) => Expression | undefined,
  ): Expression[] {
    return this.rewritten(roots, (node) => {
      return replacement(node) ?? (this.depthOf(node) <= level ? node : undefined);
    });
  }

  /** Moves entries from the column of the loop at one level to that of the loop at another. */
  inColumn(entries: readonly Expression[], from: number, to: number): Expression[] {
    if (to >= from) return this.shifted(entries, from, to - from);
    return this.replaced(entries, from, (node) => {
      const changing = this.#changing.get(node);
      return changing?.level === from ? changing.at(to) : undefined;
    });
  }

  /** Moves loops from a level on further in, by so many levels. */
  shifted(roots: readonly Expression[], from: number, by: number): Expression[] {
    if (by === 0) return [...roots];
    return this.rewritten(roots, (node) => {
      if (this.depthOf(node) <= from) return node;
      const changing = this.#changing.get(node);
      return changing?.at(changing.level + by);
    }, by);
  }

  /** Replaces parts of expressions; rebuilds other parts, whose loops move in `by` levels. */
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

  /** A fold for each accumulator of a loop, moved out of all loops whose variables it does not use. */
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

  /** The nodes inside the loop at a level, and the nodes outside that they use. */
  #inside(roots: readonly Expression[], level: number): Expression[] {
    return postOrder(roots, (node) => this.depthOf(node) > level ? partsOf(node) : []);
  }

  #numberOf(node: Expression): number {
    if (!this.#numbers.has(node)) this.#numbers.set(node, this.#numbers.size);
    return this.#numbers.get(node)!;
  }
}
