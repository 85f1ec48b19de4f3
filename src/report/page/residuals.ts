import type { Matrix } from "../../core/matrix/matrix.ts";
import { unstandardize } from "../../data/generators/standardization.ts";
import { type Column, columns as columnsChart } from "../charts/columns.ts";
import { scatter } from "../charts/scatter.ts";
import { paragraph } from "../html.ts";
import { histogramOf } from "../record/histogram.ts";
import { figure, figures, spread } from "./figure.ts";
import type { Material, Section } from "./section.ts";
import { count, rounded } from "../../core/support/quantities.ts";

/** How far predicted numbers are from the true ones. */
export const RESIDUALS: Section = {
  id: "residuals",
  title: "Residuals",
  content: ({ drawing, tested, outputs: { task, names, scale } }) => {
    if (task !== "regression") return undefined;
    const inUnits = (matrix: Matrix) => scale ? unstandardize(matrix, scale) : matrix;
    const predicted = inUnits(tested.outputs), actual = inUnits(tested.targets);
    const shown = names.slice(0, MOST);
    return [
      ...shown.map((name, j) =>
        figures(chartsOf(drawing, name, columnOf(predicted, j), columnOf(actual, j)))
      ),
      ...(names.length > MOST
        ? [paragraph(`The first ${MOST} of ${names.length} targets are shown.`)]
        : []),
    ].join("\n");
  },
};

/** So many targets are shown. */
const MOST = 6;

/** So many points are drawn: more hide each other. */
const MOST_POINTS = 1000;

/** The ranges of a histogram. */
const RANGES = 24;

function chartsOf(
  drawing: Material["drawing"],
  name: string,
  predicted: readonly number[],
  actual: readonly number[],
): string[] {
  const points = spread(actual.map((y, i) => [y, predicted[i]!] as const), MOST_POINTS);
  const errors = predicted.map((value, i) => value - actual[i]!);
  const least = leastOf(actual), most = -leastOf(actual.map((y) => -y));
  const ranges = columnsOf(errors);
  return [
    figure({
      title: `${name}: predicted by actual`,
      description:
        "Each point is an example. On the dashed line predictions are right; a cloud that " +
        "is flatter than the line is drawn to the mean." +
        (points.length < actual.length
          ? ` ${MOST_POINTS} of ${count(actual.length)} are drawn.`
          : ""),
      draw: (options) =>
        scatter(drawing, points, {
          ...{ ...options, x: "actual", y: "predicted", line: [[least, least], [most, most]] },
        }),
      numbers: {
        head: ["example", "actual", "predicted", "residual"],
        rows: actual.map((y, i) => [
          ...[`${i + 1}`, rounded(y), rounded(predicted[i]), rounded(errors[i])],
        ]),
      },
    }),
    figure({
      title: `${name}: residuals`,
      description:
        "Predicted minus actual. Right of 0: predicted too large. A lean to one side is a " +
        "bias, a long tail a few examples that are far off.",
      draw: (options) =>
        columnsChart(drawing, ranges, { ...options, x: "predicted − actual", y: "examples" }),
      numbers: {
        head: ["from", "to", "examples"],
        rows: ranges.map(({ from, to, height }) => [rounded(from), rounded(to), count(height)]),
      },
    }),
  ];
}

function columnOf({ rows, columns, data }: Matrix, j: number): readonly number[] {
  return Array.from({ length: rows }, (_, i) => data[i * columns + j]!);
}

function leastOf(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

/** How many errors lie in ranges of one width around 0. */
function columnsOf(errors: readonly number[]): readonly Column[] {
  const { from, to, counts } = histogramOf(errors, { ranges: RANGES, aroundZero: true });
  const size = (to - from) / counts.length;
  return counts.map((height, k) => {
    return { from: from + k * size, to: from + (k + 1) * size, height };
  });
}
