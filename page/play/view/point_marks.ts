import { svgElement } from "../../shell/element.ts";
import { EXTENT, type Point } from "../data/point.ts";

/** The side of the plane's drawing. */
export const SIDE = 200;

/** Where a point is drawn. */
export function placeOf(
  { x, y }: Pick<Point, "x" | "y">,
): { readonly x: number; readonly y: number } {
  return { x: (x / EXTENT + 1) / 2 * SIDE, y: (1 - y / EXTENT) / 2 * SIDE };
}

/** A picture of points: blue disks for "+", orange squares for "−", so that form tells them apart, too. */
export function pointMarks(points: readonly Point[], radius: number): SVGSVGElement {
  const marks = svgElement("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" });
  marks.append(...points.map((point) => pointMark(point, radius)));
  return marks;
}

/** The mark of one point. */
export function pointMark(point: Point, radius: number, kind = ""): SVGElement {
  const { x, y } = placeOf(point), name = `${point.label === 1 ? "plus" : "minus"} ${kind}`.trim();
  if (point.label === 1) return svgElement("circle", { cx: x, cy: y, r: radius, class: name });
  const side = 1.8 * radius;
  return svgElement("rect", {
    x: x - side / 2,
    y: y - side / 2,
    width: side,
    height: side,
    class: name,
  });
}
