import { type Panel, type Panels, panelsOf } from "../memory/layout.ts";

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

/**
 * A worker's panels of a parameter, whatever is done with it; a single row, and what is left whole, has
 * them all with the leader.
 *
 * Every kernel that writes or reads a parameter between two barriers asks here: were it shared in two
 * ways, one worker would read what another has not written yet.
 */
export function ownPanels(panels: Panels, share: Share): readonly Panel[] {
  if (panels.inner > 1 && !panels.whole) return share.of(panelsOf(panels));
  return share.leads ? panelsOf(panels) : [];
}

/** All the work. */
export const ALL: Share = /* @__PURE__ */ shareOf(0, 1);
