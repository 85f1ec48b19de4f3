import {
  type Degree,
  type DegreeOptions,
  degrees,
  type DifferenceBound,
} from "../../core/arithmetic/residue/degree.ts";
import { PARTS } from "../../core/arithmetic/residue/exponentials.ts";
import {
  LOG2_BOUND,
  log2FalsePass,
  type ProofSize,
} from "../../core/arithmetic/residue/false_pass.ts";
import { primeField } from "../../core/arithmetic/residue/prime_field.ts";
import {
  type Fault,
  type Residue,
  type ResidueArithmetic,
  residues,
  type Sign,
} from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, type RandomKey } from "../../core/random/random.ts";
import { type Captured, drawVariables, partsOf, readRoots } from "./captured.ts";
import { type Claim, graded, shadowed, shadows, type Sides, type Variables } from "./claim.ts";
import { isConvention } from "./conventions.ts";
import { findPoint } from "./find_point.ts";
import { Region } from "./region.ts";
import { type Decision, runOneRegion, walkRegions } from "./regions.ts";
import { settle } from "./settle.ts";

/** The faults of values outside the domain of a loss, logarithm or root. */
const OUTSIDE: ReadonlySet<Fault> = /* @__PURE__ */ new Set([
  "not a number",
  "logarithm of zero",
  "logarithm of a negative number",
  "root of a negative number",
]);
/** More trials would not bring down the chance of a false pass far enough, either. */
const MOST_TRIALS = 8;
/** The largest numbers in a fraction that counts as a factor, and not as chance. */
const LARGEST = 2n ** 24n;

/** Up to this many regions of one part of a claim are all compared. */
const MOST_REGIONS = 600;
/** The same of a claim that is not captured, whose parts depend on all signs. */
const MOST_UNCAPTURED = 64;

/** A region on which the sides differ, or are undefined though they should not be. */
export interface RegionFound {
  readonly captured: Captured;
  readonly decisions: readonly Decision[];
}

/** Some entries of a claim, and how to read them on a region. */
interface Piece {
  /** Begins a region, given by its first free signs. */
  readonly start: (wanted: readonly Sign[]) => PieceRegion;
  /** What it was captured from. */
  readonly captured?: Captured;
}

type PieceRegion = Pick<Region, "signs" | "read" | "decisions" | "isEmpty">;

/** How a claim is compared. */
interface Comparison {
  readonly key: RandomKey;
  /** The captured claims: the claim itself and its boundaries; empty if it runs as it is. */
  readonly captured: readonly Captured[];
  /** Whether one region suffices. */
  readonly oneRegion: boolean;
  /** Whether a claim with many regions is left. */
  readonly optional: boolean;
  /** Whether residues look for more relations. */
  readonly thorough: boolean;
  /** Whether roots are taken modulo the prime. */
  readonly roots: boolean;
  /** Whether signs make a region, all of them positive at first, or random numbers do. */
  readonly bySigns: boolean;
  /** Numbers in the regions of the first variable: then these are compared and no signs forced. */
  readonly points?: readonly number[] | undefined;
}

