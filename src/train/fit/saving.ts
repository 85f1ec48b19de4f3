import { isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { CheckpointOptions } from "../checkpoints/checkpoint.ts";

/** When checkpoints are due. */
export interface Saving {
  readonly wanted: boolean;
  /** The number of steps until the next one is due. */
  readonly room: (taken: number) => number;
  /** Whether one is due after so many steps. */
  readonly dueAfterStep: (taken: number) => boolean;
  /** Whether one is due after an epoch that ends with so many steps taken. */
  readonly dueAfterEpoch: (taken: number, isLast: boolean) => boolean;
}

/** The schedule of checkpoints; throws if an option of `fit` is invalid. */
export function savingOf(options: CheckpointOptions | undefined): Saving {
  const wanted = options !== undefined;
  const { every, save } = options ?? { every: "epoch", save: () => {} };
  if (wanted) checkOptions("checkpoint", options, "every save");
  if (typeof save !== "function") {
    throw new TypeError(`checkpoint.save must be a function, but found ${describe(save)}`);
  }
  if (every !== "epoch" && !isCount(every)) {
    throw new RangeError(
      `checkpoint.every must be a positive integer or "epoch", but found ${describe(every)}`,
    );
  }
  const apart = every === "epoch" ? Infinity : every; // in steps
  return {
    wanted,
    room: (taken) => apart - taken % apart,
    dueAfterStep: (taken) => taken % apart === 0,
    dueAfterEpoch: (taken, isLast) =>
      wanted && (every === "epoch" || isLast || taken % apart === 0),
  };
}
