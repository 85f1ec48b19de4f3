import { button, element } from "../../shell/element.ts";
import { menu } from "./menus.ts";
import { measuresInWords, toggleLabel } from "./words.ts";
import { goesOn } from "../training/snapshot.ts";
import { allow, say } from "./put.ts";
import type { Actions, PlayState } from "./state.ts";
import type { View } from "./view.ts";

/** Steps in a second, and what they are called. */
const SPEEDS: readonly (readonly [number, string])[] = [
  [2, "slow: 2 steps a second"],
  [30, "normal: 30 steps a second"],
  [300, "fast: 300 steps a second"],
  [100_000, "as fast as it goes"],
];

/** The menu of speeds. */
export function speedView({ set }: Actions): View {
  const speed = menu("Speed", SPEEDS, (speed) => set({ speed }));
  return { root: speed.root, update: (state) => speed.set(state.speed) };
}

/** Play, step and reset, and how far the training is. */
export function transportView({ play, pause, step, reset }: Actions): View {
  let isPlaying = false;
  const toggle = button(toggleLabel(false), () => isPlaying ? pause() : play(), {
    class: "first",
    "data-play": "toggle",
  });
  const one = button("Step", () => step(1), { title: "One batch: one update of all weights" });
  const back = button("Reset", reset, { title: "New weights from the same seed" });
  const place = element("p", { class: "number place", id: "play-status" });
  const trouble = element("p", { class: "note bad", role: "alert", hidden: true });
  const root = element(
    "div",
    { class: "panel transport" },
    element("div", { class: "row" }, toggle, one, back),
    place,
    trouble,
  );
  return {
    root,
    update: ({ isPlaying: plays, snapshot }: PlayState) => {
      if (plays !== isPlaying) say(toggle, toggleLabel(plays));
      isPlaying = plays;
      if (!snapshot) return;
      const { step: taken, epoch, train, isFinite } = snapshot;
      say(place, `Step ${taken}, epoch ${epoch}. ${measuresInWords(train)}`);
      trouble.hidden = isFinite;
      if (!isFinite && !trouble.textContent) {
        say(
          trouble,
          "The numbers grew beyond all bounds: the steps were too large. " +
            "Choose a smaller learning rate, then Reset.",
        );
      } else if (isFinite) say(trouble, "");
      allow(one, goesOn(snapshot), back);
      allow(toggle, goesOn(snapshot) || plays, back);
    },
  };
}
