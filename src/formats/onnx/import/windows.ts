import { averagePool2dKind } from "../../../nn/layers/average_pool2d.ts";
import { conv2dKind } from "../../../nn/layers/conv2d.ts";
import { convTranspose2dKind } from "../../../nn/layers/conv_transpose2d.ts";
import { globalAveragePoolKind } from "../../../nn/layers/global_average_pool.ts";
import type { LayerKind, Parameters } from "../../../nn/layers/layer.ts";
import { maxPool2dKind } from "../../../nn/layers/max_pool2d.ts";
import { type Extent, gridOf, type WindowOptions } from "../../../nn/layers/windows.ts";
import { type Image, orderOf } from "../../channels_first.ts";
import type { Handler, Operator } from "./operator.ts";
import { append, asImage, checkSize, type Flow, flowing, matrixOf, reshaped } from "./values.ts";

/** Where windows lie along each side of an image, as the graph says it. */
interface Lie {
  readonly kernel: Extent;
  readonly stride: Extent;
  /** How far the first begins before the image. */
  readonly before: Extent;
  /** How many there are. */
  readonly outputs: Extent;
}

/** A flow that is an image of channels, height and width. */
function image(operator: Operator): Flow {
  const flow = asImage(operator.flow(0));
  if (flow) return flow;
  throw operator.refusal("must have images, channels first");
}

function pair(operator: Operator, name: string, usual: readonly number[]): Extent {
  const found = operator.ints(name) ?? usual;
  const [down, right] = found;
  if (found.length === 2 && found.every((size) => Number.isSafeInteger(size) && size > 0)) {
    return [down!, right!];
  }
  throw operator.refusal(`must have ${name} of two positive integers`);
}

/** The lie of the windows of a convolution or a pool. */
function lieOf(operator: Operator, { dims }: Flow, kernel: Extent): Lie {
  const stride = pair(operator, "strides", [1, 1]), auto = operator.text("auto_pad", "NOTSET");
  const pads = operator.ints("pads") ?? [0, 0, 0, 0];
  const isUp = operator.int("ceil_mode", 0) !== 0;
  const sides = kernel.map((size, i) => {
    const length = dims[i + 1]!, step = stride[i]!;
    if (auto.startsWith("SAME")) {
      const count = Math.ceil(length / step);
      const total = Math.max(0, (count - 1) * step + size - length);
      return [auto === "SAME_UPPER" ? total >> 1 : total - (total >> 1), count] as const;
    }
    const [before, after] = auto === "VALID" ? [0, 0] : [pads[i] ?? NaN, pads[i + 2] ?? NaN];
    const steps = (length + before! + after! - size) / step;
    return [before!, (isUp ? Math.ceil(steps) : Math.floor(steps)) + 1] as const;
  });
  return {
    ...{ kernel, stride },
    before: [sides[0]![0], sides[1]![0]],
    outputs: [sides[0]![1], sides[1]![1]],
  };
}

/** The options here of windows that lie so; `undefined` if they lie so by none. */
function optionsOf({ kernel, stride, before, outputs }: Lie, flow: Flow) {
  const wanted = String([before, outputs]);
  for (const padding of ["valid", "same"] as const) {
    const options: WindowOptions = { kernelSize: kernel, stride, padding };
    const fits = padding === "same" || kernel.every((size, i) => size <= flow.shape[i]!);
    const grid = fits && gridOf(options, flow.shape);
    if (grid && String([grid.before, grid.outputs]) === wanted) return options;
  }
  return undefined;
}

/** A pool: zeros around the image do not count here. */
function pool(kind: LayerKind<WindowOptions>): Handler {
  return (operator) => {
    const flow = image(operator), kernel = pair(operator, "kernel_shape", []);
    if (String(pair(operator, "dilations", [1, 1])) !== "1,1") throw operator.refusal("is dilated");
    const options = optionsOf(lieOf(operator, flow, kernel), flow);
    if (options === undefined) throw operator.refusal("has a padding that is not valid or same");
    const counts = operator.int("count_include_pad", 0) !== 0;
    if (counts && options.padding === "same") throw operator.refusal("counts what is outside");
    const shape = kind.outputShape(options, flow.shape);
    return flowing(appendImage(flow, kind as unknown as LayerKind, options, {}, shape));
  };
}

