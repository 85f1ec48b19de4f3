import { lines, type Series } from "../report/charts/lines.ts";
import { type Drawing, loadDrawing } from "../report/drawing.ts";
import type { EpochRecord } from "../train/history.ts";
import { escapeHtml } from "../report/html.ts";
import { percent, rounded } from "../core/support/quantities.ts";

/** What is known of a training, under way or over. */
export interface Course {
  readonly history: readonly EpochRecord[];
  /** Costs of steps, with the number of epochs that had passed. */
  readonly costs?: Series["points"];
}

/** The colour of what is measured on the validation part, in both charts. */
const VALIDATION = 1;

/** The curves of a training; if nothing can be drawn with, a sentence that says so. */
export async function trainingCharts(course: Course): Promise<string> {
  try {
    return drawnCharts(await loadDrawing(), course);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return `<p class="quiet">${escapeHtml(error.message)}</p>`;
  }
}

/** The curves of a training: costs, and accuracy where there are classes. */
export function drawnCharts(drawing: Drawing, { history, costs = [] }: Course): string {
  const ofValidation = history.flatMap(({ epoch, validation }) => {
    return validation === undefined ? [] : [[epoch, validation.cost] as const];
  });
  const accuracies = history.flatMap(({ epoch, validation }) => {
    const accuracy = validation?.accuracy ?? NaN;
    return Number.isNaN(accuracy) ? [] : [[epoch, accuracy] as const];
  });
  const ofTraining = costs.length > 0
    ? costs
    : history.map(({ epoch, cost }) => [epoch, cost] as const);
  const size = { width: 480, height: 240, x: "epoch" };
  return `<div class="beside"><div class="chart-box">${
    lines(drawing, [
      { name: "training", points: ofTraining },
      ...(ofValidation.length > 0
        ? [{ name: "validation", points: ofValidation, isDashed: true, color: VALIDATION }]
        : []),
    ], {
      ...size,
      y: "cost",
      title: "Cost by epoch",
      description: ends("The cost", ofTraining, rounded),
    })
  }</div>${
    accuracies.length === 0
      ? ""
      : `<div class="chart-box">${
        lines(drawing, [{ name: "validation", points: accuracies, color: VALIDATION }], {
          ...size,
          y: "accuracy of validation",
          title: "Accuracy by epoch",
          description: ends("The share of right decisions", accuracies, percent),
        })
      }</div>`
  }</div>`;
}

function ends(what: string, points: Series["points"], write: (value: number) => string): string {
  const first = points[0], last = points.at(-1);
  if (first === undefined || last === undefined) return `${what} is not known yet.`;
  return `${what} goes from ${write(first[1])} to ${write(last[1])}.`;
}
