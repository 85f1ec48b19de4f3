import { shortened } from "../../core/support/display_width.ts";
import { printable } from "../../core/support/describe.ts";
import { rounded } from "../../core/support/quantities.ts";
import { escapeHtml, htmlTable } from "../../report/html.ts";
import { type Display, hasOwn } from "../display.ts";
import { words } from "../words.ts";

/** The members of an optimizer that are shown. */
interface Named {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** An optimizer: its name and its options. */
export const optimizers: Display<Named> = {
  recognizes: (value) => {
    return hasOwn(value, "name", "options", "init", "update") && hasOwn(value.options) &&
      typeof value.name === "string" && typeof value.update === "function";
  },
  text: ({ name, options }) => {
    const listed = Object.entries(options).map(([name, value]) => `${name} ${optionText(value)}`);
    return printable([name, ...listed].join(", "));
  },
  html: ({ name, options }) => {
    const rows = Object.entries(options).map(([name, value]) => [
      escapeHtml(printable(name)),
      words(optionText(value)),
    ]);
    return `<p class="title">${escapeHtml(printable(name))}</p>` +
      (rows.length === 0 ? "" : htmlTable(["", ""], rows, "options"));
  },
};

/** An option: a number, a word, or a schedule with its own options. */
function optionText(value: unknown): string {
  if (typeof value === "number") return rounded(value);
  if (typeof value !== "function") return shortened(printable(String(value)), MOST);
  const { name, options } = value as { readonly name: string; readonly options?: unknown };
  if (!hasOwn(options)) return "a schedule";
  const all = Object.entries(options);
  if (all.length === 1 && all[0]![0] === "rate") return optionText(all[0]![1]);
  const listed = all.map(([name, value]) => `${name}: ${optionText(value)}`).join(", ");
  return shortened(printable(`${name}(${listed})`), MOST);
}

/** So many letters of an option are shown. */
const MOST = 100;
