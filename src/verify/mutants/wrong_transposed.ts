import { byEntries } from "../../core/matrix/matrix.ts";
import { timesTransposed } from "../../core/matrix/products.ts";
import { convTranspose2dKind } from "../../nn/layers/conv_transpose2d.ts";
import type { Conv2dOptions } from "../../nn/layers/conv2d.ts";
import { meanErrors, meanProducts } from "../../nn/layers/dense.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { gathered, inRowsOf } from "../../nn/layers/windows.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";
import { WRONG_WINDOWS } from "./wrong_windows.ts";

/** Wrong backward passes through transposed convolutions. */
export function wrongTransposed(): Mutant[] {
  const kind = convTranspose2dKind as LayerKind;
  return [
    ...WRONG_WINDOWS.map(([name, source, windowsAt, sample]) =>
      wrongBackward(kind, name, source, (m, layer, saved, errors) => {
        const windows = windowsAt(
          layer.options as Conv2dOptions,
          kind.outputShape(layer.options, layer.shape),
        );
        const back = timesTransposed(m, gathered(m, errors, windows), layer.parameters.weights!);
        const { parameters } = kind.backward(m, layer, saved, errors);
        return { inputs: () => inRowsOf(back, back.data.length / errors.rows), parameters };
      }, sample)
    ),
    wrongBackward(
      kind,
      "with a flipped kernel in the errors of inputs",
      "a convolution where a correlation is meant",
      (m, layer, saved, errors) => {
        const { filters } = layer.options as Conv2dOptions, weights = layer.parameters.weights!;
        const { columns, data } = weights;
        const flipped = byEntries(m, weights, (i) => {
          const column = i % columns, place = Math.floor(column / filters);
          return data[i - column + (columns / filters - 1 - place) * filters + column % filters]!;
        });
        const { inputs } = kind.backward(
          m,
          { ...layer, parameters: { weights: flipped } },
          saved,
          errors,
        );
        return { ...kind.backward(m, layer, saved, errors), inputs };
      },
    ),
    wrongBackward(
      kind,
      "with means over positions",
      "a mean where a sum is meant",
      (m, layer, saved, errors) => {
        const { filters } = layer.options as Conv2dOptions, each = inRowsOf(errors, filters);
        const right = kind.backward(m, layer, saved, errors);
        return {
          ...right,
          parameters: { ...right.parameters, biases: meanErrors(m, each, each.rows) },
        };
      },
    ),
    wrongBackward(
      kind,
      "with the weights' derivatives of the errors' first positions",
      "the positions of inputs taken for those of outputs",
      (m, layer, saved, errors) => {
        const right = kind.backward(m, layer, saved, errors), { weights } = right.parameters;
        const { rows } = saved.each!, perExample = rows / errors.rows;
        const seen = byEntries(m, { rows, columns: weights!.columns }, (i) => {
          const row = Math.floor(i / weights!.columns);
          const from = Math.floor(row / perExample) * errors.columns + row % perExample;
          return errors.data[from + i % weights!.columns]!;
        });
        const wrong = meanProducts(m, saved.each!, seen, errors.rows);
        return { ...right, parameters: { ...right.parameters, weights: wrong } };
      },
    ),
  ];
}
