import { table } from "../support/table.ts";
import { type ContenderName, CONTENDERS } from "./contenders.ts";
import { median } from "../../src/core/support/median.ts";
import type { Roofline } from "./roofline.ts";
import { type CaseResult, type Entry, ratio } from "./rounds.ts";
import { operationsOfProduct, operationsOfStep, stepsOf, type Work } from "./work.ts";
import { count } from "../../src/core/support/quantities.ts";

/** A table before it is written as text. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below it. */
  readonly notes: readonly string[];
}

/** A group's results. */
export interface GroupResult {
  readonly group: string;
  readonly title: string;
  readonly cases: readonly CaseResult[];
  /** The contenders that were not measured, and why. */
  readonly absent: readonly { readonly contender: ContenderName; readonly reason: string }[];
}

/** One row for each contender where there is one case, else one row for each case. */
export function tableOf({ title, cases, absent }: GroupResult, roofline?: Roofline): Table {
  const notes = absent.map(({ contender, reason }) =>
    `${CONTENDERS[contender].title}: not measured (${reason})`
  );
  const [first] = cases;
  if (first === undefined || first.entries.length === 0) {
    return { title, head: [], rows: [], notes };
  }
  return cases.length === 1
    ? { title, ...contenderRows(first, roofline), notes }
    : { title, ...caseRows(cases), notes: [...crossings(cases), ...notes] };
}

function contenderRows(
  { work, entries }: CaseResult,
  roofline: Roofline | undefined,
): Pick<Table, "head" | "rows"> {
  const further = furtherColumns(work, roofline);
  const [baseline] = entries;
  const head = ["", "median", "least", `÷ ${baseline!.contender}`, ...Object.keys(further), ""];
  const rows = entries.map((entry) => {
    const title = `${CONTENDERS[entry.contender].title}${versionOf(entry)}`;
    if (entry.fault !== undefined) return [title, ...head.slice(2).map(() => "–"), entry.fault];
    return [
      title,
      time(median(entry.seconds)),
      time(Math.min(...entry.seconds)),
      factor(ratio(entry, baseline!)),
      ...Object.values(further).map((column) => column(entry)),
      entry.share === 1 ? "" : `${(100 * entry.share).toPrecision(2)} % of it, scaled`,
    ];
  });
  return { head, rows };
}

function furtherColumns(
  work: Work,
  roofline?: Roofline,
): Record<string, (entry: Entry) => string> {
  // Contenders with wider vectors, or several threads, may have more than all of it.
  const rates = (operations: number, secondsOf: (entry: Entry) => number) => ({
    "GFLOP/s": (entry: Entry) => (operations / secondsOf(entry) / 1e9).toFixed(1),
    ...(roofline && {
      "of the peak": (entry: Entry) =>
        `${(100 * operations / secondsOf(entry) / roofline.peak).toFixed(0)} %`,
    }),
  });
  if (work.kind === "train") {
    const secondsOfStep = (entry: Entry) => median(entry.seconds) / stepsOf(work);
    const operations = operationsOfStep(work.network, work.batchSize);
    return {
      "a step": (entry) => time(secondsOfStep(entry)),
      // Operations are only counted where those with zeros are done, too: convolutions do them.
      ...((work.train.format === "float32" || work.network.layers[0]!.from[0] > 1) &&
        rates(operations, secondsOfStep)),
      "accuracy": ({ accuracy }) => accuracy!.toFixed(4),
    };
  }
  if (work.kind === "product" || work.kind === "windows") {
    const operations = operationsOfProduct(work);
    return rates(operations, ({ seconds }) => median(seconds));
  }
  if (work.kind === "predict") {
    return {
      "examples/s": ({ seconds }) => count(work.rows / median(seconds)),
    };
  }
  return {};
}

/** The version of another library. */
function versionOf({ contender, version }: Entry): string {
  const number = /\d+\.\d[\w.+]*/.exec(version)?.[0];
  return number === undefined || CONTENDERS[contender].program === "backproof.ts"
    ? ""
    : ` (${number})`;
}

function caseRows(cases: readonly CaseResult[]): Pick<Table, "head" | "rows"> {
  const titles = cases[0]!.entries.map(({ contender }) => CONTENDERS[contender].title);
  const rows = cases.map(({ label, work, entries }) => [
    label,
    ...entries.map((entry, i) => {
      if (entry.fault !== undefined) return entry.fault;
      if (work.kind === "windows") return furtherColumns(work)["GFLOP/s"]!(entry);
      const steps = work.kind === "train" ? stepsOf(work) : 1;
      const step = time(median(entry.seconds) / steps);
      return i === 0 ? step : `${step} (${factor(ratio(entry, entries[0]!))})`;
    }),
  ]);
  return { head: ["a step of", ...titles], rows };
}

/** Where packed rows become faster than dense ones, for each kind of input and width. */
function crossings(cases: readonly CaseResult[]): string[] {
  const kinds = new Map<string, { zeros: number; ratio: number }[]>();
  for (const { work, entries: [dense, packed] } of cases) {
    if (work.kind !== "layout" || dense === undefined || packed === undefined) continue;
    const kind = `${work.units} units, ${work.packing}`;
    const points = kinds.get(kind) ?? [];
    kinds.set(kind, [...points, { zeros: work.zeros, ratio: ratio(packed, dense) }]);
  }
  return Array.from(kinds, ([kind, points]) => {
    const slower = points.findLastIndex((point) => point.ratio >= 1);
    const before = points[slower], at = points[slower + 1];
    if (at === undefined) return `${kind}: packed rows are never faster`;
    if (before === undefined) return `${kind}: packed rows are faster from ${at.zeros} on`;
    const part = (before.ratio - 1) / (before.ratio - at.ratio);
    const zeros = before.zeros + part * (at.zeros - before.zeros);
    return `${kind}: packed rows are faster from a share of zeros of ${zeros.toFixed(2)} on`;
  });
}

/** A duration with three digits. */
export function time(seconds: number): string {
  if (seconds >= 1) return `${digits(seconds)} s`;
  if (seconds >= 1e-3) return `${digits(seconds * 1e3)} ms`;
  return `${digits(seconds * 1e6)} µs`;
}

function factor(value: number): string {
  return Number.isNaN(value) ? "–" : `${digits(value)}×`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** A table for a terminal. */
export function asText({ title, head, rows, notes }: Table): string {
  return [title, ...(rows.length > 0 ? [table(head, rows)] : []), ...notes].join("\n");
}

/** A table in Markdown, formatted as `deno fmt` does. */
export function asMarkdown({ title, head, rows, notes }: Table): string {
  const widths = head.map((_, j) => Math.max(3, ...[head, ...rows].map((row) => row[j]!.length)));
  const line = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, j) => cell.padEnd(widths[j]!, fill)).join(" | ")} |`;
  const lines = [
    line(head, " "),
    line(head.map(() => ""), "-"),
    ...rows.map((row) => line(row, " ")),
  ];
  const heading = `${title[0]!.toUpperCase()}${title.slice(1)}:`;
  return [
    heading,
    ...(rows.length > 0 ? [lines.join("\n")] : []),
    ...notes.map((note) => `- ${note}`),
  ]
    .join("\n\n");
}
