import type { ElementwiseActivation } from "../activations/activation.ts";
import { Dual, dual } from "../arithmetic/dual.ts";
import { type Residue, type ResidueArithmetic, residues } from "../arithmetic/residue.ts";
import type { RandomKey } from "../random/random.ts";

/** A place where the argument of a choice vanishes, and what happens there. */
export interface Seam {
  /** The weighted sum at which it does. */
  readonly place: number;
  /** Whether the value differs between its two sides. */
  readonly jumps: boolean;
  /** Whether the slope does. */
  readonly bends: boolean;
  /** Whether the place is among the kinks that the activation declares. */
  readonly declared: boolean;
}

/** How far to either side of a seam the shadows are put. */
const ASIDE = 2 ** -20;
/** Weighted sums that arguments are met at, on either side of most seams. */
const FROM = [-8, -0.7, 0.7, 8];

/**
 * Compares an activation from both sides of every place where it chooses, exactly.
 *
 * An argument of `choose` that is linear in z vanishes at z − x / x′, one step of Newton's method. An
 * argument that is not is left out: what it bends at is not compared.
 *
 * @param activation The activation.
 * @param key The stream of random values.
 * @returns One finding for each place.
 */
export function seamsOf(activation: ElementwiseActivation, key: RandomKey): Seam[] {
  const seams = new Map<bigint, Seam>();
  for (const from of FROM) {
    const m = residues({ key, seam: true });
    for (const place of vanishing(m, activation, m.draw(from))) {
      if (seams.has(place.value)) continue;
      const [above, below] = [ASIDE, -ASIDE].map((by) => {
        const z = m.nudge(place, by);
        const { value, slope } = activation.value(dual(m), new Dual(z, m.one));
        return { value, slope, claimed: activation.slope(m, { z, a: value }) };
      }) as [Side, Side];
      seams.set(place.value, {
        place: place.shadow,
        jumps: !m.equal(above.value, below.value),
        bends: !m.equal(above.slope, below.slope) || !m.equal(above.claimed, below.claimed),
        declared: activation.kinks.some((kink) => m.equal(place, m.constant(kink))),
      });
    }
  }
  return [...seams.values()];
}

interface Side {
  readonly value: Residue;
  readonly slope: Residue;
  readonly claimed: Residue;
}

/** The places where arguments of `choose` vanish that are met at z. */
function vanishing(
  m: ResidueArithmetic,
  activation: ElementwiseActivation,
  z: Residue,
): Residue[] {
  const d = dual(m);
  const argumentsAt = (at: Residue): Dual<Residue>[] => {
    const met: Dual<Residue>[] = [];
    const watched: typeof d = {
      ...d,
      choose: (x, positive, otherwise) => {
        met.push(x);
        return d.choose(x, positive, otherwise);
      },
    };
    activation.value(watched, new Dual(at, m.one));
    return met;
  };
  return argumentsAt(z).flatMap(({ value, slope }, index) => {
    const place = m.sub(z, m.div(value, slope));
    if (place.fault !== undefined) return [];
    const at = argumentsAt(place)[index];
    return at !== undefined && m.equal(at.value, m.zero) ? [place] : [];
  });
}
