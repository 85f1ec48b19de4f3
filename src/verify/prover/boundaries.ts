import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  type Expression,
  Operation,
  type Operator,
  Variable,
} from "../../core/arithmetic/expression.ts";
import type { LinearForm } from "../../symbolic/algebra/inequalities.ts";
import {
  asNumber,
  isZero,
  negative,
  type Rational,
  rational,
  times,
} from "../../symbolic/algebra/rational.ts";
import { firstZero } from "../numeric/zeros.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { type Interval, intervals } from "../../core/arithmetic/interval.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import {
  type Captured,
  decidedBy,
  drawVariables,
  expectedNodes,
  movingIn,
  partsOf,
  readRoots,
} from "./captured.ts";
import { numbers } from "./claim.ts";
import { LinearForms } from "./linear_forms.ts";

/** More boundaries than this are not compared. */
const MOST_BOUNDARIES = 200;
/** The largest denominator of a number that an argument is tried to vanish at. */
const LARGEST_DENOMINATOR = 1000;
/** How many intervals are searched for the zeros of one argument. */
const MOST_INTERVALS = 3000;
/** A smaller argument may be 0. */
const ROUNDING = 1e-9;
/** The search goes on this far behind a zero, relatively: two that are nearer count as one. */
const NARROW = 2 ** -40;

/**
 * A claim where arguments of choices vanish that depend on targets and other fixed values alone.
 *
 * A gradient must be right there, too: a target of exactly 1 is nothing rare. Where an argument
 * depends on what a derivative is taken by, the sides meet instead, which is checked elsewhere.
 */
export interface Boundaries {
  /** The claim with such an argument replaced by 0, for each, and for those that vanish together. */
  readonly claims: readonly Captured[];
  /** Whether it is not known where some argument vanishes. */
  readonly areIncomplete: boolean;
}

/** Finds the boundaries of a claim, of each part of it by itself. */
export function boundariesOf(captured: Captured): Boundaries {
  const moving = movingIn(captured);
  if (moving.length === 0) return { claims: [], areIncomplete: false };
  const found = partsOf(captured).map(({ entries }) => ofPart(only(captured, entries), moving));
  return {
    claims: found.flatMap(({ claims }) => claims),
    areIncomplete: found.some(({ areIncomplete }) => areIncomplete),
  };
}

/** A claim of some entries alone. */
function only(claim: Captured, entries: readonly number[]): Captured {
  const { got, expected, derivatives } = claim;
  return {
    ...claim,
    got: entries.map((i) => got[i]!),
    expected: entries.map((i) => expected[i]!),
    derivatives: entries.map((i) => derivatives[i]),
  };
}

function ofPart(part: Captured, moving: readonly Expression[]): Boundaries {
  const found = new Map<string, Captured>(), keyOf = naming();
  let areIncomplete = false;
  const pending = [part];
  while (pending.length > 0) {
    const claim = pending.pop()!;
    for (const argument of decidingArguments(claim, moving)) {
      const places = zerosOf(argument), mustBeExact = isFixed(argument, moving);
      // The others are looked for along lines, too.
      if (places === undefined && mustBeExact) areIncomplete = true;
      for (const place of places ?? []) {
        const there = substitute(claim, place);
        const key = keyOf(there);
        if (found.has(key) || !mustBeExact && isKink(there)) continue;
        if (found.size === MOST_BOUNDARIES) {
          return { claims: [...found.values()], areIncomplete: true };
        }
        found.set(key, there);
        pending.push(there);
      }
    }
  }
  return { claims: [...found.values()], areIncomplete };
}

/** One variable as a linear form of others. */
interface Place {
  readonly variable: number;
  readonly form: LinearForm;
}

/**
 * The arguments, or their factors, where what is computed must be the derivative itself: those that
 * depend on fixed values alone, and those that the function does not choose by.
 */
function decidingArguments(claim: Captured, moving: readonly Expression[]): Set<Expression> {
  const ofFunction = expectedNodes(claim);
  const chosenBy = new Set([...ofFunction].flatMap((node) => decidedBy(node) ?? []));
  const essential = partsOf(claim).flatMap(({ order, essential }) => order.slice(0, essential));
  const met = new Set<Expression>();
  for (const node of essential) {
    // A product vanishes where a factor does.
    for (const each of [decidedBy(node) ?? [], zeroTestOf(node)].flat().flatMap(factorsOf)) {
      if (isFixed(each, moving) || isOf(node, "choose") && !chosenBy.has(each)) met.add(each);
    }
    const divisors = isOf(node, "div") && !ofFunction.has(node) ? [node.operands[1]!] : [];
    divisors.flatMap(factorsOf).filter((each) => isFixed(each, moving)).forEach((each) =>
      met.add(each)
    );
  }
  return new Set([...met].filter((node) => variablesIn(node).length > 0));
}

