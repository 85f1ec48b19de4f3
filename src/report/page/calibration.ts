import { calibration, type CalibrationBin } from "../../metrics/calibration.ts";
import { measure } from "../../metrics/metric.ts";
import { columns } from "../charts/columns.ts";
import { figure, figures } from "./figure.ts";
import type { Section } from "./section.ts";
import { percent } from "./percent.ts";
import { count, rounded } from "../../core/support/quantities.ts";

/** Whether probabilities can be taken at their word. */
export const CALIBRATION: Section = {
  id: "calibration",
  title: "Calibration",
  content: ({ drawing, tested: { outputs, targets }, outputs: { task } }) => {
    if (task === "regression") return undefined;
    const perOutput = task === "labels" || outputs.columns === 1;
    const { bins, expectedError } = measure(calibration({ perOutput }), outputs, targets);
    const filled = bins.filter(({ count }) => count > 0);
    if (filled.length === 0) return undefined;
    const what = perOutput ? "probability" : "probability of the answer";
    const heights = (read: (bin: CalibrationBin) => number) =>
      bins.map((bin) => ({ from: bin.from, to: bin.to, height: read(bin) }));
    return figures([
      figure({
        title: "Reliability",
        description:
          `Of all answers given with about 80 %, 80 % should be right: the columns should ` +
          `end at the dashed line. They miss it by ${
            percent(expectedError)
          } on average (expected ` +
          "calibration error). Columns below the line: the network is too sure.",
        draw: (options) =>
          columns(drawing, heights(({ frequency }) => frequency), {
            ...{ ...options, x: what, y: "share that is right", range: [0, 1] },
            line: [[0, 0], [1, 1]],
            points: filled.map(({ confidence, frequency }) => [confidence, frequency]),
          }),
        numbers: {
          head: ["range", "answers", "mean probability", "share that is right"],
          rows: bins.map(({ from, to, count: n, confidence, frequency }) => [
            ...[`${rounded(from)}–${rounded(to)}`, count(n)],
            ...[percent(confidence), percent(frequency)],
          ]),
        },
      }),
      figure({
        title: "How sure it is",
        description: "The number of answers by their probability.",
        draw: (options) =>
          columns(drawing, heights(({ count }) => count), {
            ...{ ...options, x: what, y: "answers" },
          }),
      }),
    ]);
  },
};
