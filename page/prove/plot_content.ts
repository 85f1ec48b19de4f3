import { evaluatorOf } from "../../src/core/arithmetic/evaluate.ts";
import type { Expression } from "../../src/core/arithmetic/expression.ts";
import { float64 } from "../../src/core/arithmetic/float64.ts";
import type { FormulaProof } from "../../src/verify/formula/prove_formula.ts";
import type { PlotContent, PlotLine } from "./messages.ts";

/** The ends of the horizontal axis, and the number of points between. */
const END = 4, POINTS = 321;

/** A function, its derivative and a hand-written slope as curves; rows have none. */
export function plotContent(proof: FormulaProof, isLoss: boolean): PlotContent {
  const { values, derivatives, slope, counterexample } = proof;
  const x = isLoss ? "a" : "z", { at = {}, got = NaN, expected = NaN } = counterexample ?? {};
  const y = at.y ?? (isLoss ? 0.5 : 0); // inside of most domains
  const lineOf = (name: string, expression: Expression, isDashed = false): PlotLine => {
    const read = evaluatorOf([expression]);
    const points = Array.from({ length: POINTS }, (_, i) => {
      const at = END * (2 * i / (POINTS - 1) - 1);
      // A slope may use a, the function's value.
      const a = isLoss ? at : valueAt(at);
      return [at, read(float64, { z: at, a, y, π: Math.PI })[0]!] as const;
    });
    return { name, points, isDashed };
  };
  const read = evaluatorOf([values[0]!.value]);
  const valueAt = (z: number) => read(float64, { z, π: Math.PI })[0]!;
  const lines = [
    lineOf(values[0]!.name, values[0]!.value),
    lineOf(derivatives[0]!.name, derivatives[0]!.value),
    ...(slope ? [lineOf("your slope", slope.got.value, true)] : []),
  ];
  const place = at[x];
  const isInside = place !== undefined && Math.abs(place) <= END;
  return {
    ...{ x, lines, range: rangeOf(lines) },
    ...(isLoss && { fixed: `y = ${y}` }),
    ...(isInside && slope && { marked: { at: place, got, expected } }),
  };
}

/** The vertical axis: what most points need, so that a pole does not flatten all else. */
function rangeOf(lines: readonly PlotLine[]): readonly [number, number] {
  const values = lines.flatMap(({ points }) => points.map(([, y]) => y)).filter(Number.isFinite)
    .sort((a, b) => a - b);
  const at = (share: number) => values[Math.floor(share * (values.length - 1))] ?? 0;
  const low = Math.max(at(0), at(0.05) - 1), high = Math.min(at(1), at(0.95) + 1);
  const room = Math.max((high - low) * 0.08, 0.1);
  return [low - room, high + room];
}
