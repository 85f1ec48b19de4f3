import { button, element } from "../../shell/element.ts";
import { SPIRAL } from "../state/settings.ts";
import { LESSON } from "../lesson/lesson.ts";
import { number } from "../walk/mathml.ts";
import { allow, say, swap } from "./put.ts";
import type { Actions } from "./state.ts";
import type { View } from "./view.ts";
import { toggleLabel } from "./words.ts";

/** What the texts ask for. */
const ACTS: Readonly<
  Record<"step" | "play" | "spiral", {
    readonly label: (isPlaying: boolean) => string;
    readonly act: (actions: Actions, isPlaying: boolean) => void;
  }>
> = {
  step: { label: () => "Take a step", act: ({ step }) => step(1) },
  play: {
    label: toggleLabel,
    act: ({ play, pause }, isPlaying) => isPlaying ? pause() : play(),
  },
  spiral: {
    label: () => "Try the spiral",
    act: ({ change }) => change({ ...SPIRAL, set: "spiral" }),
  },
};

/**
 * The guided steps, in a bar that stays in sight.
 *
 * @param go Goes to a step, or ends the lesson.
 */
export function lessonView(
  actions: Actions,
  go: (place: number | undefined) => void,
  opener: HTMLElement,
): View {
  const title = element("h3", { tabindex: -1 }), text = element("p");
  const place = element("span", { class: "number" });
  const loss = element("span", { class: "number loss-now" });
  let at = 0, isPlaying = false;
  const back = button("← Back", () => go(at - 1), { "data-lesson": "back" });
  const next = button("Next →", () => go(at + 1), { class: "first", "data-lesson": "next" });
  const act = button("", () => ACTS[LESSON[at]!.action ?? "step"].act(actions, isPlaying), {
    "data-lesson": "act",
  });
  const end = button("End", () => go(undefined), { "data-lesson": "end" });
  const root = element(
    "section",
    { class: "panel lesson", "aria-label": "Lesson", hidden: true },
    element("div", { "aria-live": "polite" }, title, text),
    element("div", { class: "row" }, back, act, next, end, place, loss),
  );
  return {
    root,
    update: ({ lesson, snapshot, ...state }) => {
      swap(root, lesson !== undefined, title, opener);
      if (lesson === undefined) return;
      const found = LESSON[lesson]!;
      at = lesson;
      isPlaying = state.isPlaying;
      if (title.textContent !== found.title) {
        say(title, found.title);
        say(text, found.text);
      }
      say(place, `${lesson + 1} of ${LESSON.length}`);
      allow(back, lesson > 0, title);
      allow(next, lesson < LESSON.length - 1, title);
      next.hidden = next.disabled;
      act.hidden = found.action === undefined;
      say(act, ACTS[found.action ?? "step"].label(isPlaying));
      // What a step does to the loss is out of sight on small screens.
      const isMeasured = found.action !== undefined && snapshot?.train !== undefined;
      say(loss, isMeasured ? `Step ${snapshot!.step}: loss ${number(snapshot!.train!.loss)}` : "");
    },
  };
}
