import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { builder, byEntries } from "../../core/matrix/matrix.ts";
import { checkCount } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { chosen, errorsOfChosen } from "./choice.ts";
import type { LayerKind } from "./layer.ts";
import { layerKind } from "./layer_kind.ts";
import { LEARNING } from "./learning.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { describeShape, type Shape } from "./shape.ts";

/**
 * The options of an embedding.
 * @category Layers
 */
export interface EmbeddingKindOptions {
  /** The number of rows: inputs are integers below it. */
  readonly vocabulary: number;
  /** The length of a row. */
  readonly size: number;
}

/**
 * Embedding: row x of W (vocabulary × size) for each input x, an integer from 0.
 *
 * Inputs [steps] become outputs [steps, size]. As a formula, x chooses the row of the nearest integer, so
 * that outputs are constant between k − ½ and k + ½, and errors of inputs are 0. A row's derivative is the
 * sum of the errors of all steps that chose it. T. Mikolov, K. Chen, G. Corrado, J. Dean: Efficient
 * estimation of word representations in vector space, 2013, section 3, its projection layer.
 * @category Layers
 */
export const embeddingKind: LayerKind<EmbeddingKindOptions> = /* @__PURE__ */ layerKind<
  EmbeddingKindOptions
>({
  name: "embedding",
  options: ({ vocabulary, size }) => {
    checkCount(vocabulary, "vocabulary");
    checkCount(size, "size");
    return { vocabulary, size };
  },
  outputShape: ({ size }, inputs) => [stepsOf(inputs), size],
  parameterShapes: ({ vocabulary, size }) => ({ weights: [vocabulary, size] }),
  // One row is read at a time.
  fans: ({ size }) => ({ fanIn: 1, fanOut: size }),
  indices: ({ vocabulary }) => vocabulary,
  forward: (m, { options: { size }, parameters: { weights } }, inputs) => {
    const { rows, columns, data } = inputs, outputs = builder(m, rows, columns * size);
    for (const [i, x] of Array.from(data).entries()) {
      const leads = leadsOf(m, x, weights!.rows);
      for (let j = 0; j < size; j++) {
        const column = Array.from(
          { length: weights!.rows },
          (_, k) => weights!.data[k * size + j]!,
        );
        outputs.data[i * size + j] = chosen(m, leads, column);
      }
    }
    return { outputs: Object.freeze(outputs), saved: { inputs } };
  },
  backward: (m, { options: { size }, parameters: { weights } }, { inputs }, errors) => {
    const sums = Array.from(weights!.data, () => m.zero);
    for (const [i, x] of Array.from(inputs!.data).entries()) {
      const leads = leadsOf(m, x, weights!.rows);
      for (let j = 0; j < size; j++) {
        errorsOfChosen(m, leads, errors.data[i * size + j]!).forEach((error, k) => {
          sums[k * size + j] = m.add(sums[k * size + j]!, error);
        });
      }
    }
    const examples = m.constant(errors.rows);
    return {
      inputs: () => byEntries(m, inputs!, () => m.zero),
      parameters: { weights: byEntries(m, weights!, (i) => m.div(sums[i]!, examples)) },
    };
  },
  compiled: () => ({ form: "lookup", table: "weights" }),
  kinks: (m, { options }, inputs) => {
    return Array.from(inputs.data).flatMap((x) => leadsOf(m, x, options.vocabulary));
  },
  describe: ({ vocabulary, size }) => `embedding ${vocabulary}×${size}`,
  multiplyAdds: () => 0,
  samples: [{ vocabulary: 2, size: 3 }, { vocabulary: 3, size: 1 }],
  sampleShape: ({ vocabulary }) => [4 - vocabulary],
});

/** By how much x is above the middle between two neighbouring integers, for each but the first. */
function leadsOf<T>(m: Arithmetic<T>, x: T, vocabulary: number): T[] {
  return Array.from({ length: vocabulary - 1 }, (_, k) => m.sub(x, m.constant(k + 0.5)));
}

function stepsOf(shape: Shape): number {
  if (shape.length === 1) return shape[0]!;
  throw new RangeError(
    `embedding takes inputs of the shape [steps], but found ${describeShape(shape)}; ` +
      "flatten() below it gives them one",
  );
}

/**
 * Options of {@linkcode embedding}.
 * @category Layers
 */
export type EmbeddingOptions = LayerPlanOptions;

/**
 * Plans an embedding: a row of learned numbers for each of some integers, such as words.
 *
 * Inputs of a network that begins with it must be integers from 0 to vocabulary − 1: `fit`, `evaluate`,
 * `predict` and `forward` throw a RangeError for others. Above layers that compute, the row of the nearest
 * integer is taken. It passes no errors to what is below it. Rows start as other weights do, with one
 * value entering.
 *
 * @param vocabulary The number of rows.
 * @param size The length of a row.
 * @returns The plan, for `network`; inputs [steps] become outputs [steps, size].
 * @throws {RangeError} Unless `vocabulary` and `size` are positive integers.
 * @throws {TypeError} If an option is unknown, or the activation or the initializer is not one.
 *
 * @example
 * ```ts
 * import { embedding, forward, matrix, network } from "@backproof/backproof";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [embedding(2, 2)] });
 * const weights = matrix([[1, 10], [2, 20]]);
 * const given = { ...net, layers: [{ ...net.layers[0]!, parameters: { weights } }] };
 * const { outputs } = forward(given, matrix([[1, 0, 1]]));
 * assertEquals(Array.from(outputs.data), [2, 20, 1, 10, 2, 20]);
 * assertThrows(() => forward(given, matrix([[0, 1, 2]])), RangeError);
 * ```
 * @category Layers
 */
export function embedding(
  vocabulary: number,
  size: number,
  options: EmbeddingOptions = {},
): LayerPlan {
  const plan = checkOptions("embedding()", options, "activation initializer", LEARNING);
  return layer(embeddingKind, { vocabulary, size }, plan);
}
