/** A count with its thousands apart: `25,120`. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number in four digits or fewer: `0.9312`, `1.2e-7`, `not a number`. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return signed(count(value));
  const size = Math.abs(value);
  return signed(
    size >= 1e-3 && size < 1e6 ? `${Number(value.toPrecision(4))}` : value.toExponential(2),
  );
}

/** A share in percent: `93.1 %`. */
export function percent(share: number): string {
  return Number.isNaN(share) ? figure(share) : `${(100 * share).toFixed(1)} %`;
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
