import { element, svgElement } from "../../shell/element.ts";
import { FUNCTION, functionPath } from "../drawing/function_path.ts";
import type { StepCurve } from "../walk/step_curves.ts";

/** A curve with the point on it and, where it counts, the line that has its slope there. */
export function stepCurveView(curve: StepCurve): HTMLElement {
  const { width, height } = FUNCTION, { path, placeOf, tangent } = functionPath(curve);
  const { at, slope, words, axes } = curve, point = placeOf(at, curve.value(at));
  const origin = placeOf(0, 0);
  const svg = svgElement(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, class: "function", role: "img", "aria-label": words },
    svgElement("path", {
      class: "curve-grid",
      d: `M0 ${origin.y}H${width}M${origin.x} 0V${height}`,
    }),
    svgElement("path", { class: "curve-line", d: path }),
    ...slope === undefined || !Number.isFinite(slope)
      ? [svgElement("path", {
        class: "guide",
        d: `M${point.x} ${origin.y}V${point.y}H${origin.x}`,
      })]
      : [svgElement("path", { class: "tangent", d: tangent(at, slope) })],
    svgElement("circle", { class: "dot", cx: point.x, cy: point.y, r: 4.5 }),
    svgElement("text", { x: width - 10, y: origin.y + 12 }, axes[0]),
    svgElement("text", { x: origin.x + 5, y: 12 }, axes[1]),
  );
  const formulas = element("div", { class: "formulas" });
  formulas.innerHTML = curve.formulas.map((each) => `<p>${each}</p>`).join(""); // of formulas alone
  return element(
    "figure",
    {},
    svg,
    element("figcaption", {}, element("p", { class: "caption" }, words), formulas),
  );
}
