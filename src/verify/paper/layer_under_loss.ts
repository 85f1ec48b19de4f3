import type { Variables } from "../prover/claim.ts";
import {
  anyFunction,
  type DualFunction,
  gradient,
  jacobian,
  type Row,
  stacked,
  variableRows,
  variables,
  weightedSums,
} from "./notation.ts";

/** Units of the layer, and of the one below unless a claim says otherwise. */
export const UNITS = 2, BELOW = 3;

/** A layer of variables under an arbitrary loss. */
export function layerUnderLoss<T>(m: Variables<T>, by: "weights" | "biases", below = BELOW) {
  const w = variableRows(m, UNITS, below), b = variables(m, UNITS), a = variables(m, below);
  const loss = anyFunction(m, UNITS, 1);
  const at = by === "weights" ? w.flat() : b;
  const sums: DualFunction<T> = (d, moving, still) => {
    const entries = (name: typeof by, row: Row<T>) => name === by ? moving : row.map(still);
    const weights = stacked(entries("weights", w.flat()), below);
    return weightedSums(d, weights, a.map(still), entries("biases", b));
  };
  return {
    a,
    /** δ = ∂L/∂z. */
    error: loss.jacobian[0]!,
    /** ∂z/∂W or ∂z/∂b by dual numbers: a row for each unit, all weights in one row. */
    j: jacobian(m, at, sums),
    /** ∂L/∂W or ∂L/∂b by dual numbers, a row. */
    derivative: gradient(m, at, (...of) => loss.at(sums(...of))[0]!),
  };
}
