/** A matrix in memory, row by row. */
export interface RowMajor {
  /** In bytes from the beginning of the memory. */
  readonly address: number;
  /** The bytes from one row to the next. */
  readonly stride: number;
}

/** A factor of a product, maybe transposed. */
export interface ProductFactor extends RowMajor {
  readonly isTransposed: boolean;
}

/** C = c A B, or C += c A B: A (rows × inner) by B (inner × columns), as they are after transposition. */
export interface MatrixProduct {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly a: ProductFactor;
  readonly b: ProductFactor;
  readonly c: RowMajor;
  readonly isAdded: boolean;
}

/** Computes one product, times a factor c. */
export type Multiply = (factor: number) => void;

/** Prepares a product of matrices in a buffer. */
export type BindProduct = (buffer: ArrayBuffer, product: MatrixProduct) => Multiply;
