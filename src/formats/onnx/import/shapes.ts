import { elementCount } from "../../../data/files/elements.ts";
import { sizeOf } from "../../../nn/layers/shape.ts";
import { orderOf } from "../../channels_first.ts";
import { transposed } from "../../rearranged.ts";
import { ELEMENT } from "../messages.ts";
import type { Tensor } from "../tensors.ts";
import type { Handler, Operator } from "./operator.ts";
import { type Flow, flowing, reshaped, type Value } from "./values.ts";

/** The size of a batch, among sizes: it is not known. */
const BATCH = NaN;

/** The dimensions of a flow in the graph, with that of the batch. */
function wholeDims({ dims, batchAxis = 0 }: Flow, batch = BATCH): number[] {
  return dims.toSpliced(batchAxis, 0, batch);
}

/** The same values in other dimensions. */
function inDims(operator: Operator, flow: Flow, dims: readonly number[], batchAxis = 0): Value {
  if (sizeOf(dims) === sizeOf(flow.dims)) return flowing({ ...flow, dims, batchAxis });
  throw operator.refusal(`must keep the ${sizeOf(flow.dims)} values of an example`);
}

function numbers(dims: readonly number[], data: ArrayLike<number>): Value {
  return { is: "numbers", tensor: { dims, data } };
}

/** What passes values on, of any sort. */
const same: Handler = (operator) => {
  const value = operator.value(0);
  if (value) return value;
  throw operator.refusal("has no input");
};

/** Numbers of another type, which must not change them but for rounding to floating point. */
const cast: Handler = (operator) => {
  const value = operator.value(0), to = operator.int("to", ELEMENT.float32);
  const isFloat = [ELEMENT.float16, ELEMENT.float32, ELEMENT.float64].some((type) => type === to);
  const isWhole = value?.is === "numbers" &&
    Array.from(value.tensor.data).every((x) => Number.isNaN(x) || Number.isInteger(x));
  const isExamples = value?.is === "flow" || value?.is === "function" || value?.is === "pair";
  if (isFloat || isWhole || (value?.is !== "numbers" && !isExamples)) return same(operator);
  throw operator.refusal("makes integers of numbers");
};

const dropout: Handler = (operator) => {
  if (operator.optional(2)?.data[0]) throw operator.refusal("is in training");
  return same(operator);
};

const flatten: Handler = (operator) => {
  const flow = operator.flow(0);
  if (operator.int("axis", 1) !== 1) throw operator.refusal("must keep the batch");
  return inDims(operator, flow, [sizeOf(flow.dims)]);
};

const reshape: Handler = (operator) => {
  const value = operator.value(0), { data } = operator.tensor(1);
  if (operator.int("allowzero", 0) !== 0 && Array.from(data).includes(0)) {
    throw operator.refusal("must keep the values of an example");
  }
  if (value?.is === "numbers") {
    const { tensor } = value, dims = Array.from(data);
    const rest = elementCount(tensor.dims) / elementCount(dims.filter((side) => side !== -1));
    const filled = dims.map((side) => side === -1 ? rest : side);
    if (elementCount(filled) === tensor.data.length) return numbers(filled, tensor.data);
    throw operator.refusal("must keep the numbers of a fixed tensor");
  }
  if (value?.is === "class") return value;
  const flow = operator.anyFlow(0), whole = wholeDims(flow), given = Array.from(data);
  const kept = given.map((side, i) => side === 0 ? whole[i] ?? 0 : side);
  for (const [batchAxis, side] of kept.entries()) {
    if (!(Number.isNaN(side) || side === -1 || side === operator.batch)) continue;
    const others = kept.toSpliced(batchAxis, 1);
    const rest = sizeOf(flow.dims) / sizeOf(others.filter((other) => other !== -1));
    const dims = others.map((other) => other === -1 ? rest : other);
    const isFit = dims.every((other) => Number.isSafeInteger(other) && other > 0);
    // What lies before the batch must stay there.
    const ahead = [flow.dims.slice(0, flow.batchAxis ?? 0), dims.slice(0, batchAxis)].map(sizeOf);
    if (isFit && ahead[0] === ahead[1]) return inDims(operator, flow, dims, batchAxis);
  }
  throw operator.refusal("must keep the batch as its first dimension");
};

/** A transposition of the values of an example: none here, or one of the channels of an image. */
const transpose: Handler = (operator) => {
  const value = operator.value(0), perm = operator.ints("perm");
  if (value?.is === "numbers") return transposedMatrix(operator, value.tensor, perm);
  const flow = operator.anyFlow(0), { dims, image, batchAxis: from = 0 } = flow;
  const rank = dims.length + 1;
  const order = perm ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const sorted = [...order].sort((a, b) => a - b);
  if (order.length !== rank || sorted.some((side, i) => side !== i)) {
    throw operator.refusal("must order all dimensions");
  }
  const batchAxis = order.indexOf(from);
  const sides = order.filter((side) => side !== from).map((side) => side < from ? side : side - 1);
  const next = sides.map((side) => dims[side]!);
  // Sides of 1 do not matter.
  const moved = sides.filter((side) => dims[side] !== 1);
  if (moved.every((side, i) => i === 0 || side > moved[i - 1]!)) {
    return flowing({ ...flow, dims: next, batchAxis });
  }
  if (batchAxis !== 0 || from !== 0) throw operator.refusal("must keep the batch first");
  if (String(sides) === "1,2,0" && String(image) === String([dims[1], dims[2], dims[0]])) {
    return flowing({ ...flow, dims: next, image: undefined });
  }
  if (String(sides) === "2,0,1" && image === undefined) {
    const whole = String(flow.shape) === String(dims) ? flow : reshaped(flow, dims);
    return flowing({ ...whole, dims: next, image: orderOf(dims) });
  }
  throw operator.refusal("must move the channels of an image only");
};

