/** An integer with thousands separators: `60,000`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A number of things by their name: `1 epoch`, `2 epochs`. */
export function things(number: number, one: string, many: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/**
 * A number in a few digits, without zeros at its end: `0.3333`, `1,000`, `1.2e-7`.
 *
 * @param missing What stands for a number that is not known or not a number.
 */
export function rounded(value: number | undefined, digits = 4, missing = "–"): string {
  if (value === undefined || Number.isNaN(value)) return missing;
  const size = Math.abs(value), short = Number(value.toPrecision(digits));
  const isWhole = Number.isInteger(value) || (size >= 1e3 && Number.isInteger(short));
  if (isWhole && size < 1e6) return signed(count(Number.isInteger(value) ? value : short));
  return signed(size >= 1e-3 && size < 1e6 ? `${short}` : short.toExponential().replace("e+", "e"));
}

/** What a number is and what it should be, in as few digits as tell them apart, but three at least. */
export function parting(got: number, expected: number): string {
  const digits = [3, 4, 5, 6, 9, 12].find((count) =>
    rounded(got, count) !== rounded(expected, count)
  );
  return `${rounded(got, digits ?? 17)}, not ${rounded(expected, digits ?? 17)}`;
}

/** A share of 1 in percent: `95.2 %`. */
export function percent(share: number | undefined, digits = 1, missing = "–"): string {
  if (share === undefined || Number.isNaN(share)) return missing;
  return `${signed((100 * share).toFixed(digits))} %`;
}

/** A duration: `12 ms`, `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  // At 0 a clock is too coarse, which 0.0 s says.
  if (seconds > 0 && seconds < 0.0995) return `${Number((1000 * seconds).toPrecision(2))} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${count(Math.floor(whole / 60))} min ${String(whole % 60).padStart(2, "0")} s`;
}

function signed(digits: string): string {
  return digits.replace(/^-/, "−").replace("Infinity", "∞");
}
