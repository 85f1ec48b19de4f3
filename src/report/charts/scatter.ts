import type { Drawing } from "../drawing.ts";
import { chart, type ChartOptions } from "./chart.ts";

/** How points are drawn. */
export interface ScatterOptions extends ChartOptions {
  /** The label of the horizontal axis. */
  readonly x: string;
  /** The label of the vertical axis. */
  readonly y: string;
  /** A dashed line that points are compared with. */
  readonly line?: readonly (readonly [x: number, y: number])[];
}

/** Points, such as predictions by what they should be. */
export function scatter(
  drawing: Drawing,
  points: readonly (readonly [x: number, y: number])[],
  { x, y, line = [], ...given }: ScatterOptions,
): string {
  const { plot } = drawing;
  const marks = [
    plot.gridX({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
    plot.gridY({ stroke: "var(--chart-grid)", strokeOpacity: 1 }),
    plot.dot(points, { r: 2.2, fill: "var(--chart-1)", fillOpacity: 0.55 }),
    plot.line(line, { stroke: "currentColor", strokeDasharray: "5 3", strokeWidth: 1.2 }),
  ];
  return chart(drawing, given, marks, {
    x: { label: x, labelArrow: "none", labelAnchor: "center", nice: true },
    y: { label: y, labelArrow: "none", nice: true },
  });
}
