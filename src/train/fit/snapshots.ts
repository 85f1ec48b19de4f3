import { checkFunctions } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { Network } from "../../engine/network.ts";
import { copyOfNetwork } from "../../engine/parameters.ts";
import type { Position } from "../checkpoints/checkpoint.ts";

/**
 * A network between two steps of training.
 * @category Training
 */
export interface NetworkSnapshot extends Pick<Position, "epoch" | "step" | "taken"> {
  /** The network with its parameters, a copy. */
  readonly network: Network;
}

/**
 * When to read the network between steps of training, and what to do with it.
 * @category Training
 */
export interface SnapshotOptions {
  /**
   * Given the number of steps taken in all epochs, the number after which the network is read next: the
   * same for now, `Infinity` for only at the end.
   */
  readonly next: (taken: number) => number;
  /** Called and awaited with the network, after the last step in any case; `seconds` do not count it. */
  readonly take: (snapshot: NetworkSnapshot) => void | Promise<void>;
}

/** When snapshots are due, and how one is taken. */
export interface Snapshots {
  /** The number of steps that may be taken until the next one is due. */
  readonly room: (taken: number) => number;
  /** Whether one is due after so many steps. */
  readonly due: (taken: number) => boolean;
  /** Takes one of the network that `read` resolves to, unless the last one was of the same step. */
  readonly take: (at: Moment, read: (at: Moment) => Promise<Network>) => Promise<void>;
}

type Moment = Pick<Position, "epoch" | "step" | "taken">;

/** The schedule of snapshots; throws if an option of `fit` is invalid. */
export function snapshotsOf(options: SnapshotOptions | undefined): Snapshots {
  if (options === undefined) {
    return { room: () => Infinity, due: () => false, take: () => Promise.resolve() };
  }
  const { next, take } = checkOptions("snapshots", options, "next take");
  checkFunctions({ "snapshots.next": next ?? null, "snapshots.take": take ?? null });
  let last: number | undefined;
  const until = (taken: number) => {
    const found = next(taken);
    if ((found === Infinity || Number.isSafeInteger(found)) && found >= taken) return found - taken;
    throw new RangeError(
      `snapshots.next must return an integer of at least the ${taken} steps taken, or Infinity, ` +
        `but found ${describe(found)}`,
    );
  };
  return {
    room: (taken) => 1 + until(taken + 1),
    due: (taken) => until(taken) === 0,
    take: async ({ epoch, step, taken }, read) => {
      if (last === taken) return;
      last = taken;
      const network = copyOfNetwork(await read({ epoch, step, taken }));
      await take({ epoch, step, taken, network });
    },
  };
}
