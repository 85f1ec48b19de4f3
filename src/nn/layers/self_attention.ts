import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { builder, type Matrix } from "../../core/matrix/matrix.ts";
import { times } from "../../core/matrix/products.ts";
import { checkBoolean, checkCount } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { activate, type Activation, pullBackRow } from "../activations/activation.ts";
import { softmax } from "../activations/softmax.ts";
import { meanErrors, meanProducts, weightedSums } from "./dense.ts";
import type { LayerErrors, LayerKind, LayerOutputs, LayerValues, Parameters } from "./layer.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { layerKind } from "./layer_kind.ts";
import { LEARNING } from "./learning.ts";
import { stepsOf } from "./steps.ts";
import { inRowsOf } from "./windows.ts";

/**
 * The options of a self-attention layer.
 * @category Layers
 */
export interface SelfAttentionKindOptions {
  /** The number of heads, which divides the features. */
  readonly heads: number;
  /** Whether a step attends to itself and to earlier steps only. */
  readonly causal: boolean;
}

/** The shares of the steps that a step attends to. */
const INNER: readonly [Activation] = [softmax];

/**
 * Self-attention: each step's output mixes the values of all steps by the shares softmax(q k / √d).
 *
 * Inputs are [steps, features]. `projectionWeights` P (3E × E) and `projectionBiases` (1 × 3E) give each
 * step its query, key and value, in this order; each of the heads takes d = E / heads features of all
 * three. `outputWeights` (E × E) and `outputBiases` (1 × E) mix the heads. A. Vaswani and others:
 * Attention is all you need, 2017, (1) and section 3.2.2; parameters as in PyTorch's
 * MultiheadAttention. Masked steps have no share, rather than one of a score of −∞.
 * @category Layers
 */
export const selfAttentionKind: LayerKind<SelfAttentionKindOptions> = /* @__PURE__ */ layerKind<
  SelfAttentionKindOptions
>({
  name: "selfAttention",
  options: ({ heads, causal }) => {
    checkCount(heads, "heads");
    checkBoolean(causal, "causal");
    return { heads, causal };
  },
  outputShape: ({ heads }, inputs) => {
    const [, features] = stepsOf("selfAttention", inputs);
    if (features % heads === 0) return inputs;
    throw new RangeError(
      `The features must be a multiple of the heads of selfAttention, but found ${features} ` +
        `features and ${heads} heads`,
    );
  },
  parameterShapes: (_, inputs) => {
    const [, features] = stepsOf("selfAttention", inputs);
    return {
      projectionWeights: [3 * features, features],
      projectionBiases: [1, 3 * features],
      outputWeights: [features, features],
      outputBiases: [1, features],
    };
  },
  offsets: ["projectionBiases", "outputBiases"],
  fans: (_, inputs) => ({ fanIn: inputs.at(-1)!, fanOut: inputs.at(-1)! }), // of each projection
  multiplyAdds: (_, inputs) => {
    const [steps, features] = stepsOf("selfAttention", inputs);
    return steps * 4 * features ** 2 + 2 * steps ** 2 * features;
  },
  inner: () => INNER,
  forward: attend,
  backward: attendBackward,
  describe: ({ heads, causal }) => `selfAttention ${heads}${causal ? " causal" : ""}`,
  samples: [{ heads: 1, causal: true }, { heads: 2, causal: false }],
  sampleShape: ({ causal }) => causal ? [3, 2] : [2, 2],
});

/**
 * Options of {@linkcode selfAttention}.
 * @category Layers
 */
export interface SelfAttentionOptions extends LayerPlanOptions {
  /** Whether a step attends to itself and to earlier steps only; defaults to false. */
  readonly causal?: boolean;
}

/**
 * Plans a layer of self-attention over the steps of inputs of the shape [steps, features].
 *
 * @param heads The number of heads, which must divide the features.
 * @returns The plan, for `network`; its outputs have the shape of its inputs.
 * @throws {RangeError} Unless `heads` is a positive integer.
 *
 * @example The first of two steps does not see the second
 * ```ts
 * import { forward, matrix, network, selfAttention } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: [2, 1], layers: [selfAttention(1, { causal: true })], seed: 1 });
 * const { data } = forward(net, matrix([[1, 2], [1, -3]])).outputs;
 * assertEquals(data[0], data[2]);
 * ```
 * @category Layers
 */
export function selfAttention(heads: number, options: SelfAttentionOptions = {}): LayerPlan {
  const names = "causal activation initializer";
  const { causal = false, ...plan } = checkOptions("selfAttention()", options, names, LEARNING);
  return layer(selfAttentionKind, { heads, causal }, plan);
}

type Values<T> = LayerValues<T, SelfAttentionKindOptions>;

/** One head of one query: where its query, and all keys and values that it may see, begin. */
interface Query {
  /** The row of the query among all steps, and its shares' row among those of all heads. */
  readonly row: number;
  readonly shares: number;
  /** The rows of the steps that it attends to. */
  readonly seen: readonly number[];
  /** The first feature of the head. */
  readonly from: number;
}

