import { meanPrecision } from "../../metrics/average_precision.ts";
import { type Curve, precisionRecallOf, rocOf } from "../../metrics/curves.ts";
import { measure } from "../../metrics/metric.ts";
import { type Cut, perRanking } from "../../metrics/ranking.ts";
import { areaUnderCurve } from "../../metrics/roc_auc.ts";
import { lines } from "../charts/lines.ts";
import { escapeHtml, htmlTable, paragraph } from "../html.ts";
import { figure, figures } from "./figure.ts";
import type { Section } from "./section.ts";
import { count } from "../../core/support/quantities.ts";

/** What other thresholds would give: ROC and precision–recall curves, each class against all others. */
export const CURVES: Section = {
  id: "curves",
  title: "Thresholds",
  content: ({ drawing, tested: { outputs, targets }, outputs: { task, names } }) => {
    if (task === "regression") return undefined;
    const isSingle = task === "classification" && outputs.columns === 1;
    const all = measure(perRanking("curves", everythingOf), outputs, targets).map((found, j) => {
      return { ...found, name: isSingle ? names[1]! : names[j]! };
    });
    const drawn = all.filter(({ roc }) => roc.length > 0)
      .toSorted((a, b) => a.precision - b.precision).slice(0, MOST);
    if (drawn.length === 0) return undefined;
    const seriesOf = (
      points: (each: CurvesOfClass) => Curve,
      value: (each: CurvesOfClass) => number,
    ) =>
      drawn.map((each) => {
        return { name: `${each.name} (${value(each).toFixed(3)})`, points: points(each) };
      });
    const isCorner = drawn.every(({ area, precision }) => Math.min(area, precision) > CORNER);
    const topRight: Shown = isCorner ? { range: [0.8, 1], across: [0.8, 1] } : WHOLE;
    const topLeft: Shown = isCorner ? { range: [0.8, 1], across: [0, 0.2] } : WHOLE;
    const which = drawn.length < all.length
      ? `The ${drawn.length} with the lowest average precision of ${all.length}.`
      : "";
    const word = task === "labels" ? "label" : "class";
    return paragraph(
      `If an answer counted only above some probability: each ${word} ` +
        `${task === "labels" ? "by itself" : "against all others"}, at every threshold. ${which}` +
        (isCorner ? " As all are near the corner of what is perfect, only that is shown." : ""),
    ) + figures([
      figure({
        title: "Precision by recall",
        description:
          "Of those found, how many are right, by how many of the class are found. The " +
          "number is the average precision: the area below the curve.",
        draw: (options) =>
          lines(
            drawing,
            seriesOf(({ recall }) => stepsOf(recall, topRight), ({ precision }) => precision),
            {
              ...{ ...options, ...topRight, x: "recall", y: "precision" },
            },
          ),
      }),
      figure({
        title: "ROC",
        description:
          "The share of the class that is found, by the share of all others that is taken " +
          "for it. The number is the area below the curve: 0.5 is chance, 1 is perfect.",
        draw: (options) =>
          lines(drawing, seriesOf(({ roc }) => drawable(roc, topLeft), ({ area }) => area), {
            ...{ ...options, ...topLeft, x: "false positive rate", y: "true positive rate" },
          }),
      }),
    ]) + htmlTable(
      [
        word,
        "examples",
        "ROC area",
        "average precision",
      ],
      all.map(({ name, positives, area, precision }) => [
        ...[escapeHtml(name), count(positives)],
        ...[area, precision].map((x) => Number.isNaN(x) ? "–" : x.toFixed(4)),
      ]),
      "Areas below the curves",
    );
  },
};

/** What is computed of the order of the outputs of a class, which are put into order once. */
interface CurvesOfClass {
  readonly positives: number;
  readonly roc: Curve;
  readonly recall: Curve;
  readonly area: number;
  readonly precision: number;
}

function everythingOf(cuts: readonly Cut[] = []): CurvesOfClass {
  return {
    positives: cuts.at(-1)?.truePositives ?? 0,
    ...{ roc: rocOf(cuts), recall: precisionRecallOf(cuts) },
    ...{ area: areaUnderCurve(cuts) ?? NaN, precision: meanPrecision(cuts) ?? NaN },
  };
}

/** Where areas are so large, curves lie so near the corner that they hide each other. */
const CORNER = 0.97;

/** So many curves are told apart in one chart. */
const MOST = 6;

/** The part of a chart that is shown: from and to of each axis. */
interface Shown {
  readonly range: readonly [number, number];
  readonly across: readonly [number, number];
}

const WHOLE: Shown = { range: [0, 1], across: [0, 1] };

/** The points that make a difference in a chart: not those that are far outside, or near the one before. */
function drawable(curve: Curve, { range, across }: Shown): Curve {
  const isShown = (point: Curve[number] | undefined) =>
    point !== undefined && point[0] >= across[0] && point[0] <= across[1] &&
    point[1] >= range[0] && point[1] <= range[1];
  const fine = (across[1] - across[0]) / 300; // about a pixel
  let last: Curve[number] | undefined;
  return curve.filter((point, k) => {
    const borders = isShown(point) || isShown(curve[k - 1]) || isShown(curve[k + 1]);
    const isFar = last === undefined ||
      Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) >= fine;
    if (!borders || (!isFar && k < curve.length - 1)) return false;
    last = point;
    return true;
  });
}

/** The steps that the average precision sums: each precision holds back to the recall before. */
function stepsOf(curve: Curve, shown: Shown): Curve {
  return drawable(curve, shown).flatMap(([recall, precision], k, all) => {
    return [[all[k - 1]?.[0] ?? shown.across[0], precision], [recall, precision]] as const;
  });
}
