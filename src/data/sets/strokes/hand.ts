import { bend, beyond, LATTICE_POINTS, lay } from "./deform.ts";
import { frame } from "./frame.ts";
import type { Glyph, Stroke } from "./glyphs.ts";
import type { Line, Pen, Touch } from "./pen.ts";
import { type Knot, type Point, smoothPolyline } from "./spline.ts";

/** The next number of a stream, uniform between two bounds. */
export type Draw = (low: number, high: number) => number;

/** A digit as one hand wrote it once: its strokes, in pixels, and the pen. */
interface Writing {
  readonly lines: readonly Line[];
  readonly pen: Pen;
}

// The bounds of the numbers that vary from hand to hand and from digit to digit. Lengths are in
// hundredths of the box that glyphs are designed in, but in pixels for pen and frame. Tuned by eye,
// and until 784-32 tanh-16 tanh-10 softmax was right on 98 of 100 new digits after five epochs.
const BOUNDS = {
  /** How careless the hand is: the next three are multiplied by it. */
  carelessness: [0.4, 1.3],
  /** How far a point of the elastic lattice moves, in x and in y. */
  elastic: [-22, 22],
  /** How far each knot moves, in x and in y. */
  tremor: [-2, 2],
  /** How far an end of a stroke is extended, as a share of its distance from the knot before. */
  overshoot: [-0.25, 0.25],
  /** The three parts of a posture. */
  width: [0.8, 1.15],
  slant: [-0.15, 0.45],
  turn: [-0.1, 0.1],
  /** The radius of the pen. */
  radius: [0.9, 1.8],
  /** The factors of the radius at the start, in the middle and at the end of a stroke. */
  pressure: [0.6, 1.2],
  softness: [1, 1.5],
  ink: [225, 255],
  /** The longer side of the digit, as a share of MNIST's 20 pixels. */
  size: [0.85, 1.05],
  /** The offset of the centre of mass from the middle, in x and in y: MNIST rounds to pixels. */
  shift: [-0.5, 0.5],
} as const;

const BOX = 20; // the longer side of the box that MNIST fits each digit into, in pixels

// The longest pieces of a polyline: 1.3 pixels or so. Around the tightest loops, of a radius of about
// 2 pixels, they leave the curve by 1.3² / (8 · 2) = 0.1 pixels.
const SPACING = 7;

/**
 * Writes a glyph once, in a random hand: its strokes bent, slanted, turned, framed as in MNIST.
 *
 * @param draw The source of all random numbers, always drawn in the same order.
 */
export function write(glyph: Glyph, draw: Draw): Writing {
  const pick = (name: keyof typeof BOUNDS) => draw(BOUNDS[name][0], BOUNDS[name][1]);
  const carelessness = pick("carelessness");
  const slip = (name: "elastic" | "tremor" | "overshoot") => carelessness * pick(name);

  const displace = (): Point => [slip("elastic"), slip("elastic")];
  const displacements = Array.from({ length: LATTICE_POINTS }, displace);
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

/** The stroke with its ends extended by shares of the distance to their neighbours. */
function moveEnds(stroke: Stroke, early: number, late: number): Stroke {
  const first = stroke[0]!, second = stroke[1]!;
  const last = stroke.at(-1)!, secondLast = stroke.at(-2)!;
  return [
    { ...first, at: beyond(first.at, second.at, early) },
    ...stroke.slice(1, -1),
    { ...last, at: beyond(last.at, secondLast.at, late) },
  ];
}

/** Gives each point of a polyline its radius: along a parabola in Bézier's form. */
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
