import { measure } from "../../metrics/metric.ts";
import { microAverages } from "../../metrics/micro_averages.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { at, definition, type FiniteCheck } from "./equation.ts";
import { rowClaim } from "./formulas.ts";

/** True and false positives and negatives. */
type Counts = Readonly<Record<"tp" | "tn" | "fp" | "fn", number>>;

/** Two examples of two classes, from the bits of a number. */
function matrixOf(bits: number) {
  return { rows: 2, columns: 2, data: Uint8Array.from({ length: 4 }, (_, i) => bits >> i & 1) };
}

function countsOf(decided: Matrix, targets: Matrix): Counts {
  const count = (decision: number, target: number) =>
    Array.from(decided.data).filter((d, i) => d === decision && targets.data[i] === target).length;
  return { tp: count(1, 1), tn: count(0, 0), fp: count(1, 0), fn: count(0, 1) };
}

/** A metric of every decision on every targets: 16 × 16 cases. */
function metricCheck(
  metric: "accuracy" | "precision" | "recall",
  formula: (counts: Counts) => number,
): FiniteCheck {
  return {
    subject: `the engine's ${metric} is the quotient of its counts, two examples of two classes`,
    *cases() {
      for (let bits = 0; bits < 256; bits++) {
        const decided = matrixOf(bits), targets = matrixOf(bits >> 4);
        const averages = measure(microAverages({ threshold: 0.5 }), decided, targets);
        yield [
          `decided ${decided.data.join("")}, targets ${targets.data.join("")}`,
          Object.is(averages[metric], formula(countsOf(decided, targets))),
        ];
      }
    },
  };
}

/** (104) to (106): the metrics, micro-averaged. */
export const metricEquations = /* @__PURE__ */ at("metrics/quotients.ts QUOTIENTS", () => [
  definition(104, "accuracy, micro-averaged", {
    latex: "\\text{accuracy} = \\frac{TP + TN}{TP + TN + FP + FN}",
    text: "accuracy = (TP + TN) / (TP + TN + FP + FN)",
    statements: [
      metricCheck("accuracy", ({ tp, tn, fp, fn }) => (tp + tn) / (tp + tn + fp + fn)),
      // With one decision for each example, accuracy says no more than recall, and looks far better.
      rowClaim(
        "with one decision for each of N examples of K classes it is 1 − 2 (1 − r) / K",
        (m) => {
          const examples = m.variable(1, 2), classes = m.variable(1, 2), right = m.variable(0, 1);
          const all = m.mul(examples, classes), wrong = m.sub(examples, right);
          const trueNegatives = m.sub(m.sub(m.sub(all, right), wrong), wrong);
          const recall = m.div(right, m.add(right, wrong));
          const missed = m.mul(m.constant(2), m.sub(m.one, recall));
          return [[m.div(m.add(right, trueNegatives), all)], [
            m.sub(m.one, m.div(missed, classes)),
          ]];
        },
      ),
      {
        subject: "the paper's accuracy, 0.990, follows from its recall, 0.950, with 10 classes",
        *cases() {
          yield ["0.990", (1 - 2 * (1 - 0.950) / 10).toFixed(3) === "0.990"];
        },
      },
    ],
  }),
  definition(105, "precision, micro-averaged", {
    latex: "\\text{precision} = \\frac{TP}{TP + FP}",
    text: "precision = TP / (TP + FP)",
    statements: [metricCheck("precision", ({ tp, fp }) => tp / (tp + fp))],
  }),
  definition(106, "recall, micro-averaged", {
    latex: "\\text{recall} = \\frac{TP}{TP + FN}",
    text: "recall = TP / (TP + FN)",
    statements: [metricCheck("recall", ({ tp, fn }) => tp / (tp + fn))],
  }),
]);
