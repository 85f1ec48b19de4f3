import { describe } from "../../../core/support/describe.ts";
import { embeddingKind } from "../../../nn/layers/embedding.ts";
import { gruKind } from "../../../nn/layers/gru.ts";
import type { Layer, LayerKind } from "../../../nn/layers/layer.ts";
import { lstmKind } from "../../../nn/layers/lstm.ts";
import type { RecurrentKindOptions } from "../../../nn/layers/recurrent.ts";
import { sizeOf } from "../../../nn/layers/shape.ts";
import { reordered } from "../../rearranged.ts";
import type { Handler, Operator } from "./operator.ts";
import { append, type Flow, flowing, matrixOf, reshaped, type Value } from "./values.ts";

/** The parameters of a recurrent layer, of which the biases of both products are given apart. */
type ParametersOf = (
  units: number,
  biases: readonly [Float64Array, Float64Array],
) => Readonly<Record<string, ArrayLike<number>>>;

/**
 * A recurrent layer. Its outputs are those of all steps (steps × 1 × batch × units), and of the last
 * (1 × batch × units).
 *
 * @param gates The places there of the gates here, in order.
 */
function recurrent(
  kind: LayerKind<RecurrentKindOptions>,
  gates: readonly number[],
  biasesOf: ParametersOf,
): Handler {
  return (operator) => {
    const flow = sequence(operator), [steps, features] = flow.shape as [number, number];
    const [weights, loops] = [operator.tensor(1), operator.tensor(2)];
    const units = operator.int("hidden_size", loops.dims.at(-1) ?? NaN),
      width = gates.length * units;
    checkSetting(operator);
    const sizes = [[1, width, features], [1, width, units], [1, 2 * width]];
    const given = [weights, loops, operator.optional(3)];
    if (given.some((each, i) => each && String(each.dims) !== String(sizes[i]))) {
      throw operator.refusal(`must have weights of ${width} rows, for ${features} features`);
    }
    const [input, recur] = [weights, loops].map(({ data }) =>
      matrixOf(width, reordered(data, gates))
    );
    const both = given[2]?.data ?? new Float64Array(2 * width);
    const [first, second] = [0, width].map((from) => {
      return Float64Array.from(reordered(Array.from(both).slice(from, from + width), gates));
    }) as [Float64Array, Float64Array];
    const biases = Object.entries(biasesOf(units, [first, second])).map(([name, data]) => {
      return [name, matrixOf(1, data)] as const;
    });
    const made = append(flow, {
      kind: kind as unknown as LayerKind,
      options: { units, returnSequences: true },
      parameters: {
        ...{ inputWeights: input!, recurrentWeights: recur! },
        ...Object.fromEntries(biases),
      },
    }, { shape: [steps, units], dims: [steps, 1, units], batchAxis: 2, image: undefined });
    operator.others.push(flowing({ ...lastOf(made), dims: [1, units], batchAxis: 1 }));
    return flowing(made);
  };
}

/** A flow of steps that are the first dimension of the graph, before the batch. */
function sequence(operator: Operator): Flow {
  const flow = operator.anyFlow(0), { dims, shape, batchAxis, image } = flow;
  if (dims.length !== 2 || batchAxis !== 1 || image !== undefined) {
    throw operator.refusal("must take (steps × batch × features)");
  }
  return String(dims) === String(shape) ? flow : reshaped(flow, dims);
}

/** Throws if a recurrent layer does more than those here. */
function checkSetting(operator: Operator): void {
  const direction = operator.text("direction", "forward");
  if (direction !== "forward") {
    throw operator.refusal(
      `goes ${describe(direction)}, where a network has layers that go forward`,
    );
  }
  for (const name of ["layout", "input_forget"]) {
    if (operator.int(name, 0) !== 0) throw operator.refusal(`must have ${name} 0`);
  }
  const isZero = (value: Value | undefined) => {
    if (value?.is === "fill") return value.number === 0;
    return value === undefined ||
      (value.is === "numbers" && Array.from(value.tensor.data).every((x) => x === 0));
  };
  if (operator.value(4) !== undefined) throw operator.refusal("has sequences of different lengths");
  if (!isZero(operator.value(5)) || !isZero(operator.value(6))) {
    throw operator.refusal("must begin with a state of 0");
  }
  if (operator.value(7) !== undefined) throw operator.refusal("has peepholes");
}

