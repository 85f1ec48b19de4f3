import { batchNormKind } from "../../../nn/layers/batch_norm.ts";
import type { Conv2dOptions } from "../../../nn/layers/conv2d.ts";
import { reshapeKind } from "../../../nn/layers/reshape.ts";
import { sizeOf } from "../../../nn/layers/shape.ts";
import { append, type Flow, matrixOf, spend } from "./values.ts";

/** ε of the batch norm that stands for a factor and an offset: with it, the variance is 1. */
const EPSILON = 1e-5;

/**
 * a x + b of a flow: as the standardization of inputs, as biases, or as a batch norm.
 *
 * @param a One number, one for each channel here, or one for each value in the order here.
 * @returns The flow; `undefined` if it is not the same for all positions of a channel.
 */
export function affine(flow: Flow, a: ArrayLike<number>, b: ArrayLike<number>): Flow | undefined {
  if (flow.layer === undefined && Array.from(a).every((factor) => factor > 0)) {
    spend(flow, 2 * sizeOf(flow.shape));
    return { ...flow, scale: composed(flow, a, b) };
  }
  const channels = flow.shape.at(-1)!;
  const [factors, offsets] = [a, b].map((numbers) => byChannel(numbers, channels));
  if (!factors || !offsets) return undefined;
  const biased = factors.every((factor) => factor === 1) && withBiases(flow, offsets);
  if (biased) return biased;
  return append(flow, {
    kind: batchNormKind,
    options: { epsilon: EPSILON, momentum: 0.1 },
    parameters: { gains: matrixOf(1, factors), biases: matrixOf(1, offsets) },
    state: {
      means: matrixOf(1, new Float64Array(channels)),
      variances: matrixOf(1, new Float64Array(channels).fill(1 - EPSILON)),
    },
  }, {});
}

/** One number for each channel, if all positions have the same. */
function byChannel(numbers: ArrayLike<number>, channels: number): Float64Array | undefined {
  if (numbers.length === channels) return Float64Array.from(numbers);
  const each = Float64Array.from({ length: channels }, (_, j) => numbers[j % numbers.length]!);
  const isSame = Array.from(numbers).every((x, i) => x === each[i % channels]);
  return isSame || numbers.length === 1 ? each : undefined;
}

/** a ((x − m) / d) + b = (x − (m − b d / a)) / (d / a). */
function composed({ scale, shape }: Flow, a: ArrayLike<number>, b: ArrayLike<number>) {
  const size = sizeOf(shape), { means, deviations } = scale ?? {};
  const each = Array.from({ length: size }, (_, j) => {
    const factor = a[j % a.length]!, offset = b[j % b.length]!, d = deviations?.[j] ?? 1;
    return [(means?.[j] ?? 0) - offset * d / factor, d / factor] as const;
  });
  return { means: each.map(([mean]) => mean), deviations: each.map(([, d]) => d) };
}

/** The flow whose last layer has these in its biases: weighted sums without any, or a batch norm. */
function withBiases(flow: Flow, offsets: Float64Array): Flow | undefined {
  const { layer, below } = flow, { unbiased, ...options } = (layer?.options ?? {}) as Conv2dOptions;
  if (layer?.kind === reshapeKind as unknown && below?.shape.at(-1) === offsets.length) {
    const biased = withBiases(below, offsets);
    return biased && { ...flow, below: biased };
  }
  const isNorm = layer?.kind === batchNormKind as unknown;
  if (layer === undefined || !(isNorm || unbiased === true)) return undefined;
  spend(flow, offsets.length);
  const { biases } = layer.parameters;
  const sums = biases ? offsets.map((offset, j) => offset + biases.data[j]!) : offsets;
  const parameters = { ...layer.parameters, biases: matrixOf(1, sums) };
  return { ...flow, layer: { ...layer, options, parameters } };
}
