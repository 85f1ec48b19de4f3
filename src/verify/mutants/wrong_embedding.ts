import { sum } from "../../core/arithmetic/reductions.ts";
import { byEntries, mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { embeddingKind } from "../../nn/layers/embedding.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";

type Backward = LayerKind["backward"];

/** Wrong backward passes through embeddings. */
export function wrongEmbedding(): Mutant[] {
  const wrong = (name: string, source: string, backward: Backward, sample = 0) =>
    wrongBackward(embeddingKind as LayerKind, name, source, backward, sample);
  const weightsBy = (
    of: <T>(m: Arithmetic<T>, weights: Matrix<T>, errors: Matrix<T>, steps: number) => Matrix<T>,
  ): Backward =>
  (m, layer, saved, errors) => {
    const found = right(m, layer, saved, errors), { weights } = found.parameters;
    const wrong = of(m, weights!, errors, saved.inputs!.columns);
    return { ...found, parameters: { weights: wrong } };
  };
  return [
    wrong(
      "with the errors of the last of equal indices alone",
      "w[indices] -= errors in NumPy, which does not add up what is repeated",
      (m, layer, saved, errors) => {
        const found = right(m, layer, saved, errors), { inputs } = saved;
        let weights = mapEntries(found.parameters.weights!, () => m.zero);
        for (let i = 0; i < inputs!.data.length; i++) {
          const alone = right(m, layer, { inputs: entry(inputs!, i) }, part(m, errors, i, layer));
          const ones = byEntries(m, part(m, errors, i, layer), () => m.one);
          const chosen = right(m, layer, { inputs: entry(inputs!, i) }, ones).parameters.weights!;
          weights = mapEntries(weights, (before, k) => {
            const error = m.div(alone.parameters.weights!.data[k]!, m.constant(errors.rows));
            return m.choose(chosen.data[k]!, error, before);
          });
        }
        return { ...found, parameters: { weights } };
      },
    ),
    wrong(
      "with means over steps",
      "a mean over all axes but the last",
      weightsBy((m, weights, _, steps) => {
        return byEntries(m, weights, (i) => m.div(weights.data[i]!, m.constant(steps)));
      }),
    ),
    wrong(
      "with each error at the row before",
      "indices that count from 1",
      weightsBy((m, weights) => {
        const { columns, data } = weights;
        return byEntries(m, weights, (i) => data[(i + columns) % data.length]!);
      }),
      1,
    ),
    wrong(
      "with the errors of rows passed on to indices",
      "a straight-through estimator",
      (m, layer, saved, errors) => ({
        ...right(m, layer, saved, errors),
        inputs: () => {
          const { size } = layer.options as { readonly size: number };
          return byEntries(m, saved.inputs!, (i) => {
            return sum(m, Array.from({ length: size }, (_, j) => errors.data[i * size + j]!));
          });
        },
      }),
    ),
  ];
}

/** One index. */
function entry<T>({ data }: Matrix<T>, i: number): Matrix<T> {
  return { rows: 1, columns: 1, data: [data[i]!] };
}

/** The errors of one index. */
function part<T>(
  m: Arithmetic<T>,
  errors: Matrix<T>,
  i: number,
  { options }: Parameters<Backward>[1],
): Matrix<T> {
  const { size } = options as { readonly size: number };
  return byEntries(m, { rows: 1, columns: size }, (j) => errors.data[i * size + j]!);
}

const right: Backward = (m, layer, saved, errors) => {
  return embeddingKind.backward(m, layer as never, saved, errors);
};
