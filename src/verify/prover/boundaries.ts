import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { type Expression, Operation, type Operator } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import {
  asNumber,
  equals,
  isInteger,
  isZero,
  ONE,
  type Rational,
} from "../../symbolic/algebra/rational.ts";
import { decidedBy } from "./asserted.ts";
import { type Captured, drawVariables, movingIn, partsOf, readRoots } from "./captured.ts";
import { numbers } from "./claim.ts";
import { factorsOf, type Place, variablesIn, zerosOf } from "./vanishing.ts";

/** More boundaries than this are not compared. */
const MOST_BOUNDARIES = 200;
/** A smaller argument may be 0. */
const ROUNDING = 1e-9;

/**
 * A claim where arguments of choices vanish.
 *
 * A gradient must be right there, too, if the argument depends on targets and other fixed values
 * alone, as a target of exactly 1 is common, or if the function itself does not choose by it. Where
 * the function does, its sides meet, which is checked elsewhere.
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
  if (entries.length === got.length) return claim;
  return {
    ...claim,
    got: entries.map((i) => got[i]!),
    expected: entries.map((i) => expected[i]!),
    derivatives: entries.map((i) => derivatives[i]),
  };
}

function ofPart(part: Captured, moving: readonly Expression[]): Boundaries {
  const found = new Map<string, Captured>(), keyOf = naming(), fixed = new Set<string>();
  let areIncomplete = false;
  const pending = [{ claim: part, at: [] as readonly Place[] }];
  while (pending.length > 0) {
    const { claim, at } = pending.pop()!;
    for (const argument of decidingArguments(claim, moving)) {
      const zeros = zerosOf(argument), mustBeExact = isFixed(argument, moving);
      const places = zeros?.every(isExpressible) ? zeros : undefined;
      // The others are looked for along lines, too.
      if (places === undefined && mustBeExact) areIncomplete = true;
      for (const place of places ?? []) {
        const met = [...at, place], name = fixedName(met);
        if (name !== undefined && fixed.has(name)) continue;
        const there = substitute(claim, place);
        const key = keyOf(there);
        if (found.has(key) || !mustBeExact && isKink(there)) continue;
        if (found.size === MOST_BOUNDARIES) {
          return { claims: [...found.values()], areIncomplete: true };
        }
        found.set(key, there);
        if (name !== undefined) fixed.add(name);
        pending.push({ claim: there, at: met });
      }
    }
  }
  return { claims: [...found.values()], areIncomplete };
}

/** A name of places where variables have given numbers, in whatever order these were put in. */
function fixedName(places: readonly Place[]): string | undefined {
  if (places.some(({ form }) => form.terms.size > 0)) return undefined;
  return places.map(({ variable, form: { constant: { numerator, denominator } } }) =>
    `${variable}: ${numerator}/${denominator}`
  ).sort().join();
}

/**
 * The arguments, or their factors, where what is computed must be the derivative itself: those that
 * depend on fixed values alone, and those that the function does not choose by.
 */
function decidingArguments(claim: Captured, moving: readonly Expression[]): Set<Expression> {
  const parts = partsOf(claim);
  const ofFunction = new Set(parts.flatMap(({ ofFunction }) => ofFunction));
  const chosenBy = new Set([...ofFunction].flatMap((node) => decidedBy(node) ?? []));
  const essential = parts.flatMap(({ order, essential }) => order.slice(0, essential));
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

/** Whether constants can stand for all numbers of a place, exactly. */
function isExpressible({ form: { constant, terms } }: Place): boolean {
  return [constant, ...terms.values()].every(({ numerator, denominator }) =>
    asNumber({ numerator, denominator }) !== undefined ||
    [numerator, denominator].every((each) => isInteger({ numerator: each, denominator: 1n }))
  );
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
    // Bounds of rounding grow with each operation: what is equal stays exactly equal.
    const term = equals(coefficient, ONE)
      ? m.variable(`${each}`)
      : m.mul(number(coefficient), m.variable(`${each}`));
    value = value === undefined ? term : m.add(value, term);
  }
  const values = ranges.map((_, k) => k === variable ? value ?? m.zero : m.variable(`${k}`));
  const there = (roots: readonly Expression[]) => readRoots(roots, m, values);
  return {
    ...claim,
    got: there(got),
    expected: there(expected),
    derivatives: derivatives.map((each) => each && { ...each, of: there([each.of])[0]! }),
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
