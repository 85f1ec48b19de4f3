import { button, element } from "../../shell/element.ts";
import { equationsOf } from "../walk/equations.ts";
import { filledLines } from "../walk/filled.ts";
import { isBackward, walkSteps } from "../walk/steps.ts";
import { wordsOfStep } from "../walk/words.ts";
import type { Shown } from "./network_view.ts";
import { say, swap } from "./put.ts";
import type { Actions, PlayState } from "./state.ts";

/** The walk of one point through the network and back, step by step, with the paper's equations. */
export function walkView({ set, pause }: Actions, count: () => number): {
  readonly root: HTMLElement;
  readonly update: (state: PlayState, shown: Shown | undefined) => void;
} {
  let state: PlayState | undefined;
  const go = (way: number) => {
    const place = (state?.walk ?? 0) + way, last = stepsOf(state).length - 1;
    set({ walk: Math.min(last, Math.max(0, place)), lesson: undefined });
  };
  const open = button("Walk through one point", () => {
    pause();
    set({ walk: 0 });
  }, { class: "first", "data-walk": "open" });
  const back = button("← Back", () => go(-1), { "data-walk": "back" });
  const next = button("Next →", () => go(1), { class: "first", "data-walk": "next" });
  const close = button("Close", () => set({ walk: undefined, lesson: undefined }));
  const other = (way: number) => {
    const points = count();
    if (points > 0) set({ point: ((state?.point ?? 0) + way + points) % points });
  };
  const points = element(
    "div",
    { class: "row", role: "group", "aria-label": "The point that is followed" },
    button("← Another point", () => other(-1)),
    button("Another point →", () => other(1)),
  );
  const title = element("h4", { tabindex: -1 }), text = element("p", { class: "text" });
  const equations = element("div", { class: "equations" });
  const which = element("p", { class: "caption" });
  const source = element(
    "p",
    { class: "caption source" },
    "Names and numbers of equations are those of the paper “Neural Networks from Scratch”: l is any " +
      "layer, L above a letter the last, and T turns a column into a row.",
  );
  const lines = element("div", { class: "lines number" });
  const place = element("span", { class: "number" });
  const body = element(
    "div",
    { class: "walk", "aria-live": "polite" },
    title,
    text,
    equations,
    which,
    lines,
  );
  const bar = element("div", { class: "row" }, back, next, place, close);
  const intro = element(
    "p",
    {},
    "Follow one point forwards to the output, and its error backwards through the four equations BP1 " +
      "to BP4, with the numbers of this network. From the last layer to the first, each has its errors " +
      "computed (BP1, then BP2), and from them the slopes of its weights (BP3) and of its biases (BP4).",
  );
  const opened = element("div", { class: "opened", hidden: true }, bar, body, points, source);
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
      back.disabled = walk === 0;
      next.disabled = walk === steps.length - 1;
      const filled = filledLines(pass, step, {
        ...settings,
        unit,
        updates: state.snapshot?.updates,
      });
      const html = filled.map((line) => line.map((piece) => `<math>${piece}</math>`));
      const key = JSON.stringify([step, html]);
      if (key === written) return;
      written = key;
      const words = wordsOfStep(step, pass);
      say(title, words.title);
      say(text, words.text);
      body.classList.toggle("backwards", isBackward(step));
      equations.replaceChildren(
        ...equationsOf(step, settings.loss).map(({ name, formula }) => {
          const made = element("div", { class: "equation" });
          made.innerHTML = formula; // of constants alone
          made.append(element("span", { class: "equation-number" }, name));
          return made;
        }),
      );
      const units = step.layer === 0 ? 0 : pass.layers[step.layer - 1]!.a.length;
      source.hidden = step.kind === "point";
      say(
        which,
        filled.length === 0 ? "" : step.kind === "update"
          ? "What the coming step adds" +
            (settings.optimizer === "sgd" ? ":" : "; this optimizer scales the slopes first:")
          : units > 1 && step.kind !== "loss"
          ? `With the numbers of unit ${unit + 1}; choose another in the drawing:`
          : "With the numbers of this point:",
      );
      lines.replaceChildren(...html.map((line) => {
        const made = element("p", { class: "line" });
        made.innerHTML = line.join(" "); // of numbers and constants alone
        return made;
      }));
    },
  };
}

function stepsOf(state: PlayState | undefined) {
  return walkSteps((state?.snapshot?.settings ?? state?.settings)!.layers.length + 1);
}
