/** The largest exponent of a power, of products by squaring: it and its half are exact. */
export const MOST_EXPONENT = 1e15;
