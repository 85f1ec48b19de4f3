import { float64 } from "../../core/arithmetic/float64.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import type { Trace } from "../../engine/forward.ts";
import { type Network, shapesOf } from "../../engine/network.ts";
import { activationOf, isShrunk } from "../../nn/layers/layer.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";

/**
 * The signed distances from where some derivative jumps: of each weighted sum from the kinks and bends
 * of its activation, of each weight from the kinks of the regularizer, and those of kinds and the loss.
 *
 * While no sign changes, the cost is one smooth function of the parameters.
 *
 * @param from The first layer to measure; those below it are left out.
 */
export function distancesToKinks(
  network: Network,
  trace: Trace,
  targets: Matrix,
  loss: Loss,
  regularizer?: Regularizer,
  from = 0,
): number[] {
  const distances: number[] = [], shapes = shapesOf(network);
  const measure = (data: ArrayLike<number>, places: readonly number[] = []) => {
    for (const place of places) {
      for (let index = 0; index < data.length; index++) distances.push(data[index]! - place);
    }
  };
  network.layers.forEach((layer, l) => {
    if (l < from) return;
    for (const [name, { data }] of Object.entries(layer.parameters)) {
      if (isShrunk(layer, name)) measure(data, regularizer?.kinks);
    }
    const below = trace.layers[l - 1]?.a ?? trace.inputs, values = { ...layer, shape: shapes[l]! };
    for (const distance of layer.kind.kinks?.(float64, values, below) ?? []) {
      distances.push(distance);
    }
    const { kinks, bends = [] } = activationOf(layer);
    measure(trace.layers[l]!.z.data, [...kinks, ...bends]);
  });
  if (loss.kinks === undefined) return distances;
  for (let i = 0; i < targets.rows; i++) {
    const outcome = { a: rowOf(trace.outputs, i), y: rowOf(targets, i) };
    for (const distance of loss.kinks(float64, outcome)) distances.push(distance);
  }
  return distances;
}
