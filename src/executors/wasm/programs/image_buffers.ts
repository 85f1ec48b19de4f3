import type { WindowGrid } from "../../../nn/layers/windows.ts";
import { type Images, positionsAsImages, rowsAsImages } from "../memory/factor.ts";
import { LANES, type Layout, reserveRows, roundUp, type Rows, WORD } from "../memory/layout.ts";
import type { Stage } from "../../lower/stages.ts";

/** The memory of a product or a pooling of windows. */
export interface ImageBuffers {
  /** The inputs, a window's numbers of each line contiguous, with zeros around and maybe between. */
  readonly inputs: Images;
  /** The errors of the outputs with zeros around and between, for the backward pass of a product. */
  readonly errors?: Images;
  /** The errors of the inputs, unless they are computed in their place. */
  readonly carried?: Images;
}

/** Reserves the images of a product or a pooling of windows. */
export function reserveImages(
  layout: Layout,
  stage: Stage,
  { image, kernel, strides, before, outputs }: WindowGrid,
  rows: number,
  below: Rows,
  passesErrors: boolean,
  errorsBelow?: Rows,
): ImageBuffers {
  const given = rowsAsImages(below, image);
  if (stage.pool) return { inputs: given };
  const [height, width, channels] = image, apart = stage.product!.apart ?? [1, 1];
  const last = ([0, 1] as const).map((side) => (image[side] - 1) * apart[side]);
  const sides = (of: (side: 0 | 1) => readonly [number, number]) =>
    [Math.max(...of(0)), Math.max(...of(1))] as const;
  const covered = sides((side) => {
    return [last[side]! + 1, (outputs[side] - 1) * strides[side] + kernel[side]];
  });
  const isPadded = covered[0] !== height || covered[1] !== width ||
    before.some((pixels) => pixels > 0);
  const padded = isPadded ? reserveImage(layout, [...covered, channels], rows) : given;
  if (!passesErrors) return { inputs: padded };
  // Windows over them give the errors of the inputs; no window may see the last errors.
  const around = sides((side) => {
    const first = kernel[side] - 1 - before[side];
    return [last[side]! + kernel[side], first + (outputs[side] - 1) * strides[side] + 1];
  });
  const isInPlace = channels % LANES === 0 &&
    errorsBelow!.stride === height * width * channels * WORD;
  return {
    inputs: padded,
    errors: reserveImage(layout, [...around, stage.units], rows),
    ...(!isInPlace && {
      carried: positionsAsImages(
        reservePositions(layout, rows, height * width, channels),
        height * width,
      ),
    }),
  };
}

/** Reserves images without gaps; they are zero until something is written. */
function reserveImage(
  layout: Layout,
  [height, width, channels]: readonly [number, number, number],
  images: number,
): Images {
  const stride = roundUp(height * width * channels, LANES) * WORD;
  const rows = {
    address: layout.reserve(images * stride),
    columns: height * width * channels,
    stride,
  };
  return rowsAsImages(rows, [height, width, channels]);
}

/** Reserves a row for each position of each example; those of several follow each other without gaps. */
export function reservePositions(
  layout: Layout,
  rows: number,
  positions: number,
  units: number,
): Rows {
  if (positions === 1) return reserveRows(layout, rows, units);
  const stride = roundUp(units, LANES) * WORD;
  // Formulas of rows take four examples at a time.
  const bytes = roundUp(rows, LANES) * positions * stride;
  return { address: layout.reserve(bytes), columns: units, stride };
}
