/** A key of the generator, or one block of its output: two words of 32 bits. */
export type Words = readonly [number, number];

// Rotation constants of Threefry-2×32 and the parity constant of its key schedule.
// J. Salmon, M. Moraes, R. Dror, D. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.
/** By how many bits each of eight rounds turns a word. */
export const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
/** What makes the third word of the key schedule from the two words of a key. */
export const PARITY = 0x1bd11bda;
/** How many rounds there are. */
export const ROUNDS = 20;

/**
 * Threefry-2×32 with 20 rounds: a pure function from a key and a counter to 64 random bits.
 *
 * A generator without state: the n-th number of a stream is a function of the stream's key and n.
 *
 * @param key Two unsigned words of 32 bits.
 * @param counter Two unsigned words of 32 bits.
 * @returns Two unsigned words of 32 bits.
 */
export function threefry2x32(key: Words, counter: Words): Words {
  const schedule = [key[0], key[1], PARITY ^ key[0] ^ key[1]] as const;
  let x = (counter[0] + schedule[0]) | 0;
  let y = (counter[1] + schedule[1]) | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const by = ROTATIONS[(round % 8) as 0];
    x = (x + y) | 0;
    y = ((y << by) | (y >>> (32 - by))) ^ x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + schedule[(injection % 3) as 0]) | 0;
      y = (y + schedule[((injection + 1) % 3) as 0] + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}
