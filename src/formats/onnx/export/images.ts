import type { Matrix } from "../../../core/matrix/matrix.ts";
import type { Conv2dOptions } from "../../../nn/layers/conv2d.ts";
import { gridOf, type WindowGrid, type WindowOptions } from "../../../nn/layers/windows.ts";
import type { Attribute, Graph, Value } from "./graph.ts";
import { type Image, placeOf } from "../../channels_first.ts";
import type { Emitted } from "./emit.ts";

/** Convolution: the channels of a window are its second side in ONNX, and its last one here. */
export function convolution(
  graph: Graph,
  value: Value,
  { options, parameters: { weights, biases }, shape, path }: Emitted<Conv2dOptions>,
): Value {
  const { kernel: [height, width], channels, ...grid } = gridOf(options, value.shape);
  const data = channelsFirst(weights!, [height, width, channels]);
  const inputs = [
    graph.as("planes", value),
    graph.parameter(`${path}.weights`, data, [options.filters, channels, height, width]),
    ...(biases ? [graph.parameter(`${path}.biases`, biases.data, [options.filters])] : []),
  ];
  const attributes = attributesOf({ ...grid, kernel: [height, width] });
  return { name: graph.node("Conv", inputs, attributes), shape, layout: "planes" };
}

/** Transposed convolution: what does not fit is cut off, what is missing at the far end is added. */
export function transposedConvolution(
  graph: Graph,
  value: Value,
  { options, parameters: { weights, biases }, shape, path }: Emitted<Conv2dOptions>,
): Value {
  const { kernel, strides, before } = gridOf(options, shape), { filters } = options;
  const [height, width] = kernel;
  const inputs = [
    graph.as("planes", value),
    graph.parameter(
      `${path}.weights`,
      channelsFirst(weights!, [height, width, filters]),
      [value.shape[2]!, filters, height, width],
    ),
    ...(biases ? [graph.parameter(`${path}.biases`, biases.data, [filters])] : []),
  ];
  const beyond = kernel.map((size, i) => {
    return (value.shape[i]! - 1) * strides[i]! + size - before[i]! - shape[i]!;
  });
  const name = graph.node("ConvTranspose", inputs, {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: [...before, ...beyond.map((each) => Math.max(0, each))] },
    output_padding: { ints: beyond.map((each) => Math.max(0, -each)) },
  });
  return { name, shape, layout: "planes" };
}

/** The rows of a matrix, windows of images, channels first. */
function channelsFirst({ columns, data }: Matrix, window: Image): Float64Array {
  return Float64Array.from(data, (_, i) => {
    const k = i % columns;
    return data[i - k + placeOf(k, window)]!;
  });
}

/** The largest of each window. */
export function maxPool(graph: Graph, value: Value, layer: Emitted<WindowOptions>): Value {
  return pool(graph, value, layer, "MaxPool");
}

/** Zeros around the image do not count. */
export function averagePool(graph: Graph, value: Value, layer: Emitted<WindowOptions>): Value {
  return pool(graph, value, layer, "AveragePool", { count_include_pad: { i: 0 } });
}

function pool(
  graph: Graph,
  value: Value,
  { options, shape }: Emitted<WindowOptions>,
  op: string,
  others: Readonly<Record<string, Attribute>> = {},
): Value {
  const attributes = { ...attributesOf(gridOf(options, value.shape)), ...others };
  const name = graph.node(op, [graph.as("planes", value)], attributes);
  return { name, shape, layout: "planes" };
}

/** The mean of each channel over all positions. */
export function globalAverage(
  graph: Graph,
  value: Value,
  { shape }: Pick<Emitted<object>, "shape">,
): Value {
  const means = graph.node("GlobalAveragePool", [graph.as("planes", value)]);
  return { name: graph.reshape(means, [0, shape[0]!]), shape, layout: "rows" };
}

/** Windows as ONNX states them, with what stands before and behind the image. */
function attributesOf({ image, kernel, strides, before, outputs }: WindowGrid) {
  const behind = kernel.map((size, i) => {
    return Math.max(0, (outputs[i]! - 1) * strides[i]! + size - image[i]! - before[i]!);
  });
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: [...before, ...behind] },
  } satisfies Readonly<Record<string, Attribute>>;
}
