import { sizeOfWeights } from "../lower/stages.ts";
import type { ProductsOfStage } from "../wasm/kernels/dense_products.ts";

/** The size of the products of a stage: A (rows × inner) by B (inner × columns). */
export interface ProductShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** The most numbers in the windows of one image, where those are the rows of A or of errors. */
  readonly windowNumbers?: number;
}

/** The size of the products of a stage. */
export function shapeOf({ stage, rows, passesErrors }: ProductsOfStage): ProductShape {
  const { product, parameters, positions, units } = stage;
  const [inner, columns] = sizeOfWeights(parameters!.parts[0]!), windows = product!.windows;
  const shape = { rows: rows * positions, inner, columns };
  if (windows === undefined) return shape;
  const { image: [height, width], kernel } = windows;
  const errors = passesErrors ? height * width * kernel[0] * kernel[1] * units : 0;
  return { ...shape, windowNumbers: Math.max(positions * inner, errors) };
}