function transposedMatrix(
  operator: Operator,
  { dims, data }: Tensor,
  perm: readonly number[] = [1, 0],
) {
  const [rows, columns] = dims;
  if (dims.length !== 2) throw operator.refusal("is of a fixed tensor that is not a matrix");
  if (String(perm) === "0,1") return numbers(dims, data);
  return numbers([columns!, rows!], transposed(data, rows!, columns!));
}

/** Removes or adds sides of 1. */
function sides(change: (dims: readonly number[], axes: ReadonlySet<number>) => number[]): Handler {
  return (operator) => {
    const value = operator.value(0), given = operator.intsOr(1, "axes");
    if (value?.is === "class") return value;
    const isFixed = value?.is === "numbers";
    const dims = isFixed ? value.tensor.dims : wholeDims(operator.anyFlow(0));
    const rank = dims.length + (change === added ? given?.length ?? 0 : 0);
    const usual = dims.flatMap((side, i) => side === 1 ? [i] : []);
    const axes = new Set((given ?? usual).map((axis) => axis < 0 ? rank + axis : axis));
    const next = change(dims, axes);
    if (isFixed) return numbers(next, value.tensor.data);
    const batchAxis = next.findIndex(Number.isNaN), rest = next.toSpliced(batchAxis, 1);
    if (batchAxis >= 0) {
      return inDims(operator, operator.anyFlow(0), rest, batchAxis);
    }
    throw operator.refusal("must keep the batch as its first dimension");
  };
}

function removed(dims: readonly number[], axes: ReadonlySet<number>): number[] {
  return dims.filter((side, i) => !axes.has(i) || side !== 1);
}

function added(dims: readonly number[], axes: ReadonlySet<number>): number[] {
  const rest = [...dims];
  return Array.from({ length: dims.length + axes.size }, (_, i) => axes.has(i) ? 1 : rest.shift()!);
}

const constant: Handler = (operator) => {
  const tensor = operator.held("value");
  if (tensor) return { is: "numbers", tensor };
  const floats = operator.floats("value_floats"), ints = operator.ints("value_ints");
  const listed = floats?.length ? floats : ints;
  if (listed?.length) return numbers([listed.length], listed);
  return numbers([], [operator.float("value_float", operator.int("value_int", 0))]);
};

const shape: Handler = (operator) => {
  const value = operator.value(0);
  const dims = value?.is === "numbers"
    ? value.tensor.dims
    : wholeDims(operator.anyFlow(0), operator.batch);
  const some = dims.slice(operator.int("start", 0), operator.int("end", dims.length));
  return numbers([some.length], some);
};

/** A number in all places of a shape, which may be that of the batch. */
const filled: Handler = (operator) => {
  const [number = 0, ...others] = Array.from(operator.held("value")?.data ?? []);
  if (others.length > 0) throw operator.refusal("must have one number");
  return { is: "fill", number };
};

/** The same number in a larger shape. */
const expand: Handler = (operator) => {
  const value = operator.value(0);
  if (value?.is === "fill") return value;
  const [number, ...others] = Array.from(operator.tensor(0).data);
  if (number !== undefined && others.every((other) => other === number)) {
    return { is: "fill", number };
  }
  throw operator.refusal("must repeat one number");
};

/** A part of a list of numbers. */
const slice: Handler = (operator) => {
  if (operator.value(0)?.is === "fill") return same(operator);
  const { dims, data } = operator.tensor(0);
  const starts = operator.intsOr(1, "starts"), ends = operator.intsOr(2, "ends");
  const step = operator.optional(4)?.data[0] ?? 1;
  if (dims.length !== 1 || step !== 1) throw operator.refusal("is not of a list of numbers");
  if (starts?.length !== 1 || ends?.length !== 1) {
    throw operator.refusal("must have one start and one end");
  }
  const found = Array.from(data).slice(starts[0], ends[0]);
  return numbers([found.length], found);
};

/** A padding of nothing, as PyTorch writes it. */
const pad: Handler = (operator) => {
  if (operator.intsOr(1, "pads")?.every((zeros) => zeros === 0)) return same(operator);
  throw operator.refusal("adds to images: pad within the convolution or the pool");
};

/** Operators that move or reshape values, and those of sizes. */
export const SHAPES: Readonly<Record<string, Handler>> = {
  ...{ Identity: same, Dropout: dropout, Cast: cast, Flatten: flatten, Reshape: reshape },
  ...{ Transpose: transpose, Squeeze: sides(removed), Unsqueeze: sides(added) },
  ...{ ConstantOfShape: filled, Expand: expand },
  ...{ Constant: constant, Shape: shape, Slice: slice, Pad: pad },
};
