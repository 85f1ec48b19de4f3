import { conv2dKind } from "../../../nn/layers/conv2d.ts";
import { denseKind } from "../../../nn/layers/dense.ts";
import type { LayerKind } from "../../../nn/layers/layer.ts";
import { sizeOf } from "../../../nn/layers/shape.ts";
import { transposed } from "../../rearranged.ts";
import type { Tensor } from "../tensors.ts";
import type { Handler, Operator } from "./operator.ts";
import { append, type Flow, flowing, matrixOf, placeIn, reshaped, type Value } from "./values.ts";

/** Y = α A Bᵀ + β C. */
const gemm: Handler = (operator) => {
  if (operator.int("transA", 0) !== 0) throw operator.refusal("transposes its examples");
  const biases = operator.optional(2), beta = operator.float("beta", 1);
  const isTransposed = operator.int("transB", 0) !== 0;
  return dense(operator, operator.tensor(1), isTransposed, {
    alpha: operator.float("alpha", 1),
    biases: biases && Array.from(biases.data, (b) => beta * b),
  });
};

/** Y = A B; what is added to it becomes its biases. */
const matMul: Handler = (operator) => {
  const flow = operator.value(0)?.is === "numbers" ? undefined : operator.flow(0);
  return flow?.dims.length === 2 && flow.image === undefined
    ? stepwise(operator, flow, operator.tensor(1))
    : dense(operator, operator.tensor(1), false, { alpha: 1 });
};

/** A product with the features of each step, which is a convolution of single pixels. */
function stepwise(operator: Operator, flow: Flow, { dims, data }: Tensor): Value {
  const [steps, features] = flow.dims as [number, number], [rows, units] = dims;
  if (dims.length !== 2 || rows !== features) {
    throw operator.refusal(`must multiply ${features} features by a fixed matrix of as many rows`);
  }
  const weights = matrixOf(units!, transposed(data, features, units!));
  const options = { filters: units!, kernelSize: [1, 1], stride: [1, 1], padding: "valid" };
  const pixels = append(reshaped(flow, [steps, 1, features]), {
    kind: conv2dKind as unknown as LayerKind,
    options: { ...options, unbiased: true },
    parameters: { weights },
  }, { shape: [steps, 1, units!] });
  return flowing({ ...reshaped(pixels, [steps, units!]), dims: [steps, units!] });
}

function dense(
  operator: Operator,
  { dims, data }: Tensor,
  isTransposed: boolean,
  { alpha, biases }: { readonly alpha: number; readonly biases?: readonly number[] | undefined },
): Value {
  const flow = operator.flow(0), size = sizeOf(flow.dims);
  const [units, inputs] = isTransposed ? dims : dims.toReversed();
  if (flow.dims.length !== 1 || dims.length !== 2 || inputs !== size) {
    throw operator.refusal(
      `must multiply rows of ${size} values by a fixed matrix of as many: flatten them before it`,
    );
  }
  if (biases && biases.length !== 1 && biases.length !== units) {
    throw operator.refusal(`must add one number, or one for each of its ${units} units`);
  }
  const weights = new Float64Array(data.length);
  for (let u = 0; u < units!; u++) {
    for (let i = 0; i < size; i++) {
      const w = data[isTransposed ? u * size + i : i * units! + u]!;
      weights[u * size + placeIn(flow, i)] = alpha * w;
    }
  }
  const offsets = Float64Array.from({ length: units! }, (_, u) => {
    return biases?.[biases.length === 1 ? 0 : u] ?? 0;
  });
  return flowing(append(flow, {
    kind: denseKind,
    options: { units: units!, ...(!biases && { unbiased: true }) },
    parameters: {
      weights: matrixOf(units!, weights),
      ...(biases && { biases: matrixOf(1, offsets) }),
    },
  }, { shape: [units!], dims: [units!], image: undefined }));
}

/** Operators that multiply examples by a fixed matrix. */
export const PRODUCTS: Readonly<Record<string, Handler>> = { Gemm: gemm, MatMul: matMul };
