import type { Activation } from "../../nn/activations/activation.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import type { Loss, Pair } from "../../nn/losses/loss.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import { activationFormulas, lossFormulas, pairFormulas } from "../claims/formulas.ts";
import { equivalentClaims, lossClaim, pairClaim, slopeClaim } from "../claims/formula_claims.ts";
import { FREE, labelsOf, type Precondition, preconditionsOf } from "../claims/preconditions.ts";
import { asActivation } from "../claims/regularizer_claims.ts";
import { type WrongFormulas, wrongGradient, wrongSlope } from "../claims/wrong_formulas.ts";
import {
  checkContinuity,
  checkLossContinuity,
  checkPairContinuity,
  pointsInRegions,
} from "../discontinuities/check_continuity.ts";
import { decidedAnew } from "../prover/boundaries.ts";
import { capture } from "../prover/captured.ts";
import type { Claim } from "../prover/claim.ts";
import {
  both,
  type Finding,
  prove,
  refute,
  refuteInRows,
  undecidedBecause,
} from "../prover/prove.ts";
import { TOO_MUCH } from "../prover/reasons.ts";
import { integersIn, lengthsIn } from "../prover/special_numbers.ts";
import { type Formula, untied, untiedInSweep } from "../prover/tie.ts";
import { unified } from "../prover/unified.ts";

/**
 * A finding about gradients, with its condition on the targets.
 * @category Proofs
 */
export interface GradientFinding extends Finding {
  /** A refuted derivative as it is and as it should be; absent if the formulas are too long. */
  readonly formulas?: WrongFormulas;
  /** The condition on the targets under which the gradients are right; absent if they may be arbitrary. */
  readonly precondition?: string;
}

/** Stage 1 for one activation: its slope, its other formulas, and what happens where it chooses. */
export function proveActivation(activation: Activation, seed: number): GradientFinding[] {
  return [
    proveSlope(activation, seed),
    ...equivalentClaims(activation).map((claim) => prove(claim, { seed })),
    ...proveSeams(activation, seed),
  ];
}

/** Stage 1 for one loss: its gradient, and the pairs that it makes with activations. */
export function proveLoss(loss: Loss, seed: number): GradientFinding[] {
  return [
    proveGradient(loss, seed),
    ...loss.pairs.map(({ activation }) => provePair(activation, loss, seed)),
    ...proveOwnSeams(loss, seed),
    ...loss.pairs.flatMap((pair) => provePairSeams(pair, loss, seed)),
  ];
}

/** Stage 1 for one regularizer. */
export function proveRegularizer(regularizer: Regularizer, seed: number): GradientFinding[] {
  return proveActivation(activationOf(regularizer, seed), seed);
}

/**
 * The slope of an activation, on all regions.
 *
 * @param own The length of the rows that are used, here and below: only these and short ones are
 *   compared. By default, rows of many lengths are.
 */
export const proveSlope = /* @__PURE__ */ remembering(
  (activation: Activation, seed: number, own?: number): GradientFinding => {
    const { value } = activation, isRow = activation.kind === "rowwise";
    const formulasOf = (width: number) => activationFormulas(activation, width);
    const written = isRow ? [value, activation.pullback] : [];
    const formulas = isRow ? inManyWidths(formulasOf, written) : formulasOf(1);
    const finding = untiedFinding(slopeClaim(activation), formulas, seed) ??
      (isRow
        ? forWidths((width) => slopeClaim(activation, width), seed, { own, written })
        : prove(slopeClaim(activation, 1, () => pointsInRegions(activation, seed)), { seed }));
    const formulasAt = () => formulasOf(isRow ? SHORT : 1);
    return explained(swept(finding, activation, formulasAt, seed), () => wrongSlope(activation));
  },
);

/** The gradient of a loss, on all regions. */
export const proveGradient = /* @__PURE__ */ remembering(
  (loss: Loss, seed: number, own?: number): GradientFinding => {
    const written = [loss.value, loss.gradient];
    const formulas = inManyWidths((width) => lossFormulas(loss, width), written);
    const finding = untiedFinding(lossClaim(loss), formulas, seed) ??
      underWeakest(loss, (precondition) => {
        return forWidths((width) => lossClaim(loss, precondition, width), seed, { own, written });
      });
    const formulasAt = () => lossFormulas(loss, SHORT);
    return explained(swept(finding, loss, formulasAt, seed), () => wrongGradient(loss));
  },
);

/** A loss and an activation as one function, on all regions. */
export function provePair(
  activation: Activation,
  loss: Loss,
  seed: number,
  own?: number,
): GradientFinding {
  return provePairs(loss, seed, own).get(activation)!;
}

