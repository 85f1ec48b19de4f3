import { curve, type CurveOptions } from "../shell/curve.ts";

/** A curve to which values are added. */
export interface GrowingCurve {
  readonly element: SVGSVGElement;
  /** Adds a value at a step, which is not below the last. */
  add(step: number, value: number): void;
  /** Removes all. */
  clear(): void;
}

/** How it is drawn, and what screen readers say of it. */
export interface GrowingCurveOptions extends CurveOptions {
  readonly label: string;
}

/** The most points; beyond, neighbours are joined to their mean. */
const MOST = 320;

/** A curve that keeps its values, drawn again at most once a frame. */
export function growingCurve({ label, ...options }: GrowingCurveOptions): GrowingCurve {
  const { element, draw } = curve(options);
  let points: readonly Point[] = [], waiting: readonly Point[] = [], each = 1, frame = 0;
  const redraw = () => {
    frame = 0;
    // The curve ends at the last step, though its value waits for neighbours.
    const end = waiting.at(-1), last = points.at(-1);
    const shown = end && last ? [...points.slice(0, -1), { ...last, step: end.step }] : points;
    const latest = shown.at(-1)?.value;
    draw([shown], latest === undefined ? label : `${label}: ${options.format(latest)}`);
  };
  const request = () => frame ||= requestAnimationFrame(redraw);
  redraw();
  return {
    element,
    add: (step, value) => {
      waiting = [...waiting, { step, value }];
      request();
      if (waiting.length < each) return;
      points = [...points, meanOf(waiting)];
      waiting = [];
      if (points.length > MOST) {
        points = Array.from(
          { length: points.length >> 1 },
          (_, i) => meanOf(points.slice(2 * i, 2 * i + 2)),
        );
        each *= 2;
      }
    },
    clear: () => {
      [points, waiting, each] = [[], [], 1];
      request();
    },
  };
}

interface Point {
  readonly step: number;
  readonly value: number;
}

/** The last step, and the mean of the values. */
function meanOf(points: readonly Point[]): Point {
  const sum = points.reduce((total, { value }) => total + value, 0);
  return { step: points.at(-1)!.step, value: sum / points.length };
}
