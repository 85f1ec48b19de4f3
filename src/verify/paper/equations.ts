import { biasEquations } from "./bias_gradients.ts";
import { costEquations } from "./cost.ts";
import { descentEquations } from "./descent.ts";
import type { PaperEquation } from "./equation.ts";
import { hiddenErrorEquations } from "./hidden_errors.ts";
import { forwardEquations } from "./forward.ts";
import { lossEquations } from "./losses.ts";
import { metricEquations } from "./metrics.ts";
import { outputErrorEquations } from "./output_errors.ts";
import { reluEquations } from "./relu.ts";
import { sigmoidEquations } from "./sigmoid.ts";
import { softmaxEquations } from "./softmax.ts";
import { softmaxErrorEquations } from "./softmax_errors.ts";
import { tanhEquations } from "./tanh.ts";
import { weightEquations } from "./weight_gradients.ts";
import { workedExampleEquations } from "./worked_example.ts";

/**
 * All equations of "Neural Networks from Scratch" by K. Südmersen, (1) to (106), in order.
 *
 * The paper was read from a scan. Where the scan differs from the text that the author published, the
 * scan is damaged and the equation reconstructed.
 *
 * @example
 * ```ts
 * import { PAPER_EQUATIONS } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(PAPER_EQUATIONS.length, 106);
 * ```
 * @category Paper
 */
export const PAPER_EQUATIONS: readonly PaperEquation[] = /* @__PURE__ */ allEquations();

function allEquations(): PaperEquation[] {
  return [
    ...forwardEquations(), // 1 to 14
    ...costEquations(), // 15 to 20
    ...outputErrorEquations(), // 21 to 23, 56, 57
    ...softmaxErrorEquations(), // 24 to 32
    ...hiddenErrorEquations(), // 33 to 41, 58
    ...weightEquations(), // 42 to 50, 59 to 61
    ...biasEquations(), // 51 to 55, 62 to 65
    ...descentEquations(), // 66 to 68
    ...lossEquations(), // 69 to 72
    ...sigmoidEquations(), // 73 to 76
    ...reluEquations(), // 77 to 80
    ...tanhEquations(), // 81 to 87
    ...softmaxEquations(), // 88 to 91
    ...workedExampleEquations(), // 92 to 103
    ...metricEquations(), // 104 to 106
  ].sort((a, b) => a.number - b.number);
}
