import type { Session } from "../../executors/executor.ts";

/** How long steps may take before signals, timers and drawing have their turn. */
const SECONDS_AT_A_TIME = 0.05;

/** Some steps that were taken without a break. */
export interface TakenSteps {
  /** The examples of their batches. */
  readonly rows: Uint32Array;
  /** The cost of each batch before its step. */
  readonly costs: ArrayLike<number>;
}

/** Takes the steps of the examples in an order, no more at a time than there is room for. */
export type Paced = (order: Uint32Array, room: () => number) => AsyncGenerator<TakenSteps>;

/**
 * Takes steps with breaks in between, in which the event loop turns.
 *
 * How many steps there are between two breaks follows the speed; what they compute does not.
 */
export function pacedSteps(session: Session, batchSize: number): Paced {
  let steps = 1, rested = performance.now();
  return async function* (order, room) {
    for (let from = 0; from < order.length;) {
      const rows = order.subarray(from, from + Math.min(steps, room()) * batchSize);
      const started = performance.now();
      yield { rows, costs: await session.steps(rows) };
      const now = performance.now();
      const rate = rows.length / batchSize / Math.max((now - started) / 1000, 1e-6);
      steps = Math.max(1, Math.round(Math.min(rate * SECONDS_AT_A_TIME, 8 * steps)));
      from += rows.length;
      if (now - rested > SECONDS_AT_A_TIME * 1000) {
        await rest();
        rested = performance.now();
      }
    }
  };
}

/** Lets the event loop turn once. */
function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
