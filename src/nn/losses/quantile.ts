import { mean } from "../../core/arithmetic/reductions.ts";
import { type Family, family } from "../../core/support/family.ts";
import { checkOptions } from "../../core/support/options.ts";
import { errorsOf, shares } from "./errors.ts";
import { type Loss, loss } from "./loss.ts";

/**
 * Options of {@linkcode quantile}.
 * @category Losses
 */
export interface QuantileOptions {
  /** τ, the share of the targets that should lie below the output; defaults to 0.5, the median. */
  readonly level?: number;
}

const LEVEL = 0.5;

/** The quantile losses of all levels. */
const QUANTILES: Family<Loss> = /* @__PURE__ */ family(
  "quantile",
  LEVEL,
  (level) => level > 0 && level < 1,
  (name, τ) =>
    loss({
      name,
      value: (m, outcome) => {
        const below = m.constant(-τ), above = m.add(m.one, below);
        const terms = errorsOf(m, outcome).map((error) => {
          return m.mul(m.choose(error, above, below), error);
        });
        return mean(m, terms);
      },
      gradient: (m, outcome) => {
        const below = m.constant(-τ), above = m.add(m.one, below);
        const slopes = errorsOf(m, outcome).map((error) => {
          return m.choose(error, above, m.choose(m.neg(error), below, m.zero));
        });
        return shares(m, slopes);
      },
      kinks: errorsOf,
    }),
);

/**
 * The quantile loss, the mean over the outputs of (1 − τ) e where e = a − y > 0, else −τ e.
 *
 * Its least cost is where a share τ of the targets lies below the output. Its gradient jumps where an
 * error is 0; there it is 0 by convention. R. Koenker, G. Bassett: Regression quantiles. Econometrica 46
 * (1978), equation (2.1).
 *
 * @returns The loss, the same record for the same level.
 * @throws {RangeError} If the level is not a number between 0 and 1.
 *
 * @example
 * ```ts
 * import { float64, quantile } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = quantile({ level: 0.75 });
 * assertEquals(loss.value(float64, { a: [4], y: [0] }), 1);
 * assertEquals(loss.value(float64, { a: [-4], y: [0] }), 3);
 * ```
 * @category Losses
 */
export function quantile(options: QuantileOptions = {}): Loss {
  const { level = LEVEL } = checkOptions("quantile()", options, "level");
  return QUANTILES.of(level);
}
