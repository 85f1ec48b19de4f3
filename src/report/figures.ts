/** An integer with its thousands apart: `25,120`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A number in four digits or fewer: `0.9312`, `54,910`, `1.2e-7`, `not a number`. */
export function figure(value: number): string {
  return inDigits(value, 4);
}

/** A number in some digits or fewer; integers below a million in all of theirs. */
export function inDigits(value: number, digits: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return signed(count(value));
  const kept = Number(value.toPrecision(digits)), size = Math.abs(kept);
  return signed(
    size >= 1e-4 && size < 1e6
      ? Number.isInteger(kept) ? count(kept) : `${kept}`
      : kept.toExponential().replace("e+", "e"),
  );
}

/** A share in percent: `93.1 %`. */
export function percent(share: number, decimals = 1): string {
  return Number.isNaN(share) ? figure(share) : `${(100 * share).toFixed(decimals)} %`;
}

/** A duration in words: `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

function signed(digits: string): string {
  return digits.replace(/^-/, "−").replace("Infinity", "∞");
}

/** A number of things by their name: `1 epoch`, `2 epochs`. */
export function things(number: number, one: string, many: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A text of at most some characters, with what was left out marked. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** At most this many characters of a line are kept. */
const LONGEST = 240;

/** The lines of a text, at most some, with how many were left out, and none very long. */
export function someLines(text: string, most = 16): string {
  const lines = text.split("\n").map((line) => shortened(line, LONGEST));
  if (lines.length <= most) return lines.join("\n");
  const kept = most - 3, left = lines.length - kept - 2;
  return [...lines.slice(0, kept), `… ${left} more`, ...lines.slice(-2)].join("\n");
}
