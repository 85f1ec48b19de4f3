import type { Verdict } from "../prover/prove.ts";
import { type DiscontinuityFixture, discontinuityFixtures } from "../discontinuities/fixtures.ts";

/** What became of a function that chooses. */
export interface DiscontinuityFinding {
  /** The function. */
  readonly fixture: DiscontinuityFixture;
  /** The worst verdict of all places where it chooses. */
  readonly verdict: Verdict;
  /** Whether that is what the fixture needs. */
  readonly agrees: boolean;
}

/** Verdicts from the worst on. */
const WORST: readonly Verdict[] = ["refuted", "undecided"];

/**
 * Stage 6 for the comparison from both sides: what jumps must be refuted, and what does not proved.
 *
 * @param seed Where all random values start.
 */
export function proveDiscontinuities(seed: number): DiscontinuityFinding[] {
  return discontinuityFixtures().map((fixture) => {
    const verdicts = fixture.compare(seed).map(({ verdict }) => verdict);
    // Nothing was compared where no place was found: that is no proof.
    const worst = WORST.find((verdict) => verdicts.includes(verdict)) ??
      (verdicts.length === 0 ? "undecided" : "proved");
    return { fixture, verdict: worst, agrees: worst === fixture.needs };
  });
}
