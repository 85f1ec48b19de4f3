import { residues } from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import type { ElementwiseActivation } from "../../nn/activations/activation.ts";
import { readLine } from "./arguments.ts";
import { asideOf, jumpOf, sidesOf } from "./jumps.ts";
import { activationLines } from "./line.ts";
import { findPlaces } from "./places.ts";

/**
 * The places where the derivative of an elementwise activation jumps, in ascending order, as far as
 * they are found: what it would list as `kinks`.
 *
 * A jump is seen in float64. What is listed wrongly, or not at all, makes no wrong verdict: at a kink
 * both sides are compared all the same, and a jump elsewhere is undecided.
 */
export function kinksOf(activation: ElementwiseActivation, seed: number): number[] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const m = residues({ key, onBoundary: true });
  const reader = readLine(activationLines(activation)[0]!, m, key);
  const { places } = findPlaces(reader, m);
  return places.map(({ number }) => number).filter((number, k) => {
    const sides = sidesOf(reader, number, asideOf(places[k]!, places));
    return jumpOf(sides, "derivative", Math.max(1, Math.abs(number))) !== undefined;
  });
}
