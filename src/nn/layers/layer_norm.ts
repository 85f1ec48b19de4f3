import type { Matrix } from "../../core/matrix/matrix.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { LEARNING } from "./learning.ts";
import { layerKind } from "./layer_kind.ts";
import {
  affineShapes,
  checkedEpsilon,
  type Groups,
  momentsOf,
  normalized,
  normalizedPullback,
  rowsOf,
} from "./normalization.ts";

/**
 * The options of a layer norm.
 * @category Layers
 */
export interface LayerNormKindOptions {
  /** ε, added to each variance. */
  readonly epsilon: number;
}

/**
 * Layer norm: y = g (x − μ) / √(σ² + ε) + b, with mean and variance of the features of one example.
 *
 * The features are the last side of the shape: [features] are one group, [steps, features] one for
 * each step. Gains g and biases b are (1 × features); g starts at 1, and neither is decayed. J. L. Ba,
 * J. R. Kiros, G. E. Hinton: Layer normalization, 2016, (4), with ε as in PyTorch.
 * @category Layers
 */
export const layerNormKind: LayerKind<LayerNormKindOptions> = /* @__PURE__ */ layerKind<
  LayerNormKindOptions
>({
  name: "layerNorm",
  options: ({ epsilon }) => ({ epsilon: checkedEpsilon(epsilon) }),
  outputShape: (_, inputs) => inputs,
  parameterShapes: (_, inputs) => affineShapes(inputs),
  offsets: ["gains", "biases"],
  starts: () => ({ gains: 1 }),
  forward: (m, layer, inputs) => {
    const groups = groupsOf(inputs, layer.parameters.gains!.columns);
    const moments = rowsOf(inputs, groups).map((x) => momentsOf(m, x));
    const { outputs, ...saved } = normalized(m, layer, inputs, groups, moments);
    return { outputs, saved };
  },
  backward: (m, { parameters }, saved, errors) => {
    return normalizedPullback(m, parameters, saved, errors, groupsOf);
  },
  compiled: () => ({ form: "rows" }),
  describe: () => "layerNorm",
  samples: [{ epsilon: 0.25 }],
});

/**
 * Options of {@linkcode layerNorm}.
 * @category Layers
 */
export interface LayerNormOptions extends Omit<LayerPlanOptions, "initializer"> {
  /** ε, added to each variance; defaults to 1e-5. */
  readonly epsilon?: number;
}

/**
 * Plans a layer norm: the features of each example are shifted and scaled to mean 0 and variance 1,
 * then multiplied by a gain and shifted by an offset that are learned.
 *
 * @returns The plan, for `network`; its outputs have the shape of its inputs.
 * @throws {RangeError} Unless `epsilon` is a positive number.
 *
 * @example
 * ```ts
 * import { forward, layerNorm, matrix, network } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [layerNorm()] });
 * const { data } = forward(net, matrix([[1, 3]])).outputs; // mean 2, variance 1
 * assertAlmostEquals(data[0]!, -1, 1e-5);
 * assertAlmostEquals(data[1]!, 1, 1e-5);
 * ```
 * @category Layers
 */
export function layerNorm(options: LayerNormOptions = {}): LayerPlan {
  const names = "epsilon activation";
  const { epsilon = 1e-5, ...plan } = checkOptions("layerNorm()", options, names, LEARNING);
  return layer(layerNormKind, { epsilon }, plan);
}

/** The features of each example, and of each of its positions. */
export function groupsOf(
  { rows, columns }: Pick<Matrix, "rows" | "columns">,
  features: number,
): Groups {
  const length = rows * columns / features;
  return Array.from({ length }, (_, g) => {
    return Array.from({ length: features }, (_, j) => g * features + j);
  });
}
