import { binaryCrossEntropy } from "./binary_cross_entropy.ts";
import { binaryCrossEntropyFromLogits } from "./binary_cross_entropy_from_logits.ts";
import { categoricalCrossEntropy } from "./categorical_cross_entropy.ts";
import { crossEntropyFromLogits } from "./cross_entropy_from_logits.ts";
import { cosineSimilarity } from "./cosine_similarity.ts";
import { dice } from "./dice.ts";
import { focal } from "./focal.ts";
import { gaussianNegativeLogLikelihood } from "./gaussian_negative_log_likelihood.ts";
import { hinge } from "./hinge.ts";
import { huber } from "./huber.ts";
import { kullbackLeibler } from "./kullback_leibler.ts";
import { smoothedCrossEntropy } from "./label_smoothing.ts";
import { logCosh } from "./log_cosh.ts";
import type { Loss } from "./loss.ts";
import { meanAbsoluteError } from "./mean_absolute_error.ts";
import { meanSquaredError } from "./mean_squared_error.ts";
import { poisson } from "./poisson.ts";
import { poissonFromLogRate } from "./poisson_from_log_rate.ts";
import { quantile } from "./quantile.ts";
import { squaredHinge } from "./squared_hinge.ts";
import { sumOfSquaredErrors } from "./sum_of_squared_errors.ts";

/**
 * All built-in losses by name, parameters at their defaults. Those listed here are tested, verified,
 * and available by name.
 *
 * @example
 * ```ts
 * import { hinge, LOSSES } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(LOSSES.hinge, hinge);
 * ```
 * @category Losses
 */
export const LOSSES: {
  readonly categoricalCrossEntropy: Loss;
  readonly sumOfSquaredErrors: Loss;
  readonly binaryCrossEntropy: Loss;
  readonly binaryCrossEntropyFromLogits: Loss;
  readonly crossEntropyFromLogits: Loss;
  readonly smoothedCrossEntropy: Loss;
  readonly meanSquaredError: Loss;
  readonly meanAbsoluteError: Loss;
  readonly huber: Loss;
  readonly hinge: Loss;
  readonly kullbackLeibler: Loss;
  readonly poisson: Loss;
  readonly poissonFromLogRate: Loss;
  readonly squaredHinge: Loss;
  readonly logCosh: Loss;
  readonly quantile: Loss;
  readonly focal: Loss;
  readonly dice: Loss;
  readonly cosineSimilarity: Loss;
  readonly gaussianNegativeLogLikelihood: Loss;
} = /* @__PURE__ */ Object.freeze({
  categoricalCrossEntropy,
  sumOfSquaredErrors,
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
  crossEntropyFromLogits,
  smoothedCrossEntropy,
  meanSquaredError,
  meanAbsoluteError,
  huber: /* @__PURE__ */ huber(),
  hinge,
  kullbackLeibler,
  poisson,
  poissonFromLogRate,
  squaredHinge,
  logCosh,
  quantile: /* @__PURE__ */ quantile(),
  focal: /* @__PURE__ */ focal(),
  dice: /* @__PURE__ */ dice(),
  cosineSimilarity,
  gaussianNegativeLogLikelihood,
});

/**
 * The name of a built-in loss.
 * @category Losses
 */
export type LossName = keyof typeof LOSSES;