/** The outputs of the last step alone, of a layer that returns all. */
function lastOf({ below, layer, ...flow }: Flow): Flow {
  const { units } = layer!.options as unknown as RecurrentKindOptions;
  const made: Layer = { ...layer!, options: { units, returnSequences: false } };
  return { ...flow, below: below!, layer: made, shape: [units], dims: [units] };
}

const RETURN_STEPS: readonly unknown[] = [lstmKind, gruKind];

/** One place of a side: the only one, or the last step of a recurrent layer. */
function placeOn(operator: Operator, axis: number): Value {
  const flow = operator.anyFlow(0), { dims, layer, batchAxis = 0, shape } = flow;
  const { dims: of, data } = operator.tensor(1), place = data[0]!;
  const side = axis < 0 ? axis + dims.length + 1 : axis, at = side < batchAxis ? side : side - 1;
  const size = side === batchAxis ? NaN : dims[at]!;
  if (of.length === 0 && (place === -1 || place === size - 1)) {
    const left = { dims: dims.toSpliced(at, 1), batchAxis: batchAxis - Number(side < batchAxis) };
    if (size === 1) return flowing({ ...flow, ...left });
    const isSteps = RETURN_STEPS.includes(layer?.kind) && shape.length === 2 && size === shape[0];
    if (isSteps && sizeOf(dims.slice(0, at)) === 1) return flowing({ ...lastOf(flow), ...left });
  }
  throw operator.refusal(
    "takes some values of an example, other than the last step of LSTM or GRU",
  );
}

/** Rows of a table by integers that enter the graph. */
function embedded(operator: Operator, axis: number): Value {
  const flow = operator.flow(1), { dims, data } = operator.tensor(0);
  const [vocabulary = 0, size = 0, ...others] = dims;
  if (axis !== 0 || others.length > 0 || flow.dims.length !== 1 || flow.layer || flow.scale) {
    throw operator.refusal("must take rows of a matrix by the integers that enter the graph");
  }
  const layer = {
    kind: embeddingKind as unknown as LayerKind,
    options: { vocabulary, size },
    parameters: { weights: matrixOf(vocabulary, data) },
  };
  const shape = [...flow.dims, size];
  return flowing(append(flow, layer, { shape, dims: shape, image: undefined }));
}

/** Some of a list of numbers, such as sizes; rows of a table; or one place of a side. */
const gather: Handler = (operator) => {
  const axis = operator.int("axis", 0), places = operator.value(1);
  if (operator.value(0)?.is !== "numbers") return placeOn(operator, axis);
  if (places?.is !== "numbers") return embedded(operator, axis);
  const { dims, data } = operator.tensor(0);
  if (dims.length !== 1) throw operator.refusal("is not of a list of numbers");
  const found = Array.from(places.tensor.data, (i) => {
    const number = data[i < 0 ? dims[0]! + i : i];
    if (number !== undefined) return number;
    throw operator.refusal(`must take some of ${dims[0]} numbers`);
  });
  return { is: "numbers", tensor: { dims: places.tensor.dims, data: found } };
};

/** i, o, f and g there; i, f, g and o here. */
const lstm = /* @__PURE__ */ recurrent(lstmKind, [0, 2, 3, 1], (_, [first, second]) => ({
  biases: first.map((b, i) => b + second[i]!),
}));

/** z, r and n there; r, z and n here. */
const gru = /* @__PURE__ */ recurrent(gruKind, [1, 0, 2], (units, [first, second]) => ({
  biases: first.map((b, i) => i < 2 * units ? b + second[i]! : b),
  candidateBiases: second.slice(2 * units),
}));

/** Operators of steps and of integers. */
export const STEPS: Readonly<Record<string, Handler>> = {
  Gather: gather,
  LSTM: lstm,
  GRU: (operator) => {
    if (operator.int("linear_before_reset", 0) === 1) return gru(operator);
    throw operator.refusal("must have its reset gate behind the product (linear_before_reset: 1)");
  },
};
