/** Red, green and blue, from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The colours of canvases, which style sheets do not reach. */
export type Colour =
  | "surface"
  | "sunken"
  | "ink"
  | "muted"
  | "line"
  | "accent"
  | "positive"
  | "negative";

let known = new Map<Colour, Rgb>();

/** A colour of the style sheet, of the light or the dark theme as it is now. */
export function colourOf(name: Colour): Rgb {
  const found = known.get(name) ?? read(name);
  known.set(name, found);
  return found;
}

/** A colour between two: the first for 0, the second for 1. */
export function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const at = Math.min(Math.max(share, 0), 1);
  return [0, 1, 2].map((i) => Math.round(from[i]! + (to[i]! - from[i]!) * at)) as unknown as Rgb;
}

/** The colour of a value from −1 to 1: none is the paper, either sign has its own. */
export function signed(value: number): Rgb {
  return mixed(colourOf("surface"), colourOf(value < 0 ? "negative" : "positive"), Math.abs(value));
}

/** Calls when the theme changes, as canvases have to be drawn again. */
export function onThemeChange(redraw: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    known = new Map();
    redraw();
  });
}

function read(name: Colour): Rgb {
  const text = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const digits = text.slice(1).match(/../g) ?? ["0", "0", "0"];
  return digits.slice(0, 3).map((pair) => parseInt(pair, 16)) as unknown as Rgb;
}
