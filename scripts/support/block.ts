import { printable } from "../../src/core/support/describe.ts";

/** The columns of a terminal, and those of the labels. */
const COLUMNS = 80, LABEL = 12;

/** A label and a text beside it, in lines of at most 80 columns: broken at blanks, if there are any. */
export function block(label: string, text: string): string {
  const most = COLUMNS - LABEL;
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    if (line !== "" && lengthOf(line) + 1 + lengthOf(word) > most) {
      lines.push(line);
      line = "";
    }
    line += (line === "" ? "" : " ") + word;
    while (lengthOf(line) > most) {
      const characters = Array.from(line);
      lines.push(characters.slice(0, most).join(""));
      line = characters.slice(most).join("");
    }
  }
  lines.push(line);
  return lines.map((each, k) => (k === 0 ? label : "").padEnd(LABEL) + each).join("\n");
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
