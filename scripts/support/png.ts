import { deflateSync } from "node:zlib";
import { pngFile, pngRows } from "../../src/report/images/png.ts";

/**
 * A greyscale image as a PNG file.
 *
 * @param width Pixels in a row.
 * @param pixels Bytes, row by row, 0 being black.
 */
export function encodePng(width: number, pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const image = { width, height: pixels.length / width, bytes: pixels };
  return pngFile(image, deflateSync(pngRows(image)));
}
