/**
 * Operations on float32 numbers and on their bits, in any number of lanes, as code of some machine.
 *
 * The elementary functions are written in it once; each executor prints it in its own language. All bits
 * of a mask are ones where a comparison holds, and zeros where it does not, as at NaN.
 */
export interface Lanes<X> {
  /** A float32 number. */
  readonly constant: (x: number) => X;
  /** A word of 32 bits. */
  readonly bits: (word: number) => X;
  /** Keeps a value that is used more than once. */
  readonly hold: (x: X) => X;
  /** x as it was rounded, where compilers could join later operations with those before. */
  readonly rounded: (x: X) => X;
  readonly add: (x: X, y: X) => X;
  readonly sub: (x: X, y: X) => X;
  readonly mul: (x: X, y: X) => X;
  readonly div: (x: X, y: X) => X;
  /** x y + z, rounded once or twice. */
  readonly madd: (x: X, y: X, z: X) => X;
  /** z − x y, rounded once or twice. */
  readonly nmadd: (x: X, y: X, z: X) => X;
  readonly abs: (x: X) => X;
  /** y < x ? y : x. */
  readonly least: (x: X, y: X) => X;
  /** x < y ? y : x. */
  readonly most: (x: X, y: X) => X;
  readonly less: (x: X, y: X) => X;
  readonly equal: (x: X, y: X) => X;
  /** x where the mask holds, else y. */
  readonly select: (x: X, y: X, mask: X) => X;
  readonly and: (x: X, y: X) => X;
  /** x and not y. */
  readonly andNot: (x: X, y: X) => X;
  readonly or: (x: X, y: X) => X;
  /** x + y of words. */
  readonly addBits: (x: X, y: X) => X;
  /** x − y of words. */
  readonly subBits: (x: X, y: X) => X;
  readonly shiftLeft: (x: X, by: number) => X;
  /** Shifts a signed word. */
  readonly shiftRight: (x: X, by: number) => X;
  /** From a signed word to the number. */
  readonly convert: (x: X) => X;
  /**
   * Rounds x y to integers, half to even, and holds both.
   *
   * @param x |x y| < 2²¹.
   * @param bias Added to the bits, such as 127 for the exponent of a float32.
   * @returns The integers as numbers, and, plus the bias, in the lowest nine bits of words; higher bits
   * are meaningless.
   */
  readonly nearest: (
    x: X,
    y: number,
    bias: number,
  ) => Readonly<Record<"whole" | "bits", X>>;
}
