import type { Matrix } from "../../core/matrix/matrix.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { LEARNING } from "./learning.ts";
import { layerKind } from "./layer_kind.ts";
import {
  affine,
  affinePullback,
  affineShapes,
  checkedEpsilon,
  fromRows,
  type Groups,
  momentsOf,
  perGroup,
  rowsOf,
  standardized,
  standardizedPullback,
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
  forward: (m, { options, parameters }, inputs) => {
    const groups = groupsOf(inputs, parameters.gains!.columns);
    const each = rowsOf(inputs, groups).map((x) => {
      return standardized(m, x, momentsOf(m, x), options.epsilon);
    });
    const standard = fromRows(m, inputs, groups, each.map((row) => row.standard));
    const deviations = perGroup(m, each.map(({ deviation }) => deviation));
    return { outputs: affine(m, parameters, standard), saved: { standard, deviations } };
  },
  backward: (m, { parameters }, { standard, deviations }, errors) => {
    const back = affinePullback(m, parameters, standard!, errors);
    return {
      inputs: () => {
        const groups = groupsOf(errors, parameters.gains!.columns);
        const standards = rowsOf(standard!, groups);
        const each = rowsOf(back.standard, groups).map((e, g) => {
          const row = { standard: standards[g]!, deviation: deviations!.data[g]! };
          return standardizedPullback(m, row, e);
        });
        return fromRows(m, errors, groups, each);
      },
      parameters: back.parameters,
    };
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