function appendImage(
  flow: Flow,
  kind: LayerKind,
  options: object,
  parameters: Parameters,
  shape: readonly number[],
): Flow {
  const [height, width, channels] = shape as unknown as Image;
  const at = { shape, dims: [channels, height, width], image: orderOf(shape) };
  return append(flow, { kind, options, parameters }, at);
}

/** A convolution; groups and dilations become zeros in its kernels, and so does what is padded otherwise. */
const conv: Handler = (operator) => {
  const flow = image(operator), { dims, data } = operator.tensor(1);
  const [filters = 0, perGroup = 0, rows = 0, columns = 0, ...others] = dims;
  const group = operator.int("group", 1), channels = flow.dims[0]!;
  const isFit = others.length === 0 && data.length > 0 && perGroup * group === channels &&
    filters % group === 0;
  if (!isFit) throw operator.refusal(`must have kernels for ${channels} channels of images`);
  const apart = pair(operator, "dilations", [1, 1]);
  const kernel = [(rows - 1) * apart[0] + 1, (columns - 1) * apart[1] + 1] as const;
  const lie = lieOf(operator, flow, kernel);
  const found = larger(lie, flow);
  if (found === undefined) throw operator.refusal("has a padding that is not valid or same");
  const { options, first } = found, size = options.kernelSize, all = channels * size[0] * size[1];
  if (!(filters * all <= flow.budget.left)) throw operator.refusal("is too large with its zeros");
  const weights = new Float64Array(filters * all);
  for (let k = 0; k < data.length; k++) {
    const x = k % columns, y = Math.floor(k / columns) % rows;
    const c = Math.floor(k / (columns * rows)) % perGroup;
    const filter = Math.floor(k / (columns * rows * perGroup));
    const channel = Math.floor(filter / (filters / group)) * perGroup + c;
    const place = (first[0] + y * apart[0]) * size[1] + first[1] + x * apart[1];
    weights[filter * all + place * channels + channel] = data[k]!;
  }
  const biases = operator.optional(2);
  const given = { filters, ...options, ...(!biases && { unbiased: true }) };
  const parameters = {
    weights: matrixOf(filters, weights),
    ...(biases && { biases: matrixOf(1, biases.data) }),
  };
  const shape = [...lie.outputs, filters];
  return flowing(appendImage(flow, conv2dKind as unknown as LayerKind, given, parameters, shape));
};

/**
 * The options of a kernel of this size, or of one that is larger by zeros: where it begins in that.
 *
 * `same` puts half of what is missing before the image. If more should be before it, zeros behind the
 * kernel make more missing; if less, zeros before the kernel do, which count as windows that begin later.
 */
function larger(lie: Lie, flow: Flow) {
  const plain = optionsOf(lie, flow), first = [0, 0] as const;
  if (plain) return { options: plain, first };
  const sides = lie.kernel.map((size, i) => {
    const missing = (lie.outputs[i]! - 1) * lie.stride[i]! + size - flow.shape[i]!;
    const more = 2 * lie.before[i]! - missing, zeros = more === -1 ? 0 : Math.abs(more);
    return { size: size + zeros, first: more < 0 ? zeros : 0 };
  });
  const [down, right] = sides as [typeof sides[0], typeof sides[0]];
  const kernel = [down.size, right.size] as const;
  const before = [lie.before[0] + down.first, lie.before[1] + right.first] as const;
  const options = optionsOf({ ...lie, kernel, before }, flow);
  return options && { options, first: [down.first, right.first] as const };
}

