import type { Variables } from "../prover/claim.ts";
import {
  anyFunction,
  type DualFunction,
  gradient,
  jacobian,
  type Rows,
  stacked,
  variableRows,
  variables,
  weightedSums,
} from "./notation.ts";

/** Units of the layer, and of the one below unless a claim says otherwise. */
export const UNITS = 2, BELOW = 3;

/** One layer under any loss: what its weights or biases do to its weighted sums, and to the loss. */
interface LayerUnderLoss<T> {
  /** The activations below. */
  readonly a: readonly T[];
  /** δ = ∂L/∂z. */
  readonly error: readonly T[];
  /** ∂z/∂W or ∂z/∂b by dual numbers: a row for each unit, the weights in one row. */
  readonly j: Rows<T>;
  /** ∂L/∂W or ∂L/∂b by dual numbers, a row. */
  readonly derivative: readonly T[];
}

/** A layer of variables under a loss of which nothing is known. */
export function layerUnderLoss<T>(
  m: Variables<T>,
  parameter: "weights" | "biases",
  below = BELOW,
): LayerUnderLoss<T> {
  const w = variableRows(m, UNITS, below), b = variables(m, UNITS), a = variables(m, below);
  const loss = anyFunction(m, { inputs: UNITS, outputs: 1 });
  const at = parameter === "weights" ? w.flat() : b;
  const sums: DualFunction<T> = (d, moving, still) => {
    const entries = (name: typeof parameter, row: readonly T[]) =>
      name === parameter ? moving : row.map(still);
    return weightedSums(
      d,
      stacked(entries("weights", w.flat()), below),
      a.map(still),
      entries("biases", b),
    );
  };
  return {
    a,
    error: loss.jacobian[0]!,
    j: jacobian(m, at, sums),
    derivative: gradient(m, at, (...of) => loss.at(sums(...of))[0]!),
  };
}
