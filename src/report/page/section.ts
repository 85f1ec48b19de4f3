import type { ReportData } from "../record/report_data.ts";
import type { Drawing } from "../drawing.ts";
import type { Tested } from "./tested.ts";

/** What a section is made from. */
export interface Material extends ReportData {
  readonly drawing: Drawing;
  /** How the network did on the examples to test with. */
  readonly tested: Tested;
}

/** A section of the page. */
export interface Section {
  /** Its anchor. */
  readonly id: string;
  readonly title: string;
  /** Its content, as HTML; undefined if the run has nothing of the kind. */
  readonly content: (material: Material) => string | undefined | Promise<string | undefined>;
}
