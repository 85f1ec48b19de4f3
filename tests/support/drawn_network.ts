import { type ActivationName, ACTIVATIONS } from "../../src/activations/activations.ts";
import type { Activation } from "../../src/activations/activation.ts";
import type { Arithmetic } from "../../src/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../src/arithmetic/dual.ts";
import type { Loss } from "../../src/losses/loss.ts";
import type { Matrix } from "../../src/matrix/matrix.ts";
import { backward, type BackwardOptions } from "../../src/network/backward.ts";
import { meanLoss } from "../../src/network/cost.ts";
import { forward } from "../../src/network/forward.ts";
import type { Network } from "../../src/network/network.ts";
import { randomKey, uniformAt } from "../../src/random/random.ts";

/** An arithmetic with variables: `residues` and `degrees`. */
export interface Drawing<T> extends Arithmetic<T> {
  draw(shadow: number): T;
}

/** The layers of a network to draw, and how many examples. */
export interface Shape {
  readonly inputs: number;
  readonly layers: readonly (readonly [units: number, Activation | ActivationName])[];
  readonly batch: number;
}

/** A network of variables with a batch of variables. */
export interface Drawn<T> {
  readonly network: Network<T>;
  readonly inputs: Matrix<T>;
  readonly targets: Matrix<T>;
}

/** Both sides of what is to be proved: BP1 to BP4, and the derivative of the cost. */
export interface Sides<T> {
  /** The gradients that `backward` returns, along the direction. */
  readonly got: T;
  /** The derivative of the cost that `forward` leads to, along the same direction. */
  readonly expected: T;
}

/** Draws a network and a batch; shadows lie in [−1, 1), those of targets in [0.1, 1). */
export function drawNetwork<T>(m: Drawing<T>, shape: Shape, seed: number): Drawn<T> {
  const key = randomKey(seed);
  let drawn = 0;
  const matrix = (rows: number, columns: number, low = -1): Matrix<T> => {
    const entry = () => m.draw(low + (1 - low) * uniformAt(key, drawn++));
    return { rows, columns, data: Array.from({ length: rows * columns }, entry) };
  };
  const layers = shape.layers.map(([units, activation], l) => ({
    units,
    activation: typeof activation === "string" ? ACTIVATIONS[activation] : activation,
    weights: matrix(units, shape.layers[l - 1]?.[0] ?? shape.inputs),
    biases: matrix(1, units),
  }));
  return {
    network: { inputs: shape.inputs, layers },
    inputs: matrix(shape.batch, shape.inputs),
    targets: matrix(shape.batch, shape.layers.at(-1)![0], 0.1),
  };
}

/** Both sides along one random direction of all parameters together. */
export function bothSides<T>(
  m: Drawing<T>,
  { network, inputs, targets }: Drawn<T>,
  loss: Loss,
  options: Omit<BackwardOptions<T>, "arithmetic"> = {},
): Sides<T> {
  const trace = forward(network, inputs, { arithmetic: m });
  const { layers } = backward(network, trace, targets, loss, { ...options, arithmetic: m });

  let got = m.zero;
  const along = ({ rows, columns, data }: Matrix<T>, gradient: Matrix<T>): Matrix<Dual<T>> => ({
    rows,
    columns,
    data: Array.from(data, (entry, index) => {
      const direction = m.draw(1);
      got = m.add(got, m.mul(direction, gradient.data[index]!));
      return new Dual(entry, direction);
    }),
  });
  const fixed = ({ rows, columns, data }: Matrix<T>): Matrix<Dual<T>> => ({
    rows,
    columns,
    data: Array.from(data, (entry) => new Dual(entry, m.zero)),
  });
  const moving: Network<Dual<T>> = {
    inputs: network.inputs,
    layers: network.layers.map((layer, l) => ({
      ...layer,
      weights: along(layer.weights, layers[l]!.weights),
      biases: along(layer.biases, layers[l]!.biases),
    })),
  };
  const d = dual(m);
  const movingTrace = forward(moving, fixed(inputs), { arithmetic: d });
  return { got, expected: meanLoss(d, moving, movingTrace, fixed(targets), loss).slope };
}
