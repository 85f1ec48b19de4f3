import { element, svgElement } from "../../shell/element.ts";
import { CURVE, curvePath, topOf } from "../drawing/curve.ts";
import { number } from "../walk/mathml.ts";
import { put, say } from "./put.ts";
import type { View } from "./state.ts";

/** The loss by steps, on the points that are learned and on the others. */
export function curveView(): View {
  const { width, height, left, bottom } = CURVE;
  const train = svgElement("path", { class: "train" }),
    test = svgElement("path", { class: "test" });
  const high = svgElement("text", { x: left - 4, y: 11, class: "end" });
  const zero = svgElement("text", { x: left - 4, y: height - bottom + 1, class: "end" }, "0");
  const end = svgElement("text", { x: width - 2, y: height - 3, class: "end" });
  const svg = svgElement(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, class: "losses", role: "img" },
    svgElement("path", { d: `M${left} 1V${height - bottom + 1}H${width - 2}`, class: "axis" }),
    high,
    zero,
    svgElement("text", { x: left, y: height - 3 }, "0"),
    end,
    test,
    train,
  );
  const caption = element("p", { class: "caption number" });
  const root = element(
    "div",
    { class: "panel loss" },
    element("h3", {}, "The loss, step by step"),
    svg,
    caption,
  );
  return {
    root,
    update: ({ history }) => {
      const last = history.at(-1);
      if (!last) return;
      const curve = (part: "train" | "test") =>
        history.map((mark) => ({ step: mark.step, value: mark[part]?.loss }));
      const values = [...curve("train"), ...curve("test")].flatMap(({ value }) => value ?? []);
      const top = topOf(values);
      put(train, "d", curvePath(curve("train"), last.step, top));
      put(test, "d", curvePath(curve("test"), last.step, top));
      say(high, number(top, 1));
      say(end, `step ${last.step}`);
      const now = last.train === undefined
        ? ""
        : `Now ${number(last.train.loss)} on the points it ` +
          `learns from (solid)`;
      const other = last.test === undefined
        ? ""
        : `, ${number(last.test.loss)} on points it never ` +
          `sees (dashed)`;
      say(caption, now ? `${now}${other}. Down is better.` : "There is nothing to learn yet.");
      put(svg, "aria-label", `The loss from step 0 to step ${last.step}. ${now}${other}.`);
    },
  };
}
