/**
 * Writes random networks of all kinds, and their gradients in float64, as JSON for `random_networks.py`.
 *
 * Usage: deno run tests/golden/pytorch/random_networks.ts [COUNT [SEED]]
 */

import * as engine from "../../../engine.ts";
import {
  type Activation,
  cost,
  describeNetwork,
  forward,
  gradients,
  type LayerPlan,
  type Matrix,
  matrix,
  type Network,
  network,
  parametersOf,
  randomKey,
  type Shape,
  withStateOf,
} from "../../../engine.ts";
import { uniformAt } from "../../../src/core/random/random.ts";

const [count = "200", seed = "1"] = Deno.args;
const ACTIVATIONS = "linear tanh sigmoid softplus gelu silu mish selu softsign".split(" ");
const BATCH = 4;

let drawn = 0;
const key = randomKey(Number(seed));
const below = (n: number) => Math.floor(uniformAt(key, drawn++) * n);
const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
const part = (name: string) => engine[name as keyof typeof engine] as never;
const activation = (): Activation => part(pick(ACTIVATIONS));

/** A layer that takes a shape. */
function drawLayer(shape: Shape): LayerPlan {
  const [length = 1] = shape, size = shape.reduce((product, side) => product * side, 1);
  const anywhere = [
    () => engine.dense(1 + below(5), activation(), { biases: below(3) > 0 }),
    () => engine.activation(below(4) === 0 ? engine.softmax : activation()),
    () => engine.layerNorm({ epsilon: 0.25, activation: activation() }),
    () => engine.batchNorm({ epsilon: 0.25, activation: activation() }),
    () => engine.prelu({ shared: below(2) > 0 }),
    () => engine.flatten(),
    () => engine.residual([engine.prelu(), engine.layerNorm({ epsilon: 0.25 })]),
  ];
  const windows = () => ({
    stride: [1 + below(2), 1 + below(2)] as const,
    padding: pick(["same", "valid"] as const),
  });
  const kernel = () => [1 + below(Math.min(3, length)), 1 + below(Math.min(3, shape[1]!))] as const;
  const images = [
    () =>
      engine.conv2d(1 + below(4), kernel(), activation(), { ...windows(), biases: below(3) > 0 }),
    () =>
      engine.convTranspose2d(1 + below(3), [2, 2], activation(), {
        padding: pick(["same", "valid"]),
      }),
    () => engine.maxPool2d(kernel(), windows()),
    () => engine.averagePool2d(kernel(), windows()),
    () => engine.globalAveragePool(),
    () => engine.residual([engine.conv2d(shape[2]!, 3, activation(), { padding: "same" })]),
  ];
  const steps = [
    () => engine.lstm(1 + below(4), { returnSequences: below(2) > 0 }),
    () => engine.gru(1 + below(4), { returnSequences: below(2) > 0 }),
    () => engine.selfAttention(shape[1]! % 2 === 0 ? 2 : 1, { causal: below(2) > 0 }),
  ];
  const rows = [
    () => engine.reshape(size % 2 === 0 ? [2, size / 2] : [1, size]),
    () => engine.residual([engine.dense(3, activation()), engine.dense(size, activation())]),
  ];
  const own = shape.length === 3 ? images : shape.length === 2 ? steps : rows;
  return pick([...anywhere, ...own, ...own])();
}

function drawNetwork(): Network {
  const inputs = pick<Shape>([[4, 5, 2], [5, 3, 1], [3, 4], [4, 2], [6]]);
  const layers: LayerPlan[] = [];
  let shape = inputs;
  for (let l = 0, depth = 1 + below(5); l < depth; l++) {
    const plan = drawLayer(shape);
    shape = plan.kind.outputShape(plan.options, shape);
    layers.push(plan);
  }
  return network({ inputs: inputs.length === 1 ? inputs[0]! : inputs, layers, seed: below(1e6) });
}

function values(rows: number, columns: number): Matrix {
  const data = Array.from({ length: rows * columns }, () => 2 * uniformAt(key, drawn++) - 1);
  return matrix(Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns)));
}

const plain = ({ rows, columns, data }: Matrix) => ({ rows, columns, data: Array.from(data) });

type Nested = { readonly kind: { readonly name: string }; readonly options: unknown };

/** Layers as the other program reads them. */
function written(layers: readonly Network["layers"][number][] | readonly Nested[], inputs: Shape) {
  let shape = inputs;
  return layers.map((layer): unknown => {
    const { kind, options, activation } = layer as Network["layers"][number];
    const given = shape;
    shape = kind.outputShape(options, shape);
    const nested = (options as { readonly layers?: readonly Nested[] }).layers;
    return {
      ...{
        kind: kind.name,
        shape: given,
        outputs: shape,
        activation: activation?.name ?? "linear",
      },
      options: nested ? { layers: written(nested, given) } : options,
    };
  });
}

function named(layers: readonly Readonly<Record<string, Matrix>>[]) {
  return Object.fromEntries(
    layers.flatMap((layer, l) =>
      Object.entries(layer).map(([name, value]) => [`${l}.${name}`, plain(value)])
    ),
  );
}

const networks = [];
while (networks.length < Number(count)) {
  let net: Network;
  try {
    net = drawNetwork();
  } catch (error) {
    if (error instanceof RangeError) continue; // a window that does not fit
    throw error;
  }
  if (parametersOf(net) === 0) continue;
  const inputs = values(BATCH, net.inputs);
  const trace = forward(net, inputs, { training: true });
  const { outputs } = trace, targets = values(BATCH, outputs.columns);
  const name = pick(["sumOfSquaredErrors", "meanSquaredError", "logCosh"]), loss = part(name);
  const batch = { inputs, targets, training: true };
  networks.push({
    ...{ words: `${describeNetwork(net)}, ${name}`, loss: name },
    kinds: net.layers.map(({ kind }) => kind.name),
    layers: written(net.layers, [net.inputs]),
    parameters: named(net.layers.map(({ parameters }) => parameters)),
    ...{ inputs: plain(inputs), targets: plain(targets), outputs: plain(outputs) },
    cost: cost(net, batch, loss),
    gradients: named(gradients(net, batch, loss).layers),
    state: named(withStateOf(net, trace).layers.map(({ state = {} }) => state)),
  });
}
console.log(JSON.stringify(networks));
