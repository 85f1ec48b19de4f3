/** How many float32 numbers a vector holds. */
export const LANES = 4;

/** The bytes of a float32 or an integer. */
export const WORD = 4;

/** The bytes of a vector. */
export const VECTOR = LANES * WORD;

/** The bytes of a float64. */
export const DOUBLE = 8;

/** The bytes of a line of the cache, which every region begins on. */
const CACHE_LINE = 64;

/** The bytes of a page of WebAssembly's memory. */
export const PAGE = 65536;

/** The most pages that addresses of 32 bits reach. */
const MOST_PAGES = 65536;

/** The next multiple of a power of two. */
export function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

/** Hands out the addresses of a linear memory before it exists, so that code can name them. */
export class Layout {
  // What lies at address 0 would be found through a forgotten base: nothing does.
  #next = CACHE_LINE;

  /** The address of a region that begins on a line of the cache. */
  reserve(bytes: number): number {
    const address = this.#next;
    this.#next = roundUp(address + bytes, CACHE_LINE);
    return address;
  }

  /**
   * How many pages the regions need, with a line of the cache to spare behind the last.
   *
   * @throws {RangeError} If that is more than 32 bits can address.
   */
  get pages(): number {
    const pages = Math.ceil((this.#next + CACHE_LINE) / PAGE);
    if (pages > MOST_PAGES) {
      throw new RangeError(
        `The wasm executor can hold 4 GiB, but network and examples need ` +
          `${
            (pages * PAGE / 2 ** 30).toFixed(1)
          } GiB; executor: "reference" takes examples as they are`,
      );
    }
    return pages;
  }
}

/** Rows of float32 numbers, each padded to whole vectors: activations, errors, targets. */
export interface Rows {
  /** Where the first row begins. */
  readonly address: number;
  /** How many numbers a row has. */
  readonly columns: number;
  /** How many bytes lie between one row and the next. */
  readonly stride: number;
}

/**
 * Reserves rows.
 *
 * Rows whose length is a multiple of half a kilobyte would meet in few sets of the cache, so such
 * rows are a line longer.
 *
 * @param layout Where.
 * @param rows How many; rounded up to whole tiles of four.
 * @param columns How many numbers in each.
 */
export function reserveRows(layout: Layout, rows: number, columns: number): Rows {
  const bytes = roundUp(columns, LANES) * WORD;
  const stride = bytes % 512 === 0 ? bytes + CACHE_LINE : bytes;
  return { address: layout.reserve(roundUp(rows, LANES) * stride), columns, stride };
}

/**
 * A matrix (inner × columns) cut into panels of columns, each stored on its own.
 *
 * Within a panel the `width` numbers of one row are contiguous and rows follow each other, so that
 * a product that runs down a panel reads memory in one sweep. The last panel may be narrower; all
 * are whole vectors, the columns that are too many being zero.
 */
export interface Panels {
  /** Where the first panel begins. */
  readonly address: number;
  /** How many rows the matrix has: what a product sums over. */
  readonly inner: number;
  /** How many columns the matrix has. */
  readonly columns: number;
  /** How many columns a full panel has. */
  readonly width: number;
}

/** One panel of a matrix. */
export interface Panel {
  /** Where it begins. */
  readonly address: number;
  /** Its first column. */
  readonly column: number;
  /** How many vectors each of its rows has. */
  readonly vectors: number;
}

/** Whether a panel is of the full width and all its columns are columns of the matrix. */
export function isFull({ columns, width }: Panels, { column }: Panel): boolean {
  return column + width <= columns;
}

/** Some rows of a region of rows, from one of them on. */
export function rowsFrom<Region extends Rows>(region: Region, from: number): Region {
  return { ...region, address: region.address + from * region.stride };
}

/** Reserves a matrix in panels. */
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

/** Where an entry of a matrix in panels lies, as an index of float32 numbers. */
export function indexInPanels(
  { address, inner, columns, width }: Panels,
  row: number,
  column: number,
): number {
  const p = Math.floor(column / width);
  const rowLength = Math.min(width, roundUp(columns, LANES) - p * width);
  return address / WORD + p * width * inner + row * rowLength + (column - p * width);
}
