import { evaluatorOf, postOrder, variablesOf } from "../../core/arithmetic/evaluate.ts";
import { Operation } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Equation } from "../../symbolic/print/equation.ts";
import { print } from "../../symbolic/print/print.ts";
import type { FormulaProof } from "./prove_formula.ts";
import type { Drawing } from "../../report/drawing.ts";
import { largestOf } from "../../core/support/largest.ts";
import { parting, rounded } from "../../core/support/quantities.ts";
import { lines, type LinesOptions, type Series } from "../../report/charts/lines.ts";

/** How far the curve goes to both sides, or so many times as far where it is not defined; in how many steps. */
const FAR = 5, FARTHER = [1, 10, 100, 1e3], STEPS = 400;
/** Beside a break the curve is drawn from as near as this. */
const BESIDE = 1e-9;
/** The halvings of a step that a break is found by. */
const HALVINGS = 40;
/** Variables that stay: inside of most domains. */
const INSIDE = 0.5;
/** The part of all values, from the smallest and the largest, that may leave the chart: at poles. */
const OUTLIERS = 0.06;
/** More may leave where values still grow by this much from one part to the next, but not most. */
const STEEP = 4, MOST_OUTLIERS = 0.45;
/** Curves go on outside of the chart for so many times its height. */
const OUTSIDE = 1e3;
/** A formula that is defined in less than this part of the axis is drawn alone, with this margin to both sides. */
const SMALL_PART = 0.25, MARGIN = 0.25;
/** A curve is off its level by more than this part of the farthest it goes. */
const OFF_LEVEL = 0.01;
/** So much of the vertical axis is shown around a constant, whose values differ by rounding alone. */
const LEAST = 1e-3, ROUNDING = 1e-9;

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
 * The first variable moves; others are what they are at the counterexample, or ½. Of a row, the first
 * entry is drawn.
 */
export function formulaLines(
  proof: FormulaProof,
): { readonly series: readonly Series[]; readonly options: LinesOptions } {
  const { values, derivatives, slope, verdict, counterexample } = proof;
  const axis = axisOf(proof), { moving } = axis;
  const curve = ({ name, value }: Equation, label = name, isDashed = false): Series => ({
    name: label,
    points: pointsOf(value, values, axis),
    isDashed,
  });
  const series = [
    curve(values[0]!),
    curve(slope?.expected ?? derivatives[0]!),
    ...(slope ? [curve(slope.got, "as written", true)] : []),
  ];
  const marked = marksOf(counterexample, moving);
  const others = Object.entries(axis.fixed).map(([name, value]) => `${name} = ${rounded(value)}`);
  const fixed = others.length === 0 ? "" : `, for ${others.join(", ")}`;
  const where = proof.domain === "nowhere" ? `${fixed}: defined nowhere` : fixed;
  const range = rangeOf(series.flatMap(({ points }) => points), marked.map(({ at: [, y] }) => y));
  const options: LinesOptions = {
    title: print(values[0]!),
    description: `The formula and its derivative, ${print(slope?.expected ?? derivatives[0]!)}` +
      (slope ? `, with the slope as written, ${print(slope.got)}: ${verdict}` : `: ${verdict}`) +
      (counterexample?.at === undefined ? "" : `, as they part at ${counterexample.where}`),
    x: moving + where,
    y: "",
    zero: true,
    range,
    marked,
  };
  return {
    series: series.map((each) => ({ ...each, points: nearer(each.points, range) })),
    options,
  };
}

/** What is wrong: both values at a point, or those of both sides of a place, with one label. */
function marksOf(found: FormulaProof["counterexample"], moving: string) {
  if (found === undefined) return [];
  const { at, where, got, expected } = found;
  const [, name, number] = where.match(/^the \w+ (?:at|above) (\S+) = ([^\s,]+)/) ?? [];
  const x = at?.[moving] ?? (name === moving ? Number(number) : undefined);
  if (x === undefined) return [];
  const label = at === undefined
    ? [got, expected].map((value) => rounded(value, 4, "undefined")).join(" and ")
    : parting(got, expected);
  // One label for both: they may lie close together.
  return [got, expected].filter(Number.isFinite).map((y, k) => ({
    at: [x, y] as const,
    label: k === 0 ? label : "",
  }));
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
  const others = names.filter((name) => name !== moving);
  const fixed = Object.fromEntries(others.map((name) => [name, at[name] ?? INSIDE]));
  const far = Math.max(FAR, ...[at[moving] ?? 0, ...kinks].map((x) => 1.5 * Math.abs(x)));
  const read = readerOf(values[0]!.value, values, { moving, fixed });
  const definedIn = (ends: Axis["ends"]) =>
    gridOf(ends).filter((x) => Number.isFinite(read(x).value));
  const end = FARTHER.map((times) => times * far)
    .find((end) => definedIn([-end, end]).length > 0) ?? far;
  const seen = [
    ...bumpIn(gridOf([-end, end]).map((x) => ({ x, ...read(x) }))) ?? definedIn([-end, end]),
    ...[...kinks, ...moving in at ? [at[moving]!] : []],
  ];
  return { moving, fixed, ends: around(seen, [-end, end]) };
}

