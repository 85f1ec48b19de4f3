import { curve } from "../../shell/curve.ts";
import { element } from "../../shell/element.ts";
import { number } from "../walk/mathml.ts";
import { say } from "./put.ts";
import type { View } from "./view.ts";

/** The loss by steps, on the points that are learned and on the others. */
export function curveView(): View {
  const losses = curve({ lines: ["", "dashed"], format: (loss) => number(loss, 1) });
  const caption = element("p", { class: "caption number" });
  const root = element(
    "div",
    { class: "panel loss" },
    element("h3", {}, "The loss, step by step"),
    losses.element,
    caption,
  );
  return {
    root,
    update: ({ history }) => {
      const last = history.at(-1);
      if (!last) return;
      const line = (part: "train" | "test") =>
        history.map((mark) => ({ step: mark.step, value: mark[part]?.loss }));
      const now = last.train === undefined
        ? ""
        : `Now ${number(last.train.loss)} on the points it learns from (solid)`;
      const other = last.test === undefined
        ? ""
        : `, ${number(last.test.loss)} on points it never sees (dashed)`;
      say(caption, now ? `${now}${other}. Down is better.` : "There is nothing to learn yet.");
      losses.draw(
        [line("train"), line("test")],
        `The loss from step 0 to step ${last.step}. ${now}${other}.`,
      );
    },
  };
}
