import type { Inputs } from "../../core/matrix/matrix.ts";
import { checkMatrix } from "../../core/matrix/matrix.ts";
import { checkCount } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { describeShape, type Shape, sizeOf } from "../../nn/layers/shape.ts";
import { type Display, hasOwn } from "../display.ts";
import { imagesHtml, type PicturesOptions, shapeOfImages } from "../images.ts";
import { things } from "../../core/support/quantities.ts";

/**
 * Images for a notebook, with what is written below them.
 * @category Notebooks
 */
export interface Pictures extends PicturesOptions {
  /** One image a row: bytes or numbers. */
  readonly inputs: Inputs;
  /** The shape of an image, channels last. */
  readonly shape: Shape;
}

/**
 * Rows of inputs as images for a notebook, as misread digits with what they were taken for.
 *
 * @param inputs One image a row (examples × values): bytes or numbers.
 * @throws {TypeError} If the rows are no images of the shape, or of any square one by default.
 *
 * @example
 * ```ts
 * import { loadStrokes, pictures } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { inputs, labels } = loadStrokes({ train: 5, test: 1 }).train;
 * const shown = pictures(inputs, { captions: Array.from(labels!, String) });
 * assertEquals(shown.shape, [28, 28, 1]);
 * ```
 * @category Notebooks
 */
export function pictures(inputs: Inputs, options: PicturesOptions = {}): Pictures {
  const given = checkOptions("pictures()", options, "shape captions most");
  checkMatrix(inputs, "inputs");
  const { captions, most = 20 } = given, shape = given.shape ?? shapeOfImages(inputs);
  checkCount(most, "most");
  if (shape === undefined || ![2, 3].includes(shape.length) || sizeOf(shape) !== inputs.columns) {
    throw new TypeError(
      `shape must be that of images with ${inputs.columns} values, such as [28, 28, 1], ` +
        `but found ${given.shape ? describeShape(given.shape) : "none that fits"}`,
    );
  }
  return Object.freeze({ inputs, shape, most, ...(captions && { captions }) });
}

/** Images: small pictures side by side. */
export const pictured: Display<Pictures> = {
  recognizes: (value) => {
    return hasOwn(value, "inputs", "shape", "most") && hasOwn(value.inputs, "rows", "data");
  },
  text: ({ inputs, shape }) => `${things(inputs.rows, "image")} ${describeShape(shape)}`,
  html: ({ inputs, ...given }) => imagesHtml(inputs, given),
};
