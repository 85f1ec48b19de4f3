import { measure } from "../../metrics/metric.ts";
import { microAverages } from "../../metrics/micro_averages.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { definition, type FiniteCheck, type PaperEquation } from "./equation.ts";
import { rowClaim } from "./formulas.ts";

/** How many of a batch's decisions are what. */
interface Counts {
  readonly truePositives: number;
  readonly trueNegatives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** Every decision on every targets of two examples of two classes: 16 × 16 cases. */
function* decisions(): Generator<{ name: string; decided: Matrix; targets: Matrix }> {
  const matrixOf = (bits: number) => ({
    rows: 2,
    columns: 2,
    data: Uint8Array.from({ length: 4 }, (_, i) => bits >> i & 1),
  });
  for (let bits = 0; bits < 256; bits++) {
    const decided = matrixOf(bits), targets = matrixOf(bits >> 4);
    yield {
      name: `decided ${decided.data.join("")}, targets ${targets.data.join("")}`,
      decided,
      targets,
    };
  }
}

function countsOf(decided: Matrix, targets: Matrix): Counts {
  const count = (decision: number, target: number) =>
    Array.from(decided.data).filter((d, i) => d === decision && targets.data[i] === target).length;
  return {
    truePositives: count(1, 1),
    trueNegatives: count(0, 0),
    falsePositives: count(1, 0),
    falseNegatives: count(0, 1),
  };
}

function metricCheck(
  metric: "accuracy" | "precision" | "recall",
  formula: (counts: Counts) => number,
): FiniteCheck {
  return {
    subject: `the engine's ${metric} is the quotient of its counts, two examples of two classes`,
    *cases() {
      for (const { name, decided, targets } of decisions()) {
        const expected = formula(countsOf(decided, targets));
        const averages = measure(microAverages({ threshold: 0.5 }), decided, targets);
        yield [name, Object.is(averages[metric], expected)];
      }
    },
  };
}

/** (104) to (106): the metrics, micro-averaged. */
export const metricEquations = (): readonly PaperEquation[] => [
  definition(104, "accuracy, micro-averaged", {
    latex: "\\text{accuracy} = \\frac{TP + TN}{TP + TN + FP + FN}",
    text: "accuracy = (TP + TN) / (TP + TN + FP + FN)",
    statements: [
      metricCheck(
        "accuracy",
        ({ truePositives, trueNegatives, falsePositives, falseNegatives }) =>
          (truePositives + trueNegatives) /
          (truePositives + trueNegatives + falsePositives + falseNegatives),
      ),
      // With one decision an example, accuracy says no more than recall, and looks far better.
      rowClaim(
        "with one decision for each of N examples of K classes it is 1 − 2 (1 − r) / K",
        (m) => {
          const examples = m.variable(1, 2), classes = m.variable(1, 2), right = m.variable(0, 1);
          const all = m.mul(examples, classes), wrong = m.sub(examples, right);
          const trueNegatives = m.sub(m.sub(m.sub(all, right), wrong), wrong);
          const recall = m.div(right, m.add(right, wrong));
          const missed = m.mul(m.constant(2), m.sub(m.one, recall));
          return {
            got: [m.div(m.add(right, trueNegatives), all)],
            expected: [m.sub(m.one, m.div(missed, classes))],
          };
        },
      ),
      {
        subject: "the paper's own accuracy, 0.990, is that of its recall, 0.950, with 10 classes",
        *cases() {
          yield ["0.990", (1 - 2 * (1 - 0.950) / 10).toFixed(3) === "0.990"];
        },
      },
    ],
    home: "metrics/quotients.ts QUOTIENTS",
  }),
  definition(105, "precision, micro-averaged", {
    latex: "\\text{precision} = \\frac{TP}{TP + FP}",
    text: "precision = TP / (TP + FP)",
    statements: [
      metricCheck(
        "precision",
        ({ truePositives, falsePositives }) => truePositives / (truePositives + falsePositives),
      ),
    ],
    home: "metrics/quotients.ts QUOTIENTS",
  }),
  definition(106, "recall, micro-averaged", {
    latex: "\\text{recall} = \\frac{TP}{TP + FN}",
    text: "recall = TP / (TP + FN)",
    statements: [
      metricCheck(
        "recall",
        ({ truePositives, falseNegatives }) => truePositives / (truePositives + falseNegatives),
      ),
    ],
    home: "metrics/quotients.ts QUOTIENTS",
  }),
];
