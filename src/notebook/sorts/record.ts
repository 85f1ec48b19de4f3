import { count, duration, rounded, things } from "../../core/support/quantities.ts";
import type { RunRecord } from "../../report/record/run_record.ts";
import { escapeHtml, paragraph } from "../../report/html.ts";
import { type Display, hasOwn } from "../display.ts";

/** The record of a training, as `recordRun` makes it for a report: how long it is, and where it ended. */
export const records: Display<RunRecord> = {
  recognizes: (value) => {
    return hasOwn(value, "stepsPerEpoch", "costs", "epochs", "rates", "snapshots") &&
      Array.isArray(value.costs) && Array.isArray(value.epochs) && Array.isArray(value.snapshots);
  },
  text: (record) => linesOf(record).join("\n  "),
  html: (record) => {
    const [title, ...lines] = linesOf(record);
    return `<p class="title">${escapeHtml(title!)}</p>` + lines.map(paragraph).join("");
  },
};

function linesOf({ costs, epochs, seconds, snapshots }: RunRecord): string[] {
  const first = costs[0], last = costs.at(-1), { training, heldOut } = epochs.at(-1) ?? {};
  const measured = [["training", training], ["held out", heldOut]] as const;
  return [
    `record of ${things(last?.step ?? 0, "step")} in ${duration(seconds)}`,
    ...(first && last ? [`cost ${rounded(first.cost)} → ${rounded(last.cost)}`] : []),
    ...measured.flatMap(([words, found]) => found ? [`${words}: ${rounded(found.cost)}`] : []),
    `${count(snapshots.length)} looks at ${things(snapshots[0]?.layers.length ?? 0, "layer")}`,
  ];
}
