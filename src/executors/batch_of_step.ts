import type { Batch } from "../engine/cost.ts";
import { drawMasks } from "../engine/masks.ts";
import type { Network } from "../engine/network.ts";
import type { Plan } from "./executor.ts";

/**
 * What a step is taken with: the batch as it is changed, and the masks of layers that drop outputs.
 *
 * @param network The network.
 * @param batch The examples.
 * @param step The number of the step, from 1.
 * @param plan How batches are changed, and the keys of the masks.
 */
export function batchOfStep(
  network: Network,
  batch: Batch,
  step: number,
  { augment, maskKey }: Pick<Plan, "augment" | "maskKey">,
): Batch {
  const augmented = augment ? augment(batch, step) : batch;
  const masks = drawMasks(network, augmented.inputs.rows, (layer) => maskKey(step, layer));
  return masks ? { ...augmented, masks } : augmented;
}
