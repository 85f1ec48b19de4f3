import { byEntries } from "../../core/matrix/matrix.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { preluKind } from "../../nn/layers/prelu.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";

type Backward = LayerKind["backward"];

/** Wrong backward passes through PReLU. */
export function wrongPrelu(): Mutant[] {
  const wrong = (name: string, source: string, backward: Backward, sample = 0) =>
    wrongBackward(preluKind, name, source, backward, sample);
  return [
    wrong("as ReLU", "the slope left out of the errors of inputs", (m, layer, saved, errors) => {
      const { data } = saved.inputs!;
      return {
        ...right(m, layer, saved, errors),
        inputs: () => byEntries(m, errors, (i) => m.choose(data[i]!, errors.data[i]!, m.zero)),
      };
    }),
    wrong(
      "with its sides swapped",
      "a comparison the wrong way round",
      (m, layer, saved, errors) => {
        const inputs = byEntries(m, saved.inputs!, (i) => m.neg(saved.inputs!.data[i]!));
        const { inputs: swapped } = right(m, layer, { inputs }, errors);
        return { ...right(m, layer, saved, errors), inputs: swapped };
      },
    ),
    wrong(
      "with slopes from the positive side, too",
      "a condition missing in the derivative by the slope",
      (m, layer, saved, errors) => {
        const negative = byEntries(m, saved.inputs!, (i) => {
          const x = saved.inputs!.data[i]!;
          return m.choose(x, m.neg(x), x);
        });
        const { parameters } = right(m, layer, { inputs: negative }, errors);
        return { ...right(m, layer, saved, errors), parameters };
      },
    ),
    wrong(
      "with a mean of the slopes' derivatives over positions",
      "a mean over all axes but the last",
      (m, layer, saved, errors) => {
        const found = right(m, layer, saved, errors), slopes = found.parameters.slopes!;
        const positions = m.constant(errors.columns / slopes.columns);
        const mean = byEntries(m, slopes, (j) => m.div(slopes.data[j]!, positions));
        return { ...found, parameters: { slopes: mean } };
      },
      1, // one slope for several values
    ),
    wrong(
      "with slopes' derivatives of outputs for those of inputs",
      "an in-place forward pass",
      (m, layer, saved, errors) => {
        const { outputs } = preluKind.forward(m, layer as never, saved.inputs!, {});
        const { parameters } = right(m, layer, { inputs: outputs }, errors);
        return { ...right(m, layer, saved, errors), parameters };
      },
    ),
  ];
}

const right: Backward = (m, layer, saved, errors) => {
  return preluKind.backward(m, layer as never, saved, errors);
};
