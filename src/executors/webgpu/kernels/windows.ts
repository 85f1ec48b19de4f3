import { countWindows, type WindowGrid } from "../../../nn/layers/windows.ts";
import type { Part, ProductForm } from "../../lower/stages.ts";

/** The statements that read the entry of the rows of a product, `i` and `k`: the windows of images. */
export function readWindow(at: number, { windows, apart = [1, 1] }: WindowForm): string {
  const { image: [height, width, channels], kernel, strides, before, outputs } = windows;
  return `let x = i % ${outputs[1]}u; let y = (i / ${outputs[1]}u) % ${outputs[0]}u;
let image = i / ${countWindows(windows)}u;
let c = k % ${channels}u; let tap = k / ${channels}u;
let top = i32(y * ${strides[0]}u + tap / ${kernel[1]}u) - ${before[0]}i;
let left = i32(x * ${strides[1]}u + tap % ${kernel[1]}u) - ${before[1]}i;
if (top < 0i || left < 0i) { return 0f; }
let line = u32(top) / ${apart[0]}u; let pixel = u32(left) / ${apart[1]}u;
if (line * ${apart[0]}u != u32(top) || pixel * ${apart[1]}u != u32(left)) { return 0f; }
if (line >= ${height}u || pixel >= ${width}u) { return 0f; }
return w[${at}u + ((image * ${height}u + line) * ${width}u + pixel) * ${channels}u + c];`;
}

/** The windows of a product. */
export interface WindowForm extends Pick<ProductForm, "apart"> {
  readonly windows: WindowGrid;
}

/**
 * The statements that read the errors that reach a pixel, `i`, from a window and a unit, `k`: the
 * pullback of {@linkcode readWindow}.
 */
export function readWindowError(
  at: number,
  { windows, apart = [1, 1] }: WindowForm,
  units: number,
): string {
  const { image: [height, width], kernel, strides, before, outputs } = windows;
  return `let pixel = i % ${width}u; let line = (i / ${width}u) % ${height}u;
let image = i / ${height * width}u;
let u = k % ${units}u; let tap = k / ${units}u;
let top = i32(line * ${apart[0]}u + ${before[0]}u) - i32(tap / ${kernel[1]}u);
let left = i32(pixel * ${apart[1]}u + ${before[1]}u) - i32(tap % ${kernel[1]}u);
if (top < 0i || left < 0i) { return 0f; }
let y = u32(top) / ${strides[0]}u; let x = u32(left) / ${strides[1]}u;
if (y * ${strides[0]}u != u32(top) || x * ${strides[1]}u != u32(left)) { return 0f; }
if (y >= ${outputs[0]}u || x >= ${outputs[1]}u) { return 0f; }
return w[${at}u + ((image * ${outputs[0]}u + y) * ${outputs[1]}u + x) * ${units}u + u];`;
}

/**
 * The index of a weight in its matrix, (units × inner), or turned by 180° (channels × taps · units).
 *
 * @param unit The text of the number of the unit.
 * @param at The texts of the numbers of the tap and of the channel, or of both together.
 */
export function weightIndex(
  { size: [rows, columns], turned }: Part,
  unit: string,
  at: { readonly inner: string } | { readonly tap: string; readonly channel: string },
  channels: number,
): string {
  if (turned === undefined) {
    const inner = "inner" in at ? at.inner : `(${at.tap}) * ${channels}u + ${at.channel}`;
    return `(${unit}) * ${columns}u + ${inner}`;
  }
  const [tap, channel] = "inner" in at
    ? [`(${at.inner}) / ${rows}u`, `(${at.inner}) % ${rows}u`]
    : [at.tap, at.channel];
  return `(${channel}) * ${columns}u + (${turned - 1}u - (${tap})) * ${
    columns / turned
  }u + ${unit}`;
}
