import { float64 } from "../../core/arithmetic/float64.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import type { Dataset } from "../../data/dataset.ts";
import { backward } from "../../engine/backward.ts";
import { forward } from "../../engine/forward.ts";
import { type Network, shapesOf } from "../../engine/network.ts";
import { layersOf } from "../../engine/parameters.ts";
import type { Regularized } from "../../engine/regularized.ts";
import type { Activation, At } from "../../nn/activations/activation.ts";
import { describeLayer } from "../../nn/layers/layer.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { histogramOf } from "./histogram.ts";
import { rounded } from "./rounded.ts";
import type { LayerSnapshot } from "./run_record.ts";

/** A norm of each parameter of each layer, by name. */
export type Norms = readonly Readonly<Record<string, number>>[];

/** What layers are looked at with. */
export interface Probe extends Regularized {
  /** The examples. */
  readonly examples: Dataset;
  readonly loss: Loss;
}

/** Below it a slope is called flat. */
const FLAT = 0.01;

/**
 * Looks at the layers of a network: their parameters, and what these examples make of them, in a forward
 * and a backward pass as in a step of training, but without dropout.
 *
 * @param updates How far the next step took each parameter, if there was one.
 */
export function layerSnapshots(
  network: Network,
  { examples: { inputs, targets, weights }, loss, regularizer }: Probe,
  updates?: Norms,
): LayerSnapshot[] {
  const trace = forward(network, inputs, { training: true });
  const options = { ...(regularizer && { regularizer }), weights };
  const gradients = backward(network, trace, targets, loss, options).layers;
  const shapes = shapesOf(network);
  return network.layers.map((layer, l) => {
    const at = trace.layers[l]!, units = shapes[l + 1]!.at(-1)!;
    const saturated = saturatedShare(layer.activation, at);
    return {
      ...{ name: describeLayer(layer), kind: layer.kind.name, units },
      parameters: Object.entries(layer.parameters).map(([name, { data }]) => {
        const gradientNorm = normOf(gradients[l]![name]!.data);
        const updateNorm = updates?.[l]?.[name];
        return {
          ...{ name, norm: rounded(normOf(data)) },
          ...(Number.isFinite(gradientNorm) && { gradientNorm: rounded(gradientNorm) }),
          ...(updateNorm !== undefined && { updateNorm: rounded(updateNorm) }),
          histogram: histogramOf(data),
        };
      }),
      activations: histogramOf(at.a.data),
      dead: deadUnits(at.a, units),
      ...(saturated !== undefined && { saturated: rounded(saturated) }),
    };
  });
}

/** How far each parameter is from one network to another. */
export function distances(from: Network, to: Network): Norms {
  const after = layersOf(to);
  return layersOf(from).map((parameters, l) =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, { data }]) => [
        name,
        normOf(data, after[l]![name]!.data),
      ]),
    )
  );
}

/** √ of the sum of the squares of the entries, or of how far they are from others. */
function normOf(entries: ArrayLike<number>, from?: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < entries.length; i++) {
    const difference = from === undefined ? entries[i]! : entries[i]! - from[i]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** The units with one value for all examples; those of an image or a sequence at all places, too. */
function deadUnits({ data }: Matrix, units: number): number {
  const isDead = new Array<boolean>(units).fill(true);
  for (let i = units; i < data.length; i++) {
    if (data[i] !== data[i % units]) isDead[i % units] = false;
  }
  return isDead.filter(Boolean).length;
}

function saturatedShare(
  activation: Activation | undefined,
  { z, a }: At<Matrix>,
): number | undefined {
  if (activation?.kind !== "elementwise") return undefined;
  let flat = 0;
  for (let i = 0; i < z.data.length; i++) {
    const slope = activation.slope(float64, { z: z.data[i]!, a: a.data[i]! });
    if (Math.abs(slope) < FLAT) flat++;
  }
  return flat / z.data.length;
}
