import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  type Expression,
  type Expressions,
  Operation,
  type Operator,
} from "../../core/arithmetic/expression.ts";
import { Interval, intervals, mayBeZero } from "../../core/arithmetic/interval.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { decidedBy } from "./asserted.ts";
import { type Captured, drawVariables, folded, movingIn, partsOf, readRoots } from "./captured.ts";
import { numbers } from "./claim.ts";
import { findZero } from "./find_point.ts";
import { liesApart, liesApartTogether } from "./conventions.ts";
import {
  assumeZero,
  isExpressible,
  naming,
  only,
  substitute,
  withoutNeutral,
} from "./substitution.ts";
import { factorsOf, variablesIn, zerosOf } from "./vanishing.ts";

/** At most this many kinks of a part are tested, those of one argument before those of several. */
const MOST_KINKS = 40;
/** A range as narrow as this that holds 0 is one of a number that vanishes. */
const NARROW = 1e-6;
/** How far a number that was found may be from a zero. */
const OFF = 2 ** -30;

/**
 * A claim where arguments of choices, logarithms and roots vanish, or divisors.
 *
 * A gradient must be right there, too, if the argument depends on targets and other fixed values
 * alone, as a target of exactly 1 is common, or if the function itself does not depend on its sign.
 * Where the function does, its sides meet, which is checked elsewhere.
 */
export interface Boundaries {
  /** The claim with such an argument replaced by 0, for each, and for those that vanish together. */
  readonly claims: readonly Captured[];
  /** Whether a value, or a convention of a gradient, lies apart where the function chooses, too. */
  readonly liesApart: boolean;
  /** Whether there are more. */
  readonly areIncomplete: boolean;
  /** How many places where the function bends were tested, and at least how many were not. */
  readonly kinks: Kinks;
}

/**
 * Places where a function bends, at which a gradient is tested as a convention.
 * @category Proofs
 */
export interface Kinks {
  /** Those that were tested. */
  readonly tested: number;
  /** Those that were met but not tested: there are more of them, or they are not known exactly. */
  readonly untested: number;
}

/** Finds the boundaries of a claim, of each part of it by itself, and at most so many of each. */
export function boundariesOf(given: Captured, key: RandomKey, most: number): Boundaries {
  // The arguments that decide are found in formulas without x + 0, where they must be found again.
  const captured = withoutNeutral(given), moving = movingIn(captured);
  const pointsOf = naming(), met = new Set<string>();
  const apart = (kink: Captured) => {
    const point = pointsOf({ got: kink.at!, expected: [] });
    if (met.has(point)) return false;
    met.add(point);
    return liesApartTogether(kink, captured, key);
  };
  const found = moving.length === 0 ? [] : partsOf(captured).map(({ entries }) => {
    return ofPart(only(captured, entries), moving, key, most, apart);
  });
  return {
    claims: found.flatMap(({ claims }) => claims),
    liesApart: found.some(({ liesApart }) => liesApart),
    areIncomplete: found.some(({ areIncomplete }) => areIncomplete),
    kinks: found.map(({ kinks }) => kinks).reduce(bothKinks, NO_KINKS),
  };
}

function ofPart(
  part: Captured,
  moving: readonly Expression[],
  key: RandomKey,
  most: number,
  apartTogether: (kink: Captured) => boolean,
): Boundaries {
  const keyOf = naming(), met = new Set([keyOf(part)]);
  const claims: Captured[] = [];
  let tested = 0, untested = 0;
  const found = (more: Partial<Boundaries> = {}): Boundaries => ({
    ...{ claims, liesApart: false, areIncomplete: false, kinks: { tested, untested } },
    ...more,
  });
  const pending: Pending[] = [{ claim: part, isAtKink: false, numbers: [] }];
  while (pending.length > 0) {
    const { claim, isAtKink, numbers } = pending.pop()!;
    const ofFunction = argumentsIn(
      claim.m,
      partsOf(claim).flatMap(({ ofFunction }) => ofFunction),
    );
    for (const argument of decidingArguments(claim, ofFunction, moving)) {
      const isOwn = !isFixed(argument, moving) && ofFunction.has(argument);
      for (const { near, number, claimThere } of placesOf(claim, argument, key)) {
        const all = number === undefined ? undefined : numbers && [...numbers, number].sort();
        if (all && met.has(all.join())) continue;
        const there = claimThere();
        if (there === undefined) return found({ areIncomplete: true });
        const name = keyOf(there);
        if (met.has(name)) continue;
        met.add(name);
        if (all) met.add(all.join());
        const { divides, isKink, isOutside } = thereOf(there, near);
        const isOfTargets = isFixed(argument, moving);
        if (isOutside || divides && isOfTargets) continue;
        const isOnKink = isAtKink || isOwn || isKink && !isOfTargets;
        if (isOnKink) {
          if (there.vanishing || tested >= MOST_KINKS) {
            untested++;
            continue;
          }
          tested++;
          if (liesApart(there, part, key) || apartTogether(there)) {
            return found({ liesApart: true });
          }
        } else if (claims.length < most) claims.push(there);
        else return found({ areIncomplete: true });
        pending.push({ claim: there, isAtKink: isOnKink, numbers: all });
      }
    }
  }
  return found();
}

/** None at all, as of a function without choices. */
export const NO_KINKS: Kinks = { tested: 0, untested: 0 };

