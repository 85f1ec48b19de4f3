import { element } from "../shell/element.ts";

/** The side of the picture that is read off the pad, in pixels. */
export const SIDE = 112;

/** A place on the pad, both from 0 to 1, and how hard the pen presses. */
interface Touch {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}

/** What was drawn: a line, or a picture of a sample digit. */
type Item = { readonly line: Touch[] } | { readonly picture: HTMLCanvasElement };

/** A pad to draw on with mouse, finger or pen. */
export interface Pad {
  readonly element: HTMLCanvasElement;
  /** Red, green, blue and opacity, row by row, white ink on black; nothing where it is blank. */
  pixels(): Uint8ClampedArray<ArrayBuffer> | undefined;
  undo(): void;
  clear(): void;
  /** Shows a picture in place of what is there: greys from 0, the paper, to 255. */
  place(greys: ArrayLike<number>, side: number): void;
  /** Moves everything, by shares of the pad. */
  move(right: number, down: number): void;
}

/** The width of a line as a share of the pad: as thick as MNIST's are for a digit that fills it. */
const WIDTH = 0.085;

/**
 * Makes a pad.
 *
 * @param onChange Called when what is drawn has changed.
 * @param ink The colour of the ink, as CSS has it.
 */
export function drawingPad(onChange: () => void, ink: () => string): Pad {
  const canvas = element("canvas", {
    ...{ width: 2 * SIDE, height: 2 * SIDE, class: "pad", tabindex: 0, role: "application" },
    "aria-label": "Drawing pad: arrow keys move what is drawn, Backspace takes the last line back",
    "aria-describedby": "pad-help",
  });
  let items: Item[] = [], current: Touch[] | undefined, pen: number | undefined, frame = 0;
  let [right, down] = [0, 0];

  const paint = (context: CanvasRenderingContext2D, side: number, colour: string) => {
    context.clearRect(0, 0, side, side);
    context.save();
    context.translate(right * side, down * side);
    for (const item of items) {
      if ("line" in item) paintLine(context, item.line, side, colour);
      else paintPicture(context, item.picture, side, colour);
    }
    context.restore();
  };
  const redraw = () => {
    frame = 0;
    paint(canvas.getContext("2d")!, canvas.width, ink());
  };
  const changed = () => {
    frame ||= requestAnimationFrame(redraw);
    onChange();
  };
  const touchOf = ({ clientX, clientY, pressure, pointerType }: PointerEvent): Touch => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return {
      x: (clientX - left) / width - right,
      y: (clientY - top) / height - down,
      // A mouse says 0.5, and fingers say anything.
      pressure: pointerType === "pen" && pressure > 0 ? pressure : 0.5,
    };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pen !== undefined) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    pen = event.pointerId;
    current = [touchOf(event)];
    items = [...items, { line: current }];
    changed();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen) return;
    const events = event.getCoalescedEvents?.() ?? [];
    current!.push(...(events.length > 0 ? events : [event]).map(touchOf));
    changed();
  });
  for (const name of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId === pen) [pen, current] = [undefined, undefined];
    });
  }
  canvas.addEventListener("keydown", (event) => {
    const step = 1 / 28; // a pixel of MNIST
    const steps: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => made.move(-step, 0),
      ArrowRight: () => made.move(step, 0),
      ArrowUp: () => made.move(0, -step),
      ArrowDown: () => made.move(0, step),
      Backspace: () => made.undo(),
      Delete: () => made.clear(),
    };
    if (event.ctrlKey && event.key === "z") made.undo();
    else if (steps[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) {
      steps[event.key]!();
    } else return;
    event.preventDefault();
  });

  const hidden = element("canvas", { width: SIDE, height: SIDE });
  const made: Pad = {
    element: canvas,
    pixels: () => {
      if (items.length === 0) return undefined;
      const context = hidden.getContext("2d", { willReadFrequently: true })!;
      paint(context, SIDE, "#fff");
      context.globalCompositeOperation = "destination-over";
      context.fillStyle = "#000";
      context.fillRect(0, 0, SIDE, SIDE);
      context.globalCompositeOperation = "source-over";
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      return data.some((byte, i) => i % 4 === 0 && byte > 127)
        ? data as Uint8ClampedArray<ArrayBuffer>
        : undefined;
    },
    undo: () => {
      items = items.slice(0, -1);
      changed();
    },
    clear: () => {
      items = [];
      [right, down] = [0, 0];
      changed();
    },
    place: (greys, side) => {
      [right, down] = [0, 0];
      items = [{ picture: pictureOf(greys, side) }];
      changed();
    },
    move: (byX, byY) => {
      const within = (value: number) => Math.min(Math.max(value, -0.9), 0.9);
      [right, down] = [within(right + byX), within(down + byY)];
      changed();
    },
  };
  return made;
}

/** A line of round pieces; a pen that presses harder draws wider. */
function paintLine(
  context: CanvasRenderingContext2D,
  line: readonly Touch[],
  side: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineCap = "round";
  line.forEach(({ x, y, pressure }, i) => {
    const from = line[i - 1] ?? { x, y };
    context.lineWidth = side * WIDTH * (0.6 + 0.8 * pressure);
    context.beginPath();
    context.moveTo(from.x * side, from.y * side);
    context.lineTo(x * side + (line.length === 1 ? 0.01 : 0), y * side);
    context.stroke();
  });
}

function paintPicture(
  context: CanvasRenderingContext2D,
  picture: HTMLCanvasElement,
  side: number,
  colour: string,
): void {
  const inked = element("canvas", { width: picture.width, height: picture.height });
  const own = inked.getContext("2d")!;
  own.fillStyle = colour;
  own.fillRect(0, 0, inked.width, inked.height);
  own.globalCompositeOperation = "destination-in";
  own.drawImage(picture, 0, 0);
  context.drawImage(inked, 0, 0, side, side);
}

/** A picture whose opacity is the ink. */
function pictureOf(greys: ArrayLike<number>, side: number): HTMLCanvasElement {
  const made = element("canvas", { width: side, height: side });
  const context = made.getContext("2d")!, image = context.createImageData(side, side);
  for (let i = 0; i < greys.length; i++) image.data[4 * i + 3] = greys[i]!;
  context.putImageData(image, 0, 0);
  return made;
}