const provePairs = /* @__PURE__ */ remembering((loss: Loss, seed: number, own?: number) => {
  return new Map(loss.pairs.map(({ activation, value, error }) => {
    const written = [value, error];
    const formulas = inManyWidths((width) => pairFormulas(activation, loss, width), written);
    const finding = untiedFinding(pairClaim(activation, loss), formulas, seed) ??
      underWeakest(loss, (precondition) => {
        const claimFor = (width: number) => pairClaim(activation, loss, precondition, width);
        return forWidths(claimFor, seed, { own, written });
      });
    const formulasAt = () => pairFormulas(activation, loss, SHORT);
    return [activation, swept(finding, loss, formulasAt, seed)];
  }));
});

/** What happens where an activation chooses. */
export const proveSeams = /* @__PURE__ */ remembering(checkContinuity);

/** What happens where a loss chooses by itself. */
export const proveOwnSeams = /* @__PURE__ */ remembering((loss: Loss, seed: number) => {
  return checkLossContinuity({ ...loss, pairs: [] }, seed);
});

/** What happens where one of its pairs chooses. */
export function provePairSeams(pair: Pair, loss: Loss, seed: number): readonly Finding[] {
  return proveSeamsOfPairs(loss, seed).get(pair)!;
}

const proveSeamsOfPairs = /* @__PURE__ */ remembering((loss: Loss, seed: number) => {
  return new Map(loss.pairs.map((pair) => [pair, checkPairContinuity(pair, loss, seed)]));
});

/** A regularizer as an activation of a weight, the same one each time, so that it is proved once. */
export const activationOf = /* @__PURE__ */ remembering(asActivation);

/** A finding with formulas that show what is wrong, if it is refuted. */
export function explained(
  finding: GradientFinding,
  find: () => WrongFormulas | undefined,
): GradientFinding {
  const formulas = finding.verdict === "refuted" ? find() : undefined;
  return formulas === undefined ? finding : { ...finding, formulas };
}

/**
 * The finding under the weakest sufficient condition on the targets, or without one if none suffices.
 *
 * A condition is looked for only if the loss declares its targets, and then it is proved in part.
 */
function underWeakest(
  loss: Loss,
  findingOf: (precondition: Precondition) => Finding,
): GradientFinding {
  const free = findingOf(FREE);
  if (free.verdict !== "refuted" || loss.targets === undefined) return free;
  for (const precondition of preconditionsOf(loss)) {
    const finding = findingOf(precondition);
    if (finding.verdict !== "proved") continue;
    // Where targets are drawn from a range, labels lie at its ends.
    const labels = precondition.turns ? undefined : labelsOf(loss);
    if (labels === undefined || findingOf(labels).verdict !== "refuted") {
      return { ...finding, verdict: "proved in part", precondition: precondition.text! };
    }
  }
  return free;
}

/** The lengths of rows that claims are proved for, the most telling first. */
const WIDTHS = [3, 1, 2, 4, 5, 6, 7, 8];
/**
 * The lengths in which a counterexample is searched alone: that of ten classes, and beyond powers of two,
 * by which formulas may take their entries.
 */
const MOST_SEARCHED = 33, SEARCHED = [10, 17, MOST_SEARCHED];
/** Rows up to this length must be decided, also where targets are special, in all combinations. */
const SHORT = 3;
/** Targets are special in rows of this length, too, if their combinations are few. */
const MEDIUM = 4;
/** Longer ones up to this length are, unless their regions are many; then one of them is compared. */
const LONG = 5;
/** All rows up to this length are compared, and longer ones that formulas mention. */
const LONGEST = 8;
/** Rows of this length are tied to what they compute at fewer numbers. */
const BRIEF = 7;

/** The lengths of rows that a claim is compared in. */
interface Lengths {
  /** The length that is used: only this one and short ones are. */
  readonly own: number | undefined;
  /** The formulas, which may mention further ones. */
  readonly written: readonly unknown[];
}

/** Formulas for rows of three, and briefly for longer ones, which they mention. */
function inManyWidths(
  formulasOf: (width: number) => Formula[],
  written: readonly unknown[],
): Formula[] {
  const brief = [BRIEF, ...lengthsIn(LONGEST, ...written)].flatMap(formulasOf);
  return [...formulasOf(SHORT), ...brief.map((formula) => ({ ...formula, isBrief: true }))];
}

