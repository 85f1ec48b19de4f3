import { svgElement } from "./element.ts";
import { things } from "../../src/core/support/quantities.ts";

/** A line that grows: values over steps. */
export interface Curve {
  readonly element: SVGSVGElement;
  /** Adds a value at a step, which is not below the last. */
  add(step: number, value: number): void;
  /** Removes all. */
  clear(): void;
}

/** How a curve is drawn. */
export interface CurveOptions {
  /** What screen readers say of it. */
  readonly label: string;
  /** The ends of the vertical axis; by default those of the values, from 0. */
  readonly range?: readonly [number, number];
  readonly format: (value: number) => string;
  /** Whether each value is marked, as for few. */
  readonly hasDots?: boolean;
}

const WIDTH = 340, HEIGHT = 150, LEFT = 48, RIGHT = 8, TOP = 10, BOTTOM = 24;

/** The most points; beyond, neighbours are joined to their mean. */
const MOST = 320;

/** A curve in an SVG, drawn again at most once a frame. */
export function curve({ label, range, format, hasDots = false }: CurveOptions): Curve {
  const line = svgElement("path", { class: "curve-line" });
  const dots = svgElement("path", { class: "curve-dots" });
  const grid = svgElement("path", { class: "curve-grid" });
  const [low, high, end] = [
    svgElement("text", { x: LEFT - 6, y: HEIGHT - BOTTOM, class: "curve-high" }),
    svgElement("text", { x: LEFT - 6, y: TOP + 4, class: "curve-high" }),
    svgElement("text", { x: WIDTH - RIGHT, y: HEIGHT - 6, class: "curve-high" }),
  ];
  const begin = svgElement("text", { x: LEFT, y: HEIGHT - 6 }, "0");
  const element = svgElement(
    "svg",
    {
      ...{ viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img", "aria-label": label },
    },
    grid,
    line,
    dots,
    low,
    high,
    begin,
    end,
  );
  let points: (readonly [step: number, value: number])[] = [], each = 1, frame = 0;
  let waiting: (readonly [number, number])[] = [];

  const draw = () => {
    frame = 0;
    const last = points.at(-1)?.[0] ?? 0;
    const [least, most] = range ?? [0, Math.max(...points.map(([, value]) => value), 1e-9)];
    const x = (step: number) => LEFT + (WIDTH - LEFT - RIGHT) * step / Math.max(last, 1);
    const y = (value: number) => {
      const share = Math.min(Math.max((value - least) / (most - least), 0), 1);
      return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
    };
    const places = points.map(([step, value]) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`);
    line.setAttribute("d", places.length === 0 ? "" : `M${places.join("L")}`);
    if (hasDots) dots.setAttribute("d", places.map((place) => `M${place}h0`).join(""));
    const rules = [least, (least + most) / 2, most].map((value) =>
      `M${LEFT},${y(value)}H${WIDTH - RIGHT}`
    );
    grid.setAttribute("d", rules.join(""));
    low!.textContent = format(least);
    high!.textContent = format(most);
    end!.textContent = last === 0 ? "" : `${things(last, "step")}`;
    const latest = points.at(-1)?.[1];
    element.setAttribute(
      "aria-label",
      latest === undefined ? label : `${label}: ${format(latest)}`,
    );
  };
  const request = () => frame ||= requestAnimationFrame(draw);
  draw();
  return {
    element,
    add: (step, value) => {
      waiting.push([step, value]);
      if (waiting.length < each) return;
      points.push(meanOf(waiting));
      waiting = [];
      if (points.length > MOST) {
        points = Array.from(
          { length: points.length >> 1 },
          (_, i) => meanOf(points.slice(2 * i, 2 * i + 2)),
        );
        each *= 2;
      }
      request();
    },
    clear: () => {
      [points, waiting, each] = [[], [], 1];
      request();
    },
  };
}

/** The last step, and the mean of the values. */
function meanOf(points: readonly (readonly [number, number])[]): readonly [number, number] {
  const sum = points.reduce((total, [, value]) => total + value, 0);
  return [points.at(-1)![0], sum / points.length];
}
