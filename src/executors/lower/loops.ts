import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Expression, expressions, type Operation } from "../../core/arithmetic/expression.ts";

/**
 * A number that a loop over a row computes: an accumulator that every column moves on.
 *
 * `level` is how many loops are around it, at least: a fold that uses nothing of a loop is no part of
 * it. Inside `first` and `step` the column is that of the loop at this level.
 */
export class Fold extends Expression {
  /**
   * @param level The number of the loop, counted from the outermost.
   * @param length How many columns.
   * @param first The accumulator after the first column.
   * @param step The accumulator after any other, given the one before.
   */
  constructor(
    readonly level: number,
    readonly length: number,
    readonly first: Expression,
    readonly step: Expression,
  ) {
    super();
  }
}

/** What an expression is made of; of a fold, what its loop computes. */
export function partsOf(node: Expression): readonly Expression[] {
  return node instanceof Fold ? [node.first, node.step] : node.operands;
}

/** Where a variable stands: an entry of a row, in the column of the loop at a level. */
export interface Entry {
  /** The name of a row that is read, or the number of a result. */
  readonly row: string | number;
  /** The level of the loop. */
  readonly level: number;
}

/** Expressions of whole rows: variables that a loop changes, and folds. */
export class LoopExpressions {
  /** The arithmetic. Equal expressions are one object, folds included. */
  readonly m = expressions();
  /** The entries of rows, by the name of their variable. */
  readonly entries = new Map<string, Entry>();
  readonly #levels = new Map<Expression, number>();
  readonly #depths = new Map<Expression, number>();
  readonly #numbers = new Map<Expression, number>();
  readonly #folds = new Map<string, Fold>();

  /** The entry of a row in the column of the loop at a level. */
  entry(row: string | number, level: number): Expression {
    const name = `${typeof row === "string" ? row : `result ${row}`} in column ${level}`;
    this.entries.set(name, { row, level });
    return this.changing(name, level);
  }

  /** The accumulator of the loop at a level, inside the step of a fold. */
  accumulator(level: number): Expression {
    return this.changing(`accumulator ${level}`, level);
  }

  /** A variable that the loop at a level changes. */
  changing(name: string, level: number): Expression {
    const variable = this.m.variable(name);
    this.#levels.set(variable, level);
    return variable;
  }

  /** How many loops have to be around an expression; 0 for what no loop changes. */
  depthOf(expression: Expression): number {
    const depths = this.#depths;
    for (const node of postOrder([expression], (node) => depths.has(node) ? [] : node.operands)) {
      if (depths.has(node)) continue;
      const own = node instanceof Fold ? node.level : (this.#levels.get(node) ?? -1) + 1;
      depths.set(node, Math.max(own, ...node.operands.map((operand) => depths.get(operand)!)));
    }
    return depths.get(expression)!;
  }

  /** A fold, moved out of the loops that it uses nothing of. */
  fold(level: number, length: number, first: Expression, step: Expression): Fold {
    const outer = Math.max(
      0,
      ...postOrder([first, step], (node) => this.depthOf(node) > level ? partsOf(node) : [])
        .map((node) => this.depthOf(node)).filter((depth) => depth <= level),
    );
    const [begun, moved] = this.shifted([first, step], level, outer - level);
    const key = [outer, length, ...[begun!, moved!].map((part) => this.#numberOf(part))].join(" ");
    const known = this.#folds.get(key);
    if (known) return known;
    const made = new Fold(outer, length, begun!, moved!);
    this.#folds.set(key, made);
    return made;
  }

  /** Expressions whose loops from a level on are so many levels further in. */
  shifted(roots: readonly Expression[], from: number, by: number): Expression[] {
    if (by === 0) return [...roots];
    return this.rewritten(roots, (node) => {
      if (this.depthOf(node) <= from) return node;
      const level = this.#levels.get(node);
      if (level === undefined) return;
      const entry = this.entries.get((node as Expression & { readonly name: string }).name);
      return entry ? this.entry(entry.row, level + by) : this.accumulator(level + by);
    }, by);
  }

  /**
   * Expressions in which some parts are replaced.
   *
   * @param roots The expressions.
   * @param replacement What replaces a part; the part made anew if undefined.
   * @param by How many levels folds move that are made anew.
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
    for (const node of postOrder(roots, below)) {
      if (made.has(node)) continue;
      const parts = partsOf(node).map((part) => made.get(part)!);
      made.set(
        node,
        node instanceof Fold
          ? this.fold(node.level + by, node.length, parts[0]!, parts[1]!)
          : parts.length === 0
          ? node
          : (this.m[(node as Operation).operator] as Arithmetic<Expression>["choose"])(
            ...parts as [Expression, Expression, Expression],
          ),
      );
    }
    return roots.map((root) => made.get(root)!);
  }

  #numberOf(node: Expression): number {
    if (!this.#numbers.has(node)) this.#numbers.set(node, this.#numbers.size);
    return this.#numbers.get(node)!;
  }
}
