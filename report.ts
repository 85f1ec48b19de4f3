/**
 * Reports of trainings: `recordRun` records a run of `fit`, `reportOf` writes it as a page of HTML, and
 * `decodeRun` reads the run back, to show another one beside it.
 *
 * Charts are drawn by Observable Plot, which is loaded with the first of them.
 *
 * @module
 */

export type { RecordOptions, RunRecorder } from "./src/report/record/record_run.ts";
export { recordRun } from "./src/report/record/record_run.ts";
export type {
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
} from "./src/report/record/run_record.ts";
export { decodeRun } from "./src/report/record/decode_run.ts";
export type { ReportedRun } from "./src/report/record/reported_run.ts";
export type { ReportData, ReportedFinding, ReportTable } from "./src/report/record/report_data.ts";
export { reportOf } from "./src/report/page/report_of.ts";
