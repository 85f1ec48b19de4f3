import { Bounded, bounded } from "../../core/arithmetic/bounded.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { type Captured, drawVariables, movingIn, numberOf, readRoots } from "./captured.ts";
import { numbers } from "./claim.ts";
import { placeInWords } from "./counterexample.ts";

/** How far out variables are drawn, in turns: activations up to 128, where sums of layers lie. */
const STRETCHES = [1, 4, 16, 1, 8, 32];
/** At most this many points are tried, ... */
const POINTS = 24;
/** ... or as many as cost so many operations in all, but these at least. */
const OPERATIONS = 20_000, LEAST = 4;
/** What is off by less, or relatively by less, is not looked at: saturated slopes vanish. */
const LOST = 1e-3;
/** How well a derivative must be known. */
const KNOWN = 1e-6;

/**
 * Searches for ordinary numbers at which a gradient that is right as an exact formula is not in float64:
 * NaN by overflow or 0 / 0, or all digits cancelled.
 *
 * @returns What is lost, in words; undefined if nothing was found.
 */
export function lostByRounding(captured: Captured, seed: number): string | undefined {
  const { got, expected, derivatives } = captured;
  if (derivatives.length === 0) return undefined;
  const key = deriveKey(randomKey(seed), PURPOSE.proof, STRETCHES.length);
  const count = Math.max(
    LEAST,
    Math.min(POINTS, OPERATIONS / postOrder([...got, ...expected]).length),
  );
  for (let n = 0; n < count; n++) {
    const stretch = STRETCHES[n % STRETCHES.length]!;
    const at = drawVariables(captured, numbers(deriveKey(key, n), stretch));
    const found = readRoots(got, float64, at);
    const exact = readRoots(expected, bounded, at.map((x) => new Bounded(x)));
    for (const [i, { value, error }] of exact.entries()) {
      const scale = Math.max(1, Math.abs(value)), along = derivatives[i];
      // Where the derivative itself is lost, nothing is known.
      if (along === undefined || !(error <= KNOWN * scale)) continue;
      if (Math.abs(found[i]! - value) <= LOST * scale) continue;
      const moving = movingIn(captured), place = moving.map((each) => at[numberOf(each)]!);
      const where = placeInWords(place, moving.indexOf(along.by), along.name);
      return `its operations are right, but float64 loses the result: ${where} it gives ` +
        `${found[i]}, but should give ${value}`;
    }
  }
}
