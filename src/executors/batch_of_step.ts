import type { Batch } from "../engine/cost.ts";
import { drawMasks } from "../engine/masks.ts";
import type { Network } from "../engine/network.ts";
import type { Plan } from "./executor.ts";

/** The augmented batch of a step of training, counted from 1, with the masks of layers that drop outputs. */
export function batchOfStep(
  network: Network,
  batch: Batch,
  step: number,
  { augment, maskKey }: Pick<Plan, "augment" | "maskKey">,
): Batch {
  const augmented = augment ? augment(batch, step) : batch;
  const masks = drawMasks(network, augmented.inputs.rows, (layer) => maskKey(step, layer));
  return { ...augmented, training: true, ...(masks && { masks }) };
}
