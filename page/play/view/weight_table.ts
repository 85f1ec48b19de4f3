import { element } from "../../shell/element.ts";
import type { CheckedSnapshot } from "../training/snapshot.ts";
import { number } from "../walk/mathml.ts";
import { say } from "./put.ts";
import type { View } from "./view.ts";
import { digits, isWhole, type Row, rowsOf } from "./weight_rows.ts";

/** Every weight and bias, its slope by backpropagation, and the same by finite differences. */
export function weightTable(): View {
  const when = element("p", { class: "caption" }), body = element("tbody");
  const root = element(
    "details",
    { class: "panel play-details weights" },
    element("summary", {}, "Every weight and bias with its slope, as a table"),
    when,
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Weights and slopes" },
      element(
        "table",
        { class: "number" },
        element("thead", {}, element("tr", {}, ...TITLES.map(titleCell))),
        body,
      ),
    ),
  );
  let last: CheckedSnapshot | undefined, filled: CheckedSnapshot | undefined;
  const fill = () => {
    if (!root.open || last === filled) return;
    filled = last;
    say(
      when,
      last === undefined
        ? "Without a next step there are no slopes."
        : `Before step ${last.step + 1}, of the points of its batch. ` +
          (isWhole(last) ? "" : "While it trains, only some are compared; pause to compare all."),
    );
    body.replaceChildren(...last === undefined ? [] : rowsOf(last).map(tableRow));
  };
  root.addEventListener("toggle", fill);
  return {
    root,
    update: ({ checked }) => {
      last = checked;
      fill();
    },
  };
}

const TITLES = [
  "weight or bias",
  "its value",
  "slope (BP3, BP4)",
  "by differences",
  "next step adds",
] as const;

function titleCell(title: string): HTMLElement {
  return element("th", { scope: "col" }, title);
}

function tableRow({ name, value, slope, difference, update }: Row): HTMLElement {
  const cells = [number(value), digits(slope), digits(difference), number(update)];
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    // On phones each number stands below its title.
    ...cells.map((cell, i) => element("td", { "data-title": TITLES[i + 1]! }, cell)),
  );
}
