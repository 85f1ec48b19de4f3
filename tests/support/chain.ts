/** How long a chain must be to tell recursion: V8's stack holds 13,000 to 18,000 calls of the least. */
export const DEEPER_THAN_THE_STACK = 30_000;
