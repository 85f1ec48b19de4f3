/** One worker's share of the work. */
export interface Share {
  /** The worker's number, from 0. */
  readonly worker: number;
  /** The worker's consecutive part of some pieces of work. */
  readonly of: <Piece>(pieces: readonly Piece[]) => readonly Piece[];
  /** Whether this worker does the work that cannot be divided. */
  readonly leads: boolean;
}

export function shareOf(worker: number, workers: number): Share {
  const bound = (w: number, pieces: number) => Math.round(w * pieces / workers);
  return {
    worker,
    of: (pieces) => pieces.slice(bound(worker, pieces.length), bound(worker + 1, pieces.length)),
    leads: worker === 0,
  };
}

/** All the work. */
export const ALL: Share = /* @__PURE__ */ shareOf(0, 1);
