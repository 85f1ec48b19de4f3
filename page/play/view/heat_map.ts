import { element } from "../../shell/element.ts";
import { DARK, LIGHT, paletteOf, pixelsOf } from "../drawing/colours.ts";

/** A canvas that shows a surface. */
export interface HeatMap {
  readonly canvas: HTMLCanvasElement;
  /** Draws activations; `toSigned` takes them to [−1, 1]. */
  readonly draw: (
    surface: ArrayLike<number>,
    size: number,
    toSigned?: (a: number) => number,
  ) => void;
}

let palettes: readonly [light: Uint8Array, dark: Uint8Array] | undefined;

/** The colours of the theme that is in use. */
function paletteOfTheme(): Uint8Array {
  palettes ??= [paletteOf(LIGHT), paletteOf(DARK)];
  return palettes[matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0];
}

/** A canvas of a cell a pixel, which the style sheet enlarges. */
export function heatMap(): HeatMap {
  const canvas = element("canvas", { width: 1, height: 1, "aria-hidden": "true" });
  return {
    canvas,
    draw: (surface, size, toSigned) => {
      if (canvas.width !== size) canvas.width = canvas.height = size;
      const image = new ImageData(pixelsOf(surface, paletteOfTheme(), toSigned), size, size);
      canvas.getContext("2d")!.putImageData(image, 0, 0);
    },
  };
}

/** Takes a probability to [−1, 1]. */
export function ofProbability(a: number): number {
  return 2 * a - 1;
}