const convTranspose: Handler = (operator) => {
  const flow = image(operator), { dims, data } = operator.tensor(1);
  const [channels = 0, filters = 0, rows = 0, columns = 0, ...others] = dims;
  const isPlain = operator.int("group", 1) === 1 && others.length === 0 && data.length > 0 &&
    String(pair(operator, "dilations", [1, 1])) === "1,1" && channels === flow.dims[0] &&
    operator.text("auto_pad", "NOTSET") === "NOTSET" && !operator.ints("output_shape");
  if (!isPlain) throw operator.refusal("has groups, dilations, auto_pad or output_shape");
  const kernel = [rows, columns] as const, stride = pair(operator, "strides", [1, 1]);
  const pads = operator.ints("pads") ?? [0, 0, 0, 0], more = operator.ints("output_padding") ?? [];
  const wanted = kernel.map((size, i) => {
    const before = pads[i] ?? NaN, after = pads[i + 2] ?? NaN;
    return [before, (flow.shape[i]! - 1) * stride[i]! + size - before - after + (more[i] ?? 0)];
  });
  const biases = operator.optional(2);
  for (const padding of ["valid", "same"] as const) {
    const sides = kernel.map((size, i) => {
      return padding === "same" ? cut(size, stride[i]!, wanted[i]![0]!) : { size, first: 0 };
    });
    const [height, width] = sides.map(({ size }) => size) as [number, number];
    const [top, left] = sides.map(({ first }) => first) as [number, number];
    const all = filters * height * width;
    if (!(channels * all <= flow.budget.left)) {
      throw operator.refusal("is too large with its zeros");
    }
    const kernelSize = [height, width] as const;
    const options = { filters, kernelSize, stride, padding, ...(!biases && { unbiased: true }) };
    const shape = convTranspose2dKind.outputShape(options, flow.shape);
    checkSize(shape);
    const { before } = gridOf(options, shape);
    const found = [[before[0] - top, shape[0]], [before[1] - left, shape[1]]];
    if (String(wanted) !== String(found)) continue;
    const weights = new Float64Array(channels * all);
    for (let k = 0; k < data.length; k++) {
      const x = k % columns, y = Math.floor(k / columns) % rows;
      const filter = Math.floor(k / (columns * rows)) % filters;
      const channel = Math.floor(k / (columns * rows * filters));
      weights[channel * all + ((top + y) * width + left + x) * filters + filter] = data[k]!;
    }
    const parameters = {
      weights: matrixOf(channels, weights),
      ...(biases && { biases: matrixOf(1, biases.data) }),
    };
    const kind = convTranspose2dKind as unknown as LayerKind;
    return flowing(appendImage(flow, kind, options, parameters, shape));
  }
  throw operator.refusal("has a padding that is not valid or same");
};

/**
 * The side of a kernel with zeros of which `same` cuts off so much before the image: it cuts half of what
 * is more than the stride, so that zeros behind the kernel make it cut more, and those before it less.
 */
function cut(size: number, stride: number, before: number) {
  const first = Math.max(0, size - 2 * before - stride - 1), least = 2 * (before + first) + stride;
  return { size: Math.max(size + first, before + first > 0 ? least : 0), first };
}

/** The mean over all positions: of (channels × height × width), or with the channels last. */
function globalAverage(operator: Operator, axes: readonly number[], keeps: boolean) {
  const flow = operator.flow(0), rank = flow.dims.length + 1;
  const sides = axes.map((axis) => axis < 0 ? rank + axis : axis).sort().join();
  const isLast = sides === "1,2" && flow.image === undefined && flow.shape.length === 3 &&
    String(flow.dims) === String(flow.shape);
  const isSteps = sides === "1" && flow.image === undefined && rank === 3;
  const at = isLast
    ? flow
    : isSteps
    ? reshaped(flow, [flow.dims[0]!, 1, flow.dims[1]!])
    : sides === "2,3"
    ? asImage(flow)
    : undefined;
  if (at === undefined) {
    throw operator.refusal("is not the mean over all positions of an image, or over steps");
  }
  const channels = at.shape[2]!, last = isSteps ? [1, channels] : [1, 1, channels];
  const kept = isLast || isSteps ? last : [channels, 1, 1];
  const layer = {
    kind: globalAveragePoolKind as unknown as LayerKind,
    options: {},
    parameters: {},
  };
  const dims = keeps ? kept : [channels];
  return flowing(append(at, layer, { shape: [channels], dims, image: undefined }));
}

/** Operators of windows over images. */
export const WINDOWS: Readonly<Record<string, Handler>> = {
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: pool(maxPool2dKind),
  AveragePool: pool(averagePool2dKind),
  GlobalAveragePool: (operator) => globalAverage(operator, [2, 3], true),
  ReduceMean: (operator) => {
    const axes = operator.intsOr(1, "axes") ?? [];
    return globalAverage(operator, axes, operator.int("keepdims", 1) !== 0);
  },
};
