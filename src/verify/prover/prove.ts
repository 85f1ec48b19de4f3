import { LOG2_BOUND, type ProofSize } from "../../core/arithmetic/residue/false_pass.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import type { Claim, Counterexample } from "./claim.ts";
import { bothKinks, boundariesOf, decidedAnew, type Kinks, NO_KINKS } from "./boundaries.ts";
import { capture } from "./captured.ts";
import { compareRegions, type RegionFound } from "./compare_regions.ts";
import { counterexampleOf, counterexampleOn } from "./counterexample.ts";
import { lostByRounding } from "./lost_by_rounding.ts";
import { counterexampleInRows } from "./long_rows.ts";
import { rowCounterexampleOf, specialCounterexampleOf } from "./special_points.ts";
import type { Coverage } from "./regions.ts";
import { readAlike } from "./read_alike.ts";
import * as reasons from "./reasons.ts";
import { asMeant, unexplainedIn } from "./rounded_constants.ts";
import { unified } from "./unified.ts";

/**
 * The outcome of a claim. Proved: exactly equal on every region. Proved in part: exactly equal on those
 * that were compared, of more. Refuted: there is a counterexample in float64. Undecided: none of these,
 * for a given reason.
 * @category Proofs
 */
export type Verdict = "proved" | "proved in part" | "refuted" | "undecided";

/**
 * A verdict and everything that it rests on.
 * @category Proofs
 */
export interface Finding {
  /** The claim in a few words. */
  readonly subject: string;
  /** The outcome. */
  readonly verdict: Verdict;
  /** A bound on the chance that a wrong claim is called proved on a region; 1 unless it is proved. */
  readonly falsePass: number;
  /** log₂ of `falsePass`, which does not underflow. */
  readonly log2FalsePass: number;
  /** The prime of the residues in decimal; of several trials or redraws, all with commas between. */
  readonly prime: string;
  /** How many times each region was compared, modulo different primes at different random values. */
  readonly trials: number;
  /** The seed of all random values. */
  readonly seed: number;
  /** The degree and relations that the chance is computed from. */
  readonly size: ProofSize;
  /** The regions that were compared. */
  readonly regions: Coverage;
  /** Places where the function bends, if some of them were not tested. */
  readonly kinks?: Kinks;
  /** Where a refuted claim does not hold. */
  readonly counterexample?: Counterexample;
  /** The factor by which a wrong side is off, if it is constant: `"3/2"`. */
  readonly factor?: string;
  /** Why a claim is undecided. */
  readonly reason?: string;
  /** The shapes that it is proved for, where it was proved for several. */
  readonly shapes?: string;
  /**
   * Which constants stand for what they are rounded from, if it is proved of that alone: by the decimal
   * `"0.3333333333333333"` what it is, `"1/3"`.
   */
  readonly constants?: Readonly<Record<string, string>>;
}

interface ProveOptions {
  /** The seed of all random values. What is proved must not be written for this seed. */
  readonly seed: number;
  /** Whether to compare one region alone, where all arguments of choices are positive. */
  readonly oneRegion?: boolean;
  /** Whether a difference that no numbers show is left as it is; defaults to false. */
  readonly onlyRefutes?: boolean;
  /** Whether a claim with many regions is left, proved in part; defaults to false. */
  readonly optional?: boolean;
  /** How it is compared where arguments vanish: wherever they do by default, or if that is few; by default
   * not at all where one region is compared. */
  readonly boundaries?: "all" | "few" | "none";
  /** At most how much a gradient chooses or divides by anew, unless these places are compared. */
  readonly anew?: number | undefined;
}

/**
 * Decides a claim: exactly, at random residues, on its regions.
 *
 * A difference of residues refutes nothing by itself, as residues may lack laws of the exponential:
 * without a counterexample in float64 more relations are looked for, and if that does not help, the
 * claim stays undecided.
 */
export function prove(claim: Claim, options: ProveOptions): Finding {
  const written = decide(claim, options);
  if (written.finding.verdict !== "undecided" || options.onlyRefutes) return written.finding;
  // Where rounded constants are why it differs, it does not once they are what they stand for.
  for (const { claim: meant, constants } of asMeant(claim)) {
    const { finding } = decide(meant, options);
    const isProved = finding.verdict === "proved" || finding.verdict === "proved in part";
    if (isProved && readAlike(claim, meant, written.different, options.seed)) {
      return { ...finding, constants };
    }
  }
  const { reason } = written.finding, [unexplained] = unexplainedIn(claim);
  if (reason !== reasons.UNRELATED || unexplained === undefined) return written.finding;
  return { ...written.finding, reason: `${reason}; ${reasons.whatIs(unexplained)}` };
}

