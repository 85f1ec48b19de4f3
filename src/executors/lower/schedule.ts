import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { type Expression, Operation, type Operator } from "../../core/arithmetic/expression.ts";
import type { Captured } from "./capture.ts";
import { type Entry, Fold, type FoldLoop, type LoopExpressions, partsOf } from "./loops.ts";

/** Consecutive loops, and values computed after the last. */
export interface Block {
  readonly loops: readonly Loop[];
  /** Expressions without folds, of variables that the loops have set. */
  readonly values: readonly Expression[];
}

/** A loop over the columns of rows. */
export interface Loop {
  /** Values that no column changes, computed beforehand, and the names of their variables. */
  readonly before: readonly { readonly name: string; readonly value: Expression }[];
  readonly level: number;
  readonly length: number;
  /** The variables that it updates, and that hold its results. */
  readonly accumulators: readonly string[];
  /** The numbers of the results whose entries it stores. */
  readonly stores: readonly number[];
  /** The body for the first column; its values are each accumulator, then each entry to store. */
  readonly first: Block;
  readonly rest: Block;
}

/** An order of computation for formulas of rows. */
export interface Schedule {
  /** The loops, and the results that are numbers, in their order. */
  readonly block: Block;
  /** The length of each result that is a row. */
  readonly lengths: readonly (number | undefined)[];
  /** The variables that are entries of rows, by name. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Whether an entry of a row may be read after a result was stored in the same column. */
  readonly readsAgain: boolean;
}

/** Operations whose results are stored rather than computed again in a second loop. */
const COSTLY: ReadonlySet<Operator> = new Set<Operator>(
  ["exp", "expm1", "log", "log1p", "tanh", "erf", "xlogy"],
);

/**
 * Decides which loop computes what.
 *
 * Independent folds share a loop; rows are stored in the last; values that no column changes are
 * computed before a loop; a costly entry that two loops need is computed by the first, and kept in the
 * place of a later result.
 *
 * @param spare Whether storing in a result's place overwrites nothing that is read.
 */
export function scheduleOf({ loops, roots }: Captured, spare: boolean): Schedule {
  const rows = roots.flatMap(({ value, length }, result) =>
    length === undefined ? [] : [{ result, length, entry: value }]
  );
  const numbers = roots.filter(({ length }) => length === undefined).map(({ value }) => value);
  const nested = postOrder(rows.map(({ entry }) => entry), partsOf)
    .some((node) => node instanceof Fold && node.loop.level > 0);
  return {
    block: new Scheduler(loops, spare ? rows : []).block(0, numbers, rows),
    lengths: roots.map(({ length }) => length),
    entries: loops.entries,
    readsAgain: nested || new Set(rows.map(({ length }) => length)).size > 1,
  };
}

/** A row to store, the result of that number. */
interface StoredRow {
  readonly result: number;
  readonly length: number;
  readonly entry: Expression;
}

/** Independent folds of one length, and the rows that are stored with them. */
interface Group {
  readonly length: number;
  readonly folds: Map<FoldLoop, Fold[]>;
  readonly rows: StoredRow[];
}

class Scheduler {
  readonly #loops: LoopExpressions;
  /** Results whose place is free until they are stored. */
  readonly #free: StoredRow[];
  #named = 0;

  constructor(loops: LoopExpressions, free: readonly StoredRow[]) {
    this.#loops = loops;
    this.#free = [...free];
  }

