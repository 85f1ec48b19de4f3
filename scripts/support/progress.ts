import { printable } from "../../src/core/support/describe.ts";

const BAR_WIDTH = 24;
const MILLISECONDS_BETWEEN_FRAMES = 50;
const encoder = new TextEncoder();

/** Shows the progress of a long task on standard error. */
export interface Progress {
  /** Redraws the bar if it is time to; does nothing without a terminal. */
  readonly update: (fraction: number, label: string, detail: () => string) => void;
  /** Replaces the bar by a line that stays. */
  readonly line: (text: string) => void;
}

/** A bar on a terminal, lines alone elsewhere. */
export function progress(
  isTerminal: boolean = Deno.stderr.isTerminal(),
  write: (text: string) => void = (text) => Deno.stderr.writeSync(encoder.encode(text)),
): Progress {
  let drawn = -Infinity;
  return {
    update: (fraction, label, detail) => {
      const now = performance.now();
      if (!isTerminal || (now - drawn < MILLISECONDS_BETWEEN_FRAMES && fraction < 1)) return;
      drawn = now;
      write(`\r\x1b[K${label} ${bar(fraction)} ${detail()}`);
    },
    line: (text) => write(`${isTerminal ? "\r\x1b[K" : ""}${printable(text)}\n`),
  };
}

/** A bar of fixed width: `━━━━━━━━────────`. */
export function bar(fraction: number): string {
  const full = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, fraction)));
  return paint("━".repeat(full), "32") + paint("─".repeat(BAR_WIDTH - full), "2");
}

/** A text in a colour of the terminal, unless `NO_COLOR` is set. */
function paint(text: string, code: string): string {
  return Deno.noColor || text === "" ? text : `\x1b[${code}m${text}\x1b[0m`;
}

/** A duration in words: `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
