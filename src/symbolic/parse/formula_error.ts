import { printable } from "../../core/support/describe.ts";
import { charactersOf, displayWidth } from "../../core/support/display_width.ts";

/** The columns before and behind the place of an error that are shown. */
const BEFORE = 44, BEHIND = 28;

/**
 * A text that is not a formula, and where.
 *
 * @example
 * ```ts
 * import { FormulaError, parseFormula } from "@backproof/backproof";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const error = assertThrows(() => parseFormula("2 + * z"), FormulaError);
 * assertEquals(error.position, 4);
 * assertEquals(error.message.split("\n"), [
 *   'Expected a number, a name or "(", but found "*"',
 *   "  2 + * z",
 *   "      ^",
 * ]);
 * ```
 * @category Expressions
 */
export class FormulaError extends SyntaxError {
  /** The place in the text, in UTF-16 code units from 0; the length of the text at its end. */
  readonly position: number;
  /** What is wrong, in one line, without the text. */
  readonly reason: string;

  /**
   * An error with the text and a caret under the character.
   *
   * @param reason What was wanted and found.
   */
  constructor(reason: string, text: string, position: number) {
    super(`${reason}\n${pointed(text, position)}`);
    this.name = "FormulaError";
    this.position = position;
    this.reason = reason;
  }
}

/** A line of the text around a position, and a caret under it, for a terminal of 80 columns. */
function pointed(text: string, position: number): string {
  // Far more characters than columns are shown, as some have no width.
  const before = cut(
    charactersOf(text.slice(Math.max(0, position - 4 * BEFORE), position)),
    BEFORE,
  );
  const behind = cut(
    charactersOf(text.slice(position, position + 4 * BEHIND)).toReversed(),
    BEHIND,
  );
  const isCut = before.text.length < position && !isWhole(before, text.slice(0, position));
  const start = isCut ? "…" : "";
  const end = isWhole(behind, text.slice(position)) ? "" : "…";
  const line = `  ${start}${before.shown}${behind.reversed}${end}`;
  return `${line.trimEnd()}\n${" ".repeat(2 + start.length + before.columns)}^`;
}

/** The last characters of a list that fit into some columns, as they are shown. */
function cut(characters: readonly string[], most: number) {
  const taken: string[] = [], shown: string[] = [];
  let columns = 0;
  for (const character of characters.toReversed()) {
    const written = /\s/u.test(character) ? " " : printable(character);
    const width = displayWidth(written);
    if (columns + width > most) break;
    columns += width;
    taken.push(character);
    shown.push(written);
  }
  return {
    text: taken.join(""),
    columns,
    shown: shown.toReversed().join(""),
    reversed: shown.join(""),
  };
}

/** Whether nothing of a text was cut. */
function isWhole({ text }: { readonly text: string }, whole: string): boolean {
  return text.length === whole.length;
}