/** Compares both sides of a claim as residues, on its regions. */
export function compareRegions(
  claim: Claim,
  { key, captured, oneRegion, optional, thorough, roots, bySigns, points }: Comparison,
) {
  const pieces = captured.length > 0 ? captured.flatMap(capturedPieces) : [wholePiece(claim)];
  let parts = PARTS, reach = 0;
  const factors = new Set<string | undefined>();
  const different: RegionFound[] = [], undefinedAt: RegionFound[] = [];
  let relations = 0, comparisons = 0, outside = 0, takesRoots = false;
  let differs = false, fault: Fault | undefined, rootsTaken = 0, redraws = 0;
  const opaque = new Set<string>(), primes = new Set<bigint>();

  const compare = (
    { start, captured }: Piece,
    trial: RandomKey,
    wanted: readonly Sign[],
    first?: number,
  ): readonly Decision[] => {
    const read = (drawn: RandomKey, parts: number) => {
      const region = start(wanted);
      const forced = bySigns && first === undefined ? { signs: region.signs } : {};
      // A root redrawn needs another prime, too: whether 2 is a square depends on nothing else.
      const m = residues({ key: drawn, thorough, roots, parts, ...forced });
      return { m, region, ...region.read(shadowed(m, key, shadows(key, first))) };
    };
    const run = settle(trial, parts, read);
    const { m, region, got, expected } = run;
    primes.add(m.prime);
    parts = run.parts;
    reach = Math.max(reach, m.reach);
    rootsTaken = Math.max(rootsTaken, m.roots);
    redraws = Math.max(redraws, run.redraws);
    m.opaque.forEach((operation) => opaque.add(operation));
    relations = Math.max(relations, run.relations);
    comparisons = Math.max(comparisons, run.comparisons);
    takesRoots ||= m.takesRoots;
    const byConvention = () => captured && isConvention(captured, region.decisions, key);
    const found = () => {
      return captured === undefined ? [] : [{ captured, decisions: region.decisions }];
    };
    // Only the expected value may lie outside: code that gives NaN for a number is wrong.
    const isOutside = (entry: Residue) => entry.fault !== undefined && OUTSIDE.has(entry.fault);
    if (region.isEmpty || expected.every(isOutside)) outside++;
    const decisions = bySigns ? region.decisions : m.signs.map((sign) => ({ sign, isFree: true }));
    if (region.isEmpty) return decisions;
    if (expected.some((entry) => entry.fault === "logarithm of zero")) undefinedAt.push(...found());
    const inside = expected.flatMap((entry, i) => isOutside(entry) ? [] : [i]);
    const faulty = inside.find((i) => expected[i]!.fault !== undefined);
    if (faulty !== undefined) fault ??= expected[faulty]!.fault;
    else if (inside.some((i) => !m.equal(got[i]!, expected[i]!)) && !byConvention()) {
      differs = true;
      different.push(...found());
      fault ??= got.find((entry) => entry.fault !== undefined)?.fault;
      factors.add(factorOf(m, inside.map((i) => got[i]!), inside.map((i) => expected[i]!)));
    }
    return decisions;
  };

  const sizeOf = (): ProofSize => ({
    ...boundOf(claim, captured, { thorough, parts, reach }),
    relations,
    comparisons,
    ...(roots && { roots: rootsTaken, redraws }),
  });
  let trials = 0, log2 = 0, covered = 0, total = 0, size: ProofSize;
  do {
    outside = covered = total = 0;
    const trial = deriveKey(key, trials++);
    for (const piece of pieces) {
      const run = (wanted: readonly Sign[]) => compare(piece, trial, wanted);
      const most = captured.length > 0 ? MOST_REGIONS : MOST_UNCAPTURED;
      // The sign of a root has to be forced both ways.
      const counts = points !== undefined && !roots
        ? { covered: points.length, total: points.length }
        : oneRegion
        ? runOneRegion(run)
        : walkRegions(trial, run, { most, optional });
      if (points !== undefined && !roots) {
        points.forEach((first) => compare(piece, trial, [], first));
      }
      covered += counts.covered;
      total += counts.total;
    }
    size = sizeOf();
    const least = [...primes].reduce((least, prime) => prime < least ? prime : least);
    log2 = log2FalsePass(size, Array(trials).fill(least));
  } while (!differs && fault === undefined && log2 > LOG2_BOUND && trials < MOST_TRIALS);

  const whyDifferent = () => {
    if (opaque.size > 0) return `${[...opaque].join(", ")}: ${OPAQUE}`;
    if (different.length === 0) return undefined;
    const isReal = different.some(({ captured, decisions }) => {
      const isKnown = decisions.every(({ argument }) => argument !== undefined);
      return isKnown && findPoint(captured, decisions, key) !== undefined;
    });
    return isReal ? undefined : UNREAL;
  };
  return {
    differs,
    /** Where the sides differ, if the claim is captured. */
    different,
    /** Where the expected value is the logarithm of 0, which numbers may take. */
    undefinedAt,
    /** Whether a root was met as e^(log(x)/n), and not taken as one. */
    takesRoots,
    /** Why a difference may be spurious, if that is known. */
    whyDifferent: differs && thorough ? whyDifferent() : undefined,
    /** A fault of a side that should have none. */
    fault,
    factors,
    /** Operations of which only some laws were used. */
    opaque,
    /** The primes of all trials, more than one for a trial that was redrawn. */
    primes: [...primes],
    trials,
    regions: { covered, total, outside },
    /** The degrees and relations of one trial. */
    size,
    /** log₂ of the chance that a region that differs was taken for equal. */
    log2,
  };
}

function capturedPieces(captured: Captured): Piece[] {
  return partsOf(captured).map((part) => ({
    captured,
    start: (wanted) => new Region(captured, part, wanted),
  }));
}

/** A claim that runs as it is, with all signs of its own. */
function wholePiece(claim: Claim): Piece {
  return {
    start: (wanted) => {
      const decisions: Decision[] = [];
      const signs = () => {
        const sign = wanted[decisions.length] ?? 1;
        decisions.push({ sign, isFree: true });
        return sign;
      };
      return { decisions, signs, isEmpty: false, read: (m) => claim.sides(m) };
    },
  };
}

const OPAQUE = "not all laws of it are known to the prover, and float64 shows no difference";
const UNREAL = "differs only where arguments of choose have signs that no number was found for";
/** The degrees and heights for the chance of a false pass, summed over all entries: the largest. */
function boundOf(
  claim: Claim,
  captured: readonly Captured[],
  options: DegreeOptions,
): DifferenceBound {
  const readings = captured.length === 0
    ? [claim.sides<Degree>]
    : captured.map((graph) => (m: Variables<Degree>): Sides<Degree> => {
      const values = drawVariables(graph, m);
      return {
        got: readRoots(graph.got, m, values),
        expected: readRoots(graph.expected, m, values),
      };
    });
  return readings.map((read) => {
    const m = degrees(options);
    const { got, expected } = read(graded(m));
    return m.bound(got, expected);
  }).reduce((x, y) => {
    const figures = Object.keys(x) as (keyof DifferenceBound)[];
    return Object.fromEntries(
      figures.map((figure) => [figure, Math.max(x[figure], y[figure])]),
    ) as unknown as DifferenceBound;
  });
}

/** The constant factor that all wrong entries have in common, if there is one. */
function factorOf(
  m: ResidueArithmetic,
  got: readonly Residue[],
  expected: readonly Residue[],
): string | undefined {
  const { rational } = primeField(m.prime);
  const factors = new Set(
    got.flatMap((entry, i) => {
      if (m.equal(entry, expected[i]!)) return [];
      const ratio = m.div(entry, expected[i]!);
      const fraction = ratio.fault === undefined ? rational(ratio.value, LARGEST) : undefined;
      if (fraction === undefined) return [undefined];
      const { numerator, denominator } = fraction;
      return [denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`];
    }),
  );
  const [factor] = factors;
  return factors.size === 1 ? factor : undefined;
}
