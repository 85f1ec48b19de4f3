import config from "../../deno.json" with { type: "json" };
import type { Network } from "../../engine.ts";
import type { ExecutorName } from "../../executors.ts";
import type { ReportedFinding, ReportedRun, RunRecord, RunRecorder } from "../../report.ts";
import type { FitOptions, Importance } from "../../train.ts";
import { parametersDigest } from "../../src/formats/digest.ts";
import { loadDrawing } from "../../src/report/drawing.ts";
import { decodeRun } from "../../src/report/record/decode_run.ts";
import { recordRun } from "../../src/report/record/record_run.ts";
import { pathOf, UsageError } from "./command.ts";
import { checkWritable, readNamed, writeWhole } from "./files.ts";
import type { Progress } from "./progress.ts";
import { repeatingCommand } from "./repeating_command.ts";
import type { Report } from "./report.ts";
import type { Source } from "./sources/source.ts";
import { count, duration } from "../../src/core/support/quantities.ts";

/** A training to be reported, before it begins. */
interface Begun {
  readonly source: Source;
  readonly network: Network;
  readonly settings: ReportedRun["settings"];
  /** What was said of the proof. */
  readonly proof: readonly string[];
  readonly findings: readonly ReportedFinding[];
}

/** Tests a network, and says how it did. */
type Testing = (
  network: Network,
  run: { readonly epochs: number; readonly seconds: number },
) => Promise<Result>;

type Result = Pick<Report, "json" | "table">;

/** How far a training came that ended early, and why it did. */
interface SoFar {
  readonly record: RunRecord;
  readonly ended: string;
}

/** Which network is reported, of which steps; by default that after the last. */
type Reported = Partial<SoFar> & Pick<ReportedRun, "best">;

/** Records a training, and writes its report. */
export interface TrainingReport {
  /** Records a training by these options of `fit`; returns those to train with. */
  readonly begin: (training: Begun, options: FitOptions) => FitOptions;
  /** Writes the report of a trained network, whole or not at all. */
  readonly write: (
    shown: Progress,
    network: Network,
    result: Result,
    /** The epoch that it is of, if not of the last. */
    best?: number,
  ) => Promise<void>;
  /** Writes the report of a training that ended early, as far as it is known, and why it ended. */
  readonly writeSoFar: (shown: Progress, test: Testing, why: string) => Promise<void>;
}

/**
 * Opens a report to be written after the training.
 *
 * @param report The file to write.
 * @param compare The file of an earlier report.
 * @param args The words after the name of the command, to print how to repeat the run.
 * @throws {UsageError} If a file cannot be written, or is not a report to compare with.
 * @throws {TypeError} If what draws the charts cannot be loaded.
 */
export async function openReport(
  report: string,
  compare?: string,
  args: readonly string[] = Deno.args,
): Promise<TrainingReport> {
  const file = pathOf(report, "report");
  await checkWritable(file, "report");
  const compared = compare === undefined ? undefined : await runOf(compare);
  // Before the training, which would be lost to the page if what draws it were missing afterwards.
  const [{ reportOf }] = await Promise.all([import("../../report.ts"), loadDrawing()]);
  let begun: Begun | undefined, recorder: RunRecorder | undefined;
  async function write(shown: Progress, network: Network, result: Result, reported: Reported) {
    const started = performance.now();
    const { record = await recorder!.record(), ended, best } = reported;
    const { source, settings, proof, findings } = begun!;
    const { name, data, outputs, loss, shape } = source;
    const run: ReportedRun = {
      ...{ name, settings, versions: versions(), command: repeatingCommand(args, name) },
      ...{ results: resultsOf(result.json, source), proof },
      ...(best !== undefined && { best }),
      ...(ended !== undefined && { ended }),
      ...{ digest: await parametersDigest(network), record },
    };
    const { importances } = result.json as { readonly importances?: readonly Importance[] };
    const page = await reportOf({
      ...{ run, network, loss, test: data.test, outputs, findings },
      executor: settings.executor as ExecutorName,
      ...(compared && { compared }),
      ...(shape && { shape }),
      ...(importances && { importances }),
      ...(result.table && { table: result.table }),
    });
    await writeWhole(file, page);
    const seconds = (performance.now() - started) / 1000;
    shown.line(`report: ${file} (${count(page.length / 1000)} kB, in ${duration(seconds)})`);
  }
  return {
    begin: (training, options) => {
      begun = training;
      const { source: { data }, network } = training;
      recorder = recordRun(network, data.train, options, { heldOut: data.test });
      return recorder.options;
    },
    write: (shown, network, result, best) => {
      return write(shown, network, result, best === undefined ? {} : { best });
    },
    writeSoFar: async (shown, test, why) => {
      const network = recorder?.network();
      if (network === undefined) return;
      try {
        const record = await recorder!.record(), { epochs, costs, snapshots, seconds } = record;
        const result = await test(network, { epochs: epochs.length, seconds });
        const [taken, seen] = [costs, snapshots].map((each) => count(each.at(-1)?.step ?? 0));
        const ended =
          `${why}, after ${taken} steps; what is shown of the network is that after ${seen}`;
        await write(shown, network, result, { record, ended });
      } catch (error) {
        // What ended the training matters more.
        shown.line(`error: the report is not written: ${(error as Error).message}`);
      }
    },
  };
}

/** The run of an earlier report. */
async function runOf(compare: string): Promise<ReportedRun> {
  const name = `--compare ${compare}`;
  const bytes = await readNamed(name, pathOf(compare, "compare"));
  try {
    return decodeRun(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new UsageError(`${name}: ${(error as Error).message}`);
  }
}

function versions(): ReportedRun["versions"] {
  const { deno, v8 } = Deno.version, { os, arch } = Deno.build;
  return { backproof: config.version, deno, v8, platform: `${os} ${arch}` };
}

/** What `--json` prints beside results. */
const MICRO = ["microAccuracy", "microPrecision", "microRecall"];
const NO_RESULTS = ["examples", "parameters", "epochs", "seconds", "tested"];

/** The numbers among what `--json` prints; of several targets, each by its name. */
function resultsOf(
  json: Report["json"],
  { isOfPaper = false, outputs }: Pick<Source, "isOfPaper" | "outputs">,
): ReportedRun["results"] {
  // Of one class each, the averages beside the paper's own are the accuracy again.
  const left = outputs.task === "classification" && !isOfPaper
    ? [...NO_RESULTS, ...MICRO]
    : NO_RESULTS;
  const targets = (json.targets ?? []) as readonly string[];
  const all = Object.entries(json).flatMap(([name, value]): [string, unknown][] => {
    if (!Array.isArray(value)) return [[name, value]];
    return value.map((each, j) => [value.length === 1 ? name : `${name} of ${targets[j]}`, each]);
  });
  return Object.fromEntries(
    all.filter((each): each is [string, number] => {
      return Number.isFinite(each[1]) && !left.includes(each[0]);
    }),
  );
}
