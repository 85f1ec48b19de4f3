import { printable } from "../../core/support/describe.ts";

/**
 * An image file that could not be read.
 * @category Images
 */
export interface BrokenImage {
  /** Its path. */
  readonly path: string;
  /** Why it could not be read. */
  readonly reason: string;
}

/** The most files that a message lists. */
const LISTED = 10;

/**
 * Image files could not be read, and were not to be skipped.
 *
 * @example
 * ```ts
 * import { BrokenImagesError } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { images } = new BrokenImagesError([{ path: "7/a.png", reason: "it is empty" }], 10);
 * assertEquals(images[0]!.path, "7/a.png");
 * ```
 * @category Images
 */
export class BrokenImagesError extends SyntaxError {
  /** `BrokenImagesError`. */
  override readonly name = "BrokenImagesError";
  /** All of them. */
  readonly images: readonly BrokenImage[];

  /** The broken images, at least one, of so many files. */
  constructor(images: readonly BrokenImage[], files: number) {
    const listed = images.slice(0, LISTED).map(({ path, reason }) => `${path} (${reason})`);
    const more = images.length > LISTED ? [`and ${images.length - LISTED} more`] : [];
    const found = printable([...listed, ...more].join("; "));
    super(`${images.length} of ${files} image files cannot be read: ${found}`);
    this.images = images;
  }
}
