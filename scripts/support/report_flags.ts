import { describeNetwork, type Network } from "../../engine.ts";
import type { ReportedRun } from "../../report.ts";
import { UsageError } from "./command.ts";
import type { Plan } from "./plan_flags.ts";
import type { Source } from "./sources/source.ts";
import type { TrainingReport } from "./training_report.ts";

/** The flags for a report of a training as a page. */
export const REPORT_OPTIONS = {
  "report": { type: "string" },
  "compare": { type: "string" },
} as const;

/** Their section of `--help`. */
export const REPORT_HELP = `
  --report FILE        write a page of HTML: how cost and layers changed, what
                       the network gets wrong, how to repeat the run; after
                       Ctrl-C or an error, of what was trained so far
  --compare FILE       show the run of an earlier report beside this one
`.slice(1, -1);

interface ReportFlags {
  readonly "report"?: string;
  readonly "compare"?: string;
}

/**
 * Reads the flags for a report; resolves to none without them, and loads nothing then.
 *
 * @throws {UsageError} If a file cannot be written, or is not a report to compare with.
 */
export async function trainingReportOf(
  { report, compare }: ReportFlags,
): Promise<TrainingReport | undefined> {
  if (report === undefined) {
    if (compare === undefined) return undefined;
    throw new UsageError("--compare needs --report FILE, but found none");
  }
  const { openReport } = await import("./training_report.ts");
  return await openReport(report, compare);
}

/** A training as it was asked for. */
interface Wanted {
  readonly source: Source;
  readonly plan: Plan;
  readonly network: Network;
  readonly seed: number;
  readonly executor: string;
  readonly workers: number | "auto";
}

/** The flags that change a training beside what a plan says of itself; shown if they were given. */
const FURTHER = ["schedule", "weight-decay", "clip-norm", "class-weights"] as const;

/** The settings of a training, by names that people read. */
export function settingsOf(
  flags: Readonly<Partial<Record<typeof FURTHER[number], string>>>,
  { source: { name, data, loss }, plan, network, ...others }: Wanted,
): ReportedRun["settings"] {
  const { optimizer, learningRate, epochs, batchSize } = plan;
  const further = FURTHER.flatMap((flag) => {
    const value = flags[flag];
    return value === undefined || value === "none" ? [] : [[flag.replace("-", " "), value]];
  });
  return {
    ...{ data: name, examples: data.train.inputs.rows, network: describeNetwork(network) },
    ...{ loss: loss.name, optimizer, learningRate, epochs, batchSize },
    ...Object.fromEntries(further),
    ...others,
  };
}