  /** Computes expressions inside `depth` loops, and stores rows. */
  block(depth: number, roots: readonly Expression[], rows: readonly StoredRow[] = []): Block {
    const loops = this.#loops;
    const known = new Map<Expression, Expression>();
    const held = (node: Expression) =>
      known.get(node) ?? (loops.depthOf(node) < depth ? node : undefined);
    const made: Loop[] = [];
    const groups = this.#grouped(depth, roots, rows);
    groups.forEach(({ length, folds, rows }, g) => {
      const accumulators: string[] = [], first: Expression[] = [], step: Expression[] = [];
      const found: [Fold, Expression][] = [];
      for (const [loop, nodes] of folds) {
        const own = loop.step.map(() => this.#name("fold"));
        const variables = own.map((name) => loops.changing(name, depth));
        const before = own.map((_, k) => loops.accumulator(depth, k));
        accumulators.push(...own);
        first.push(...loop.first);
        step.push(
          ...loops.replaced(loop.step, depth, (node) => variables[before.indexOf(node)]),
        );
        for (const node of nodes) found.push([node, variables[node.index]!]);
      }
      const kept = depth === 0 ? this.#kept(groups.slice(g), known) : [];
      const entries = [...kept, ...rows].map(({ entry }) => entry);
      const before = new Map<Expression, { name: string; value: Expression }>();
      const body = (roots: readonly Expression[]) =>
        loops.rewritten(roots, (node) => {
          if (known.has(node) || loops.depthOf(node) > depth) return known.get(node);
          if (!(node instanceof Operation)) return node;
          if (!before.has(node)) {
            const [value] = loops.rewritten([node], held);
            before.set(node, { name: this.#name("number"), value: value! });
          }
          return loops.m.variable(before.get(node)!.name);
        });
      made.push({
        ...{ level: depth, length, accumulators },
        stores: [...kept, ...rows].map(({ result }) => result),
        first: this.block(depth + 1, body([...first, ...entries])),
        rest: this.block(depth + 1, body([...step, ...entries])),
        // Last, as the bodies determine it.
        before: [...before.values()],
      });
      for (const [node, { name }] of before) known.set(node, loops.m.variable(name));
      for (const [fold, variable] of found) known.set(fold, variable);
      for (const { entry, result } of kept) known.set(entry, loops.entry(result, 0));
    });
    return { loops: made, values: loops.rewritten(roots, held) };
  }

  /** The loops of a level, each after those that it depends on. */
  #grouped(
    depth: number,
    roots: readonly Expression[],
    rows: readonly StoredRow[],
  ): readonly Group[] {
    /** The number of loops that must precede each expression. */
    const ranks = new Map<Expression, number>();
    const groups: Group[][] = [];
    const groupOf = (rank: number, length: number): Group => {
      const same = groups[rank] ??= [];
      let group = same.find((group) => group.length === length);
      if (!group) same.push(group = { length, folds: new Map(), rows: [] });
      return group;
    };
    for (const node of postOrder([...roots, ...rows.map(({ entry }) => entry)], partsOf)) {
      const rank = Math.max(0, ...partsOf(node).map((part) => ranks.get(part)!));
      const isOwn = node instanceof Fold && node.loop.level === depth;
      ranks.set(node, isOwn ? rank + 1 : rank);
      if (!isOwn) continue;
      const { folds } = groupOf(rank, node.loop.length);
      folds.set(node.loop, [...folds.get(node.loop) ?? [], node]);
    }
    const last = Math.max(groups.length - 1, ...rows.map(({ entry }) => ranks.get(entry)!));
    for (const row of rows) groupOf(last, row.length).rows.push(row);
    return groups.flat();
  }

  /** The costly entries that the first of some loops keeps for the others, in places of results. */
  #kept(groups: readonly Group[], known: ReadonlyMap<Expression, Expression>): StoredRow[] {
    const entriesOf = ({ folds, rows }: Group) =>
      postOrder(
        [...[...folds.values()].flat().flatMap(partsOf), ...rows.map(({ entry }) => entry)],
        (node) => known.has(node) ? [] : partsOf(node),
      ).filter((node) =>
        node instanceof Operation && COSTLY.has(node.operator) && this.#loops.depthOf(node) === 1 &&
        !known.has(node) && !this.#loops.accumulates(node)
      );
    const [own, ...later] = groups;
    const again = new Set(
      later.filter(({ length }) => length === own!.length).flatMap(entriesOf),
    );
    // Operands come first: the last entries are the best to keep.
    return entriesOf(own!).filter((node) => again.has(node)).reverse().flatMap((entry) => {
      const at = this.#free.findIndex(({ length }) => length === own!.length);
      return at < 0 ? [] : [{ ...this.#free.splice(at, 1)[0]!, entry }];
    });
  }

  #name(what: string): string {
    return `${what} ${this.#named++}`;
  }
}
