import { printable } from "../../src/core/support/describe.ts";
import { displayWidth, shortened } from "../../src/core/support/display_width.ts";
import { prose } from "./table.ts";
import { canRedraw, paint, terminalColumns } from "./terminal.ts";

/** The bar is as wide as there is room, within these bounds. */
const WIDEST_BAR = 24, NARROWEST_BAR = 8;

const MILLISECONDS_BETWEEN_FRAMES = 50;
const encoder = new TextEncoder();

/**
 * Clears the line that is being drawn.
 *
 * The cursor waits at its beginning. So, what the terminal made of it when it became narrower, one
 * line or several, is all after the cursor.
 */
const CLEAR = "\r\x1b[J";

/** Shows the progress of a long task on standard error. */
export interface Progress {
  /**
   * Redraws the bar if it is time to; does nothing without a terminal.
   *
   * @param details What is said of it, the most important first: the last ones are left out where
   * the terminal is too narrow.
   */
  readonly update: (
    fraction: number,
    label: string,
    details: () => string | readonly string[],
  ) => void;
  /**
   * Replaces the bar by a line that stays; on a terminal, a longer one is broken between words.
   *
   * @param command What stands after it to be copied: the terminal breaks it, so that it stays one line.
   */
  readonly line: (text: string, command?: string) => void;
  /** Removes the bar, before something else is printed. */
  readonly clear: () => void;
}

/** What progress is shown on. */
export interface Screen {
  /** Whether it is a terminal that can draw a line again. */
  readonly canRedraw: boolean;
  /** The columns that it has now. */
  readonly columns: () => number;
  readonly write: (text: string) => void;
  /** The time in milliseconds. */
  readonly now: () => number;
}

/** A bar on a terminal, lines alone elsewhere. */
export function progress(screen: Partial<Screen> = {}): Progress {
  const { canRedraw, columns, write, now } = { ...standardError(), ...screen };
  let drawn = -Infinity;
  return {
    update: (fraction, label, details) => {
      const time = now();
      if (!canRedraw || (time - drawn < MILLISECONDS_BETWEEN_FRAMES && fraction < 1)) return;
      drawn = time;
      write(`${CLEAR}${frame(fraction, label, [details()].flat(), columns() - 1)}\r`);
    },
    line: (text, command) => {
      const words = printable(text), lines = canRedraw ? prose(words, columns()) : words;
      const rest = command === undefined ? "" : ` ${printable(command)}`;
      write(`${canRedraw ? CLEAR : ""}${lines}${rest}\n`);
    },
    clear: () => {
      if (canRedraw) write(CLEAR);
    },
  };
}

function standardError(): Screen {
  return {
    canRedraw: canRedraw(),
    columns: terminalColumns,
    write: (text) => Deno.stderr.writeSync(encoder.encode(text)),
    now: () => performance.now(),
  };
}

/** A label, a bar and details, in one line of at most so many columns. */
export function frame(
  fraction: number,
  label: string,
  details: readonly string[],
  columns: number,
): string {
  const shown = details.filter((detail) => detail !== "").map(printable);
  const text = () => shown.length === 0 ? "" : ` ${shown.join(", ")}`;
  const room = () => columns - displayWidth(`${label} ${text()}`);
  while (shown.length > 0 && room() < NARROWEST_BAR) shown.pop();
  const width = Math.min(WIDEST_BAR, room());
  if (width < NARROWEST_BAR) return shortened(label, columns);
  return `${label} ${bar(fraction, width)}${text()}`;
}

/** A bar: `━━━━━━━━────────`. */
export function bar(fraction: number, width: number): string {
  const full = Math.round(width * Math.min(1, Math.max(0, fraction)));
  return paint("━".repeat(full), "32") + paint("─".repeat(width - full), "2");
}