function queriesOf(
  { heads, causal }: SelfAttentionKindOptions,
  rows: number,
  steps: number,
  d: number,
) {
  return Array.from({ length: rows * heads }, (_, shares): Query => {
    const row = Math.floor(shares / heads), t = row % steps;
    const length = causal ? t + 1 : steps;
    const seen = Array.from({ length }, (_, j) => row - t + j);
    return { row, shares, seen, from: (shares % heads) * d };
  });
}

function attend<T>(m: Arithmetic<T>, layer: Values<T>, inputs: Matrix<T>): LayerOutputs<T> {
  const { options, parameters, inner: [share] = INNER } = layer;
  const { projectionWeights, projectionBiases, outputWeights, outputBiases } = parameters;
  const E = projectionWeights!.columns, steps = inputs.columns / E, d = E / options.heads;
  const projection = { weights: projectionWeights!, biases: projectionBiases! };
  const projected = weightedSums(m, projection, inRowsOf(inputs, E));
  const { rows } = projected, at = (row: number, k: number) => projected.data[row * 3 * E + k]!;
  const features = Array.from({ length: d }, (_, k) => k), root = m.sqrt(m.constant(d));
  const scores = zeros(m, rows * options.heads, steps), shares = zeros(m, scores.rows, steps);
  const mixed = zeros(m, rows, E);
  for (const { row, shares: s, seen, from } of queriesOf(options, rows, steps, d)) {
    const z = seen.map((other) => {
      const products = features.map((k) => m.mul(at(row, from + k), at(other, E + from + k)));
      return m.div(sum(m, products), root);
    });
    const a = activate(m, share!, { rows: 1, columns: z.length, data: z }).data;
    seen.forEach((_, j) => {
      scores.data[s * steps + j] = z[j]!;
      shares.data[s * steps + j] = a[j]!;
    });
    for (const k of features) {
      const terms = seen.map((other, j) => m.mul(a[j]!, at(other, 2 * E + from + k)));
      mixed.data[row * E + from + k] = sum(m, terms);
    }
  }
  const output = { weights: outputWeights!, biases: outputBiases! };
  const { data } = weightedSums(m, output, mixed);
  return {
    outputs: { rows: inputs.rows, columns: inputs.columns, data },
    saved: { inputs, projected, scores, shares, mixed },
  };
}

function attendBackward<T>(
  m: Arithmetic<T>,
  layer: Values<T>,
  { inputs, projected, scores, shares, mixed }: Parameters<T>,
  errors: Matrix<T>,
): LayerErrors<T> {
  const { options, parameters, inner: [share] = INNER } = layer;
  const { projectionWeights, outputWeights } = parameters;
  const E = projectionWeights!.columns, steps = errors.columns / E, d = E / options.heads;
  const delta = inRowsOf(errors, E), { rows } = delta;
  const mixedErrors = times(m, delta, outputWeights!);
  const at = (row: number, k: number) => projected!.data[row * 3 * E + k]!;
  const features = Array.from({ length: d }, (_, k) => k), root = m.sqrt(m.constant(d));
  const back = zeros(m, rows, 3 * E);
  const add = (row: number, k: number, term: T) => {
    const i = row * 3 * E + k;
    back.data[i] = m.add(back.data[i]!, term);
  };
  for (const { row, shares: s, seen, from } of queriesOf(options, rows, steps, d)) {
    const part = ({ data }: Matrix<T>) => seen.map((_, j) => data[s * steps + j]!);
    const a = part(shares!), e = features.map((k) => mixedErrors.data[row * E + from + k]!);
    const byShares = seen.map((other) => {
      return sum(m, e.map((ek, k) => m.mul(ek, at(other, 2 * E + from + k))));
    });
    pullBackRow(m, share!, { z: part(scores!), a }, byShares).forEach((error, j) => {
      const byScore = m.div(error, root), other = seen[j]!;
      for (const k of features) {
        add(row, from + k, m.mul(byScore, at(other, E + from + k)));
        add(other, E + from + k, m.mul(byScore, at(row, from + k)));
        add(other, 2 * E + from + k, m.mul(a[j]!, e[k]!));
      }
    });
  }
  return {
    inputs: () => {
      const { data } = times(m, back, projectionWeights!);
      return { rows: errors.rows, columns: errors.columns, data };
    },
    parameters: {
      projectionWeights: meanProducts(m, back, inRowsOf(inputs!, E), errors.rows),
      projectionBiases: meanErrors(m, back, errors.rows),
      outputWeights: meanProducts(m, delta, mixed!, errors.rows),
      outputBiases: meanErrors(m, delta, errors.rows),
    },
  };
}

function zeros<T>(m: Arithmetic<T>, rows: number, columns: number) {
  const made = builder(m, rows, columns);
  for (let i = 0; i < made.data.length; i++) made.data[i] = m.zero;
  return made;
}
