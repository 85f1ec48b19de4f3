import type { Shape } from "../nn/layers/shape.ts";

/** An image of several channels and positions whose values lie channels first, as in PyTorch and ONNX. */
export type Image = readonly [height: number, width: number, channels: number];

/** The order of the values of a shape, channels first, if it is not the one here. */
export function orderOf(shape: Shape): Image | undefined {
  const [height, width, channels] = shape as Image;
  return shape.length === 3 && channels > 1 && height * width > 1
    ? [height, width, channels]
    : undefined;
}

/** The index here, channels last, of what is at an index where channels are first. */
export function placeOf(i: number, image: Image | undefined): number {
  if (image === undefined) return i;
  const [height, width, channels] = image, positions = height * width;
  return (i % positions) * channels + Math.floor(i / positions);
}