/** Where a curve leaves its level, if it does so in the middle and without a break: e^(−100 z²) around 0. */
function bumpIn(
  grid: readonly {
    readonly x: number;
    readonly value: number;
    readonly signs: readonly number[];
  }[],
): readonly number[] | undefined {
  const { signs } = grid[0]!,
    level = grid[0]!.value,
    sizes = grid.map(({ value }) => Math.abs(value - level));
  const isBroken = grid.some((point) => point.signs.some((sign, k) => sign !== signs[k]));
  if (isBroken || !sizes.every(Number.isFinite)) return undefined;
  const least = OFF_LEVEL * largestOf(sizes), places = grid.filter((_, k) => sizes[k]! > least);
  return places.length > 0 && sizes.at(-1)! <= least ? places.map(({ x }) => x) : undefined;
}

/** The ends around a few places, if they fill a small part of the axis. */
function around(places: readonly number[], [low, high]: Axis["ends"]): Axis["ends"] {
  const first = Math.min(...places), last = Math.max(...places), size = last - first;
  if (!(size > 0 && size < SMALL_PART * (high - low))) return [low, high];
  return [first - MARGIN * size, last + MARGIN * size];
}

function gridOf([low, high]: Axis["ends"]): number[] {
  return Array.from({ length: STEPS + 1 }, (_, n) => low + n / STEPS * (high - low));
}

/** Reads a formula in float64, and what it may break at the zeros of: conditions and divisors. */
function readerOf(
  formula: Equation["value"],
  values: readonly Equation[],
  { moving, fixed }: Omit<Axis, "ends">,
) {
  const functions = values.map(({ value }) => value);
  const watched = postOrder([formula, ...functions]).flatMap((node) => {
    if (!(node instanceof Operation)) return [];
    if (node.operator === "choose") return [node.operands[0]!];
    return node.operator === "div" ? [node.operands[1]!] : [];
  });
  const evaluate = evaluatorOf([formula, ...watched]), valueOf = evaluatorOf(functions);
  const known = new Map(Object.entries(fixed)).set("π", Math.PI);
  return (x: number) => {
    const outside = (name: string) => name === moving ? x : known.get(name) ?? NaN;
    const results = valueOf(float64, outside);
    const place = (name: string) => values.findIndex((value) => value.name === name);
    const [value, ...signs] = evaluate(float64, (name) => results[place(name)] ?? outside(name));
    // Where the function is undefined, so is its derivative.
    return { value: Number.isNaN(results[0]) ? NaN : value!, signs: signs.map(Math.sign) };
  };
}

function pointsOf(
  formula: Equation["value"],
  values: readonly Equation[],
  axis: Axis,
): (readonly [number, number])[] {
  const read = readerOf(formula, values, axis);
  const all = gridOf(axis.ends).map((x) => ({ x, ...read(x) }));
  type Read = typeof all[number];
  const isBetween = (left: Read, right: Read) =>
    left.signs.some((sign, k) => sign * right.signs[k]! === -1);
  return all.flatMap((point, n) => {
    const { x, value } = point, next = all[n + 1];
    const isZero = (k: number) => all[k]?.signs.some((sign) => sign === 0) ?? true;
    if (isZero(n) && !(isZero(n - 1) && isZero(n + 1))) return brokenAt(x, read);
    if (next === undefined || !isBetween(point, next)) return [[x, value] as const];
    let left = point, right = next;
    for (let k = 0; k < HALVINGS; k++) {
      const middle = (left.x + right.x) / 2, there = { x: middle, ...read(middle) };
      if (isBetween(left, there)) right = there;
      else left = there;
    }
    return [[x, value] as const, ...brokenAt(right.x, read)];
  });
}

/** Both sides of a place where a curve may jump, and a gap between. */
function brokenAt(x: number, read: ReturnType<typeof readerOf>): (readonly [number, number])[] {
  const aside = BESIDE * Math.max(1, Math.abs(x));
  const [left, right] = [x - aside, x + aside];
  return [[left, read(left).value], [x, NaN], [right, read(right).value]];
}

/** The vertical range: of all values but the outermost few, and of those marked, with room around. */
function rangeOf(
  points: readonly (readonly [number, number])[],
  marked: readonly number[],
): [number, number] {
  const sorted = points.map(([, y]) => y).filter(Number.isFinite).sort((x, y) => x - y);
  if (sorted.length === 0) return [-1, 1];
  const sizeWithout = (few: number) => sorted.at(-1 - few)! - sorted[few]!;
  const part = Math.floor(OUTLIERS * sorted.length);
  let few = 0;
  while (
    few + part <= MOST_OUTLIERS * sorted.length && part > 0 &&
    sizeWithout(few) > STEEP * sizeWithout(few + part)
  ) few += part;
  const low = Math.min(sorted[few]!, ...marked), high = Math.max(sorted.at(-1 - few)!, ...marked);
  // Not of what rounding makes of a constant.
  const size = Math.max(Math.abs(low), Math.abs(high)), isFlat = high - low <= ROUNDING * size;
  const room = isFlat ? LEAST * Math.max(1, size) : 0.05 * (high - low);
  return [low - room, high + room];
}

/** The same points, those far outside brought nearer: browsers draw no path that leads to 10³⁰ pixels. */
function nearer(points: Series["points"], [low, high]: readonly [number, number]) {
  const [least, most] = [low - OUTSIDE * (high - low), high + OUTSIDE * (high - low)];
  return points.map(([x, y]) => [x, Math.min(most, Math.max(least, y))] as const);
}
