import { float64 } from "../../core/arithmetic/float64.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { passOf } from "../../engine/cost.ts";
import { forward } from "../../engine/forward.ts";
import { layersOf, parameterList } from "../../engine/parameters.ts";
import { alongParameter } from "../numeric/along_parameter.ts";
import { drawCase } from "../numeric/draw_case.ts";
import { asGradients, type GradientPlan } from "../claims/engine_claims.ts";
import { FREE } from "../claims/preconditions.ts";

// The defaults of PyTorch's torch.autograd.gradcheck.
const STEP = 1e-6, ABSOLUTE = 1e-5, RELATIVE = 1e-3;

/**
 * Whether gradients pass the usual check, for comparison: one central difference (20) for each entry,
 * with the fixed step and the tolerances that PyTorch's `gradcheck` has by default.
 *
 * @param plan The network, and how its gradients are computed.
 * @param seed Seeds the network and the batch.
 */
export function passesGradcheck(plan: GradientPlan, seed: number): boolean {
  const { network, batch: drawn } = drawCase({ ...plan, seed });
  const { precondition = FREE, loss, regularizer } = plan;
  const batch = {
    ...drawn,
    inputs: drawn.inputs as Matrix,
    targets: precondition.impose(float64, drawn.targets),
  };
  const { layers } = asGradients(network, batch, plan);
  const whole = forward(network, batch.inputs, passOf(batch));
  return parameterList(layersOf(network)).every(({ l, name, matrix }) => {
    const moved = alongParameter({ network, whole, batch, loss, regularizer }, { l, name });
    return Array.from(matrix.data).every((x, index) => {
      const difference = (moved(index, x + STEP).cost - moved(index, x - STEP).cost) / (2 * STEP);
      const off = Math.abs(layers[l]![name]!.data[index]! - difference);
      return off <= ABSOLUTE + RELATIVE * Math.abs(difference);
    });
  });
}
