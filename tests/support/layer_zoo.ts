import {
  activation,
  averagePool2d,
  batchNorm,
  conv2d,
  convTranspose2d,
  dense,
  dropout,
  embedding,
  flatten,
  globalAveragePool,
  gru,
  layerNorm,
  type LayerPlan,
  leakyRelu,
  linear,
  lstm,
  type Matrix,
  maxPool2d,
  type Network,
  network,
  prelu,
  relu,
  reshape,
  residual,
  selfAttention,
  sigmoid,
  softmax,
  tanh,
} from "../../engine.ts";
import { randomKey, uniform } from "../../src/core/random/random.ts";

/** Small layers of every built-in kind, each with the shape of its inputs. */
export const LAYER_ZOO: readonly {
  readonly inputs: readonly number[];
  readonly layer: LayerPlan;
}[] = [
  { inputs: [5], layer: dense(4, tanh) },
  { inputs: [5], layer: dense(4, softmax, { biases: false }) },
  { inputs: [2, 3, 2], layer: dense(3, relu) },
  { inputs: [4], layer: activation(sigmoid) },
  { inputs: [4], layer: dropout(0.5) },
  { inputs: [6], layer: layerNorm() },
  { inputs: [3, 2, 4], layer: layerNorm({ epsilon: 0.1, activation: tanh }) },
  { inputs: [5], layer: batchNorm({ activation: relu }) },
  { inputs: [3, 4, 2], layer: batchNorm({ epsilon: 0.01 }) },
  { inputs: [6], layer: reshape([1, 2, 3]) },
  { inputs: [2, 3, 1], layer: flatten() },
  { inputs: [4], layer: flatten() },
  { inputs: [5, 4, 2], layer: conv2d(3, [3, 2], relu) },
  { inputs: [5, 6, 2], layer: conv2d(3, 3, tanh, { stride: 2, padding: "same", biases: false }) },
  { inputs: [4, 4, 1], layer: conv2d(2, 2, tanh, { stride: [1, 2], padding: "same" }) },
  { inputs: [3, 2, 2], layer: convTranspose2d(3, [3, 2], relu, { stride: [2, 1] }) },
  { inputs: [3, 4, 2], layer: convTranspose2d(2, 3, tanh, { stride: 2, padding: "same" }) },
  { inputs: [4], layer: prelu() },
  { inputs: [4], layer: prelu({ shared: true }) },
  { inputs: [2, 3, 3], layer: prelu() },
  { inputs: [2, 3, 3], layer: prelu({ shared: true }) },
  { inputs: [4, 5, 2], layer: maxPool2d(2, { activation: tanh }) },
  { inputs: [5, 5, 2], layer: maxPool2d(3, { stride: 2, padding: "same" }) },
  { inputs: [4, 5, 2], layer: averagePool2d([2, 1], { activation: leakyRelu() }) },
  { inputs: [5, 4, 1], layer: averagePool2d(3, { stride: 2, padding: "same" }) },
  { inputs: [3, 4, 3], layer: globalAveragePool() },
  { inputs: [4], layer: embedding(5, 3) },
  { inputs: [3, 2], layer: lstm(3) },
  { inputs: [3, 2], layer: lstm(2, { returnSequences: true }) },
  { inputs: [3, 2], layer: gru(3) },
  { inputs: [3, 2], layer: gru(2, { returnSequences: true, activation: tanh }) },
  { inputs: [3, 4], layer: selfAttention(2) },
  { inputs: [4], layer: residual([dense(3, tanh), dense(4, linear)], { activation: relu }) },
  {
    inputs: [3, 3, 2],
    layer: residual([
      batchNorm(),
      residual([conv2d(2, 3, relu, { padding: "same" })]),
      conv2d(2, 1, linear),
    ]),
  },
];

/**
 * A network with parameters and state drawn from a seed, in float32, so that formats of float32 hold
 * them exactly: variances are positive.
 */
export function drawnNetwork(
  inputs: number | readonly number[],
  layers: readonly LayerPlan[],
  seed: number,
): Network {
  const made = network({ inputs: inputs as number, layers, seed });
  let part = 0;
  const drawn = ({ rows, columns }: Matrix, low: number, high: number): Matrix => {
    const data = uniform(randomKey(seed * 1000 + part++), rows * columns, low, high);
    return { rows, columns, data: Float64Array.from(data, Math.fround) };
  };
  return {
    ...made,
    layers: made.layers.map((layer) => ({
      ...layer,
      parameters: mapped(layer.parameters, (matrix) => drawn(matrix, -0.9, 0.9)),
      ...(layer.state && {
        state: mapped(layer.state, (matrix, name) => {
          return name.endsWith("variances") ? drawn(matrix, 0.5, 2) : drawn(matrix, -1, 1);
        }),
      }),
    })),
  };
}

function mapped(
  matrices: Readonly<Record<string, Matrix>>,
  f: (matrix: Matrix, name: string) => Matrix,
): Record<string, Matrix> {
  return Object.fromEntries(
    Object.entries(matrices).map(([name, matrix]) => [name, f(matrix, name)]),
  );
}

/** Examples for a network, in rows: integers if its first layer looks up rows. */
export function drawnExamples(
  { inputs, layers }: Network,
  count: number,
  seed: number,
): number[][] {
  const vocabulary = layers.map(({ kind, options }) => kind.indices?.(options)).find(Boolean);
  return Array.from({ length: count }, (_, i) => {
    const row = Array.from(uniform(randomKey(seed + i), inputs, -2, 2));
    return vocabulary === undefined
      ? row.map(Math.fround)
      : row.map((x) => Math.floor((x + 2) / 4 * vocabulary));
  });
}