/** A finding, and the regions where the sides differ for the prover. */
interface Decided {
  readonly finding: Finding;
  readonly different: readonly RegionFound[];
}

/** Decides a claim as it is written. */
function decide(claim: Claim, options: ProveOptions): Decided {
  const { seed, oneRegion = false, optional = false } = options;
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const graph = claim.counterexample === undefined ? capture(claim) : undefined;
  const whole = graph && unified(graph);
  // What is decided in long rows alone is compared there, too.
  const isMore = whole !== undefined && decidedAnew(whole) > (options.anew ?? Infinity);
  const { boundaries: given = oneRegion ? "none" : "all" } = options;
  const boundaries = isMore && given === "none" ? "few" : given;
  const most = boundaries === "few" ? FEW : MOST;
  const places = whole && boundaries !== "none" ? boundariesOf(whole, key, most) : NO_BOUNDARIES;
  const { claims, areIncomplete, liesApart, kinks } = boundaries === "few" && places.areIncomplete
    ? NO_BOUNDARIES
    : places;
  const common = { key, captured: whole ? [whole, ...claims] : [], oneRegion, optional };
  const first = compareRegions(claim, {
    ...{ ...common, thorough: false, roots: false, bySigns: true },
  });
  const onSome = (regions: readonly RegionFound[]) =>
    firstOf(
      regions.filter(({ captured }) => captured.vanishing === undefined).slice(0, MOST_SEARCHED),
      ({ captured, decisions }) => {
        return counterexampleOn(captured, decisions, seed);
      },
    );
  // Where single places are compared exactly, they need not be searched.
  const special = () => {
    const isSearched = graph && boundaries !== "all";
    return isSearched ? specialCounterexampleOf(graph, seed) : undefined;
  };
  const found = first.differs
    ? counterexampleOf(claim, graph, seed) ?? onSome(first.different) ??
      (isMore ? special() : undefined)
    : onSome(first.undefinedAt) ?? special();
  const isUncertain = found === "uncertain", isApart = found === "apart";
  const counterexample = isUncertain || isApart ? undefined : found;
  const again = () => {
    const more = {
      ...common,
      thorough: true,
      roots: first.opaque.has("sqrt"),
      bySigns: !oneRegion,
    };
    const found = compareRegions(claim, more), isRooted = found.differs && found.takesRoots;
    const roots = more.roots || isRooted;
    const thorough = isRooted ? compareRegions(claim, { ...more, roots }) : found;
    if (oneRegion) {
      // That of random numbers is as good, and needs no deductions, but may lie outside the domain.
      const { outside, covered } = thorough.regions;
      return outside < covered
        ? thorough
        : compareRegions(claim, { ...more, roots, bySigns: true });
    }
    const points = thorough.differs ? claim.regions?.() : undefined;
    return points === undefined ? thorough : compareRegions(claim, { ...more, points });
  };
  const isOpen = first.differs && counterexample === undefined && !options.onlyRefutes;
  const run = isOpen ? again() : first;

  const { log2, fault, ...compared } = run;
  const { primes, trials, regions, size } = compared;
  const { subject } = claim;
  const base = { subject, prime: primes.join(", "), trials, seed, size, regions };
  const unproved = { ...base, falsePass: 1, log2FalsePass: 0 };
  const { different } = compared;
  const decided = (finding: Finding): Decided => ({ finding, different: first.different });
  const undecided = (reason: string) => decided({ ...unproved, verdict: "undecided", reason });
  if (counterexample !== undefined) {
    const [factor] = compared.factors.size === 1 ? compared.factors : [];
    const factored = { ...unproved, counterexample, ...(factor && { factor }) };
    return decided({ ...factored, verdict: "refuted" });
  }
  if (compared.differs) {
    const isBoundary = different.length > 0 &&
      different.every(({ captured }) => captured.vanishing !== undefined);
    if (isBoundary) return undecided(reasons.AT_BOUNDARY);
    const isPlace = different.some(({ captured }) => captured.whole !== undefined);
    const unshown = isPlace ? reasons.UNSHOWN : reasons.UNRELATED;
    return undecided(fault ? reasons.reasonOf(fault) : compared.whyDifferent ?? unshown);
  }
  if (isMore && places.areIncomplete) return undecided(reasons.DECIDES_MORE);
  if (fault !== undefined) return undecided(reasons.reasonOf(fault));
  if (liesApart || isApart) return undecided(reasons.APART);
  if (isUncertain) return undecided(reasons.UNSHOWN);
  if (regions.outside === regions.covered) {
    return undecided(reasons.OUTSIDE_DOMAIN);
  }
  if (log2 > LOG2_BOUND) return undecided(reasons.TOO_LARGE);
  const lost = graph && lostByRounding(graph, seed);
  if (lost !== undefined) return undecided(lost);
  const isWhole = (regions.covered === regions.total || oneRegion) && !areIncomplete;
  return decided({
    ...base,
    verdict: isWhole ? "proved" : "proved in part",
    falsePass: 2 ** log2,
    log2FalsePass: log2,
    ...(kinks.untested > 0 && { kinks }),
  });
}

