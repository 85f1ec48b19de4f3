import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import {
  type Expression,
  type Expressions,
  Operation,
  Variable,
} from "../../core/arithmetic/expression.ts";
import { Interval, intervals, isPositive, mayBeZero } from "../../core/arithmetic/interval.ts";
import { type LinearForm, scaled } from "../../symbolic/algebra/inequalities.ts";
import { inverse, negative, type Rational, rational } from "../../symbolic/algebra/rational.ts";
import { firstZero } from "../numeric/zeros.ts";
import { numberOf, readRoots, withOperands } from "./captured.ts";
import { LinearForms } from "./linear_forms.ts";

/** The largest denominator of a number that a formula is tried to vanish at. */
const LARGEST_DENOMINATOR = 1000;
/** How many intervals are searched for the zeros of one formula. */
const MOST_INTERVALS = 3000;
/** By how many arguments a formula may choose for each way to be resolved. */
const MOST_CHOICES = 6;
/** The search goes on this far behind a zero, relatively: two that are nearer count as one. */
const NARROW = 2 ** -40;

/** A variable as a linear form of others, or if that is not known, a range that it lies in. */
export interface Place {
  readonly variable: number;
  readonly form?: LinearForm;
  readonly range?: Interval;
}

/** Where a formula, made by `m`, vanishes; undefined if that is not known. */
export function zerosOf(node: Expression, m: Expressions): Place[] | undefined {
  const form = linearForm(node);
  const variables = [...form.terms.keys()];
  if (variables.length === 0) return [];
  if (variables.every((variable) => variable >= 0)) return [solved(form)];
  const factors = factorsOf(node);
  if (factors.length > 1 || factors[0] !== node) {
    const zeros = factors.map((factor) => zerosOf(factor, m));
    return zeros.includes(undefined) ? undefined : zeros.flatMap((each) => each!);
  }
  const resolved = resolvedOf(node, m);
  if (resolved !== undefined && resolved[0] !== node) {
    const zeros = resolved.map((each) => zerosOf(each, m));
    if (!zeros.includes(undefined)) {
      return distinct(zeros.flatMap((each) => each!)).filter(({ variable, range }) => {
        return range === undefined ||
          mayBeZero(rangeOf(node, { variable, range }));
      });
    }
  }
  const squared = withoutRoot(node, m);
  if (squared !== undefined && isNeverZero(squared)) return [];
  const met = variablesIn(node);
  if (met.length === 1) return zerosAlong(node, numberOf(met[0]!));
  return mayBeZero(rangeOf(node)) ? undefined : [];
}

/** Places without those that are met again. */
function distinct(places: readonly Place[]): Place[] {
  const nameOf = ({ variable, form, range }: Place) => {
    if (form === undefined) return `${variable} in ${range!.low} to ${range!.high}`;
    const numbers = [form.constant, ...form.terms.values()];
    return `${variable}: ${[...form.terms.keys()]} ${
      numbers.map(({ numerator, denominator }) => `${numerator}/${denominator}`)
    }`;
  };
  return [...new Map(places.map((place) => [nameOf(place), place])).values()];
}

/** The one place where a formula that is linear in its variables vanishes. */
export function linearZeroOf(node: Expression): Required<Omit<Place, "range">> | undefined {
  const form = linearForm(node), variables = [...form.terms.keys()];
  return variables.length > 0 && Math.min(...variables) >= 0 ? solved(form) : undefined;
}

/** u − v², which vanishes wherever √u − v or √u + v does. */
function withoutRoot(node: Expression, m: Expressions): Expression | undefined {
  if (!(node instanceof Operation)) return undefined;
  const { operator, operands: [x, y] } = node;
  if (operator !== "add" && operator !== "sub") return undefined;
  const isRoot = (each: Expression) => each instanceof Operation && each.operator === "sqrt";
  const [root, other] = isRoot(x!) ? [x!, y!] : [y!, x!];
  return isRoot(root) ? m.sub(root.operands[0]!, m.mul(other, other)) : undefined;
}

/** Whether a formula is a number other than 0, as what depends on variables cancels. */
function isNeverZero(node: Expression): boolean {
  const { constant, terms } = linearForm(node);
  return terms.size === 0 && constant.numerator !== 0n;
}

/** The range of a formula, whatever its variables are, but for one that lies in a range. */
export function rangeOf(
  node: Expression,
  known?: { readonly variable: number; readonly range: Interval },
): Interval {
  const length = 1 + Math.max(-1, ...variablesIn(node).map(numberOf));
  const values = Array.from({ length }, (_, k) => {
    return known?.variable === k ? known.range : new Interval(-Infinity, Infinity);
  });
  return readRoots([node], intervals, values)[0]!;
}

