import type { RandomKey } from "../../core/random/random.ts";

/**
 * The number of inputs and units of a layer.
 * @category Initializers
 */
export interface Fans {
  /** Values that enter each unit, n^(l−1). */
  readonly inputs: number;
  /** Units of the layer, n^l. */
  readonly units: number;
  /** Values that enter an output by these weights; defaults to `inputs`. */
  readonly fanIn?: number;
  /** Outputs that an input enters by these weights; defaults to `units`. */
  readonly fanOut?: number;
}

/**
 * Draws the initial weights of a layer. Biases start at 0.
 * @category Initializers
 */
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
