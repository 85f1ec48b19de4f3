import { times, timesTransposed } from "../../core/matrix/products.ts";
import type { Activation } from "../activations/activation.ts";
import {
  type Conv2dOptions,
  type Conv2dPlanOptions,
  convolution,
  convolutionPlan,
} from "./conv2d.ts";
import { meanErrors, meanProducts, plusRow } from "./dense.ts";
import type { LayerKind } from "./layer.ts";
import type { LayerPlan } from "./plan.ts";
import type { Shape } from "./shape.ts";
import { layerKind } from "./layer_kind.ts";
import { gathered, imageOf, inRowsOf, scattered, windowsOf } from "./windows.ts";

/**
 * Transposed convolution: what a convolution does to its errors, as a layer that makes images larger.
 *
 * Each position of the inputs adds its values, times the weights, to a window of the outputs, as
 * `conv2d` of the same options would see it there; b (1 × filters) is added once. W (channels of the
 * inputs × height · width · filters of a window). The outputs have size · stride positions a side for
 * `same`, and for `valid` max(kernel − stride, 0) more, as in TensorFlow. V. Dumoulin, F. Visin: A guide
 * to convolution arithmetic for deep learning, 2016, section 4.
 * @category Layers
 */
export const convTranspose2dKind: LayerKind<Conv2dOptions> = /* @__PURE__ */ (() =>
  layerKind<
    Conv2dOptions
  >({
    .../* @__PURE__ */ convolution("convTranspose2d", "convTranspose"),
    outputShape,
    parameterShapes: ({ filters, unbiased, kernelSize: [height, width] }, inputs) => ({
      weights: [imageOf(inputs)[2], height * width * filters],
      ...(!unbiased && { biases: [1, filters] as const }),
    }),
    fans: ({ filters, kernelSize: [height, width] }, inputs) => {
      return { fanIn: height * width * imageOf(inputs)[2], fanOut: height * width * filters };
    },
    forward: (m, { options, parameters: { weights, biases }, shape }, inputs) => {
      const each = inRowsOf(inputs, shape[2]!); // (batch · positions × channels)
      const windows = windowsOf(options, outputShape(options, shape));
      const sums = scattered(m, times(m, each, weights!), windows);
      return { outputs: biases ? plusRow(m, sums, biases) : sums, saved: { each } };
    },
    backward: (m, { options, parameters: { weights, biases }, shape }, { each }, errors) => {
      const windows = windowsOf(options, outputShape(options, shape));
      const seen = gathered(m, errors, windows), examples = errors.rows;
      return {
        inputs: () => {
          const back = timesTransposed(m, seen, weights!);
          return inRowsOf(back, back.data.length / examples);
        },
        parameters: {
          weights: meanProducts(m, each!, seen, examples),
          ...(biases && { biases: meanErrors(m, inRowsOf(errors, options.filters), examples) }),
        },
      };
    },
    // The errors of a convolution: windows a pixel apart over the inputs with zeros around and between.
    compiled: (options, inputs) => {
      const larger = windowsOf(options, outputShape(options, inputs));
      const { kernel, before, image: [height, width] } = larger;
      return {
        ...{ form: "product", weights: "weights", apart: larger.strides },
        ...(!options.unbiased && { biases: "biases" }),
        windows: {
          ...{ image: imageOf(inputs), kernel, strides: [1, 1], outputs: [height, width] },
          before: [kernel[0] - 1 - before[0], kernel[1] - 1 - before[1]],
        },
      };
    },
    multiplyAdds: (options, inputs) => {
      const { places } = windowsOf(options, outputShape(options, inputs));
      return options.filters * places.length * inputs[2]!;
    },
    sampleShape: () => [2, 3, 2],
  }))();

/** The images over which a convolution of the same options has the inputs for outputs. */
function outputShape(options: Conv2dOptions, inputs: Shape): Shape {
  const [height, width] = imageOf(inputs), { kernelSize, stride, padding, filters } = options;
  const sides = [height, width].map((length, i) => {
    const more = padding === "valid" ? Math.max(0, kernelSize[i]! - stride[i]!) : 0;
    return length * stride[i]! + more;
  });
  return [...sides, filters];
}

/**
 * Plans a transposed convolution over images, channels last: with a stride, it makes them larger.
 *
 * @param filters The number of channels of the outputs.
 * @param kernelSize Height and width of each window, one number if they are the same.
 * @returns The plan, for `network`.
 * @throws {RangeError} Unless sizes are positive integers and `padding` is `valid` or `same`.
 * @throws {TypeError} If the activation or the initializer is not one.
 *
 * @example Each value becomes a window of two
 * ```ts
 * import { convTranspose2d, forward, linear, matrix, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const layers = [convTranspose2d(1, [1, 2], linear, { stride: [1, 2], biases: false })];
 * const net = network({ inputs: [1, 2, 1], layers });
 * const larger = { ...net.layers[1]!, parameters: { weights: matrix([[1, 10]]) } };
 * const { outputs } = forward({ ...net, layers: [net.layers[0]!, larger] }, matrix([[3, 5]]));
 * assertEquals(Array.from(outputs.data), [3, 30, 5, 50]);
 * ```
 * @category Layers
 */
export function convTranspose2d(
  filters: number,
  kernelSize: number | readonly [height: number, width: number],
  activation: Activation,
  options: Conv2dPlanOptions = {},
): LayerPlan {
  return convolutionPlan(convTranspose2dKind, filters, kernelSize, activation, options);
}