/** The formulas that each way to choose leaves, if they are few: it vanishes only where one of these does. */
function resolvedOf(root: Expression, m: Expressions): Expression[] | undefined {
  const nodes = postOrder([root]);
  const decided = new Set(nodes.flatMap((node) => isChoice(node) ? [node.operands[0]!] : []));
  if (decided.size > MOST_CHOICES) return undefined;
  const bits = new Map(Array.from(decided, (argument, k) => [argument, k]));
  const resolved = Array.from({ length: 2 ** decided.size }, (_, sides) => {
    const values = new Map<Expression, Expression>();
    for (const node of nodes) {
      const operands = node.operands.map((operand) => values.get(operand)!);
      const isAbove = isChoice(node) && sides >> bits.get(node.operands[0]!)! & 1;
      const chosen = isAbove ? operands[1]! : operands[2]!;
      values.set(node, isChoice(node) ? chosen : withOperands(m, node, operands));
    }
    return values.get(root)!;
  });
  return [...new Set(resolved)];
}

function isChoice(node: Expression): boolean {
  return node instanceof Operation && node.operator === "choose";
}

/** The factors whose zeros are those of a product; of a sum of squares, the first that may vanish. */
export function factorsOf(node: Expression): Expression[] {
  if (!(node instanceof Operation)) return [node];
  const { operator, operands } = node;
  if (operator === "mul" && !isSquare(node)) return operands.flatMap(factorsOf);
  if (operator === "neg" || operator === "div" || operator === "sqrt") {
    return factorsOf(operands[0]!);
  }
  if (isSquare(node)) {
    const root = rootsOfSquares(node).find((each) => !isConstant(each));
    return root === undefined ? [] : factorsOf(root);
  }
  return [node];
}

/** A formula as a linear form of its variables, which keep their numbers, and of other values. */
function linearForm(node: Expression): LinearForm {
  const numbers = new Map<Expression, number>();
  return new LinearForms((each) => {
    if (each instanceof Variable) return numberOf(each);
    if (!numbers.has(each)) numbers.set(each, -1 - numbers.size);
    return numbers.get(each)!;
  }).of(node);
}

/** Whether a formula is a square or a sum of squares. */
function isSquare(node: Expression): boolean {
  if (!(node instanceof Operation)) return false;
  const { operator, operands } = node;
  return operator === "mul" && operands[0] === operands[1] ||
    operator === "add" && operands.every(isSquare);
}

/** The formulas that vanish together wherever one does, for each way in which it may. */
export function waysToVanish(node: Expression): Expression[][] {
  if (!(node instanceof Operation)) return [[node]];
  const { operator, operands: [x] } = node;
  if (isSquare(node)) return [rootsOfSquares(node)];
  if (operator === "mul") return node.operands.flatMap(waysToVanish);
  return operator === "neg" || operator === "div" ? waysToVanish(x!) : [[node]];
}

/** What is squared in a sum of squares. */
function rootsOfSquares(node: Expression): Expression[] {
  const { operator, operands } = node as Operation;
  return operator === "add" ? operands.flatMap(rootsOfSquares) : [operands[0]!];
}

/** Whether a formula is linear, and its variables cancel. */
function isConstant(node: Expression): boolean {
  return linearForm(node).terms.size === 0;
}

/** The zeros of a formula of one variable, exactly where they are simple fractions. */
function zerosAlong(node: Expression, variable: number): Place[] | undefined {
  const roots = [node];
  const range = (t: Interval) =>
    readRoots(roots, jumping, at(variable, new Dual(t, intervals.one)))[0]!;
  const places: Place[] = [];
  const budget = { intervals: MOST_INTERVALS };
  for (let from = -Infinity;;) {
    const zero = firstZero({ range, from, to: Infinity, fromBelow: true, budget });
    if (zero === undefined) return places;
    if (zero === "unknown") return undefined;
    const constant = fractionIn(zero.low, zero.high);
    places.push(
      constant
        ? { variable, form: { constant, terms: new Map() } }
        : { variable, range: new Interval(zero.low, zero.high) },
    );
    from = zero.high + NARROW * Math.max(1, Math.abs(zero.high));
  }
}

/** Intervals with derivatives, of which nothing is known where a choice may jump. */
const jumping: Arithmetic<Dual<Interval>> = /* @__PURE__ */ (() => {
  const d = dual(intervals);
  return {
    ...d,
    choose: (x, positive, otherwise) => {
      const chosen = d.choose(x, positive, otherwise);
      if (isPositive(x.value) || x.value.high <= 0) return chosen;
      return new Dual(chosen.value, new Interval(-Infinity, Infinity));
    },
  };
})();

function at<T>(variable: number, value: T): T[] {
  return Array.from<T>({ length: variable + 1 }).fill(value);
}

function fractionIn(low: number, high: number): Rational | undefined {
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round((low + high) / 2 * denominator);
    if (numerator / denominator >= low && numerator / denominator <= high) {
      return rational(BigInt(numerator), BigInt(denominator));
    }
  }
}

/** The last variable of a form that is 0, in terms of the others. */
function solved({ constant, terms }: LinearForm): Required<Omit<Place, "range">> {
  const variable = Math.max(...terms.keys());
  const scale = inverse(negative(terms.get(variable)!));
  const others = new Map([...terms].filter(([each]) => each !== variable));
  return { variable, form: scaled({ constant, terms: others }, scale) };
}

/** The variables of a formula. */
export function variablesIn(node: Expression): Variable[] {
  return postOrder([node]).filter((each) => each instanceof Variable);
}
