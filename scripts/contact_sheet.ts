import { loadStrokes } from "../data.ts";
import { integerOf, main, pathOf, type Values } from "./support/command.ts";
import { checkWritable, writeWhole } from "./support/files.ts";
import { encodePng } from "./support/png.ts";

const HELP = `
Draws a contact sheet of the strokes data set: one row for each digit.

Usage: deno task contact-sheet [options]

  --out FILE    output PNG                           [strokes.png]
  --seed N      seed of all random numbers           [0]
  -h, --help    show this help
`;

const OPTIONS = {
  out: { type: "string", default: "strokes.png" },
  seed: { type: "string", default: "0" },
} as const;

const CLASSES = 10;
const COLUMNS = 20;
const SIDE = 28;
const ZOOM = 2;
const GAP = 2;
const GAP_GREY = 64;

/** Draws the sheet as the flags say; resolves to the exit code. */
async function contactSheet(flags: Values<typeof OPTIONS>): Promise<number> {
  const out = pathOf(flags.out, "out");
  const start = integerOf(flags.seed, "seed", 0);
  await checkWritable(out, "out");
  const { width, pixels } = drawSheet(start);
  await writeWhole(out, encodePng(width, pixels));
  console.log(out);
  return 0;
}

/** The sheet: one row for each digit, light on dark, in the order of the training set. */
function drawSheet(seed: number): { readonly width: number; readonly pixels: Uint8Array } {
  const { inputs, labels } = loadStrokes({ seed, train: CLASSES * COLUMNS, test: 1 }).train;
  const cell = SIDE * ZOOM + GAP;
  const width = COLUMNS * cell + GAP;
  const pixels = new Uint8Array(width * (CLASSES * cell + GAP)).fill(GAP_GREY);
  const filled = new Uint8Array(CLASSES);
  for (let n = 0; n < inputs.rows; n++) {
    const row = labels![n]!, column = filled[row]!++;
    const top = GAP + row * cell, left = GAP + column * cell;
    for (let y = 0; y < SIDE * ZOOM; y++) {
      for (let x = 0; x < SIDE * ZOOM; x++) {
        const pixel = Math.floor(y / ZOOM) * SIDE + Math.floor(x / ZOOM);
        pixels[(top + y) * width + left + x] = inputs.data[n * inputs.columns + pixel]!;
      }
    }
  }
  return { width, pixels };
}

if (import.meta.main) {
  await main("contact-sheet", { help: HELP, options: OPTIONS, run: contactSheet });
}
