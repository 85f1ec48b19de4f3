import type { Activation, ElementwiseActivation } from "../activations/activation.ts";
import { degrees } from "../arithmetic/degree.ts";
import { Dual, dual } from "../arithmetic/dual.ts";
import { log2FalsePass } from "../arithmetic/false_pass.ts";
import { type Residue, type ResidueArithmetic, residues } from "../arithmetic/residue.ts";
import { deriveKey, PURPOSE, randomKey } from "../random/random.ts";
import { PRIME } from "./prove.ts";
import type { Finding } from "./prove.ts";

/** The chance of an error of what is no proof. */
const UNPROVED = { falsePass: 1, log2FalsePass: 0 } as const;
/** How far to either side of a seam the shadows are put. */
const ASIDE = 2 ** -20;
/** Weighted sums that arguments are met at, on either side of most seams. */
const FROM = [-8, -0.7, 0.7, 8];

/**
 * Compares an activation from both sides of every place where it chooses, exactly.
 *
 * A jump of the value is refuted, and so is one of the slope unless the place is among the `kinks`; so
 * is a slope at the place itself that is neither side's and, at a kink, does not lie between them. An
 * argument of `choose` that is linear in z vanishes at z − x / x′, one step of Newton's method. An
 * argument that is not is left out: what happens where it vanishes is not compared.
 *
 * @param activation The activation; one of a whole row has no seams that are looked for.
 * @param seed Where all random values start.
 * @returns One finding for each place.
 */
export function compareSeams(activation: Activation, seed: number): Finding[] {
  if (activation.kind === "rowwise") return [];
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const findings = new Map<bigint, Finding>();
  for (const from of FROM) {
    const m = residues({ key, prime: PRIME, seam: true });
    for (const place of vanishing(m, activation, m.draw(from))) {
      if (!findings.has(place.value)) {
        findings.set(place.value, compareSides(m, activation, place, seed));
      }
    }
  }
  return [...findings.values()];
}

function compareSides(
  m: ResidueArithmetic,
  activation: ElementwiseActivation,
  place: Residue,
  seed: number,
): Finding {
  const side = (by: number) => {
    const z = m.nudge(place, by);
    const { value, slope } = activation.value(dual(m), new Dual(z, m.one));
    return { value, derivative: slope, slope: activation.slope(m, { z, a: value }) };
  };
  const above = side(ASIDE), below = side(-ASIDE);
  const declared = activation.kinks.some((kink) => m.equal(place, m.constant(kink)));
  const compared = declared ? ["value"] as const : ["value", "derivative", "slope"] as const;
  const jump = compared.find((name) => !m.equal(above[name], below[name]));
  // At the place itself the slope is that of both sides; at a kink, by convention, one between them.
  const value = activation.value(m, place);
  const there = activation.slope(m, { z: place, a: value });
  const isBetween = m.equal(there, above.slope) || m.equal(there, below.slope) ||
    (declared && (there.shadow - above.slope.shadow) * (there.shadow - below.slope.shadow) < 0);
  const size = { ...sizeOf(activation), relations: m.relations };
  const found = {
    subject: `${activation.name}: ${compared.join(", ")} from both sides of z = ${place.shadow}`,
    prime: PRIME,
    trials: 1,
    seed,
    size,
    pieces: { covered: 2, total: 2, outside: 0 },
  };
  if (jump === undefined && !isBetween) {
    return {
      ...found,
      ...UNPROVED,
      verdict: "refuted",
      counterexample: {
        where: `the slope at z = ${place.shadow} itself, and above`,
        got: there.shadow,
        expected: above.slope.shadow,
      },
    };
  }
  if (jump === undefined) {
    const log2 = log2FalsePass(size, found);
    return { ...found, verdict: "proved", falsePass: 2 ** log2, log2FalsePass: log2 };
  }
  return {
    ...found,
    ...UNPROVED,
    verdict: "refuted",
    counterexample: {
      where: `the ${jump} above z = ${place.shadow}, and below`,
      got: above[jump].shadow,
      expected: below[jump].shadow,
    },
  };
}

/** The degrees of what is compared: value, derivative and slope. */
function sizeOf(activation: ElementwiseActivation) {
  const m = degrees();
  const z = m.draw();
  const { value, slope } = activation.value(dual(m), new Dual(z, m.one));
  const all = [value, slope, activation.slope(m, { z, a: value })];
  const degree = all.reduce((sum, entry) => sum + Math.max(0, m.sub(entry, entry).numerator), 0);
  return { degree, relationDegree: m.relationDegree };
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
    const a = activation.value(watched, new Dual(at, m.one));
    activation.slope(watched, { z: new Dual(at, m.one), a });
    return met;
  };
  return argumentsAt(z).flatMap(({ value, slope }, index) => {
    const place = m.sub(z, m.div(value, slope));
    if (place.fault !== undefined) return [];
    const at = argumentsAt(place)[index];
    return at !== undefined && m.equal(at.value, m.zero) ? [place] : [];
  });
}
