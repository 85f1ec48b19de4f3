import { describe } from "../../core/support/describe.ts";
import type { Session } from "../../executors/executor.ts";

/** How long steps may take before signals, timers and rendering get their turn. */
const SECONDS_AT_A_TIME = 0.05;

/** Takes the steps of the examples in an order, at most `room()` at a time; yields rows and costs. */
export type Paced = (
  order: Uint32Array,
  room: () => number,
) => AsyncGenerator<{ readonly rows: Uint32Array; readonly costs: ArrayLike<number> }>;

/**
 * Takes steps with breaks for the event loop.
 *
 * The number of steps between breaks depends on the speed, but their results do not. The costs of a
 * custom executor's session are counted, as missing ones would distort the mean.
 */
export function pacedSteps(session: Session, batchSize: number): Paced {
  let steps = 1, rested = performance.now();
  return async function* (order, room) {
    for (let from = 0; from < order.length;) {
      const wanted = Math.min(steps, room());
      const rows = order.subarray(from, from + (session.least?.(wanted) ?? wanted) * batchSize);
      const started = performance.now();
      const costs = await session.steps(rows);
      checkCosts(costs, Math.ceil(rows.length / batchSize));
      yield { rows, costs };
      const now = performance.now();
      // Fewer steps, before a snapshot or an epoch's end, say little of the speed.
      if (rows.length >= steps * batchSize) {
        const rate = rows.length / batchSize / Math.max((now - started) / 1000, 1e-6);
        steps = Math.max(1, Math.round(Math.min(rate * SECONDS_AT_A_TIME, 8 * steps)));
      }
      from += rows.length;
      if (now - rested > SECONDS_AT_A_TIME * 1000) {
        await new Promise((resolve) => setTimeout(resolve, 0)); // the event loop turns once
        rested = performance.now();
      }
    }
  };
}

/** Throws unless there is a cost for each step, or for all up to the first that is not finite. */
function checkCosts(costs: ArrayLike<number>, steps: number): void {
  const found = costs?.length;
  const ended = found > 0 && found < steps && !Number.isFinite(costs[found - 1]);
  if (ended || found === steps) return;
  throw new TypeError(
    `The steps of a session must return ${steps} costs, or those up to the first that is not ` +
      `finite, but found ${describe(found)}`,
  );
}
