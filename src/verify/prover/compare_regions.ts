import {
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
import { type Claim, graded, shadowed, shadows, type Sides, type Variables } from "./claim.ts";
import { stretchOf } from "./counterexample.ts";
import {
  type Coverage,
  type Pattern,
  runFewRegions,
  runOneRegion,
  walkRegions,
} from "./regions.ts";
import { type Meant, roundingText, withMeantConstants } from "./rounded_constants.ts";

/** The faults of values outside the domain of a loss, logarithm or root. */
const OUTSIDE: ReadonlySet<Fault> = new Set([
  "not a number",
  "logarithm of zero",
  "logarithm of a negative number",
  "root of a negative number",
]);
/** How often a run is drawn again where a root's argument has no square root modulo the prime. */
const MOST_REDRAWS = 63;
/** Derives the keys of such runs. */
const ANEW = 1;
/** Finer parts than this would leave too large a chance of a false pass. */
const MOST_PARTS = 2 ** 20;
/** More trials would not bring down the chance of a false pass far enough, either. */
const MOST_TRIALS = 8;
/** The largest numbers in a fraction that counts as a factor, and not as chance. */
const LARGEST = 2n ** 24n;

/**
 * Compares both sides of a claim as residues, on its regions.
 *
 * @param options Whether one region or a few suffice, whether residues look for more relations, and
 * whether roots are taken modulo the prime.
 */
export function compareRegions(
  claim: Claim,
  { key, oneRegion, fewRegions, thorough, roots }:
    & { readonly key: RandomKey }
    & Readonly<Record<"oneRegion" | "fewRegions" | "thorough" | "roots", boolean>>,
) {
  const factors = new Set<string | undefined>(), different = new Set<string>();
  let parts = PARTS, reach = 0;
  /** Which constants are rounded, as long as that explains every difference. */
  let rounding: string | undefined = "";
  let relations = 0, comparisons = 0, outside = 0, takesRoots = false;
  let fault: Fault | undefined, rootsTaken = 0, redraws = 0;
  const opaque = new Set<string>(), primes = new Set<bigint>();

  const compare = (trial: RandomKey, signs?: Pattern, first?: number): readonly Sign[] => {
    // A root redrawn needs another prime, too: whether 2 is a square depends on nothing else.
    const arithmetic = (drawn: RandomKey, parts: number, isRoot = roots) =>
      residues({ key: drawn, thorough, roots: isRoot, parts, ...(signs && { signs }) });
    const run = settle(trial, parts, (drawn, parts) => {
      const m = arithmetic(drawn, parts);
      return { m, drawn, ...claim.sides(shadowed(m, key, shadows(key, first))) };
    });
    const { m, got, expected } = run;
    primes.add(m.prime);
    parts = run.parts;
    reach = Math.max(reach, m.reach);
    rootsTaken = Math.max(rootsTaken, m.roots);
    redraws = Math.max(redraws, run.redraws);
    m.opaque.forEach((operation) => opaque.add(operation));
    relations = Math.max(relations, run.relations);
    comparisons = Math.max(comparisons, run.comparisons);
    takesRoots ||= m.takesRoots;
    // Only the expected value may lie outside: code that gives NaN for a number is wrong.
    const faults = expected.flatMap((entry) => entry.fault ?? []);
    if (faults.some((found) => OUTSIDE.has(found))) outside++;
    else if (faults.length > 0) fault ??= faults[0];
    else if (got.some((entry, i) => !m.equal(entry, expected[i]!))) {
      different.add(m.signs.join());
      fault ??= got.find((entry) => entry.fault !== undefined)?.fault;
      if (thorough && rounding !== undefined) {
        rounding = roundingOf(claim, (m) => shadowed(m, key, shadows(key, first)), (n) => {
          return arithmetic(deriveKey(run.drawn, ANEW, n), parts, true);
        });
      }
      factors.add(factorOf(m, got, expected));
    }
    return m.signs;
  };

  const sizeOf = (): ProofSize => ({
    ...boundOf(claim, { thorough, parts, reach }),
    relations,
    comparisons,
    ...(roots && { roots: rootsTaken, redraws }),
  });
  let trials = 0, log2 = 0, size: ProofSize;
  let regions: Omit<Coverage, "outside"> = { covered: 1, total: 1 };
  do {
    outside = 0;
    const trial = deriveKey(key, trials++);
    // The sign of a root has to be forced both ways.
    if (claim.regions !== undefined && !roots) {
      claim.regions.forEach((first) => compare(trial, undefined, first));
      regions = { covered: claim.regions.length, total: claim.regions.length };
    } else {
      const walk = oneRegion ? runOneRegion : fewRegions ? runFewRegions : walkRegions;
      regions = walk(trial, (signs) => compare(trial, signs));
    }
    size = sizeOf();
    const least = [...primes].reduce((least, prime) => prime < least ? prime : least);
    log2 = log2FalsePass(size, Array(trials).fill(least));
  } while (different.size === 0 && log2 > LOG2_BOUND && trials < MOST_TRIALS);

  const whyDifferent = () => {
    if (rounding !== undefined) return rounding;
    if (takesRoots) return ROOTS;
    if (opaque.size > 0) return `${[...opaque].join(", ")}: ${OPAQUE}`;
    const isReal = claim.regions !== undefined || containsNumbers(claim, key, parts, different);
    return isReal ? undefined : UNREAL;
  };
  const differs = different.size > 0;
  return {
    differs,
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
    regions: { ...regions, outside },
    /** The degrees and relations of one trial. */
    size,
    /** log₂ of the chance that a region that differs was taken for equal. */
    log2,
  };
}

const ROOTS =
  "takes a root as e^(log(x)/n), of which the prover does not know that its n-th power is x";
const OPAQUE = "not all laws of it are known to the prover, and float64 shows no difference";
const UNREAL = "differs only where arguments of choose have signs that no number was found for";
/**
 * Runs until no root is missing, as those of half the values are, and no finer parts of exponents are
 * wanted; or as often as is allowed. The tests of a run that wants finer parts are counted, too.
 */
function settle<Run extends Sides<Residue> & { readonly m: ResidueArithmetic }>(
  trial: RandomKey,
  parts: number,
  run: (key: RandomKey, parts: number) => Run,
) {
  let relations = 0, comparisons = 0;
  for (let redraws = 0;;) {
    const done = run(redraws === 0 ? trial : deriveKey(trial, ANEW, redraws), parts);
    relations += done.m.relations, comparisons += done.m.comparisons;
    const { wantedParts } = done.m;
    if (wantedParts !== parts && wantedParts <= MOST_PARTS) {
      parts = wantedParts;
      continue;
    }
    if (!isWithoutRoot(done) || redraws === MOST_REDRAWS) {
      return { ...done, parts, redraws, relations, comparisons };
    }
    relations = 0, comparisons = 0, redraws++;
  }
}

/** Whether a root is missing on either side. */
function isWithoutRoot({ got, expected }: Sides<Residue>): boolean {
  return [...got, ...expected].some(({ fault }) => fault === "no square modulo the prime");
}

/** How many numbers are drawn to find one on a region. */
const LOOKS = 100;

/** Whether numbers are found on one of the regions, each given by its signs. */
function containsNumbers(
  claim: Claim,
  trial: RandomKey,
  parts: number,
  regions: ReadonlySet<string>,
): boolean {
  for (let n = 0; n < LOOKS; n++) {
    const m = residues({ key: trial, thorough: true, parts, signs: () => undefined });
    const key = deriveKey(trial, n);
    claim.sides(shadowed(m, key, shadows(key, undefined, stretchOf(n))));
    if (regions.has(m.signs.join())) return true;
  }
  return false;
}

/** The degrees and heights for the chance of a false pass, summed over all entries. */
function boundOf(claim: Claim, options: DegreeOptions): DifferenceBound {
  const m = degrees(options);
  const { got, expected } = claim.sides(graded(m));
  return m.bound(got, expected);
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

/**
 * Which constants are rounded, if the sides are equal once these are what they stand for.
 *
 * @param draw The n-th arithmetic; of a root that was meant there may be none in the first.
 */
function roundingOf(
  claim: Claim,
  variables: (m: ResidueArithmetic) => Variables<Residue>,
  draw: (n: number) => ResidueArithmetic,
): string | undefined {
  const isEqual = (met: Map<number, Meant>, only?: number) => {
    for (let n = 0; n < MOST_REDRAWS; n++) {
      const m = draw(n);
      const meant = withMeantConstants(variables(m), m.draw(Math.PI), met, only);
      const { got, expected } = claim.sides(meant);
      if (isWithoutRoot({ got, expected })) continue;
      return got.every((entry, i) => m.equal(entry, expected[i]!));
    }
    return false;
  };
  const all = new Map<number, Meant>();
  if (!isEqual(all) || all.size === 0) return undefined;
  const alone = [...all].find(([x]) => isEqual(new Map(), x));
  return roundingText(alone === undefined ? all : new Map([alone]));
}
