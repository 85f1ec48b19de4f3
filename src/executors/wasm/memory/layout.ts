/** The number of float32 numbers in a vector. */
export const LANES = 4;

/** The bytes of a float32 or an integer, of a vector, and of a float64. */
export const WORD = 4, VECTOR = LANES * WORD, DOUBLE = 8;

/** The bytes of a cache line; every region begins on one. */
export const CACHE_LINE = 64;

/** The bytes of a page of WebAssembly's memory. */
export const PAGE = 65536;

/** The most pages that 32 bits can address. */
const MOST_PAGES = 65536;

export function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

/** Assigns addresses in a linear memory before it exists, so that code can name them. */
export class Layout {
  // Nothing lies at address 0, where an access with a forgotten base would find it.
  #next = CACHE_LINE;
  readonly #executor: string;

  /** @param executor The name of the executor, for messages. */
  constructor(executor = "wasm") {
    this.#executor = executor;
  }

  /** Reserves a region, aligned to cache lines, and returns its address. */
  reserve(bytes: number): number {
    const address = this.#next;
    this.#next = roundUp(address + bytes, CACHE_LINE);
    return address;
  }

  /**
   * The pages that the regions need, with a cache line to spare after the last.
   *
   * @throws {RangeError} If 32 bits cannot address as many.
   */
  get pages(): number {
    const pages = Math.ceil((this.#next + CACHE_LINE) / PAGE);
    if (pages > MOST_PAGES) {
      const gibibytes = (pages * PAGE / 2 ** 30).toFixed(1);
      throw new RangeError(
        `The ${this.#executor} executor can hold 4 GiB, but network and examples need ${gibibytes} GiB; ` +
          `executor: "reference" takes examples as they are`,
      );
    }
    return pages;
  }
}

/** Rows of float32 numbers, each padded to whole vectors: activations, errors, targets. */
export interface Rows {
  readonly address: number;
  readonly columns: number;
  /** The bytes from one row to the next. */
  readonly stride: number;
}

/**
 * Reserves rows, rounded up to a multiple of four.
 *
 * Rows of a multiple of half a kilobyte would compete for few sets of the cache, so they are padded by
 * a cache line.
 */
export function reserveRows(layout: Layout, rows: number, columns: number): Rows {
  const bytes = roundUp(columns, LANES) * WORD;
  const stride = bytes % 512 === 0 ? bytes + CACHE_LINE : bytes;
  return { address: layout.reserve(roundUp(rows, LANES) * stride), columns, stride };
}

/**
 * A matrix (inner × columns) cut into panels of columns, each stored on its own.
 *
 * Within a panel the `width` numbers of one row are contiguous and rows follow each other, so that a
 * product reads a panel sequentially. The last panel may be narrower; all are padded with columns of
 * zeros to whole vectors.
 */
export interface Panels {
  readonly address: number;
  /** The number of rows, over which a product sums. */
  readonly inner: number;
  readonly columns: number;
  /** The columns of a full panel. */
  readonly width: number;
  /** Whether those who share work leave it undivided, as there is too little of it. */
  readonly whole?: true;
}

/** One panel of a matrix. */
export interface Panel {
  readonly address: number;
  readonly column: number;
  /** The number of vectors in each row. */
  readonly vectors: number;
}

/** Whether a panel has the full width and no padding. */
export function isFull({ columns, width }: Panels, { column }: Panel): boolean {
  return column + width <= columns;
}

/** The rows of a region from row `from` on. */
export function rowsFrom<Region extends Rows>(region: Region, from: number): Region {
  return { ...region, address: region.address + from * region.stride };
}

export function reservePanels(
  layout: Layout,
  inner: number,
  columns: number,
  width: number,
): Panels {
  const address = layout.reserve(inner * roundUp(columns, LANES) * WORD);
  return { address, inner, columns, width };
}

/** The panels of a matrix in the order of their columns. */
export function panelsOf({ address, inner, columns, width }: Panels): Panel[] {
  const padded = roundUp(columns, LANES);
  return Array.from({ length: Math.ceil(padded / width) }, (_, p) => ({
    address: address + p * width * inner * WORD,
    column: p * width,
    vectors: Math.min(width, padded - p * width) / LANES,
  }));
}

/** The index of an entry of a matrix in panels, among all float32 numbers of the memory. */
export function indexInPanels(
  { address, inner, columns, width }: Panels,
  row: number,
  column: number,
): number {
  const p = Math.floor(column / width);
  const rowLength = Math.min(width, roundUp(columns, LANES) - p * width);
  return address / WORD + p * width * inner + row * rowLength + (column - p * width);
}
