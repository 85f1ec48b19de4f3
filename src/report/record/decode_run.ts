import { parseJson } from "../../core/support/parse_json.ts";
import { list, members, named, natural, number, text, textOrNumber } from "./checked.ts";
import type { ReportedRun } from "./reported_run.ts";
import type {
  CostPoint,
  EpochPoint,
  Histogram,
  LayerSnapshot,
  Measured,
  ParameterSnapshot,
  ProbeSizes,
  RatePoint,
  RunRecord,
  Snapshot,
} from "./run_record.ts";

/** What stands around the run in the page of a report. */
const BEGIN = '<script type="application/json" id="run">', END = "</script>";

/** The run as a part of the page of a report, as JSON that no text inside of it can end. */
export function encodeRun(run: ReportedRun): string {
  return BEGIN + JSON.stringify(run).replaceAll("<", "\\u003c") + END;
}

/**
 * Reads the run that a report holds, such as to compare another one with it.
 *
 * @param page The text of the report, as `reportOf` writes it.
 * @returns The same run that the report was made of.
 * @throws {SyntaxError} If the page is not a report of a training, or is damaged.
 *
 * @example
 * ```ts
 * import { decodeRun } from "@backproof/backproof";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => decodeRun("<p>Hello</p>"), SyntaxError, "is not a report of a training");
 * ```
 * @category Reports
 */
export function decodeRun(page: string): ReportedRun {
  const begin = page.indexOf(BEGIN);
  if (begin < 0) throw new SyntaxError("The page is not a report of a training: it holds no run");
  const end = page.indexOf(END, begin);
  if (end < 0) throw new SyntaxError("The report is damaged: the run that it holds has no end");
  try {
    return reportedRun(parseJson(page.slice(begin + BEGIN.length, end)), "run");
  } catch (error) {
    throw new SyntaxError(`The report is damaged: ${(error as Error).message}`, { cause: error });
  }
}

function reportedRun(value: unknown, what: string): ReportedRun {
  return members<ReportedRun>(value, what, {
    ...{ name: text, settings: named(textOrNumber), versions: named(text), "command?": text },
    ...{
      results: named(number),
      "proof?": list(text),
      "best?": natural,
      "ended?": text,
      digest: text,
    },
    record: runRecord,
  });
}

function runRecord(value: unknown, what: string): RunRecord {
  return members<RunRecord>(value, what, {
    ...{ stepsPerEpoch: natural, resumedAfter: natural, seconds: number, probe: probeSizes },
    ...{ costs: list(costPoint), epochs: list(epochPoint), rates: list(ratePoint) },
    snapshots: list(snapshot),
  });
}

function probeSizes(value: unknown, what: string): ProbeSizes {
  return members<ProbeSizes>(value, what, { layers: natural, training: natural, heldOut: natural });
}

function costPoint(value: unknown, what: string): CostPoint {
  return members<CostPoint>(value, what, { step: natural, epoch: number, cost: number });
}

function epochPoint(value: unknown, what: string): EpochPoint {
  return members<EpochPoint>(value, what, {
    ...{ epoch: natural, cost: number, seconds: number },
    ...{ "training?": measured, "heldOut?": measured },
  });
}

function measured(value: unknown, what: string): Measured {
  return members<Measured>(value, what, { cost: number, "accuracy?": number });
}

function ratePoint(value: unknown, what: string): RatePoint {
  return members<RatePoint>(value, what, { step: natural, learningRate: number });
}

function snapshot(value: unknown, what: string): Snapshot {
  return members<Snapshot>(value, what, {
    ...{ step: natural, epoch: number, layers: list(layerSnapshot) },
  });
}

function layerSnapshot(value: unknown, what: string): LayerSnapshot {
  return members<LayerSnapshot>(value, what, {
    ...{ name: text, kind: text, units: natural, parameters: list(parameterSnapshot) },
    ...{ activations: histogram, dead: natural, "saturated?": number },
  });
}

function parameterSnapshot(value: unknown, what: string): ParameterSnapshot {
  return members<ParameterSnapshot>(value, what, {
    ...{ name: text, norm: number, "gradientNorm?": number, "updateNorm?": number },
    histogram,
  });
}

function histogram(value: unknown, what: string): Histogram {
  return members<Histogram>(value, what, { from: number, to: number, counts: list(natural) });
}
