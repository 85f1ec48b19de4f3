import { deriveKey, normal, randomKey, uniform } from "../../../engine.ts";
import { EXTENT, type Point } from "./point.ts";

/** How many points a set has, half of each class. */
export const POINTS = 200;

/** Points of the unit square's size, from uniform numbers in [0, 1): a share of the way, and another. */
type Shape = (label: 0 | 1, share: number, other: number) => readonly [x: number, y: number];

const TURN = 2 * Math.PI;

/** The shapes of the sets, inside [−1, 1]². */
const SHAPES = {
  /** A disc of "+" inside a ring of "−". */
  circle: (label, share, other) => {
    const radius = label === 1 ? 0.5 * Math.sqrt(share) : 0.7 + 0.3 * share;
    return polar(radius, TURN * other);
  },
  /** "+" where x and y have the same sign, with a gap along the axes. */
  xor: (label, share, other) => {
    const x = 0.06 + 0.9 * share, y = 0.06 + 0.9 * (2 * other % 1);
    const side = other < 0.5 ? 1 : -1;
    return [side * x, side * (label === 1 ? y : -y)];
  },
  /** Two arms that wind around each other 1.5 times. */
  spiral: (label, share) => polar(0.08 + 0.9 * share, TURN * (1.5 * share + label / 2)),
  /** Two half circles, each reaching into the other. */
  moons: (label, share) => {
    const angle = Math.PI * share, x = 0.6 * Math.cos(angle), y = 0.6 * Math.sin(angle);
    return label === 1 ? [x - 0.3, y - 0.2] : [0.3 - x, 0.2 - y];
  },
} satisfies Readonly<Record<string, Shape>>;

export type SetName = keyof typeof SHAPES | "own";

/** The names of all sets, custom points last. */
export const SET_NAMES: readonly SetName[] = /* @__PURE__ */ Object.freeze([
  "circle",
  "xor",
  "spiral",
  "moons",
  "own",
]);

/**
 * Draws the points of a set.
 *
 * @param noise In percent: 50 moves points by a quarter of the plane's half width, on average.
 * @param seed Equal seeds give equal points.
 */
export function drawSet(set: Exclude<SetName, "own">, noise: number, seed: number): Point[] {
  const key = randomKey(seed), shape: Shape = SHAPES[set];
  const shares = uniform(deriveKey(key, 1), 2 * POINTS);
  const shifts = normal(deriveKey(key, 2), 2 * POINTS, noise / 200);
  return Array.from({ length: POINTS }, (_, i): Point => {
    const label = i % 2 === 0 ? 1 : 0;
    const [x, y] = shape(label, shares[2 * i]!, shares[2 * i + 1]!);
    return { x: place(x + shifts[2 * i]!), y: place(y + shifts[2 * i + 1]!), label };
  });
}

function polar(radius: number, angle: number): [number, number] {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** Scales to 85 % of the plane and keeps what noise moves inside it. */
function place(x: number): number {
  return EXTENT * Math.min(1, Math.max(-1, 0.85 * x));
}
