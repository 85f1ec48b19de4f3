import { expressions } from "../../core/arithmetic/expression.ts";
import { v128 } from "../../executors/wasm/emitter/instructions.ts";
import { DOUBLE, LANES, panelsOf, roundUp, WORD } from "../../executors/wasm/memory/layout.ts";
import { integers, placePanels } from "./integers.ts";
import type { MakeCase, Word } from "./kernel_case.ts";
import type { WeightSizes } from "./sizes.ts";

/** The sum of the squares of each column of weights in float64, as for regularizers and norms. */
export function columnSums({ inner, columns }: WeightSizes, seed: number): MakeCase {
  const weights = integers(inner, columns, seed);
  const padded = roundUp(columns, LANES);
  const sums = Float64Array.from({ length: padded }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < inner && j < columns; k++) sum += weights.data[k * columns + j]! ** 2;
    return sum;
  });
  return (layout) => {
    const panels = placePanels(layout, weights);
    const into = layout.reserve(padded * DOUBLE);
    return {
      kernel: "column sums",
      shape: `(${inner} × ${columns})`,
      operands: [panels],
      emit: (kernels, target, share) =>
        kernels.columnSums(target, {
          ...{ panels: share.of(panelsOf(panels)), inner, origin: panels.address, into },
          read: (_, at) => v128.load(at(panels.address)),
          ...{ value: expressions().variable("parameter"), squared: true },
        }),
      // The two words of each float64.
      expected: Array.from(
        new Float32Array(sums.buffer),
        (word, i): Word => [into / WORD + i, word],
      ),
    };
  };
}
