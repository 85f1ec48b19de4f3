import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { linear } from "../../nn/activations/linear.ts";
import type { LayerErrors, LayerOptions, LayerValues, Parameters } from "../../nn/layers/layer.ts";
import { residualKind, type ResidualKindOptions } from "../../nn/layers/residual.ts";
import { minus, plus } from "../../nn/layers/steps.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";

/** The backward pass, given the right one as a function of the layer and of the errors. */
type Wrong = <T>(
  m: Arithmetic<T>,
  layer: LayerValues<T, ResidualKindOptions>,
  errors: Matrix<T>,
  right: (layer: LayerValues<T, ResidualKindOptions>, errors: Matrix<T>) => LayerErrors<T>,
) => LayerErrors<T>;

const WRONG: readonly (readonly [name: string, source: string, backward: Wrong])[] = [
  [
    "with the error of the skip dropped",
    "a sum taken for its last term",
    (m, layer, errors, right) => {
      const { inputs, parameters } = right(layer, errors);
      return { inputs: () => minus(m, inputs(), errors), parameters };
    },
  ],
  [
    "with the error of the skip counted twice",
    "a path counted twice",
    (m, layer, errors, right) => {
      const { inputs, parameters } = right(layer, errors);
      return { inputs: () => plus(m, inputs(), errors), parameters };
    },
  ],
  [
    "with the errors of its layers dropped",
    "a graph cut at a sum",
    (_, layer, errors, right) => ({ ...right(layer, errors), inputs: () => errors }),
  ],
  [
    "without the slope of its last activation",
    "a factor of the chain rule missing",
    (_, layer, errors, right) => right({ ...layer, inner: [linear] }, errors),
  ],
  [
    "with half of the error for each path",
    "an error shared among the terms of a sum",
    (m, layer, errors, right) =>
      right(layer, mapEntries(errors, (error) => m.div(error, m.constant(2)))),
  ],
];

/** Wrong backward passes through layers with a skip connection around them. */
export function wrongResiduals(): Mutant[] {
  return WRONG.map(([name, source, wrong]) => {
    const backward = <T>(
      m: Arithmetic<T>,
      layer: LayerValues<T, LayerOptions>,
      saved: Parameters<T>,
      errors: Matrix<T>,
    ) =>
      wrong(m, layer as LayerValues<T, ResidualKindOptions>, errors, (layer, errors) => {
        return residualKind.backward(m, layer, saved, errors);
      });
    return wrongBackward(residualKind, name, source, backward);
  });
}
