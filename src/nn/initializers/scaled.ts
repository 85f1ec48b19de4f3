import { normal, type RandomKey, uniform } from "../../core/random/random.ts";
import type { Fans, Initializer } from "./initializer.ts";

/** The variance of the weights of a layer. */
type Variance = (fans: Fans) => number;

/** Glorot's: preserves the variance of activations and errors, averaged over both. */
const glorot: Variance = ({ inputs, units, fanIn = inputs, fanOut = units }) => {
  return 2 / (fanIn + fanOut);
};
/** He's: twice the variance of LeCun's, as `relu` halves it. */
const he: Variance = ({ inputs, fanIn = inputs }) => 2 / fanIn;
/** LeCun's: preserves the variance of activations. */
const lecun: Variance = ({ inputs, fanIn = inputs }) => 1 / fanIn;

/**
 * Glorot's uniform initialization: U(−r, r) with r = √(6 / (inputs + units)).
 *
 * The default, for activations that are nearly linear at 0 (tanh, sigmoid, softmax).
 * X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks.
 * AISTATS 2010, equation (16).
 *
 * @example
 * ```ts
 * import { glorotUniform, randomKey } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const weights = glorotUniform.weights(randomKey(1), { inputs: 200, units: 100 });
 * assert(weights.every((weight) => Math.abs(weight) <= Math.sqrt(3 * 2 / 300)));
 * ```
 * @category Initializers
 */
export const glorotUniform: Initializer = uniformOf("glorotUniform", glorot);

/**
 * Glorot's initialization, normal: N(0, 2 / (inputs + units)), the variance of `glorotUniform`.
 *
 * X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks.
 * AISTATS 2010, equation (12).
 *
 * @example
 * ```ts
 * import { glorotNormal, randomKey } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const weights = glorotNormal.weights(randomKey(1), { inputs: 200, units: 100 });
 * const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0);
 * assertAlmostEquals(squares / weights.length, 2 / 300, 0.02 * 2 / 300); // of 20,000 draws
 * ```
 * @category Initializers
 */
export const glorotNormal: Initializer = normalOf("glorotNormal", glorot);

/**
 * He's initialization, uniform: U(−r, r) with r = √(6 / inputs), a variance of 2 / inputs.
 *
 * The default of `relu`, which halves the variance. K. He, X. Zhang, S. Ren, J. Sun: Delving deep into
 * rectifiers. ICCV 2015, equation (10), with a uniform distribution of the same variance.
 *
 * @example
 * ```ts
 * import { heUniform, randomKey } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const weights = heUniform.weights(randomKey(1), { inputs: 200, units: 100 });
 * assert(weights.every((weight) => Math.abs(weight) <= Math.sqrt(3 * 2 / 200)));
 * ```
 * @category Initializers
 */
export const heUniform: Initializer = uniformOf("heUniform", he);

/**
 * He's initialization: N(0, 2 / inputs).
 *
 * K. He, X. Zhang, S. Ren, J. Sun: Delving deep into rectifiers. ICCV 2015, equation (10).
 *
 * @example
 * ```ts
 * import { heNormal, randomKey } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const weights = heNormal.weights(randomKey(1), { inputs: 200, units: 100 });
 * const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0);
 * assertAlmostEquals(squares / weights.length, 2 / 200, 0.02 * 2 / 200); // of 20,000 draws
 * ```
 * @category Initializers
 */
export const heNormal: Initializer = normalOf("heNormal", he);

/**
 * LeCun's initialization, uniform: U(−r, r) with r = √(3 / inputs), a variance of 1 / inputs.
 *
 * Y. LeCun, L. Bottou, G. Orr, K.-R. Müller: Efficient BackProp. 1998, equation (16).
 *
 * @example
 * ```ts
 * import { lecunUniform, randomKey } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const weights = lecunUniform.weights(randomKey(1), { inputs: 200, units: 100 });
 * assert(weights.every((weight) => Math.abs(weight) <= Math.sqrt(3 * 1 / 200)));
 * ```
 * @category Initializers
 */
export const lecunUniform: Initializer = uniformOf("lecunUniform", lecun);

/**
 * LeCun's initialization, normal: N(0, 1 / inputs).
 *
 * The default of `selu`, whose derivation assumes it. Y. LeCun, L. Bottou, G. Orr, K.-R. Müller:
 * Efficient BackProp. 1998, equation (16).
 *
 * @example
 * ```ts
 * import { lecunNormal, randomKey } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const weights = lecunNormal.weights(randomKey(1), { inputs: 200, units: 100 });
 * const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0);
 * assertAlmostEquals(squares / weights.length, 1 / 200, 0.02 * 1 / 200); // of 20,000 draws
 * ```
 * @category Initializers
 */
export const lecunNormal: Initializer = normalOf("lecunNormal", lecun);

/** U(−r, r) has the variance r² / 3. */
/* @__NO_SIDE_EFFECTS__ */
function uniformOf(name: string, variance: Variance): Initializer {
  return Object.freeze({
    name,
    weights: (key: RandomKey, fans: Fans) => {
      const r = Math.sqrt(3 * variance(fans));
      return uniform(key, fans.inputs * fans.units, -r, r);
    },
  });
}

/* @__NO_SIDE_EFFECTS__ */
function normalOf(name: string, variance: Variance): Initializer {
  return Object.freeze({
    name,
    weights: (key: RandomKey, fans: Fans) => {
      return normal(key, fans.inputs * fans.units, Math.sqrt(variance(fans)));
    },
  });
}
