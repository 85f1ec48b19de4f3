import { postOrder } from "../../core/arithmetic/evaluate.ts";
import type { Expression } from "../../core/arithmetic/expression.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";
import { type Captured, drawVariables, numberOf, readRoots } from "./captured.ts";
import { numbers, stretchOf } from "./claim.ts";
import type { Decision } from "./regions.ts";
import { variablesIn } from "./vanishing.ts";

/** How many points are started from, and how many steps are taken from each. */
const STARTS = 8, STEPS = 60;
/** A step goes beyond its boundary by less than this, as the power of 10 of its least distance. */
const NEAREST = 9;
/** A smaller value may be 0. */
const ZERO = 1e-12;

/**
 * Searches for numbers on a region.
 *
 * From random numbers, one argument of a wrong sign after another is brought to its side by a step
 * along its gradient, as S. Kaczmarz solved linear equations in 1937. Steps end at random distances
 * beyond the boundary, as a region may be narrow.
 *
 * @returns A value of each variable, or undefined if none were found.
 */
export function findPoint(
  captured: Captured,
  decisions: readonly Decision[],
  key: RandomKey,
): number[] | undefined {
  const wanted = decisions.flatMap(({ argument, plusOne, sign }) =>
    argument === undefined ? [] : [{ argument, sign, offset: plusOne ? 1 : 0 }]
  );
  const arguments_ = wanted.map(({ argument }) => argument);
  const used = new Set(postOrder(arguments_));
  const variables = captured.ranges.flatMap((_, k) =>
    used.has(captured.m.variable(`${k}`)) ? [k] : []
  );
  for (let start = 0; start < STARTS; start++) {
    const from = deriveKey(key, start);
    const x = drawVariables(captured, numbers(from, stretchOf(start)));
    for (let step = 0; step < STEPS; step++) {
      const found = readRoots(arguments_, float64, x);
      const wrong = wanted.findIndex(({ sign, offset }, k) => !(sign * (found[k]! + offset) > 0));
      if (wrong < 0) return x;
      const { sign, offset } = wanted[wrong]!;
      const beyond = 10 ** (-NEAREST * uniformAt(from, captured.ranges.length + step));
      const by = sign * beyond - found[wrong]! - offset;
      if (!moveAlong([arguments_[wrong]!], by, x, variables)) break;
    }
  }
}

/** Searches for numbers where a formula vanishes and the expected values are numbers. */
export function findZero(
  captured: Captured,
  formula: Expression,
  key: RandomKey,
): number[] | undefined {
  const variables = variablesIn(formula).map(numberOf), root = [formula] as const;
  for (let start = 0; start < STARTS; start++) {
    const from = deriveKey(key, start);
    const x = drawVariables(captured, numbers(from, stretchOf(start)));
    for (let step = 0; step < STEPS; step++) {
      const [value] = readRoots(root, float64, x);
      const isZero = Math.abs(value!) < ZERO;
      if (isZero && readRoots(captured.expected, float64, x).some((y) => !isNaN(y))) return x;
      if (isZero || !moveAlong(root, -value!, x, variables)) break;
    }
  }
}

/** Moves numbers along the gradient of a formula, to change its value by so much if it is linear. */
function moveAlong(
  root: readonly [formula: Expression],
  by: number,
  x: number[],
  variables: readonly number[],
): boolean {
  const d = dual(float64);
  const gradient = variables.map((moving) => {
    const along = x.map((value, k) => new Dual(value, k === moving ? 1 : 0));
    return readRoots(root, d, along)[0]!.slope;
  });
  const square = gradient.reduce((sum, slope) => sum + slope * slope, 0);
  if (!(square > 0 && square < Infinity)) return false;
  variables.forEach((k, j) => x[k]! += by / square * gradient[j]!);
  return true;
}
