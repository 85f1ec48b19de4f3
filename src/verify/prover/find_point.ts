import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";
import { type Captured, drawVariables, readRoots } from "./captured.ts";
import { numbers, shadows } from "./claim.ts";
import { stretchOf } from "./counterexample.ts";
import type { Decision } from "./regions.ts";

/** How many points are started from, and how many steps are taken from each. */
const STARTS = 8, STEPS = 60;
/** A step goes beyond its boundary by less than this, as the power of 10 of its least distance. */
const NEAREST = 9;

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
  const d = dual(float64);
  for (let start = 0; start < STARTS; start++) {
    const from = deriveKey(key, start);
    const x = drawVariables(captured, numbers(from, shadows(from, undefined, stretchOf(start))));
    for (let step = 0; step < STEPS; step++) {
      const found = readRoots(arguments_, float64, x);
      const wrong = wanted.findIndex(({ sign, offset }, k) => !(sign * (found[k]! + offset) > 0));
      if (wrong < 0) return x;
      const gradient = variables.map((moving) => {
        const along = x.map((value, k) => new Dual(value, k === moving ? 1 : 0));
        return readRoots([arguments_[wrong]!], d, along)[0]!.slope;
      });
      const square = gradient.reduce((sum, slope) => sum + slope * slope, 0);
      if (!(square > 0 && square < Infinity)) break;
      const { sign, offset } = wanted[wrong]!;
      const beyond = 10 ** (-NEAREST * uniformAt(from, captured.ranges.length + step));
      const scale = (sign * beyond - found[wrong]! - offset) / square;
      variables.forEach((k, j) => x[k]! += scale * gradient[j]!);
    }
  }
}
