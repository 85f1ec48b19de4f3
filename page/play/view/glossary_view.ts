import { element } from "../../shell/element.ts";
import { WORDS } from "../lesson/words.ts";

/** The words, to be opened. */
export function glossaryView(): HTMLElement {
  return element(
    "details",
    { class: "panel play-details glossary" },
    element("summary", {}, "What the words mean"),
    element(
      "dl",
      {},
      ...WORDS.map(([word, meaning]) =>
        element("div", {}, element("dt", {}, word), element("dd", {}, meaning))
      ),
    ),
  );
}
