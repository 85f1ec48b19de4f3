/** A place in the drawing, in pixels from its top left. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A weight's line, from a unit to one of the next layer. */
export interface Line {
  /** The layer of the weight, from 1. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  /** The place of the weight in its matrix, row by row. */
  readonly index: number;
  readonly start: Place;
  readonly end: Place;
}

/** Where units and lines are drawn. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Of a unit: a square, large enough for a finger. */
  readonly size: number;
  /** The middles of the units, the inputs first, layer by layer. */
  readonly units: readonly (readonly Place[])[];
  readonly lines: readonly Line[];
}

/** Between two units there is room for a number and a frame. */
const SIZE = 44, GAP = 20;

/**
 * Places a network's units in columns, from left to right, each column in the middle.
 *
 * @param widths The units of each layer, inputs and outputs included.
 * @param width The pixels there are.
 */
export function layoutOf(widths: readonly number[], width: number): Layout {
  const tallest = Math.max(...widths), height = tallest * SIZE + (tallest + 1) * GAP;
  const between = (width - SIZE) / (widths.length - 1);
  const units = widths.map((count, l) =>
    Array.from({ length: count }, (_, j): Place => ({
      x: SIZE / 2 + l * between,
      y: height / 2 + (j - (count - 1) / 2) * (SIZE + GAP),
    }))
  );
  const lines = units.slice(1).flatMap((column, below) =>
    column.flatMap((end, to) =>
      units[below]!.map((start, from): Line => ({
        layer: below + 1,
        from,
        to,
        index: to * widths[below]! + from,
        start: { x: start.x + SIZE / 2, y: start.y },
        end: { x: end.x - SIZE / 2, y: end.y },
      }))
    )
  );
  return { width, height, size: SIZE, units, lines };
}

/** A line as the path of an SVG. */
export function pathOf({ start, end }: Pick<Line, "start" | "end">): string {
  return `M${round(start.x)} ${round(start.y)}L${round(end.x)} ${round(end.y)}`;
}

/** The point of a line at a share of its way, from 0 to 1. */
export function pointOn({ start, end }: Pick<Line, "start" | "end">, share: number): Place {
  return {
    x: start.x + share * (end.x - start.x),
    y: start.y + share * (end.y - start.y),
  };
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
