import { bend, beyond, LATTICE_POINTS, lay } from "./deform.ts";
import { frame } from "./frame.ts";
import type { Glyph, Stroke } from "./glyphs.ts";
import type { Line, Pen, Touch } from "./pen.ts";
import { type Knot, type Point, smoothPolyline } from "./spline.ts";

/** The next number of a stream, uniform between two bounds. */
export type Draw = (low: number, high: number) => number;

/** A digit as one hand wrote it once. */
interface Writing {
  /** The strokes, in pixels. */
  readonly lines: readonly Line[];
  /** What they were written with. */
  readonly pen: Pen;
}

// What differs from hand to hand, and from digit to digit: the bounds of each number. Lengths are in
// hundredths of the box that glyphs are designed in, but in pixels for pen and frame. Tuned by eye,
// and until 784-32 tanh-16 tanh-10 softmax was right on 98 of 100 new digits after five epochs.
const BOUNDS = {
  /** How careless the hand is: the next three are multiplied by it. */
  carelessness: [0.4, 1.3],
  /** How far a point of the elastic lattice moves, in x and in y. */
  elastic: [-22, 22],
  /** How far a knot moves by itself, in x and in y. */
  tremor: [-2, 2],
  /** How far an end of a stroke goes too far, as a share of the way from the knot before. */
  overshoot: [-0.25, 0.25],
  /** The three parts of a posture. */
  width: [0.8, 1.15],
  slant: [-0.15, 0.45],
  turn: [-0.1, 0.1],
  /** The radius of the pen. */
  radius: [0.9, 1.8],
  /** What the radius is multiplied by at the start, in the middle and at the end of a stroke. */
  pressure: [0.6, 1.2],
  softness: [1, 1.5],
  ink: [225, 255],
  /** The longer side of the digit, as a share of MNIST's 20 pixels. */
  size: [0.85, 1.05],
  /** How far the centre of mass is put beside the middle, in x and in y: MNIST rounds to pixels. */
  shift: [-0.5, 0.5],
} as const;

// The longer side of the box that MNIST fits each digit into, in pixels.
const BOX = 20;

// The longest pieces of a polyline: 1.3 pixels or so. Around the tightest loops, of a radius of about
// 2 pixels, they leave the curve by 1.3² / (8 · 2) = 0.1 pixels.
const SPACING = 7;

/**
 * Writes a glyph once, as some hand might.
 *
 * @param glyph The strokes as they were designed.
 * @param draw Where all that is random comes from, always drawn in the same order.
 * @returns The strokes bent, slanted, turned, framed as MNIST's digits are, and their pen.
 */
export function write(glyph: Glyph, draw: Draw): Writing {
  const pick = (name: keyof typeof BOUNDS) => draw(BOUNDS[name][0], BOUNDS[name][1]);
  const carelessness = pick("carelessness");
  const slip = (name: "elastic" | "tremor" | "overshoot") => carelessness * pick(name);

  const displacements = Array.from(
    { length: LATTICE_POINTS },
    (): Point => [slip("elastic"), slip("elastic")],
  );
  const posture = { width: pick("width"), slant: pick("slant"), turn: pick("turn") };
  const pen = { softness: pick("softness"), ink: pick("ink") };
  const radius = pick("radius");

  const lines = glyph.map((stroke) => {
    const bent = stroke.map(({ at, corner }): Knot => {
      const [x, y] = bend(displacements, at);
      return { at: [x + slip("tremor"), y + slip("tremor")], corner };
    });
    const knots = moveEnds(bent, slip("overshoot"), slip("overshoot"))
      .map(({ at, corner }) => ({ at: lay(posture, at), corner }));
    const pressures = [pick("pressure"), pick("pressure"), pick("pressure")] as const;
    return press(smoothPolyline(knots, SPACING), radius, pressures);
  });
  const length = pick("size") * (BOX - 2 * radius);
  return { lines: frame(lines, length, [pick("shift"), pick("shift")]), pen };
}

/** The stroke with its first and last knot moved on by shares of the way from their neighbours. */
function moveEnds(stroke: Stroke, early: number, late: number): Stroke {
  const first = stroke[0]!, second = stroke[1]!;
  const last = stroke.at(-1)!, secondLast = stroke.at(-2)!;
  return [
    { ...first, at: beyond(first.at, second.at, early) },
    ...stroke.slice(1, -1),
    { ...last, at: beyond(last.at, secondLast.at, late) },
  ];
}

/** Gives each point of a polyline its radius: a parabola's over the way, as Bézier wrote it. */
function press(
  points: readonly Point[],
  radius: number,
  [start, middle, end]: readonly [number, number, number],
): Line {
  return points.map((at, i): Touch => {
    const t = i / (points.length - 1), s = 1 - t;
    return { at, radius: radius * (s * s * start + 2 * s * t * middle + t * t * end) };
  });
}
