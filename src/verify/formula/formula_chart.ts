import { evaluatorOf, variablesOf } from "../../core/arithmetic/evaluate.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Equation } from "../../symbolic/print/equation.ts";
import { print } from "../../symbolic/print/print.ts";
import type { FormulaProof } from "./prove_formula.ts";
import type { Drawing } from "../../report/drawing.ts";
import { rounded } from "../../core/support/quantities.ts";
import { lines, type LinesOptions, type Series } from "../../report/charts/lines.ts";

/** How far the curve goes to both sides, and in how many steps. */
const FAR = 5, STEPS = 400;
/** Beside a kink the curve is drawn from as near as this. */
const BESIDE = 1e-9;
/** The part of all values, from the smallest and the largest, that may leave the chart: at poles. */
const OUTLIERS = 0.06;
/** At least this much of the vertical axis is shown. */
const LEAST = 1e-3;

/** The variables of a formula: the one along the axis, and the values of the others. */
interface Axis {
  readonly moving: string;
  readonly fixed: Readonly<Record<string, number>>;
  /** Where the curves are drawn to. */
  readonly ends: readonly [number, number];
}

/** A formula, its derivative, and a hand-written slope where it is judged. */
export function formulaChart(drawing: Drawing, proof: FormulaProof): string {
  const { series, options } = formulaLines(proof);
  return lines(drawing, series, options);
}

/**
 * What {@linkcode formulaChart} draws, as plain data: wrong slopes part from the derivative.
 *
 * The first variable moves; others are what they are at the counterexample, or 0. Of a row, the first
 * entry is drawn.
 */
export function formulaLines(
  proof: FormulaProof,
): { readonly series: readonly Series[]; readonly options: LinesOptions } {
  const { values, derivatives, slope, kinks, verdict, counterexample } = proof;
  const axis = axisOf(proof), { moving } = axis;
  const curve = ({ name, value }: Equation, label = name, isDashed = false): Series => ({
    name: label,
    points: pointsOf(value, values, axis, kinks),
    isDashed,
  });
  const series = [
    curve(values[0]!),
    curve(slope?.expected ?? derivatives[0]!),
    ...(slope ? [curve(slope.got, "as written", true)] : []),
  ];
  const at = counterexample?.at?.[moving];
  const marked = at === undefined ? [] : [
    // One label for both: they may lie close together.
    {
      y: counterexample!.got,
      label: `${rounded(counterexample!.got)}, not ${rounded(counterexample!.expected)}`,
    },
    { y: counterexample!.expected, label: "" },
  ].flatMap(({ y, label }) => Number.isFinite(y) ? [{ at: [at, y] as const, label }] : []);
  const others = Object.entries(axis.fixed).map(([name, value]) => `${name} = ${rounded(value)}`);
  const where = others.length === 0 ? "" : `, for ${others.join(", ")}`;
  return {
    series,
    options: {
      title: print(values[0]!),
      description: `The formula and its derivative, ${print(slope?.expected ?? derivatives[0]!)}` +
        (slope ? `, with the slope as written, ${print(slope.got)}: ${verdict}` : `: ${verdict}`) +
        (at === undefined ? "" : `, as they part at ${counterexample!.where}`),
      x: moving + where,
      y: "",
      zero: true,
      range: rangeOf([...series.flatMap(({ points }) => points), ...marked.map(({ at }) => at)]),
      marked,
    },
  };
}

/** The first variable moves, over a range that holds what is to be seen. */
function axisOf({ values, derivatives, slope, counterexample, kinks }: FormulaProof): Axis {
  const row = values.map(({ name }) => name).filter((name) => name !== "L");
  const all = [...values, ...derivatives, ...slope ? [slope.got, slope.expected] : []]
    .flatMap(({ value }) => variablesOf([value]))
    .filter((name) => name !== "π" && !row.includes(name));
  const at = counterexample?.at ?? {};
  const names = [...new Set([...Object.keys(at), ...all])];
  const moving = derivatives[0]!.name.split("/∂")[1]!;
  const fixed = names.filter((name) => name !== moving).map((name) => [name, at[name] ?? 0]);
  const far = Math.max(FAR, ...[at[moving] ?? 0, ...kinks].map((x) => 1.5 * Math.abs(x)));
  return { moving, fixed: Object.fromEntries(fixed), ends: [-far, far] };
}

function pointsOf(
  formula: Equation["value"],
  values: readonly Equation[],
  { moving, fixed, ends: [low, high] }: Axis,
  kinks: readonly number[],
): (readonly [number, number])[] {
  const evaluate = evaluatorOf([formula]);
  const valueOf = evaluatorOf(values.map(({ value }) => value));
  const known = new Map(Object.entries(fixed)).set("π", Math.PI);
  const at = (x: number) => {
    const outside = (name: string) => name === moving ? x : known.get(name) ?? NaN;
    const results = valueOf(float64, outside);
    const place = (name: string) => values.findIndex((value) => value.name === name);
    return evaluate(float64, (name) => results[place(name)] ?? outside(name))[0]!;
  };
  const grid = Array.from({ length: STEPS + 1 }, (_, n) => low + n / STEPS * (high - low));
  const points = grid.map((x) => [x, at(x)] as const);
  // Broken at a kink, where a derivative jumps.
  const breaks = kinks.flatMap((kink) => [
    ...[-BESIDE, BESIDE].map((by) => [kink + by, at(kink + by)] as const),
    [kink, NaN] as const,
  ]);
  const isKink = ([x]: readonly [number, number]) => kinks.includes(x);
  return [...points.filter((point) => !isKink(point)), ...breaks].sort(([x], [y]) => x - y);
}

/** The vertical range: of all values but the outermost few, with room around. */
function rangeOf(points: readonly (readonly [number, number])[]): [number, number] {
  const sorted = points.map(([, y]) => y).filter(Number.isFinite).sort((x, y) => x - y);
  if (sorted.length === 0) return [-1, 1];
  const few = Math.floor(OUTLIERS * sorted.length);
  const isSteep = sorted.at(-1)! - sorted[0]! > 4 * (sorted.at(-1 - few)! - sorted[few]!);
  const [low, high] = isSteep ? [sorted[few]!, sorted.at(-1 - few)!] : [sorted[0]!, sorted.at(-1)!];
  const room = Math.max(LEAST, 0.05 * (high - low));
  return [low - room, high + room];
}
