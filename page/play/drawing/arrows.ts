import { type Line, type Place, pointOn } from "./layout.ts";

/** An arrow for the coming update of a weight: up if it grows, down if it shrinks. */
export interface Arrow {
  /** The middle of its shaft. */
  readonly place: Place;
  /** Pixels from tail to tip, positive upwards; 0 draws nothing. */
  readonly length: number;
}

/** The longest arrow, and that where many lines are; the shortest that shows its direction. */
const LONGEST = 26, LONGEST_OF_MANY = 17, SHORTEST = 6;
/** Below this share of the largest update, a weight counts as staying. */
const NONE = 1e-3;

/**
 * The arrow of a weight. Its length grows with the root of the update, so that small ones still show.
 *
 * Lines that meet at a unit have theirs at different shares of the way, so that none hides another.
 *
 * @param update What the next step adds to the weight.
 * @param largest The largest |update| of the network.
 * @param count How many units the lines come from.
 */
export function arrowOf(line: Line, update: number, largest: number, count: number): Arrow {
  const place = pointOn(line, 0.2 + 0.6 * (line.from + 0.5) / count);
  const share = largest > 0 ? Math.abs(update) / largest : 0;
  if (!(share > NONE)) return { place, length: 0 };
  const longest = count > 4 ? LONGEST_OF_MANY : LONGEST;
  return {
    place,
    length: Math.sign(update) * (SHORTEST + (longest - SHORTEST) * Math.sqrt(share)),
  };
}

/** The head of an arrow in the middle of a line: towards its end, or back to where it begins. */
export function headPath(line: Line, way: 1 | -1): string {
  const { start, end } = line, { x, y } = pointOn(line, 0.5);
  const size = way * 7 / Math.hypot(end.x - start.x, end.y - start.y);
  const [dx, dy] = [size * (end.x - start.x), size * (end.y - start.y)];
  return `M${at(x + dx, y + dy)}L${at(x - dx - dy, y - dy + dx)}L${at(x - dx + dy, y - dy - dx)}Z`;
}

/** An arrow as the path of an SVG: a shaft and a filled head. */
export function arrowPath({ place: { x, y }, length }: Arrow): string {
  if (length === 0) return "";
  const way = -Math.sign(length), half = Math.abs(length) / 2; // y grows downwards
  const head = Math.min(half, 5), tip = y + way * half, neck = tip - way * head;
  return `M${at(x - 1.25, y - way * half)}L${at(x - 1.25, neck)}L${at(x - 4.5, neck)}` +
    `L${at(x, tip)}L${at(x + 4.5, neck)}L${at(x + 1.25, neck)}L${at(x + 1.25, y - way * half)}Z`;
}

function at(x: number, y: number): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
