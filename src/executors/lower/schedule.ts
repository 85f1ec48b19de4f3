import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { type Expression, Operation, type Operator } from "../../core/arithmetic/expression.ts";
import type { Captured } from "./capture.ts";
import { type Entry, Fold, partsOf } from "./loops.ts";

/** Loops, one after the other, and what is computed behind the last. */
export interface Block {
  /** The loops. */
  readonly loops: readonly Loop[];
  /** What is computed then: no fold is left in it, only variables that loops have set. */
  readonly values: readonly Expression[];
}

/** A loop over the columns of rows. */
export interface Loop {
  /** What is computed before it, as no column changes it, by the name of its variable. */
  readonly before: readonly { readonly name: string; readonly value: Expression }[];
  /** How many loops are around it. */
  readonly level: number;
  /** How many columns. */
  readonly length: number;
  /** The variables that it moves on, which hold what it found when it is done. */
  readonly accumulators: readonly string[];
  /** The numbers of the results whose entries it stores. */
  readonly stores: readonly number[];
  /** What is done for the first column: it gives each accumulator, then each entry to be stored. */
  readonly first: Block;
  /** What is done for every other column. */
  readonly rest: Block;
}

/** Formulas of rows, as they are to be carried out. */
export interface Schedule {
  /** The loops, and the results that are numbers, in their order. */
  readonly block: Block;
  /** What the variables stand for that are entries of rows, by name. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** What is rather stored than computed in a second loop. */
const COSTLY: ReadonlySet<Operator> = new Set<Operator>(
  ["exp", "expm1", "log", "log1p", "tanh", "erf", "xlogy"],
);

/**
 * Decides which loop computes what.
 *
 * Folds that do not wait for each other share a loop; rows are stored in the last; what no column
 * changes is computed before a loop; a costly entry that two loops need is computed by the first, and
 * stored where a result goes later.
 *
 * @param captured The formula.
 * @param inPlace Whether a result takes the place of a row that is read.
 * @returns What to do; undefined if a result would overwrite what is still to be read.
 */
export function scheduleOf(captured: Captured, inPlace: boolean): Schedule | undefined {
  const { loops, roots } = captured;
  const rows = roots.flatMap(({ value, length }, result) =>
    length === undefined ? [] : [{ result, length, entry: value }]
  );
  const numbers = roots.filter(({ length }) => length === undefined).map(({ value }) => value);
  if (inPlace) {
    const nested = postOrder(rows.map(({ entry }) => entry), partsOf)
      .some((node) => node instanceof Fold && node.level > 0);
    if (nested || new Set(rows.map(({ length }) => length)).size > 1) return undefined;
  }
  const scheduler = new Scheduler(captured, inPlace ? [] : rows);
  return { block: scheduler.block(0, numbers, rows), entries: loops.entries };
}

/** A row that is stored. */
interface StoredRow {
  /** The number of the result. */
  readonly result: number;
  readonly length: number;
  readonly entry: Expression;
}

/** Folds of one length that do not wait for each other, and the rows that are stored with them. */
interface Group {
  readonly length: number;
  readonly folds: Fold[];
  readonly rows: StoredRow[];
}

class Scheduler {
  readonly #loops;
  /** The results whose place is free before they are stored. */
  readonly #free: StoredRow[];
  #named = 0;

  constructor({ loops }: Captured, free: readonly StoredRow[]) {
    this.#loops = loops;
    this.#free = [...free];
  }

