import { button, element } from "../../shell/element.ts";
import { SPIRAL } from "../state/settings.ts";
import { LESSON } from "../lesson/lesson.ts";
import { say } from "./put.ts";
import type { Actions, View } from "./state.ts";

/** What the texts ask for. */
const ACTS: Readonly<
  Record<"step" | "play" | "spiral", {
    readonly label: string;
    readonly act: (actions: Actions) => void;
  }>
> = {
  step: { label: "Take a step", act: ({ step }) => step(1) },
  play: { label: "▶ Play", act: ({ play }) => play() },
  spiral: { label: "Try the spiral", act: ({ change }) => change({ ...SPIRAL, set: "spiral" }) },
};

/** The guided steps, in a bar that stays in sight. */
export function lessonView(actions: Actions, start: (place: number) => void): View {
  const { set } = actions;
  const title = element("h3", { tabindex: -1 }), text = element("p");
  const place = element("span", { class: "number" });
  let at = 0;
  const back = button("← Back", () => start(at - 1), { "data-lesson": "back" });
  const next = button("Next →", () => start(at + 1), { class: "first", "data-lesson": "next" });
  const act = button("", () => ACTS[LESSON[at]!.action ?? "step"].act(actions), {
    "data-lesson": "act",
  });
  const end = button("End", () => set({ lesson: undefined }));
  const root = element(
    "section",
    { class: "panel lesson", "aria-label": "Lesson" },
    element("div", { "aria-live": "polite" }, title, text),
    element("div", { class: "row" }, back, act, next, end, place),
  );
  return {
    root,
    update: ({ lesson }) => {
      root.hidden = lesson === undefined;
      if (lesson === undefined) return;
      const found = LESSON[lesson]!;
      at = lesson;
      if (title.textContent !== found.title) {
        say(title, found.title);
        say(text, found.text);
      }
      say(place, `${lesson + 1} of ${LESSON.length}`);
      back.disabled = lesson === 0;
      next.hidden = lesson === LESSON.length - 1;
      act.hidden = found.action === undefined;
      say(act, ACTS[found.action ?? "step"].label);
    },
  };
}
