import type { RunRecord } from "./run_record.ts";

/**
 * A run as a report keeps it, as plain data: what was trained and how, and how it went.
 *
 * A report holds it as JSON, from which another report compares. Values by name are shown in their order.
 * @category Reports
 */
export interface ReportedRun {
  /** The name of the run: that of the data set, or one that the user gave. */
  readonly name: string;
  /** What it takes to repeat the run, by names that people read: `{ network: "784-32 tanh", seed: 42 }`. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** The versions of what it ran on: `{ backproof: "0.1.0", deno: "2.9.0" }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command that repeats it, if it was run by one. */
  readonly command?: string;
  /** Results on the examples to test with: `{ accuracy: 0.9511 }`; those that are not numbers are absent. */
  readonly results: Readonly<Record<string, number>>;
  /** How the gradients that it used were proved, a line each. */
  readonly proof?: readonly string[];
  /** The epoch whose network was kept, where that is not the last: the best on the validation part. */
  readonly best?: number;
  /** Why it ended before the last step, if it did: an interruption, or an error. */
  readonly ended?: string;
  /** The SHA-256 of the trained parameters. */
  readonly digest: string;
  /** How the training went. */
  readonly record: RunRecord;
}
