import { cost, forward } from "../../../engine.ts";
import { accuracy, measure } from "../../../metrics.ts";
import type { Dataset } from "../../../data.ts";
import type { Training } from "./training.ts";

/** How good a network is on some points. */
export interface Measures {
  /** The mean loss (19), without a penalty. */
  readonly loss: number;
  /** The share of points that are answered right. */
  readonly accuracy: number;
}

/** Measures a network on the points that it learns from, and on the others, if there are any. */
export function measuresOf({ task, network }: Training): {
  readonly train: Measures | undefined;
  readonly test: Measures | undefined;
} {
  const on = (part: Dataset | undefined): Measures | undefined => {
    if (part === undefined || part.inputs.rows === 0) return undefined;
    const { inputs, targets } = part, { outputs } = forward(network, inputs);
    const loss = cost(network, { inputs, targets }, task.loss);
    return { loss, accuracy: measure(accuracy(), outputs, targets) };
  };
  return { train: on(task.data?.train), test: on(task.data?.test) };
}
