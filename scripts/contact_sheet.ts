import { parseArgs } from "node:util";
import { loadStrokes } from "../src/data/strokes.ts";
import { encodePng } from "./png.ts";

const USAGE = `Draws a contact sheet of the embedded digits: a row for each digit.

Usage: deno run --allow-write scripts/contact_sheet.ts [--out FILE] [--seed N]

  --out FILE  the PNG to write, strokes.png if left out
  --seed N    the seed of the digits, a whole number, 0 if left out
  --help      print this text`;

const CLASSES = 10;
const COLUMNS = 20;
const SIDE = 28;
const ZOOM = 2;
const GAP = 2;
const GAP_GREY = 64;

/** What the command line asked for. */
interface Request {
  readonly help: boolean;
  readonly out: string;
  readonly seed: number;
}

/** Reads the arguments; throws a TypeError or a RangeError that says what is wrong with them. */
function parseRequest(args: string[]): Request {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", default: false },
      out: { type: "string", default: "strokes.png" },
      seed: { type: "string", default: "0" },
    },
  });
  const { help, out, seed } = values;
  if (!/^\d+$/.test(seed) || !Number.isSafeInteger(Number(seed))) {
    throw new RangeError(`--seed must be an integer from 0 to 2^53 - 1, but found "${seed}"`);
  }
  if (out === "") throw new RangeError("--out must name a file, but found an empty name");
  return { help, out, seed: Number(seed) };
}

/** The sheet: each digit in a row of its own, light on dark, in the order of the training set. */
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

/** Runs the command; returns its exit code: 0 on success, 1 on failure, 2 on wrong arguments. */
async function main(args: string[]): Promise<number> {
  let request: Request;
  try {
    request = parseRequest(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (request.help) {
    console.log(USAGE);
    return 0;
  }
  const { width, pixels } = drawSheet(request.seed);
  try {
    await Deno.writeFile(request.out, encodePng(width, pixels));
  } catch (error) {
    console.error(`Cannot write ${request.out}: ${(error as Error).message}`);
    return 1;
  }
  console.log(request.out);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
