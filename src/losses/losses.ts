import { categoricalCrossEntropy } from "./categorical_cross_entropy.ts";
import type { Loss } from "./loss.ts";
import { sumOfSquaredErrors } from "./sum_of_squared_errors.ts";

/** Every built-in loss by its name. What enters here is tested, checked and offered by name. */
export const LOSSES: {
  readonly categoricalCrossEntropy: Loss;
  readonly sumOfSquaredErrors: Loss;
} = Object.freeze({ categoricalCrossEntropy, sumOfSquaredErrors });

/** The name of a built-in loss. */
export type LossName = keyof typeof LOSSES;
