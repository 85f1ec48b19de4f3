import type { NetworkSnapshot, SnapshotOptions } from "../../train/fit/snapshots.ts";
import { distances, type Norms } from "./layer_snapshots.ts";
import { thinned } from "./thinned.ts";

/** A network to be looked at, and how far the next step took its parameters, if there was one. */
export interface Look extends NetworkSnapshot {
  readonly updates?: Norms;
}

/** A training before it begins. */
interface Expected {
  /** The steps that were taken before. */
  readonly from: number;
  /** The steps that will be taken at most, those before included. */
  readonly planned: number;
  /** The largest number of looks beside the first and the last. */
  readonly most: number;
  /** Whether it may well end long before. */
  readonly endsEarly: boolean;
}

/** Keeps networks of a training: the first, the last, and some between. */
export interface Looks {
  readonly options: SnapshotOptions;
  /** Takes note of a network that was read for another purpose. */
  readonly see: (network: NetworkSnapshot) => void;
  /** The last network that was read. */
  readonly last: () => NetworkSnapshot | undefined;
  /** All looks so far. */
  readonly all: () => readonly Look[];
}

/**
 * Looks at a training at first more often, then farther apart, so that their number is bounded and they
 * lie evenly. Each network is read once more after the next step, for the length of that alone: from one
 * look to the next, steps back and forth cancel.
 */
export function looksOf({ from, planned, most, endsEarly }: Expected): Looks {
  // Reading a network takes about as long as a step of a small one.
  const wanted = Math.max(1, (planned - from) / (endsEarly ? 128 : 16));
  const between = thinned<Look>(most, 2 ** Math.ceil(Math.log2(wanted)));
  let first: Look | undefined, last: NetworkSnapshot | undefined;
  // What waits for its next step.
  let open: { look: Look; keep: (look: Look) => void } | undefined;
  const close = (after?: NetworkSnapshot) => {
    if (open === undefined) return;
    const { look, keep } = open;
    open = undefined;
    keep(
      after?.taken === look.taken + 1
        ? { ...look, updates: distances(look.network, after.network) }
        : look,
    );
  };
  return {
    options: {
      next: (taken) => {
        if (first === undefined) return taken;
        return open ? Math.max(taken, open.look.taken + 1) : between.next(taken);
      },
      take: (look) => {
        close(look);
        last = look;
        if (first === undefined) {
          first = look;
          open = { look, keep: (closed) => first = closed };
        } else if (between.next(look.taken) === look.taken) {
          open = { look, keep: (closed) => between.add(closed.taken, closed) };
        }
      },
    },
    see: (network) => {
      if (last === undefined || network.taken > last.taken) last = network;
    },
    last: () => last,
    all: () => {
      close();
      const kept = [...first ? [first] : [], ...between.kept().map(({ value }) => value)];
      const isNew = last !== undefined && !kept.some(({ taken }) => taken === last?.taken);
      return isNew ? [...kept, last!] : kept;
    },
  };
}
