import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  Constant,
  type Expression,
  type Expressions,
  expressions,
  type Operation,
  type Variable,
} from "../../core/arithmetic/expression.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { type Asserted, assertedBy, decidedBy, isNaNConstant } from "./asserted.ts";
import { type Claim, numbers, type Sides, type Variables } from "./claim.ts";

/** A claim as the graph of its operations, captured once: what is proved. */
export interface Captured extends Required<Sides<Expression>> {
  /** What the claim is called. */
  readonly subject: string;
  /** The arithmetic that the graph was captured in. */
  readonly m: Expressions;
  /** The range of each variable, by number. */
  readonly ranges: readonly Range[];
  /** The lengths of the rows that its variables form, if they do. */
  readonly rows?: readonly number[];
  /** On a boundary the variables of the whole claim, by those that are left. */
  readonly at?: readonly Expression[];
  /** On a boundary the claim that it bounds, with the same entries. */
  readonly whole?: Captured;
  /** The variables that derivatives are taken by, if some entries were left out. */
  readonly moving?: readonly Expression[];
  /** What is 0 here though variables need not make it 0, if anything: a difference proves nothing. */
  readonly vanishing?: readonly Expression[];
}

/** What a variable is drawn from: at least `low`, below `high`. */
interface Range {
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Runs a claim once and records its operations. */
export function capture(claim: Claim): Captured {
  const m = expressions();
  const ranges: Range[] = [];
  const variable = (low?: number, high?: number) => {
    ranges.push({ low, high });
    return m.variable(`${ranges.length - 1}`);
  };
  const { got, expected, derivatives = [] } = claim.sides<Expression>({ ...m, variable });
  const { subject, rows } = claim;
  return { subject, m, ranges, got, expected, derivatives, ...(rows && { rows }) };
}

/** The variables that derivatives are taken by, each once. */
export function movingIn({ derivatives, moving }: Captured): readonly Expression[] {
  return moving ?? [...new Set(derivatives.flatMap((each) => each?.by ?? []))];
}

/** The number of a variable of a captured claim. */
export function numberOf(variable: Expression): number {
  return Number((variable as Variable).name);
}

/** Draws the variables of a captured claim, in their order. */
export function drawVariables<T>(
  { ranges }: Pick<Captured, "ranges">,
  { variable }: Variables<T>,
): T[] {
  return ranges.map(({ low, high }) => variable(low, high));
}

/** Numbers on a grid are multiples of this. */
const GRID = 2 ** -6;

/** Draws numbers on a grid for the variables, so that a sum of them that vanishes is 0 in float64, too. */
export function drawOnGrid(captured: Pick<Captured, "ranges">, key: RandomKey): number[] {
  return drawVariables(captured, numbers(key)).map((x) => GRID * Math.round(x / GRID));
}

/** How roots are read, by the list of them: a claim's are read many times. */
const EVALUATORS = /* @__PURE__ */ new WeakMap<
  readonly Expression[],
  ReturnType<typeof evaluatorOf>
>();

/**
 * Reads roots of a captured claim, given the values of its variables.
 *
 * @param roots A list that never changes: the order of what is below is found once for it.
 */
export function readRoots<T>(
  roots: readonly Expression[],
  m: Arithmetic<T>,
  values: readonly T[],
): T[] {
  const evaluate = EVALUATORS.get(roots) ?? evaluatorOf(roots);
  EVALUATORS.set(roots, evaluate);
  return evaluate(m, (name) => values[Number(name)]!);
}

/**
 * Some entries of a claim that depend on the same signs, and the order in which they are read.
 *
 * A derivative of a sum does not depend on the terms without the variable. They only matter in that
 * the sum may be undefined, so the entries are read first without them, on all of their own regions.
 */
export interface Part {
  /** The entries, by number. */
  readonly entries: readonly number[];
  /** Every node that is needed, operands first; the first ones are those whose signs matter. */
  readonly order: readonly Expression[];
  /** The place of each node in that order. */
  readonly numbers: ReadonlyMap<Expression, number>;
  /** How many of them are the first ones. */
  readonly essential: number;
  /** What the expected values are made of, but what a factor 0 hides. */
  readonly ofFunction: readonly Expression[];
  /** The sides where the expected values are numbers, by the argument that decides. */
  readonly guards: ReadonlyMap<Expression, 1 | -1>;
}

const PARTS = /* @__PURE__ */ new WeakMap<Captured, readonly Part[]>();

/** Groups the entries of a claim by the arguments whose signs they depend on; the same each time. */
export function partsOf(captured: Captured): readonly Part[] {
  const parts = PARTS.get(captured) ?? grouped(captured);
  PARTS.set(captured, parts);
  return parts;
}

function grouped(captured: Captured): Part[] {
  const { got, expected, vanishing = [] } = captured;
  const asserted = assertedBy(expected);
  const folded = foldedSides(captured, asserted);
  const groups = new Map<string, { entries: number[]; roots: Expression[] }>();
  const numbers = new Map<Expression, number>();
  got.forEach((_, i) => {
    // The function first: what it is, and of which sign, is known before the code is read.
    const roots = [folded[got.length + i]!, folded[i]!, ...vanishing];
    const arguments_ = new Set(postOrder(roots).flatMap((node) => decidedBy(node) ?? []));
    for (const each of arguments_) if (!numbers.has(each)) numbers.set(each, numbers.size);
    const key = Array.from(arguments_, (each) => numbers.get(each)!).sort((x, y) => x - y).join();
    const group = groups.get(key) ?? { entries: [], roots: [] };
    group.entries.push(i);
    group.roots.push(...roots);
    groups.set(key, group);
  });
  return Array.from(groups.values(), ({ entries, roots }) => {
    const essential = postOrder(roots);
    const whole = [...roots, ...entries.flatMap((i) => [got[i]!, expected[i]!])];
    const order = postOrder(whole); // the first roots first
    return {
      entries,
      order,
      numbers: new Map(order.map((node, k) => [node, k])),
      essential: essential.length,
      ofFunction: postOrder(entries.map((i) => folded[got.length + i]!)),
      guards: common(entries.map((i) => asserted[i]!.guards)),
    };
  });
}

/** A claim without what a factor 0 hides, as its parts are read first. */
export function folded(captured: Captured): Captured {
  const { got, expected } = captured;
  const sides = foldedSides(captured, assertedBy(expected));
  return { ...captured, got: sides.slice(0, got.length), expected: sides.slice(got.length) };
}

function foldedSides(
  { m, got, expected, ranges }: Captured,
  asserted: readonly Asserted[],
): Expression[] {
  const variables = ranges.map((_, k) => m.variable(`${k}`));
  return [
    // Code that is not a number where it should be one is wrong, even times 0.
    ...got.map((root, i) =>
      readRoots(
        [root],
        folding(m, mayBeLeftOut(asserted[i]!.nodes), asserted[i]!.divisors),
        variables,
      )[0]!
    ),
    ...readRoots(expected, folding(m, () => true), variables),
  ];
}

/** Whether a formula is a number, but at single points, wherever some operations are. */
function mayBeLeftOut(asserted: ReadonlySet<Expression>): (node: Expression) => boolean {
  const known = new Map<Expression, boolean>();
  return (root) => {
    for (const node of postOrder([root], (node) => known.has(node) ? [] : node.operands)) {
      if (known.has(node)) continue;
      const isNumber = !isNaNConstant(node) &&
        (asserted.has(node) || decidedBy(node) === undefined ||
          (node as Operation).operator === "choose");
      known.set(node, isNumber && node.operands.every((operand) => known.get(operand)));
    }
    return known.get(root)!;
  };
}

/** What is in all maps alike. */
function common<K, V>([first, ...others]: readonly ReadonlyMap<K, V>[]): Map<K, V> {
  return new Map([...first!].filter(([key, value]) => {
    return others.every((other) => other.get(key) === value);
  }));
}

/** The same operation of other operands. */
export function withOperands(
  m: Expressions,
  node: Expression,
  operands: readonly Expression[],
): Expression {
  if (operands.every((operand, k) => operand === node.operands[k])) return node;
  return (m[(node as Operation).operator] as (...operands: Expression[]) => Expression)(
    ...operands,
  );
}

/** Expressions without operations that change no number: x + 0, x − 0, 1 x, x / 1. */
export function foldingNeutral(m: Expressions): Arithmetic<Expression> {
  const { zero, one } = m;
  return {
    ...m,
    add: (x, y) => x === zero ? y : y === zero ? x : m.add(x, y),
    sub: (x, y) => y === zero ? x : m.sub(x, y),
    mul: (x, y) => x === one ? y : y === one ? x : m.mul(x, y),
    div: (x, y) => y === one ? x : m.div(x, y),
  };
}

/**
 * The same without what a factor 0 hides and without choices between two equal values.
 *
 * @param divisors What is known not to be 0; everything by default.
 */
function folding(
  m: Expressions,
  mayBeLeftOut: (node: Expression) => boolean,
  divisors?: ReadonlySet<Expression>,
): Arithmetic<Expression> {
  const { zero } = m, plain = foldingNeutral(m);
  const hides = (x: Expression, y: Expression) => x === zero && mayBeLeftOut(y);
  return {
    ...plain,
    sub: (x, y) => x === zero && y !== zero ? m.neg(y) : plain.sub(x, y),
    mul: (x, y) => hides(x, y) || hides(y, x) ? zero : plain.mul(x, y),
    div: (x, y) => {
      const isSafe = divisors === undefined || divisors.has(y) ||
        y instanceof Constant && y !== zero;
      return isSafe && hides(x, y) ? x : plain.div(x, y);
    },
    neg: (x) => x === zero ? x : m.neg(x),
    xlogy: (y, a) => hides(y, a) ? y : m.xlogy(y, a),
    xdivy: (y, a) => hides(y, a) ? y : m.xdivy(y, a),
    choose: (x, positive, otherwise) => {
      const isAlike = positive === otherwise && mayBeLeftOut(x);
      return isAlike ? positive : m.choose(x, positive, otherwise);
    },
  };
}
