import type { Standardization } from "../../data/generators/standardization.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import { type Shape, sizeOf } from "../../nn/layers/shape.ts";
import type { Arrays } from "./arrays.ts";
import type { ReadClass, ReadLayer } from "./class.ts";
import type { KerasConfig } from "./config.ts";

/** ε of the batch norm that stands for a factor and an offset: with it, the variance is 1. */
const EPSILON = 1e-5;

/** The least deviation by which Keras divides. */
const LEAST_DEVIATION = 1e-7;

/** Classes that pass their inputs on when they predict: noise, and images at random. */
export const TRAINING_CLASSES: readonly string[] = [
  ...["GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization"],
  ...["SpatialDropout1D", "SpatialDropout2D", "RandomFlip", "RandomRotation", "RandomZoom"],
  ...["RandomTranslation", "RandomContrast", "RandomBrightness", "RandomShear"],
];

/** gains (x − means) + biases, for each channel. */
function preparation(
  channels: number,
  entries: (arrays: Arrays) => Readonly<Record<"gains" | "means" | "biases", ArrayLike<number>>>,
  arrays: NonNullable<ReadLayer["arrays"]> = [],
): ReadLayer {
  return {
    kind: KINDS.batchNorm,
    options: { epsilon: EPSILON, momentum: 0.1 },
    arrays,
    entries: (found) => ({
      ...entries(found),
      variances: new Float64Array(channels).fill(1 - EPSILON),
    }),
    isPreparation: true,
  };
}

/** A number for each channel, of which a configuration has one for all, or a list. */
function perChannel(config: KerasConfig, name: string, channels: number, usual?: number) {
  const value = config.value(name) ?? usual;
  const list: readonly unknown[] = [value].flat(8);
  const isFit = list.every((x) => typeof x === "number" && Number.isFinite(x)) &&
    (list.length === 1 || list.length === channels);
  if (!isFit) {
    throw new RangeError(
      `${name} of ${config.where} must be a number, or one for each of ${channels} channels`,
    );
  }
  return Float64Array.from({ length: channels }, (_, i) => Number(list[list.length === 1 ? 0 : i]));
}

/** Classes that prepare inputs. */
export const PREPARATION_CLASSES: Readonly<Record<string, ReadClass>> = {
  Rescaling: (config, inputs) => {
    const channels = inputs.at(-1)!, means = new Float64Array(channels);
    const gains = perChannel(config, "scale", channels);
    const biases = perChannel(config, "offset", channels, 0);
    return [preparation(channels, () => ({ gains, means, biases }))];
  },
  Normalization: (config, inputs) => {
    config.only("invert", false);
    const channels = inputs.at(-1)!, last = inputs.length, biases = new Float64Array(channels);
    const entries = (means: ArrayLike<number>, variances: ArrayLike<number>) => {
      const gains = Float64Array.from(
        variances,
        (x) => 1 / Math.max(Math.sqrt(x), LEAST_DEVIATION),
      );
      return { gains, means, biases };
    };
    if (config.value("mean") !== undefined) {
      const [means, variances] = ["mean", "variance"].map((name) => {
        return perChannel(config, name, channels);
      });
      return [preparation(channels, () => entries(means!, variances!))];
    }
    config.only("axis", -1, last, [-1], [last]);
    const arrays = ["mean", "variance"].map((name) => ({ name, shape: [channels] }));
    const found = ({ mean, variance }: Arrays) => entries(mean!, variance!);
    return [preparation(channels, found, arrays)];
  },
};

/**
 * How inputs are standardized by a scale and a preparation behind it; `undefined` if factors are not
 * positive.
 */
export function scaledBy(
  scale: Standardization | undefined,
  { gains, means, biases }: Arrays,
  shape: Shape,
): Standardization | undefined {
  if (!Array.from(gains!).every((gain) => gain > 0)) return undefined;
  const each = Array.from({ length: sizeOf(shape) }, (_, i) => {
    const c = i % gains!.length, gain = gains![c]!, mean = means![c]! - biases![c]! / gain;
    const [m, d] = [scale?.means[i] ?? 0, scale?.deviations[i] ?? 1];
    return [m + d * mean, d / gain] as const;
  });
  return { means: each.map(([mean]) => mean), deviations: each.map(([, d]) => d) };
}