  /** What computes some expressions inside so many loops, and stores rows. */
  block(depth: number, roots: readonly Expression[], rows: readonly StoredRow[] = []): Block {
    const loops = this.#loops;
    const known = new Map<Expression, Expression>();
    /** Folds as the variables that hold them. */
    const found = (node: Expression) =>
      known.get(node) ?? (loops.depthOf(node) < depth ? node : undefined);
    const made: Loop[] = [];
    const groups = this.#grouped(depth, roots, rows);
    groups.forEach(({ length, folds, rows }, g) => {
      const accumulators = folds.map(() => this.#name("fold"));
      const kept = depth === 0 ? this.#kept(groups.slice(g), known) : [];
      const entries = [...kept, ...rows].map(({ entry }) => entry);
      const before = new Map<Expression, { name: string; value: Expression }>();
      const body = (roots: readonly Expression[]) =>
        loops.rewritten(roots, (node) => {
          if (known.has(node) || loops.depthOf(node) > depth) return known.get(node);
          if (!(node instanceof Operation)) return node;
          if (!before.has(node)) {
            const [value] = loops.rewritten([node], found);
            before.set(node, { name: this.#name("number"), value: value! });
          }
          return loops.m.variable(before.get(node)!.name);
        });
      const steps = folds.map(({ step }, k) => {
        const accumulator = loops.accumulator(depth);
        const own = loops.changing(accumulators[k]!, depth);
        return loops.rewritten([step], (node) => {
          if (node === accumulator) return own;
          return loops.depthOf(node) <= depth ? node : undefined;
        })[0]!;
      });
      const first = body([...folds.map(({ first }) => first), ...entries]);
      const rest = body([...steps, ...entries]);
      made.push({
        ...{ before: [...before.values()], level: depth, length, accumulators },
        stores: [...kept, ...rows].map(({ result }) => result),
        first: this.block(depth + 1, first),
        rest: this.block(depth + 1, rest),
      });
      for (const [node, { name }] of before) known.set(node, loops.m.variable(name));
      folds.forEach((fold, k) => known.set(fold, loops.m.variable(accumulators[k]!)));
      for (const { entry, result } of kept) known.set(entry, loops.entry(result, 0));
    });
    return { loops: made, values: loops.rewritten(roots, found) };
  }

  /** The loops of a level, in order: each after those that it waits for. */
  #grouped(
    depth: number,
    roots: readonly Expression[],
    rows: readonly StoredRow[],
  ): readonly Group[] {
    /** How many loops must be done before an expression is known. */
    const waits = new Map<Expression, number>();
    const groups: Group[][] = [];
    const groupOf = (rank: number, length: number): Group => {
      const same = groups[rank] ??= [];
      let group = same.find((group) => group.length === length);
      if (!group) same.push(group = { length, folds: [], rows: [] });
      return group;
    };
    for (const node of postOrder([...roots, ...rows.map(({ entry }) => entry)], partsOf)) {
      const rank = Math.max(0, ...partsOf(node).map((part) => waits.get(part)!));
      const isOwn = node instanceof Fold && node.level === depth;
      waits.set(node, isOwn ? rank + 1 : rank);
      if (isOwn) groupOf(rank, node.length).folds.push(node);
    }
    const last = Math.max(groups.length - 1, ...rows.map(({ entry }) => waits.get(entry)!));
    for (const row of rows) groupOf(last, row.length).rows.push(row);
    return groups.flat();
  }

  /** The costly entries that the first of some loops keeps for the others, where results go. */
  #kept(groups: readonly Group[], known: ReadonlyMap<Expression, Expression>): StoredRow[] {
    const entriesOf = ({ folds, rows }: Group) =>
      postOrder(
        [...folds.flatMap(partsOf), ...rows.map(({ entry }) => entry)],
        (node) => known.has(node) ? [] : partsOf(node),
      ).filter((node) =>
        node instanceof Operation && COSTLY.has(node.operator) && this.#loops.depthOf(node) === 1 &&
        !known.has(node)
      );
    const [own, ...later] = groups;
    const again = new Set(
      later.filter(({ length }) => length === own!.length).flatMap(entriesOf),
    );
    // What other costly entries are made of comes first: the last is the better to keep.
    return entriesOf(own!).filter((node) => again.has(node)).reverse().flatMap((entry) => {
      const at = this.#free.findIndex(({ length }) => length === own!.length);
      return at < 0 ? [] : [{ ...this.#free.splice(at, 1)[0]!, entry }];
    });
  }

  #name(what: string): string {
    return `${what} ${this.#named++}`;
  }
}
