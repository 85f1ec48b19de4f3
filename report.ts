/**
 * Pictures of trainings and proofs: charts as SVG.
 *
 * They are drawn by Observable Plot, which is loaded with the first of them.
 *
 * @module
 */

export { CHART_STYLE } from "./src/report/charts/chart.ts";
