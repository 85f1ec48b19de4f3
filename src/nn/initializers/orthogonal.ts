import { normal, type RandomKey } from "../../core/random/random.ts";
import { checkPositive } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { Fans, Initializer } from "./initializer.ts";

/**
 * Options of {@linkcode orthogonal}.
 * @category Initializers
 */
export interface OrthogonalOptions {
  /** The length of the vectors; defaults to 1, and √2 suits `relu`. */
  readonly gain?: number;
}

/**
 * Orthogonal initialization: the rows of W, or its columns if it has more rows, are orthogonal and of
 * length `gain`; all such matrices are equally likely.
 *
 * A. M. Saxe, J. L. McClelland, S. Ganguli: Exact solutions to the nonlinear dynamics of learning in
 * deep linear neural networks. ICLR 2014. Normal deviates are orthogonalized by the Gram–Schmidt
 * process, whose factor R has a positive diagonal, as uniform draws need: F. Mezzadri: How to generate
 * random matrices from the classical compact groups. Notices of the AMS 54 (2007).
 *
 * @throws {RangeError} If the gain is not a positive number.
 *
 * @example
 * ```ts
 * import { dense, network, orthogonal, tanh } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layers = [dense(2, tanh, { initializer: orthogonal() })];
 * const { weights } = network({ inputs: 2, layers, seed: 1 }).layers[0]!.parameters;
 * const [a, b, c, d] = Array.from(weights!.data);
 * assertAlmostEquals(a! * c! + b! * d!, 0, 1e-15);
 * assertAlmostEquals(a! * a! + b! * b!, 1, 1e-15);
 * ```
 * @category Initializers
 */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  const { gain = 1 } = checkOptions("orthogonal()", options, "gain");
  checkPositive(gain, "gain");
  return Object.freeze({
    name: gain === 1 ? "orthogonal" : `orthogonal(${gain})`,
    weights: (key: RandomKey, { inputs, units }: Fans) => {
      const [count, length] = units <= inputs ? [units, inputs] : [inputs, units];
      const vectors = orthonormal(normal(key, count * length), count, length);
      return Float64Array.from({ length: units * inputs }, (_, n) => {
        const i = Math.floor(n / inputs), j = n % inputs;
        return gain * vectors[units <= inputs ? i * length + j : j * length + i]!;
      });
    },
  });
}

/**
 * Orthonormalizes vectors in place.
 *
 * Projections are subtracted twice, which leaves only rounding errors: L. Giraud, J. Langou, M.
 * Rozložník: The loss of orthogonality in the Gram–Schmidt orthogonalization process. 2005.
 */
function orthonormal(vectors: Float64Array, count: number, length: number): Float64Array {
  const at = (i: number) => vectors.subarray(i * length, (i + 1) * length);
  for (let i = 0; i < count; i++) {
    const vector = at(i);
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < i; before++) {
        const other = at(before), along = dot(vector, other);
        for (let k = 0; k < length; k++) vector[k]! -= along * other[k]!;
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k]! /= norm;
  }
  return vectors;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!;
  return sum;
}
