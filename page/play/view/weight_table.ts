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
  let drawn: readonly TableRow[] = [];
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
    const rows = last === undefined ? [] : rowsOf(last);
    if (rows.length !== drawn.length) {
      drawn = rows.map(tableRow);
      body.replaceChildren(...drawn.map(({ element }) => element));
    }
    drawn.forEach(({ write }, i) => write(rows[i]!));
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

/** A row of the table, which is written again and again: a new one would cost frames. */
interface TableRow {
  readonly element: HTMLElement;
  readonly write: (row: Row) => void;
}

function tableRow(): TableRow {
  const title = element("th", { scope: "row" });
  // On phones each number stands below its title.
  const cells = TITLES.slice(1).map((title) => element("td", { "data-title": title }));
  return {
    element: element("tr", {}, title, ...cells),
    write: ({ name, value, slope, difference, update }) => {
      say(title, name);
      const texts = [number(value), digits(slope), digits(difference), number(update)];
      cells.forEach((cell, i) => say(cell, texts[i]!));
    },
  };
}
