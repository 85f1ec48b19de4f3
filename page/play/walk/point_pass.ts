import {
  BACKPROPAGATION,
  backward,
  cost,
  float64,
  forward,
  type Loss,
  type Matrix,
  matrix,
  type Network,
} from "../../../engine.ts";
import type { Point } from "../data/point.ts";
import { targetsOf } from "../training/task.ts";

/** What goes through one layer, forwards and backwards, for one point. */
export interface LayerPass {
  /** W^l, a row for each unit. */
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
  readonly z: readonly number[];
  readonly a: readonly number[];
  /** f′(z) of each unit; nothing for softmax, whose units depend on each other. */
  readonly slopes: readonly number[] | undefined;
  /** (δ^(l+1))ᵀ W^(l+1), the errors as they arrive, before f′; nothing in the last layer. */
  readonly carried: readonly number[] | undefined;
  /** δ^l. */
  readonly errors: readonly number[];
  /** ∂L/∂W^l, a row for each unit. */
  readonly weightGradient: readonly (readonly number[])[];
  readonly biasGradient: readonly number[];
}

/** One point's way through a network and back. */
export interface PointPass {
  readonly point: Point;
  /** a⁰. */
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly layers: readonly LayerPass[];
  readonly loss: number;
  /** ∂L/∂a^L. */
  readonly lossGradient: readonly number[];
  /** Whether loss and last activation are one function of z, whose error is a − y. */
  readonly isPair: boolean;
}

/**
 * Passes a point through a network and its error back; the numbers are those that the engine meets.
 *
 * BP1 and BP2 are the engine's own, listened to.
 */
export function passOfPoint(network: Network, point: Point, loss: Loss): PointPass {
  const last = network.layers.at(-1)!, outputs = last.parameters.weights!.rows as 1 | 2;
  const inputs = matrix([[point.x, point.y]]), targets = matrix([targetsOf(point.label, outputs)]);
  const trace = forward(network, inputs);
  const errors: Matrix[] = [], carried: (Matrix | undefined)[] = [];
  const { layers } = backward(network, trace, targets, loss, {
    equations: {
      outputErrors: (m, layer, at, targets, loss, weights) => {
        const found = BACKPROPAGATION.outputErrors(m, layer, at, targets, loss, weights);
        errors.unshift(found as unknown as Matrix);
        return found;
      },
      hiddenErrors: (m, below, at, arriving, layer) => {
        const found = BACKPROPAGATION.hiddenErrors(m, below, at, arriving, layer);
        errors.unshift(found as unknown as Matrix);
        carried.unshift(arriving as unknown as Matrix);
        return found;
      },
    },
  });
  const a = Array.from(trace.outputs.data), y = Array.from(targets.data);
  return {
    point,
    inputs: Array.from(inputs.data),
    targets: y,
    loss: cost(network, { inputs, targets }, loss),
    lossGradient: loss.gradient(float64, { a, y }),
    isPair: loss.pairs.some(({ activation }) => activation === last.activation),
    layers: network.layers.map(({ activation, parameters }, l): LayerPass => {
      const { z, a } = trace.layers[l]!, gradients = layers[l]!;
      return {
        weights: rowsOf(parameters.weights!),
        biases: Array.from(parameters.biases!.data),
        z: Array.from(z.data),
        a: Array.from(a.data),
        slopes: activation?.kind === "elementwise"
          ? Array.from(z.data, (z, j) => activation.slope(float64, { z, a: a.data[j]! }))
          : undefined,
        carried: carried[l] && Array.from(carried[l].data),
        errors: Array.from(errors[l]!.data),
        weightGradient: rowsOf(gradients.weights!),
        biasGradient: Array.from(gradients.biases!.data),
      };
    }),
  };
}

function rowsOf({ rows, columns, data }: Matrix): number[][] {
  const numbers = Array.from(data);
  return Array.from({ length: rows }, (_, i) => numbers.slice(i * columns, (i + 1) * columns));
}