function isFixed(node: Expression, moving: readonly Expression[]): boolean {
  return !variablesIn(node).some((variable) => moving.includes(variable));
}

function variablesIn(node: Expression): Variable[] {
  return postOrder([node]).filter((each) => each instanceof Variable);
}

function isOf(node: Expression, operator: Operator): boolean {
  return node instanceof Operation && node.operator === operator;
}

/** Whether an argument that the function chooses by vanishes, too: a kink has its convention. */
function isKink(claim: Captured): boolean {
  const values = drawVariables(claim, numbers(deriveKey(randomKey(0), PURPOSE.proof)));
  const chosenBy = postOrder(claim.expected).flatMap((node) => decidedBy(node) ?? []);
  return readRoots(chosenBy, float64, values).some((x) => Math.abs(x) < ROUNDING);
}

/** y of `y log a` and `y / a`, which are 0 where y is. */
function zeroTestOf(node: Expression): Expression[] {
  if (!(node instanceof Operation)) return [];
  return node.operator === "xlogy" || node.operator === "xdivy" ? [node.operands[0]!] : [];
}

/** Where a formula vanishes; undefined if that is not known. */
function zerosOf(node: Expression): Place[] | undefined {
  const form = linearForm(node);
  const variables = [...form.terms.keys()];
  if (variables.length === 0) return [];
  if (variables.every((variable) => variable >= 0)) return [solved(form)];
  const factors = factorsOf(node);
  if (factors.length > 1 || factors[0] !== node) {
    const zeros = factors.map(zerosOf);
    return zeros.includes(undefined) ? undefined : zeros.flatMap((each) => each!);
  }
  const met = variablesIn(node);
  return met.length === 1 ? zerosAlong(node, Number(met[0]!.name)) : undefined;
}

/** The factors whose zeros are those of a product; of a sum of squares, the first that may vanish. */
function factorsOf(node: Expression): Expression[] {
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
    if (each instanceof Variable) return Number(each.name);
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

/** What is squared in a sum of squares. */
function rootsOfSquares(node: Expression): Expression[] {
  const { operator, operands } = node as Operation;
  return operator === "add" ? operands.flatMap(rootsOfSquares) : [operands[0]!];
}

/** Whether a formula is linear, and its variables cancel. */
function isConstant(node: Expression): boolean {
  return linearForm(node).terms.size === 0;
}

/** The zeros of a formula of one variable, if all are simple fractions. */
function zerosAlong(node: Expression, variable: number): Place[] | undefined {
  const range = (t: Interval) =>
    readRoots([node], dual(intervals), at(variable, new Dual(t, intervals.one)))[0]!;
  const places: Place[] = [];
  const budget = { intervals: MOST_INTERVALS };
  for (let from = -Infinity;;) {
    const zero = firstZero({ range, from, to: Infinity, fromBelow: true, budget });
    if (zero === undefined) return places;
    const constant = zero === "unknown" ? undefined : fractionIn(zero.low, zero.high);
    if (zero === "unknown" || constant === undefined) return undefined;
    places.push({ variable, form: { constant, terms: new Map() } });
    from = zero.high + NARROW * Math.max(1, Math.abs(zero.high));
  }
}

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
function solved({ constant, terms }: LinearForm): Place {
  const variable = Math.max(...terms.keys());
  const { numerator, denominator } = negative(terms.get(variable)!);
  const scale = rational(denominator, numerator);
  const others = [...terms].filter(([each]) => each !== variable);
  return {
    variable,
    form: {
      constant: times(constant, scale),
      terms: new Map(others.map(([each, coefficient]) => [each, times(coefficient, scale)])),
    },
  };
}

function substitute(claim: Captured, { variable, form }: Place): Captured {
  const { m, ranges, got, expected, derivatives } = claim;
  const number = (x: Rational) => {
    const known = asNumber(x);
    if (known !== undefined) return m.constant(known);
    return m.div(m.constant(Number(x.numerator)), m.constant(Number(x.denominator)));
  };
  let value: Expression | undefined = isZero(form.constant) ? undefined : number(form.constant);
  for (const [each, coefficient] of form.terms) {
    const term = m.mul(number(coefficient), m.variable(`${each}`));
    value = value === undefined ? term : m.add(value, term);
  }
  const values = ranges.map((_, k) => k === variable ? value ?? m.zero : m.variable(`${k}`));
  const there = (roots: readonly Expression[]) => readRoots(roots, m, values);
  return {
    ...claim,
    got: there(got),
    expected: there(expected),
    derivatives: derivatives.map((each) => each && { of: there([each.of])[0]!, by: each.by }),
  };
}

/** Names claims alike whose formulas are alike. */
function naming(): (claim: Captured) => string {
  const numbers = new Map<Expression, number>();
  return ({ got, expected }) =>
    [...got, ...expected].map((node) => {
      if (!numbers.has(node)) numbers.set(node, numbers.size);
      return numbers.get(node)!;
    }).join();
}
