import { float64, scratch64 } from "../../core/arithmetic/float64.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { meanLoss, passOf } from "../../engine/cost.ts";
import { forward, passOn } from "../../engine/forward.ts";
import { layersOf, parameterList, withParameter } from "../../engine/parameters.ts";
import { regularizedCost } from "../../engine/regularized.ts";
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
  const { precondition = FREE, regularizer } = plan;
  const batch = {
    ...drawn,
    inputs: drawn.inputs as Matrix,
    targets: precondition.impose(float64, drawn.targets),
  };
  const { layers } = asGradients(network, batch, plan);
  const pass = passOf(batch), whole = forward(network, batch.inputs, pass);
  return parameterList(layersOf(network)).every(({ l, name, matrix }) => {
    const moved = Float64Array.from(matrix.data);
    const shifted = withParameter(network, { l, name }, { ...matrix, data: moved });
    const below = { inputs: whole.inputs, layers: whole.layers.slice(0, l) };
    const costAt = (index: number, x: number) => {
      const before = moved[index]!;
      moved[index] = x;
      const trace = passOn(scratch64, shifted, below, pass);
      const mean = meanLoss(float64, shifted, trace, batch, plan.loss);
      const at = regularizedCost(float64, shifted, mean, regularizer);
      moved[index] = before;
      return at;
    };
    return Array.from(matrix.data).every((x, index) => {
      const difference = (costAt(index, x + STEP) - costAt(index, x - STEP)) / (2 * STEP);
      const off = Math.abs(layers[l]![name]!.data[index]! - difference);
      return off <= ABSOLUTE + RELATIVE * Math.abs(difference);
    });
  });
}
