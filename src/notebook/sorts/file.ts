import { printable } from "../../core/support/describe.ts";
import { things } from "../../core/support/quantities.ts";
import { escapeHtml } from "../../report/html.ts";
import { type Display, hasOwn } from "../display.ts";

/** What a file of the library holds, before it is written: its format, and not its thousands of numbers. */
interface FileContent {
  readonly format: string;
  readonly version: number;
  readonly layers?: readonly unknown[];
}

/** The content of a file, as `toJson` gives it. */
export const files: Display<FileContent> = {
  recognizes: (value) => {
    return hasOwn(value, "format", "version") && typeof value.format === "string" &&
      value.format.startsWith("backproof ") && typeof value.version === "number";
  },
  text: lineOf,
  html: (file) => `<p class="title">${escapeHtml(lineOf(file))}</p>`,
};

function lineOf({ format, version, layers }: FileContent): string {
  const of = Array.isArray(layers) ? `, ${things(layers.length, "layer")}` : "";
  return `content of a file: ${printable(format)}, version ${version}${of}`;
}
