import { times } from "../../core/matrix/products.ts";
import { checkCount } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type Activation, checkActivation } from "../activations/activation.ts";
import { meanErrors, meanProducts, weightedSums } from "./dense.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { layerKind } from "./layer_kind.ts";
import { LEARNING } from "./learning.ts";
import { asBiases, checkedUnbiased } from "./unbiased.ts";
import {
  checkedWindows,
  describeWindows,
  type Extent,
  gathered,
  gridOf,
  inRowsOf,
  type Padding,
  scattered,
  type WindowOptions,
  windowsOf,
} from "./windows.ts";

/**
 * The options of a convolution.
 * @category Layers
 */
export interface Conv2dOptions extends WindowOptions {
  /** The number of filters: the channels of the outputs. */
  readonly filters: number;
  /** Whether there are no biases; there are by default. */
  readonly unbiased?: boolean;
}

/**
 * Convolution: each filter's weighted sum of what each window over an image sees, channels last.
 *
 * Z(i, j, f) = b(f) + Σ over k, l and c of W(f; k, l, c) X(i s − p + k, j s − p + l, c), with stride s
 * and p zeros in front. The kernel is not flipped, as in all libraries. W (filters × height · width ·
 * channels of a window), b (1 × filters). Errors of an input are summed over the windows that see it,
 * derivatives of a weight over all positions.
 *
 * I. Goodfellow, Y. Bengio, A. Courville: Deep learning, 2016, section 9.5, (9.8) and its gradients (9.11)
 * and (9.13); V. Dumoulin, F. Visin: A guide to convolution arithmetic for deep learning, 2016, section
 * 2. Computed as the products of a dense layer with a row for each window.
 * @category Layers
 */
export const conv2dKind: LayerKind<Conv2dOptions> =
  /* @__PURE__ */ (() =>
    layerKind<Conv2dOptions>({
      .../* @__PURE__ */ convolution("conv2d", "conv"),
      outputShape: (options, inputs) => [...gridOf(options, inputs).outputs, options.filters],
      parameterShapes: ({ filters, unbiased, ...options }, inputs) => {
        const { size, channels } = gridOf(options, inputs);
        return {
          weights: [filters, size * channels],
          ...(!unbiased && { biases: [1, filters] as const }),
        };
      },
      fans: ({ filters, ...options }, inputs) => {
        const { size, channels } = gridOf(options, inputs);
        return { fanIn: size * channels, fanOut: size * filters };
      },
      forward: (m, { options, parameters, shape }, inputs) => {
        const seen = gathered(m, inputs, windowsOf(options, shape));
        const z = weightedSums(m, parameters, seen); // (batch · windows × filters)
        return { outputs: inRowsOf(z, z.data.length / inputs.rows), saved: { seen } };
      },
      backward: (m, { options, parameters, shape }, { seen }, errors) => {
        const each = inRowsOf(errors, options.filters), { weights, biases } = parameters;
        return {
          inputs: () => scattered(m, times(m, each, weights!), windowsOf(options, shape)),
          parameters: {
            weights: meanProducts(m, each, seen!, errors.rows),
            ...(biases && { biases: meanErrors(m, each, errors.rows) }),
          },
        };
      },
      compiled: ({ filters: _, unbiased, ...options }, inputs) => ({
        form: "product",
        weights: "weights",
        ...(!unbiased && { biases: "biases" }),
        windows: windowsOf(options, inputs),
      }),
      multiplyAdds: ({ filters, ...options }, inputs) => {
        const { places, channels } = windowsOf(options, inputs);
        return filters * places.length * channels;
      },
      sampleShape: () => [3, 3, 2],
    }))();

/** The options and words that kinds of convolutions share; `word` describes them. */
export function convolution(name: string, word: string) {
  return {
    name,
    options: (
      { filters, unbiased, ...windows }: Readonly<Record<string, unknown>>,
    ): Conv2dOptions => {
      checkCount(filters, "filters");
      return { filters, ...checkedWindows(windows), ...checkedUnbiased(unbiased) };
    },
    offsets: ["biases"],
    describe: ({ filters, unbiased, ...options }: Conv2dOptions) =>
      `${filters} ${word} ${describeWindows(options)}${unbiased ? " unbiased" : ""}`,
    samples: [
      { filters: 2, kernelSize: [2, 2], stride: [1, 1], padding: "valid" },
      { filters: 1, kernelSize: [2, 3], stride: [2, 1], padding: "same", unbiased: true },
    ] satisfies Conv2dOptions[],
  };
}

/**
 * Options of {@linkcode conv2d}.
 * @category Layers
 */
export interface Conv2dPlanOptions extends Omit<LayerPlanOptions, "activation"> {
  /** The steps from window to window, one number or down and right; defaults to 1. */
  readonly stride?: number | readonly [down: number, right: number];
  /** What happens at the edges; defaults to `valid`. */
  readonly padding?: Padding;
  /** Whether there are biases; defaults to `true`. */
  readonly biases?: boolean;
}

/**
 * Plans a convolution over images, channels last.
 *
 * @param filters The number of filters: the channels of the outputs.
 * @param kernelSize Height and width of each filter, one number if they are the same.
 * @returns The plan, for `network`.
 * @throws {RangeError} Unless sizes are positive integers and `padding` is `valid` or `same`.
 * @throws {TypeError} If the activation or the initializer is not one.
 *
 * @example A filter that finds edges
 * ```ts
 * import { conv2d, forward, linear, matrix, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: [1, 4, 1], layers: [conv2d(1, [1, 2], linear)] });
 * const parameters = { weights: matrix([[-1, 1]]), biases: matrix([[0]]) };
 * const edges = { ...net, layers: [net.layers[0]!, { ...net.layers[1]!, parameters }] };
 * assertEquals(Array.from(forward(edges, matrix([[3, 3, 8, 8]])).outputs.data), [0, 5, 0]);
 * ```
 * @category Layers
 */
export function conv2d(
  filters: number,
  kernelSize: number | readonly [height: number, width: number],
  activation: Activation,
  options: Conv2dPlanOptions = {},
): LayerPlan {
  return convolutionPlan(conv2dKind, filters, kernelSize, activation, options);
}

/** A plan of a convolution from the arguments of its function. */
export function convolutionPlan(
  kind: LayerKind<Conv2dOptions>,
  filters: number,
  kernelSize: number | Extent,
  activation: Activation,
  options: Conv2dPlanOptions,
): LayerPlan {
  const { stride, padding, biases, ...plan } = checkOptions(
    `${kind.name}()`,
    options,
    "stride padding biases initializer",
    LEARNING,
  );
  checkActivation(activation);
  const given = { filters, kernelSize, stride, padding, ...asBiases(biases) } as Conv2dOptions;
  return layer(kind, given, { activation, ...plan });
}
