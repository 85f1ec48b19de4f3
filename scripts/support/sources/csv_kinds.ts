import type { ColumnKind, ColumnSummary } from "../../../data.ts";
import { UsageError } from "../command.ts";
import type { Progress } from "../progress.ts";
import { things } from "../../../src/core/support/quantities.ts";

/** Whether there are several targets, each of which holds for an example or not. */
export function areLabels(summary: readonly ColumnSummary[], targets: readonly string[]): boolean {
  return targets.length > 1 && targets.every((target) => {
    const { distinct, min, max } = summary.find(({ name }) => name === target)!;
    return distinct === 2 && min === 0 && max === 1;
  });
}

/** So few consecutive integers are taken for classes. */
const FEW_CLASSES = 10;

/** What the targets are taken for, said by lines; `task` decides where it is given. */
export function kindsOf(
  summary: readonly ColumnSummary[],
  targets: readonly string[],
  task: "classification" | "regression" | undefined,
  shown: Progress,
): Record<string, ColumnKind> {
  const goals = summary.filter(({ name }) => targets.includes(name));
  const [some, other] = ["numeric", "categorical"].map((kind) => {
    return goals.find((goal) => goal.kind === kind)?.name;
  });
  if (task === undefined && some !== undefined && other !== undefined) {
    throw new UsageError(
      `--target must be numbers or classes, but ${some} is a number and ${other} is not: predict ` +
        "one of them alone",
    );
  }
  return Object.fromEntries(
    goals.flatMap(({ name, kind, ...column }) => {
      if (task !== undefined) {
        return [[name, task === "regression" ? "numeric" : "categorical"]] as const;
      }
      if (kind === "categorical") {
        const categories = things(column.distinct, "category", "categories");
        shown.line(`task: classification, as ${name} has ${categories}`);
        return [];
      }
      const { distinct, min = 0, max = 0 } = column;
      const areConsecutive = Number.isInteger(min) && max - min === distinct - 1;
      const areClasses = distinct > 1 && distinct <= FEW_CLASSES &&
        (areConsecutive || (min === -1 && max === 1 && distinct === 2));
      shown.line(
        areClasses
          ? `task: classification, as ${name} is from ${min} to ${max}; else: --task regression`
          : `task: regression, as ${name} is a number; else: --task classification`,
      );
      return areClasses ? [[name, "categorical"]] as const : [];
    }),
  );
}

/**
 * The columns without any value, such as one behind a comma at the end of each line: they are dropped.
 *
 * @throws {UsageError} If a target is one of them.
 */
export function emptyColumns(
  summary: readonly ColumnSummary[],
  records: number,
  targets: readonly string[],
  shown: Progress,
): readonly string[] {
  return summary.filter(({ missing }) => missing === records).map(({ name }) => {
    if (targets.includes(name)) {
      throw new UsageError(`--target must be a column with values, but ${name} has none`);
    }
    shown.line(`empty: ${name || "(no name)"} has no values, and is dropped`);
    return name;
  });
}

/** What missing values of the columns in use become; nothing where none is missing. */
export function fillsOf(
  used: readonly ColumnSummary[],
  targets: readonly string[],
  fill: "mean" | "median" | "mode" | "drop",
  shown: Progress,
): Record<string, "mean" | "median" | "mode" | "drop"> {
  return Object.fromEntries(used.flatMap(({ name, kind, missing }) => {
    const isTarget = targets.includes(name);
    if (missing > 0 && isTarget) {
      const records = things(missing, "record");
      shown.line(`missing: ${records} without ${name}, ${missing === 1 ? "" : "all "}dropped`);
    }
    if (isTarget) return [[name, "drop"]] as const;
    const isKept = kind === "categorical" && (fill === "mean" || fill === "median");
    if (missing > 0) {
      const becomes = isKept
        ? "a category of its own"
        : fill === "drop"
        ? "its record is dropped"
        : `the ${fill}`;
      shown.line(
        `missing: ${name || "(no name)"} in ${things(missing, "record")}: ${becomes}; else: --fill`,
      );
    }
    return isKept ? [] : [[name, fill]] as const;
  }));
}
