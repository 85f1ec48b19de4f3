/**
 * Pictures of trainings and proofs: charts as SVG.
 *
 * They are drawn by Observable Plot, which is loaded with the first of them.
 *
 * @module
 */

export type { Drawing } from "./src/report/drawing.ts";
export { loadDrawing } from "./src/report/drawing.ts";