/** Proves a claim for rows of several lengths: what is wrong for one length alone shows there. */
function forWidths(
  claimFor: (width: number) => Claim,
  seed: number,
  { own, written }: Lengths,
): Finding {
  const longer = lengthsIn(LONGEST, ...written);
  let all: Finding | undefined, anew: ReturnType<typeof anewIn> | undefined;
  const proved: number[] = [];
  for (const width of new Set(own === undefined ? [...WIDTHS, ...longer] : [SHORT, own])) {
    const claim = claimFor(width), isShort = width <= SHORT;
    const found = prove(claim, {
      seed,
      optional: !isShort,
      boundaries: isShort ? "all" : width <= MEDIUM ? "few" : "none",
      oneRegion: width > LONG,
      anew: isShort || width > MOST_SEARCHED ? undefined : (anew ??= anewIn(claimFor))(width),
    });
    if (found.verdict === "refuted") return found;
    if (found.verdict === "undecided" && !TOO_MUCH.has(found.reason)) {
      return { ...found, reason: `${found.reason}, in rows of ${width}` };
    }
    if (found.verdict !== "proved" && isShort) return all === undefined ? found : both(all, found);
    if (found.verdict !== "proved" || width > LONG) continue;
    all = all === undefined ? found : both(all, found);
    proved.push(width);
  }
  for (const width of own === undefined ? SEARCHED : []) {
    const claim = claimFor(width);
    // Not with a row of targets for each class, whose entries are too many.
    const found = claim.rows!.length > 2 ? undefined : refute(claim, seed);
    if (found !== undefined) return found;
  }
  const inRows = refuteInRows(claimFor, seed, {
    lengths: own === undefined ? undefined : [SHORT, own],
    also: integersIn(...written),
  });
  if (inRows !== undefined) return inRows;
  const rows = `rows of ${listed(proved.toSorted((x, y) => x - y))}`;
  // In longer ones what holds at one place alone is compared where that is little, or not at all.
  const isLonger = proved.some((width) => width > SHORT);
  return { ...all!, shapes: isLonger ? `${rows}, single places in rows of up to ${SHORT}` : rows };
}

/**
 * How much a gradient may choose or divide by anew in rows of a length, as short ones tell, in which such
 * places are compared: what it does for each entry, or each two of them, goes on as it grows there.
 */
function anewIn(claimFor: (width: number) => Claim): (width: number) => number {
  const [one, two, three] = [1, 2, 3].map((width) =>
    decidedAnew(unified(capture(claimFor(width))))
  );
  const slope = three! - two!, bend = Math.max(0, slope - (two! - one!));
  return (width) => three! + (width - SHORT) * (slope + bend * (width - 2) / 2);
}

/** Lengths in words: `1 to 5`, or `3 and 4`. */
function listed(lengths: readonly number[]): string {
  const isWithoutGaps = lengths.every((length, k) => length === k + 1);
  return isWithoutGaps ? `1 to ${lengths.length}` : lengths.join(" and ");
}

/** What is wrong if formulas do not compute what their operations say. */
export function untiedFinding(
  { subject }: Claim,
  formulas: readonly Formula[],
  seed: number,
  calls?: number,
): Finding | undefined {
  for (const formula of formulas) {
    const reason = untied(formula, seed, calls);
    if (reason !== undefined) return undecidedBecause(subject, reason, seed);
  }
}

const BUILT_IN = /* @__PURE__ */ new Set<object>([
  ...Object.values(ACTIVATIONS),
  ...Object.values(LOSSES),
]);

/** What is proved of a user's formulas, unless they differ from it somewhere in a sweep of numbers. */
function swept(
  finding: GradientFinding,
  of: Activation | Loss,
  formulasAt: () => readonly Formula[],
  seed: number,
): GradientFinding {
  const isProved = finding.verdict === "proved" || finding.verdict === "proved in part";
  if (!isProved || BUILT_IN.has(of)) return finding;
  for (const formula of formulasAt()) {
    const reason = untiedInSweep(formula, seed);
    if (reason !== undefined) return undecidedBecause(finding.subject, reason, seed);
  }
  return finding;
}

/** The same function, which computes once for the same object and numbers. */
function remembering<Of extends object, Result>(
  compute: (of: Of, seed: number, own?: number) => Result,
): (of: Of, seed: number, own?: number) => Result {
  const known = new WeakMap<Of, Map<string, Result>>();
  return (of, seed, own) => {
    const results = known.get(of) ?? new Map<string, Result>(), key = `${seed} ${own}`;
    known.set(of, results);
    if (!results.has(key)) results.set(key, compute(of, seed, own));
    return results.get(key)!;
  };
}
