/** Labels of more characters are cut by the edge of the chart. */
const LONGEST = 6;

/** Numbers beyond these ends, by their size, are shorter as a power of ten. */
const LARGEST = 1e9, SMALLEST = 1e-4;

/**
 * The label of a tick of an axis: `0.50`, `10,000`, `250k`, `2M`, `1e12`, `−3e-5`.
 *
 * All labels of an axis have as many decimals, unless that makes one too long for its place.
 *
 * @param ticks The ticks of the axis.
 */
export function axisLabel(
  value: number,
  _index?: number,
  ticks: readonly number[] = [value],
): string {
  const decimals = Math.max(...ticks.map(decimalsOf));
  const isShort = decimals <= LONGEST &&
    ticks.every((tick) => withDecimals(tick, decimals).length <= LONGEST);
  return isShort ? withDecimals(value, decimals) : short(value);
}

/** Ticks are round numbers, but for the error of adding them up. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** The decimals of a number; of one so small or large that it has an exponent, too many. */
function decimalsOf(value: number): number {
  const digits = `${round(value)}`;
  return digits.includes("e") ? Infinity : digits.split(".")[1]?.length ?? 0;
}

function withDecimals(value: number, decimals: number): string {
  const [whole, ...rest] = value.toFixed(decimals).split(".");
  const apart = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return [apart, ...rest].join(".").replace(/^-/, "−");
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  const text = size >= LARGEST || size < SMALLEST
    ? round(value).toExponential().replace("e+", "e")
    : size >= 1e6
    ? `${round(value / 1e6)}M`
    : size >= 1e4
    ? `${round(value / 1e3)}k`
    : `${round(value)}`;
  return text.replace(/^-/, "−");
}
