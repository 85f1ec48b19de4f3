/** Which part of the work is one worker's. */
export interface Share {
  /** The worker's number, from 0. */
  readonly worker: number;
  /** The worker's part of a number of pieces, neighbours together. */
  readonly range: (pieces: number) => { readonly from: number; readonly below: number };
  /** The worker's part of some pieces of work, neighbours together. */
  readonly of: <Piece>(pieces: readonly Piece[]) => readonly Piece[];
  /** Whether this worker does what cannot be divided. */
  readonly leads: boolean;
}

/** The part of one of several workers. */
export function shareOf(worker: number, workers: number): Share {
  const range = (pieces: number) => ({
    from: Math.round(worker * pieces / workers),
    below: Math.round((worker + 1) * pieces / workers),
  });
  return {
    worker,
    range,
    of: (pieces) => {
      const { from, below } = range(pieces.length);
      return pieces.slice(from, below);
    },
    leads: worker === 0,
  };
}

/** All the work. */
export const ALL: Share = shareOf(0, 1);
