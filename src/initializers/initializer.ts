import { type RandomKey, uniform } from "../random/random.ts";

/** The number of inputs and units of a layer. */
export interface Fans {
  /** Values that enter each unit, n^(l−1). */
  readonly inputs: number;
  /** Units of the layer, n^l. */
  readonly units: number;
}

/** Draws the weights of a layer before training. Biases start at 0. */
export interface Initializer {
  /** The name, for printing. */
  readonly name: string;
  /**
   * Draws (units × inputs) weights, row by row.
   *
   * @param key The stream to draw from.
   * @param fans The sizes of the layer.
   */
  readonly weights: (key: RandomKey, fans: Fans) => Float64Array;
}

/**
 * Glorot's uniform initialisation: U(−r, r) with r = √(6 / (inputs + units)).
 *
 * The default, for activations that are close to the identity at 0 (tanh, sigmoid, softmax).
 * X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks.
 * AISTATS 2010, equation (16).
 */
export const glorotUniform: Initializer = uniformWithin(
  "glorotUniform",
  ({ inputs, units }) => Math.sqrt(6 / (inputs + units)),
);

/**
 * He's initialisation, uniform: U(−r, r) with r = √(6 / inputs), a variance of 2 / inputs.
 *
 * The default of `relu`, which passes on half of the variance. K. He, X. Zhang, S. Ren, J. Sun:
 * Delving deep into rectifiers. ICCV 2015, equation (10), with a uniform distribution of the same
 * variance.
 */
export const heUniform: Initializer = uniformWithin(
  "heUniform",
  ({ inputs }) => Math.sqrt(6 / inputs),
);

function uniformWithin(name: string, radius: (fans: Fans) => number): Initializer {
  return Object.freeze({
    name,
    weights: (key: RandomKey, fans: Fans) => {
      const r = radius(fans);
      return uniform(key, fans.inputs * fans.units, -r, r);
    },
  });
}
