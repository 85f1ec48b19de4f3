/** A key of the generator, or one block of its output: two words of 32 bits. */
export type Words<T = number> = readonly [T, T];

/** Arithmetic on words of 32 bits: computed as numbers, or compiled. */
export interface WordArithmetic<T> {
  /** A known word. */
  readonly constant: (word: number) => T;
  /** x + y modulo 2³². */
  readonly add: (x: T, y: T) => T;
  /** Bitwise exclusive or. */
  readonly xor: (x: T, y: T) => T;
  /** The bits rotated to the left. */
  readonly rotate: (x: T, bits: number) => T;
}

// Rotation constants of Threefry-2×32 and the parity constant of its key schedule.
// J. Salmon, M. Moraes, R. Dror, D. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;
const ROUNDS = 20;

/** Words as JavaScript's numbers, signed. */
const numbers: WordArithmetic<number> = {
  constant: (word) => word | 0,
  add: (x, y) => (x + y) | 0,
  xor: (x, y) => x ^ y,
  rotate: (x, bits) => (x << bits) | (x >>> (32 - bits)),
};

/**
 * Threefry-2×32 with 20 rounds: a pure function from a key and a counter to 64 random bits, all of
 * them two unsigned words.
 */
export function threefry2x32(key: Words, counter: Words): Words {
  const [x, y] = threefryOver(numbers, key, counter);
  return [x >>> 0, y >>> 0];
}

/** Threefry-2×32, generic over the arithmetic of words. */
export function threefryOver<T>(w: WordArithmetic<T>, key: Words<T>, counter: Words<T>): Words<T> {
  const schedule = [key[0], key[1], w.xor(w.constant(PARITY), w.xor(key[0], key[1]))] as const;
  let x = w.add(counter[0], schedule[0]);
  let y = w.add(counter[1], schedule[1]);
  for (let round = 0; round < ROUNDS; round++) {
    x = w.add(x, y);
    y = w.xor(w.rotate(y, ROTATIONS[(round % 8) as 0]), x);
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = w.add(x, schedule[(injection % 3) as 0]);
      y = w.add(w.add(y, schedule[((injection + 1) % 3) as 0]), w.constant(injection));
    }
  }
  return [x, y];
}
