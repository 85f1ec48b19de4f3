import type { Matrix } from "../core/matrix/matrix.ts";
import type { Average, Averaged, AverageOptions } from "./averages.ts";
import { averaged, averageOf } from "./averages.ts";
import { type Metric, metric } from "./metric.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Outputs of examples, and whether their targets are positive.
 * @category Classification
 */
export interface Scores {
  /** The outputs, row by row. */
  readonly scores: Float64Array;
  /** 1 where the target is positive. */
  readonly positives: Uint8Array;
}

/**
 * All outputs so far.
 * @category Classification
 */
export interface Ranked {
  /** The number of outputs of an example. */
  readonly columns: number;
  /** From the first example to the last, in pieces of decreasing length. */
  readonly pieces: readonly Scores[];
}

/** The numbers of positive and negative examples at or above a threshold. */
export interface Cut {
  readonly truePositives: number;
  readonly falsePositives: number;
}

/**
 * A metric of the order of outputs, class by class; `measure` is undefined for a class without any.
 */
export function ranking<A extends Average>(
  name: string,
  measure: (cuts: readonly Cut[]) => number | undefined,
  options: AverageOptions<A>,
): Metric<Ranked, Averaged<A>> {
  checkOptions(`${name}()`, options, "average");
  const average = averageOf(options);
  const valueOf = (each: Scores) => {
    const cuts = cutsOf(each);
    return cuts === undefined ? NaN : measure(cuts);
  };
  return ofRanked(name, (all, classes) =>
    averaged(average, {
      perClass: () => classes.map((each) => valueOf(each) ?? NaN),
      counted: () => classes.map(valueOf),
      pooled: () => valueOf(all) ?? NaN,
      support: () => classes.map(({ positives }) => positives.reduce((sum, n) => sum + n, 0)),
    }));
}

/** A metric of the cuts of each class, which are undefined where an output is NaN. */
export function perRanking<Result>(
  name: string,
  read: (cuts: readonly Cut[] | undefined) => Result,
): Metric<Ranked, readonly Result[]> {
  return ofRanked(name, (_, classes) => classes.map((each) => read(cutsOf(each))));
}

function ofRanked<Result>(
  name: string,
  read: (all: Scores, classes: readonly Scores[]) => Result,
): Metric<Ranked, Result> {
  return metric<Ranked, Result>({
    name,
    empty: (columns) => ({ columns, pieces: [] }),
    add: ({ columns, pieces }, outputs, targets) => ({
      columns,
      pieces: append(pieces, scoresOf(outputs, targets)),
    }),
    result: ({ columns, pieces }) => {
      const all = join(pieces);
      return read(all, Array.from({ length: columns }, (_, j) => ofClass(all, columns, j)));
    },
  });
}

/** The cuts at all distinct scores from the highest to the lowest; undefined if one is NaN. */
function cutsOf({ scores, positives }: Scores): readonly Cut[] | undefined {
  const hits = positives.reduce((sum, positive) => sum + positive, 0);
  const of = new Float64Array(hits), against = new Float64Array(scores.length - hits);
  let p = 0, n = 0;
  for (let i = 0; i < scores.length; i++) {
    if (positives[i] === 1) of[p++] = scores[i]!;
    else against[n++] = scores[i]!;
  }
  // Numbers alone are sorted many times faster than indices by what they stand for; NaN comes last.
  of.sort();
  against.sort();
  if (Number.isNaN(of[p - 1]) || Number.isNaN(against[n - 1])) return undefined;
  const cuts: Cut[] = [];
  while (p + n > 0) {
    const highest = Math.max(of[p - 1] ?? -Infinity, against[n - 1] ?? -Infinity);
    while (of[p - 1] === highest) p--;
    while (against[n - 1] === highest) n--;
    cuts.push({ truePositives: hits - p, falsePositives: against.length - n });
  }
  return cuts;
}

/** The outputs themselves: they are copied when they join a piece. */
function scoresOf(outputs: Matrix, targets: Matrix): Piece {
  return {
    scores: outputs.data,
    positives: Uint8Array.from(targets.data, (target) => target > 0.5 ? 1 : 0),
  };
}

/** Adds a piece, joined with those before that are not longer, so that copies are few. */
function append(pieces: readonly Scores[], piece: Piece): readonly Scores[] {
  let from = pieces.length, length = piece.scores.length;
  while (from > 0 && pieces[from - 1]!.scores.length <= length) {
    length += pieces[--from]!.scores.length;
  }
  return [...pieces.slice(0, from), join([...pieces.slice(from), piece])];
}

type Piece = { readonly [Member in keyof Scores]: ArrayLike<number> };

/** A copy, as the memory of outputs may be reused. */
function join(pieces: readonly Piece[]): Scores {
  const length = pieces.reduce((sum, { scores }) => sum + scores.length, 0);
  const scores = new Float64Array(length), positives = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    scores.set(piece.scores, at);
    positives.set(piece.positives, at);
    at += piece.scores.length;
  }
  return { scores, positives };
}

function ofClass({ scores, positives }: Scores, columns: number, j: number): Scores {
  const rows = scores.length / columns;
  const own = new Float64Array(rows), ownPositives = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    own[i] = scores[i * columns + j]!;
    ownPositives[i] = positives[i * columns + j]!;
  }
  return { scores: own, positives: ownPositives };
}
