import { denseKind } from "../../../nn/layers/dense.ts";
import { sizeOf } from "../../../nn/layers/shape.ts";
import type { Tensor } from "../tensors.ts";
import type { Handler, Operator } from "./operator.ts";
import { append, flowing, matrixOf, placeIn, type Value } from "./values.ts";

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
const matMul: Handler = (operator) => dense(operator, operator.tensor(1), false, { alpha: 1 });

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
