import { colourOn, type Rgb } from "./rgb.ts";

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

const SIGNS = ["negative", "surface", "positive"] as const;

let known = new Map<Colour, Rgb>();

/** A colour of the style sheet, of the light or the dark theme as it is now. */
export function colourOf(name: Colour): Rgb {
  const found = known.get(name) ?? read(name);
  known.set(name, found);
  return found;
}

/** The colour of a value from −1 to 1: none is the paper, either sign has its own. */
export function signed(value: number): Rgb {
  const [negative, zero, positive] = SIGNS.map(colourOf) as [Rgb, Rgb, Rgb];
  return colourOn({ negative, zero, positive }, value);
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
