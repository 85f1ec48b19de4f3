import { button, element } from "../../shell/element.ts";
import { equationsOf } from "../walk/equations.ts";
import { filledLines } from "../walk/filled.ts";
import { curvesOfStep } from "../walk/step_curves.ts";
import { walkSteps } from "../walk/steps.ts";
import { wordsOfStep } from "../walk/words.ts";
import type { Shown } from "./network_view.ts";
import { allow, say, swap } from "./put.ts";
import { stepCurveView } from "./step_curve_view.ts";
import type { Actions, PlayState } from "./state.ts";

/** Why a product that is shown may differ from that of its factors as they are shown. */
const DIGITS = "computed with all digits, shown with three";

/**
 * The walk of one point through the network and back, step by step, with the paper's equations.
 *
 * @param count How many points there are.
 * @param begin Opens the walk.
 */
export function walkView({ set }: Actions, count: () => number, begin: () => void): {
  readonly root: HTMLElement;
  readonly update: (state: PlayState, shown: Shown | undefined) => void;
} {
  let state: PlayState | undefined;
  const go = (way: number) => {
    const place = (state?.walk ?? 0) + way, last = stepsOf(state).length - 1;
    set({ walk: Math.min(last, Math.max(0, place)) });
  };
  const open = button("Walk through one point", begin, { class: "first", "data-walk": "open" });
  const back = button("← Back", () => go(-1), { "data-walk": "back" });
  const next = button("Next →", () => go(1), { class: "first", "data-walk": "next" });
  const close = button("Close", () => set({ walk: undefined }));
  const other = (way: number) => {
    const points = count();
    if (points > 0) set({ point: ((state?.point ?? 0) + way + points) % points });
  };
  const points = element(
    "div",
    { class: "row", role: "group", "aria-label": "The point that is followed" },
    button("← Other point", () => other(-1)),
    button("Other point →", () => other(1)),
  );
  const title = element("h4", { tabindex: -1 }), text = element("p", { class: "text" });
  const equations = element("div", { class: "equations" });
  const curves = element("div", { class: "curves" });
  const which = element("p", { class: "caption" });
  const source = element(
    "p",
    { class: "caption source" },
    "Names and numbers of equations are those of the paper “Neural Networks from Scratch”, which " +
      "writes a whole layer at once.",
  );
  const lines = element("div", { class: "lines number" });
  const place = element("span", { class: "number" });
  const body = element(
    "div",
    { class: "walk", "aria-live": "polite" },
    title,
    text,
    which,
    lines,
    curves,
    equations,
    source,
  );
  const bar = element("div", { class: "row" }, back, next, place, close);
  const intro = element(
    "p",
    {},
    "Follow one point forwards to the output, and its error backwards through the four equations BP1 " +
      "to BP4, with the numbers of this network. The way back begins where the loss is: BP1 finds the " +
      "error of the output, BP2 takes it from each layer to the one before. Once a layer has its " +
      "errors, BP3 and BP4 make the slopes of its weights and biases from them.",
  );
  const opened = element("div", { class: "opened", hidden: true }, bar, body, points);
  const root = element(
    "div",
    { class: "panel step-by-step", id: "play-walk" },
    element("h3", {}, "Backpropagation, step by step"),
    intro,
    open,
    opened,
  );
  let written = "";
  return {
    root,
    update: (next_, shown) => {
      state = next_;
      const isOpen = shown !== undefined;
      intro.hidden = isOpen;
      swap(opened, isOpen, title, open);
      bar.hidden = !isOpen || state.lesson !== undefined; // which has buttons of its own
      open.disabled = count() === 0;
      if (!shown) return;
      const { settings, walk = 0 } = state, { pass, step, unit } = shown, steps = stepsOf(state);
      say(place, `${walk + 1} of ${steps.length}`);
      allow(back, walk > 0, title);
      allow(next, walk < steps.length - 1, title);
      const filling = { ...settings, unit, updates: state.snapshot?.updates };
      const filled = filledLines(pass, step, filling);
      const html = filled.map((line) => line.map((piece) => `<math>${piece}</math>`));
      const key = JSON.stringify([step, html]);
      if (key === written) return;
      written = key;
      const words = wordsOfStep(step, pass, settings);
      say(title, words.title);
      say(text, words.text);
      equations.replaceChildren(
        ...equationsOf(step, settings.loss).map(({ name, formula, words }) => {
          const made = element("div", { class: "equation" });
          made.innerHTML = formula; // of constants alone
          made.prepend(element("p", { class: "caption" }, `In words: ${words}`));
          made.append(element("span", { class: "equation-number" }, name));
          return made;
        }),
      );
      const units = step.layer === 0 ? 0 : pass.layers[step.layer - 1]!.a.length;
      source.hidden = step.kind === "point";
      say(
        which,
        filled.length === 0 ? "" : step.kind === "update"
          ? `What the coming step adds, ${DIGITS}` +
            (settings.optimizer === "sgd" ? ":" : "; this optimizer scales the slopes first:")
          : units > 1 && step.kind !== "loss"
          ? `Of unit ${unit + 1}, ${DIGITS}; choose another in the drawing:`
          : `With the numbers of this point, ${DIGITS}:`,
      );
      lines.replaceChildren(...html.map((line) => {
        const made = element("p", { class: "line" });
        made.innerHTML = line.join(" "); // of numbers and constants alone
        return made;
      }));
      curves.replaceChildren(...curvesOfStep(pass, step, filling).map(stepCurveView));
    },
  };
}

function stepsOf(state: PlayState | undefined) {
  return walkSteps((state?.snapshot?.settings ?? state?.settings)!.layers.length + 1);
}
