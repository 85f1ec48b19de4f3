import { checkCount, checkNotNegative } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type Schedule, schedule } from "./schedule.ts";

/**
 * Options of {@linkcode cosineDecay}.
 * @category Schedules
 */
export interface CosineDecayOptions {
  /** The size of the first step. */
  readonly from: number;
  /** The final size; defaults to 0. */
  readonly to?: number;
  /** The number of steps in which it falls to `to`. */
  readonly steps: number;
}

/**
 * A size that falls along half a cosine, to + ½ (from − to) (1 + cos(π (t − 1) / steps)), then stays.
 *
 * I. Loshchilov, F. Hutter: SGDR: stochastic gradient descent with warm restarts. ICLR 2017, equation
 * (5), without restarts. It rises if `to` is larger.
 *
 * @throws {RangeError} If a size is negative, or the number of steps not positive.
 *
 * @example
 * ```ts
 * import { cosineDecay } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([1, 6, 11, 99].map(cosineDecay({ from: 1, steps: 10 })), [1, 0.5, 0, 0]);
 * ```
 * @category Schedules
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const { from, to = 0, steps } = checkOptions("cosineDecay()", options, "from to steps");
  for (const [name, size] of Object.entries({ from, to })) checkNotNegative(size, name);
  checkCount(steps, "steps");
  const size = (step: number) => halfCosine(from, to, Math.min((step - 1) / steps, 1));
  return schedule("cosineDecay", { from, to, steps }, size);
}

/**
 * Options of {@linkcode cosineDecayRestarts}.
 * @category Schedules
 */
export interface CosineDecayRestartsOptions {
  /** The size of the first step of each period. */
  readonly from: number;
  /** The size that each period falls to; defaults to 0. */
  readonly to?: number;
  /** T₀, the number of steps of the first period. */
  readonly steps: number;
  /** Tₘᵤₗₜ, how many times as long as the last each period is: a positive integer; defaults to 2. */
  readonly factor?: number;
}

/**
 * A size that falls along half a cosine, again and again, in periods of T₀, T₀ Tₘᵤₗₜ, T₀ Tₘᵤₗₜ² … steps.
 *
 * I. Loshchilov, F. Hutter: SGDR: stochastic gradient descent with warm restarts. ICLR 2017, equation
 * (5). The sizes are those of PyTorch's `CosineAnnealingWarmRestarts`.
 *
 * @throws {RangeError} If a size is negative, or `steps` or `factor` not a positive integer.
 *
 * @example
 * ```ts
 * import { cosineDecayRestarts } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([1, 2, 3, 5, 7].map(cosineDecayRestarts({ from: 1, steps: 2 })), [1, 0.5, 1, 0.5, 1]);
 * ```
 * @category Schedules
 */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): Schedule {
  checkOptions("cosineDecayRestarts()", options, "from to steps factor");
  const { from, to = 0, steps, factor = 2 } = options;
  for (const [name, size] of Object.entries({ from, to })) checkNotNegative(size, name);
  checkCount(steps, "steps");
  checkCount(factor, "factor");
  return schedule("cosineDecayRestarts", { from, to, steps, factor }, (step) => {
    let done = step - 1, period = steps;
    if (factor === 1) done %= period;
    for (; done >= period; period *= factor) done -= period;
    return halfCosine(from, to, done / period);
  });
}

/** Along half a cosine from one size to another; `done` counts from 0 to 1. */
export function halfCosine(from: number, to: number, done: number): number {
  // 0.5 cos(π / 2) is not 0 in float64, but does not affect the sum with ½.
  return to + (from - to) * (0.5 + 0.5 * Math.cos(Math.PI * done));
}