/** The finding of a claim that is not compared, for a reason. */
export function undecidedBecause(subject: string, reason: string, seed: number): Finding {
  return {
    ...{
      subject,
      verdict: "undecided",
      falsePass: 1,
      log2FalsePass: 0,
      prime: "",
      trials: 0,
      seed,
    },
    size: { degree: 0, height: 0, relations: 0, relationDegree: 0, relationHeight: 0 },
    regions: { covered: 0, total: 0, outside: 0 },
    reason,
  };
}

/** Searches for a counterexample among some numbers alone; returns what it finds, if anything. */
export function refute(claim: Claim, seed: number): Finding | undefined {
  const found = rowCounterexampleOf(claim, seed);
  if (found === undefined || found === "uncertain") return undefined;
  if (found === "apart") return undecidedBecause(claim.subject, reasons.APART, seed);
  return refutedBy(claim, found, seed);
}

/** The same in rows of many lengths, where gradients are compared along one direction. */
export function refuteInRows(
  claimFor: (length: number) => Claim,
  seed: number,
  options?: Parameters<typeof counterexampleInRows>[2],
): Finding | undefined {
  const found = counterexampleInRows(claimFor, seed, options);
  return found && refutedBy(claimFor(1), found, seed);
}

/** The finding of a claim that a counterexample refutes. */
export function refutedBy(
  { subject }: Claim,
  counterexample: Counterexample,
  seed: number,
): Finding {
  const { reason: _, ...unproved } = undecidedBecause(subject, "", seed);
  return { ...unproved, verdict: "refuted", counterexample };
}

/** Merges two findings of one claim: the worse verdict, the larger chance, all regions. */
export function both(first: Finding, second: Finding): Finding {
  const worse = RANK.indexOf(first.verdict) <= RANK.indexOf(second.verdict) ? first : second;
  const sum = (figure: "covered" | "total" | "outside") => {
    return first.regions[figure] + second.regions[figure];
  };
  return {
    ...worse,
    subject: first.subject,
    log2FalsePass: Math.max(first.log2FalsePass, second.log2FalsePass),
    falsePass: Math.max(first.falsePass, second.falsePass),
    regions: { covered: sum("covered"), total: sum("total"), outside: sum("outside") },
    ...((first.constants || second.constants) && {
      constants: { ...first.constants, ...second.constants },
    }),
    ...((first.kinks || second.kinks) && {
      kinks: bothKinks(first.kinks ?? NO_KINKS, second.kinks ?? NO_KINKS),
    }),
  };
}

/** Verdicts from the worst to the best. */
const RANK: readonly Finding["verdict"][] = ["refuted", "undecided", "proved in part", "proved"];

/** At most this many boundaries are compared of each part of a claim, ... */
const MOST = 200;
/** ... or this many, or none. */
const FEW = 16;
const NO_BOUNDARIES = { claims: [], liesApart: false, areIncomplete: false, kinks: NO_KINKS };
/** At most this many regions are searched for numbers. */
const MOST_SEARCHED = 16;

function firstOf<T, Found>(
  items: readonly T[],
  find: (item: T) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
}
