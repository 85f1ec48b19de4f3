/** Thrown where an exact computation would take more time and memory than it is worth. */
export class TooLarge extends RangeError {}
