import type { Verdict } from "../prover/prove.ts";
import { type DiscontinuityFixture, discontinuityFixtures } from "../discontinuities/fixtures.ts";

/**
 * The outcome for a function that chooses.
 * @category Proofs
 */
export interface DiscontinuityFinding {
  /** The function. */
  readonly fixture: DiscontinuityFixture;
  /** The worst verdict of all places where it chooses. */
  readonly verdict: Verdict;
  /** Whether the fixture requires that verdict. */
  readonly agrees: boolean;
}

/** Stage 6 for the comparison from both sides: jumps must be refuted, and continuity proved. */
export function proveDiscontinuities(seed: number): DiscontinuityFinding[] {
  return discontinuityFixtures().map((fixture) => {
    const verdicts = fixture.compare(seed).map(({ verdict }) => verdict);
    // Where no place was found, nothing was compared and nothing is proved.
    const worst = (["refuted", "undecided"] as const).find((each) => verdicts.includes(each)) ??
      (verdicts.length === 0 ? "undecided" : "proved");
    return { fixture, verdict: worst, agrees: worst === fixture.needs };
  });
}
