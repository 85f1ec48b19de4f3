import { count } from "../../src/core/support/quantities.ts";
import { CURVE, type CurvePoint, placesOf, topOf } from "./curve_path.ts";
import { svgElement } from "./element.ts";

/** Curves over the steps of a training, from 0 upwards. */
export interface Curve {
  readonly element: SVGSVGElement;
  /** Draws these lines, in the order of `lines`, and says what screen readers hear. */
  readonly draw: (lines: readonly (readonly CurvePoint[])[], label: string) => void;
}

/** How curves are drawn. */
export interface CurveOptions {
  /** The classes of the lines; `dashed` tells a second one from the first without colour. */
  readonly lines?: readonly string[];
  /** The value at the upper edge; by default a round number above all values. */
  readonly top?: number;
  readonly format: (value: number) => string;
  /** Whether each value is marked, as for few. */
  readonly hasDots?: boolean;
}

/** Curves in an SVG; without values, the axes have no numbers. */
export function curve({ lines = [""], top, format, hasDots = false }: CurveOptions): Curve {
  const { width, height, left, right, top: above, bottom } = CURVE;
  const drawn = lines.map((name) => {
    return {
      line: svgElement("path", { class: `curve-line ${name}`.trim() }),
      dots: svgElement("path", { class: "curve-dots" }),
    };
  });
  const rules = [above, (above + height - bottom) / 2, height - bottom];
  const text = (x: number, y: number, kind = "curve-end") =>
    svgElement("text", { x, y, class: kind });
  const [low, high] = [text(left - 6, height - bottom + 3), text(left - 6, above + 4)];
  const [begin, end] = [text(left, height - 5, ""), text(width - right, height - 5)];
  const grid = rules.map((y) => `M${left},${y}H${width - right}`).join("");
  const element = svgElement(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, class: "curve", role: "img" },
    svgElement("path", { d: grid, class: "curve-grid" }),
    ...drawn.flatMap(({ line, dots }) => [line, dots]),
    ...[low, high, begin, end],
  );
  return {
    element,
    draw: (points, label) => {
      const all = points.flat(), lastStep = all.reduce((most, { step }) => Math.max(most, step), 0);
      const upper = top ?? topOf(all.flatMap(({ value }) => value ?? []));
      drawn.forEach(({ line, dots }, k) => {
        const places = placesOf(points[k] ?? [], { lastStep, top: upper });
        line.setAttribute("d", places.length === 0 ? "" : `M${places.join("L")}`);
        if (hasDots) dots.setAttribute("d", places.map((place) => `M${place}h0`).join(""));
      });
      const isEmpty = all.length === 0;
      low.textContent = isEmpty ? "" : format(0);
      high.textContent = isEmpty ? "" : format(upper);
      begin.textContent = isEmpty ? "" : "0";
      end.textContent = isEmpty ? "" : `step ${count(lastStep)}`;
      element.setAttribute("aria-label", label);
    },
  };
}
