import { BIAS_GRADIENT_EQUATIONS } from "./bias_gradients.ts";
import { COST_EQUATIONS } from "./cost.ts";
import { DESCENT_EQUATIONS } from "./descent.ts";
import type { PaperEquation } from "./equation.ts";
import { HIDDEN_ERROR_EQUATIONS } from "./hidden_errors.ts";
import { FORWARD_EQUATIONS } from "./forward.ts";
import { LOSS_EQUATIONS } from "./losses.ts";
import { METRIC_EQUATIONS } from "./metrics.ts";
import { OUTPUT_ERROR_EQUATIONS } from "./output_errors.ts";
import { RELU_EQUATIONS } from "./relu.ts";
import { SIGMOID_EQUATIONS } from "./sigmoid.ts";
import { SOFTMAX_EQUATIONS } from "./softmax.ts";
import { SOFTMAX_ERROR_EQUATIONS } from "./softmax_errors.ts";
import { TANH_EQUATIONS } from "./tanh.ts";
import { WEIGHT_GRADIENT_EQUATIONS } from "./weight_gradients.ts";
import { WORKED_EXAMPLE_EQUATIONS } from "./worked_example.ts";

/**
 * All equations of "Neural Networks from Scratch" by K. Südmersen, (1) to (106), in order.
 *
 * The paper was read from a scan. What the scan and the text that the author published agree on is the
 * paper's; what they do not is damage of the scan, and reconstructed.
 *
 * @example
 * ```ts
 * import { PAPER_EQUATIONS } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(PAPER_EQUATIONS.length, 106);
 * ```
 */
export const PAPER_EQUATIONS: readonly PaperEquation[] = [
  ...FORWARD_EQUATIONS, // 1 to 14
  ...COST_EQUATIONS, // 15 to 20
  ...OUTPUT_ERROR_EQUATIONS, // 21 to 23, 56, 57
  ...SOFTMAX_ERROR_EQUATIONS, // 24 to 32
  ...HIDDEN_ERROR_EQUATIONS, // 33 to 41, 58
  ...WEIGHT_GRADIENT_EQUATIONS, // 42 to 50, 59 to 61
  ...BIAS_GRADIENT_EQUATIONS, // 51 to 55, 62 to 65
  ...DESCENT_EQUATIONS, // 66 to 68
  ...LOSS_EQUATIONS, // 69 to 72
  ...SIGMOID_EQUATIONS, // 73 to 76
  ...RELU_EQUATIONS, // 77 to 80
  ...TANH_EQUATIONS, // 81 to 87
  ...SOFTMAX_EQUATIONS, // 88 to 91
  ...WORKED_EXAMPLE_EQUATIONS, // 92 to 103
  ...METRIC_EQUATIONS, // 104 to 106
].toSorted((a, b) => a.number - b.number);
