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
  const valueOf = (each: Scores) => each.scores.some(Number.isNaN) ? NaN : measure(cutsOf(each));
  return metric<Ranked, Averaged<A>>({
    name,
    empty: (columns) => ({ columns, pieces: [] }),
    add: ({ columns, pieces }, outputs, targets) => ({
      columns,
      pieces: append(pieces, scoresOf(outputs, targets)),
    }),
    result: ({ columns, pieces }) => {
      const all = join(pieces);
      const classes = Array.from({ length: columns }, (_, j) => ofClass(all, columns, j));
      return averaged(average, {
        perClass: () => classes.map((each) => valueOf(each) ?? NaN),
        counted: () => classes.map(valueOf),
        pooled: () => valueOf(all) ?? NaN,
        support: () => classes.map(({ positives }) => positives.reduce((sum, n) => sum + n, 0)),
      });
    },
  });
}

/** The cuts at all distinct scores, none of them NaN, from the highest to the lowest. */
function cutsOf({ scores, positives }: Scores): readonly Cut[] {
  const order = Uint32Array.from(scores, (_, i) => i).sort((i, j) => {
    return scores[i]! > scores[j]! ? -1 : scores[i]! < scores[j]! ? 1 : 0;
  });
  const cuts: Cut[] = [];
  let truePositives = 0, falsePositives = 0;
  order.forEach((index, place) => {
    if (positives[index] === 1) truePositives++;
    else falsePositives++;
    const next = order[place + 1];
    if (next === undefined || scores[next] !== scores[index]) {
      cuts.push({ truePositives, falsePositives });
    }
  });
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
  const inClass = (_: number, index: number) => index % columns === j;
  return { scores: scores.filter(inClass), positives: positives.filter(inClass) };
}