/** The kinks of two claims together. */
export function bothKinks(x: Kinks, y: Kinks): Kinks {
  return { tested: x.tested + y.tested, untested: x.untested + y.untested };
}

/** A claim whose own boundaries are still to be found. */
interface Pending {
  readonly claim: Captured;
  readonly isAtKink: boolean;
  /** The numbers that variables have there, if nothing else is known of it. */
  readonly numbers: readonly string[] | undefined;
}

/** A place where an argument vanishes. */
interface ArgumentPlace {
  /** The claim there, unless its argument cannot be assumed to vanish. */
  readonly claimThere: () => Captured | undefined;
  /** The number that a variable has there, if that is all. */
  readonly number?: string | undefined;
  /** Ranges of the variables that hold such a place. */
  readonly near: readonly Interval[];
}

function placesOf(claim: Captured, argument: Expression, key: RandomKey): ArgumentPlace[] {
  const anywhere = drawVariables(claim, numbers(key)).map((x) => new Interval(x));
  const assumed = () => {
    // Arguments are found in what matters to the entries, which may be written otherwise.
    return assumeZero(claim, argument) ?? assumeZero(folded(claim), argument);
  };
  const zeros = zerosOf(argument, claim.m);
  if (zeros === undefined) {
    const found = findZero(claim, argument, key) ?? [];
    const near = anywhere.map((range, k) => {
      const x = found[k];
      if (x === undefined || x === range.low) return range;
      const off = OFF * Math.max(1, Math.abs(x));
      return new Interval(x - off, x + off);
    });
    return [{ claimThere: assumed, near }];
  }
  return zeros.map(({ variable, form, range }) => {
    if (form === undefined || !isExpressible(form)) {
      return { claimThere: assumed, near: range ? anywhere.with(variable, range) : anywhere };
    }
    const { constant: { numerator, denominator }, terms } = form;
    return {
      claimThere: () => substitute(claim, variable, form),
      number: terms.size === 0 ? `${variable} = ${numerator}/${denominator}` : undefined,
      near: anywhere,
    };
  });
}

/** What vanishes where an argument does: a divisor of the function, or what it chooses by. */
function thereOf(claim: Captured, near: readonly Interval[]) {
  const nodes = postOrder(claim.expected);
  const vanish = (roots: readonly Expression[]) =>
    readRoots(roots, intervals, near).some((x) => mayBeZero(x) && x.high - x.low < NARROW);
  const divides = vanish(nodes.flatMap((node) => isOf(node, "div") ? divisors(node) : []));
  const values = readRoots(claim.expected, intervals, near);
  return {
    divides,
    isOutside: values.every(({ low }) => Number.isNaN(low)),
    isKink: divides || vanish([...argumentsIn(claim.m, nodes)]),
  };
}

/**
 * The arguments, or their factors, where what is computed must be the derivative itself: those that
 * depend on fixed values alone, and those that the function does not depend on; with the others,
 * their factors and the roots of their squares. Also those of the function that what is computed
 * decides by anew, as the value may be smooth there.
 */
function decidingArguments(
  claim: Captured,
  ofFunction: ReadonlySet<Expression>,
  moving: readonly Expression[],
): Expression[] {
  const factorsIn = (nodes: Iterable<Expression>) =>
    // A product vanishes where a factor does.
    [...argumentsIn(claim.m, nodes)].flatMap(factorsOf);
  const parts = partsOf(claim),
    all = parts.flatMap(({ order, essential }) => order.slice(0, essential));
  const shared = new Set(parts.flatMap(({ ofFunction }) => ofFunction));
  const anew = new Set(factorsIn(all.filter((node) => !shared.has(node))));
  return [...new Set(factorsIn(all))].filter((each) =>
    variablesIn(each).length > 0 &&
    (isFixed(each, moving) || !ofFunction.has(each) || anew.has(each))
  );
}

/** By how much that the function itself does not decide by a gradient chooses or divides. */
export function decidedAnew(given: Captured): number {
  const captured = withoutNeutral(given), moving = movingIn(captured);
  if (moving.length === 0) return 0;
  const ofFunction = partsOf(captured).flatMap(({ ofFunction }) => ofFunction);
  return decidingArguments(captured, argumentsIn(captured.m, ofFunction), moving).length;
}

function isFixed(node: Expression, moving: readonly Expression[]): boolean {
  return !variablesIn(node).some((variable) => moving.includes(variable));
}

/** What operations decide by, or what must not be 0: an argument of `choose`, a divisor. */
function argumentsIn(m: Expressions, nodes: Iterable<Expression>): Set<Expression> {
  return new Set([...nodes].flatMap((node) => [...deciding(m, node), ...divisors(node)]));
}

/** The arguments that an operation decides by, and y of `y log a` and `y / a`, 0 where y is. */
function deciding(m: Expressions, node: Expression): Expression[] {
  if (!(node instanceof Operation)) return [];
  const { operator, operands } = node;
  if (operator === "log1p") return [m.add(m.one, operands[0]!)];
  const argument = decidedBy(node);
  const tested = isOf(node, "xlogy") || isOf(node, "xdivy") ? [operands[0]!] : [];
  return argument === undefined ? tested : [argument, ...tested];
}

function isOf(node: Expression, operator: Operator): boolean {
  return node instanceof Operation && node.operator === operator;
}

function divisors(node: Expression): Expression[] {
  return isOf(node, "div") || isOf(node, "xdivy") ? [node.operands[1]!] : [];
}
