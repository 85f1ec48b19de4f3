/** Which part of the work is one worker's. */
export interface Share {
  /** The worker's number, from 0. */
  readonly worker: number;
  /** The worker's part of some pieces of work, neighbours together. */
  readonly of: <Piece>(pieces: readonly Piece[]) => readonly Piece[];
  /** Whether this worker does what cannot be divided. */
  readonly leads: boolean;
}

/** The part of one of several workers. */
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
