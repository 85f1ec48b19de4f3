import { escapeHtml, htmlTable, paragraph } from "../html.ts";
import type { ReportedRun } from "../record/reported_run.ts";
import type { Section } from "./section.ts";
import { count, duration } from "../../core/support/quantities.ts";

/** What it takes to repeat the run. */
export const SETTINGS: Section = {
  id: "settings",
  title: "Settings",
  content: ({ run, compared }) => {
    const runs = compared ? [run, compared] : [run];
    return [
      ...(run.command === undefined ? [] : [
        paragraph(
          run.ended === undefined
            ? "The command that repeats this run, to the same digest on the same versions:"
            : "The command that begins the same run, which did not come to its end here:",
        ),
        `<pre tabindex="0" role="group" aria-label="Command">${escapeHtml(run.command)}</pre>`,
      ]),
      htmlTable(
        compared ? ["setting", "this run", "other run", ""] : ["setting", "value"],
        rowsOf(runs),
        "Settings and versions",
      ),
    ].join("\n");
  },
};

function rowsOf(runs: readonly ReportedRun[]): string[][] {
  const listed = runs.map((run): Readonly<Record<string, string>> => ({
    ...textOf(run.settings),
    "time of all steps": duration(run.record.seconds),
    ...textOf(run.versions),
    digest: run.digest,
  }));
  const names = new Set(listed.flatMap((each) => Object.keys(each)));
  return [...names].map((name) => {
    const values = listed.map((each) => each[name] ?? "–");
    const differs = values.length > 1 && values[0] !== values[1] && name !== "time of all steps";
    return [
      escapeHtml(inWords(name)),
      ...values.map((value) =>
        name === "digest" ? `<code>${escapeHtml(value)}</code>` : escapeHtml(value)
      ),
      ...(values.length > 1 ? [differs ? "<b>≠ differs</b>" : ""] : []),
    ];
  });
}

function textOf(named: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(named).map((
      [name, value],
    ) => [name, COUNTS.test(name) ? count(Number(value)) : String(value)]),
  );
}

/** Settings that count something; seeds, too, are whole numbers, but are copied. */
const COUNTS = /^(examples|epochs|batchSize)$/;

/** `batchSize` as people write it: `batch size`. */
export function inWords(name: string): string {
  return /^[a-z]+([A-Z][a-z]+)+$/.test(name)
    ? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : name;
}
