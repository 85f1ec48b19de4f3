import { batchNormKind } from "../../../nn/layers/batch_norm.ts";
import { layerNormKind } from "../../../nn/layers/layer_norm.ts";
import { preluKind } from "../../../nn/layers/prelu.ts";
import type { Handler, Operator } from "./operator.ts";
import { append, asImage, asRow, type Flow, flowing, inOrder, matrixOf } from "./values.ts";

/** A flow whose channels, or whose values in a row, are the last side here. */
function channelled(operator: Operator): Flow {
  const flow = operator.flow(0), found = asImage(flow) ?? asRow(flow);
  if (found) return found;
  throw operator.refusal("must have rows, or images channels first");
}

/** A parameter for each channel, in the order here. */
function each(operator: Operator, i: number, flow: Flow) {
  const { data } = operator.tensor(i), channels = flow.shape.at(-1)!;
  if (data.length === channels) {
    return matrixOf(1, flow.shape.length === 1 ? inOrder(flow, data) : data);
  }
  throw operator.refusal(`must have ${channels} numbers as input ${i + 1}`);
}

const batchNorm: Handler = (operator) => {
  if (operator.int("training_mode", 0) !== 0) throw operator.refusal("is in training");
  const flow = channelled(operator);
  return flowing(append(flow, {
    kind: batchNormKind,
    options: { epsilon: operator.float("epsilon", 1e-5), momentum: 0.1 },
    parameters: { gains: each(operator, 1, flow), biases: each(operator, 2, flow) },
    state: { means: each(operator, 3, flow), variances: each(operator, 4, flow) },
  }, {}));
};

const layerNorm: Handler = (operator) => {
  const given = operator.flow(0), { dims, image } = given, axis = operator.int("axis", -1);
  // Of rows, of steps, or of images that are channels last in the graph: always the last side.
  const isLast = image === undefined && dims.length > 1;
  const flow = isLast && String(dims) === String(given.shape) ? given : asRow(given);
  if (flow === undefined || (axis !== -1 && axis !== dims.length)) {
    throw operator.refusal("is not over the last side of rows, steps or channels");
  }
  const none = matrixOf(1, new Float64Array(flow.shape.at(-1)!));
  return flowing(append(flow, {
    kind: layerNormKind,
    options: { epsilon: operator.float("epsilon", 1e-5) },
    parameters: {
      gains: each(operator, 1, flow),
      biases: operator.optional(2) ? each(operator, 2, flow) : none,
    },
  }, {}));
};

const prelu: Handler = (operator) => {
  const { dims, data } = operator.tensor(1), shared = data.length === 1;
  const flow = shared ? operator.flow(0) : channelled(operator), rank = flow.dims.length;
  // Before version 7 a list was of channels; since then it is broadcast, along the width of an image.
  const isByChannel = operator.version < 7 ||
    (dims.length >= rank && dims.slice(-rank).slice(1).every((side) => side === 1));
  if (!shared && !isByChannel) {
    throw operator.refusal("must have one slope for each channel, or one for all");
  }
  const slopes = shared ? matrixOf(1, data) : each(operator, 1, flow);
  return flowing(
    append(flow, { kind: preluKind, options: { shared }, parameters: { slopes } }, {}),
  );
};

/** Operators with parameters for each channel. */
export const NORMS: Readonly<Record<string, Handler>> = {
  ...{ BatchNormalization: batchNorm, LayerNormalization: layerNorm, PRelu: prelu },
};
