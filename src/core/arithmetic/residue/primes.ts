import { deriveKey, type RandomKey, randomKey } from "../../random/random.ts";
import { threefry2x32 } from "../../random/threefry.ts";
import { describe } from "../../support/describe.ts";

/** The bits of the primes that are drawn: they lie between 2¹²⁶ and 2¹²⁷. */
export const PRIME_BITS = 127;

/**
 * log₂ of a lower bound on the number of primes that {@linkcode drawPrime} draws from.
 *
 * Let θ(x) be the sum of log q over the primes q ≤ x that are 3 modulo 4. For x ≥ 10¹⁰ it is within
 * 0.002238 of x/2, relatively (O. Ramaré, R. Rumely: Primes in arithmetic progressions. Mathematics
 * of Computation 65 (1996), table 1). So θ(2¹²⁷) − θ(2¹²⁶) ≥ 2¹²⁵ (1 − 3 · 0.002238), of which each
 * prime has at most log 2¹²⁷ < 88.03: there are at least 2¹¹⁸·⁵ of them.
 */
export const LOG2_PRIMES = 118;

/**
 * The rounds of Miller's and Rabin's test: a composite number passes with a chance below 2⁻⁶⁴,
 * whichever it is, and one of 127 bits drawn at random below 2⁻¹⁰⁰ (I. Damgård, P. Landrock,
 * C. Pomerance: Average case error estimates for the strong probable prime test. Mathematics of
 * Computation 61 (1993), theorem 4).
 */
const ROUNDS = 32;

/** Most composite numbers have one of these factors. */
const SMALL = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n];

/** Keeps the bases of tests apart from draws of candidates. */
const BASES = 1;

/** The most primes that are remembered by their keys. */
const MOST_KNOWN = 256;
const KNOWN = /* @__PURE__ */ new Map<string, bigint>();

/**
 * Draws a prime of 127 bits that is 3 modulo 4, each with the same chance.
 *
 * Whoever writes a formula does not know the prime, so cannot write constants that are multiples of it.
 *
 * @returns The same prime for the same key.
 */
export function drawPrime(key: RandomKey): bigint {
  const name = key.join();
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  for (let n = 0;; n++) {
    const top = 1n << BigInt(PRIME_BITS - 1);
    const candidate = BigInt.asUintN(PRIME_BITS, randomBits(key, n, 0, PRIME_BITS)) | top | 3n;
    if (!isPrime(candidate)) continue;
    if (KNOWN.size === MOST_KNOWN) KNOWN.clear();
    KNOWN.set(name, candidate);
    return candidate;
  }
}

/**
 * Checks that proofs can be computed modulo a number.
 *
 * @throws {TypeError} If it is not a `bigint`.
 * @throws {RangeError} Unless it is a prime, 3 modulo 4, and at least 7: roots need the second, and
 * halves, thirds and fifths the third.
 */
export function checkPrime(prime: bigint): void {
  if (typeof prime !== "bigint") {
    throw new TypeError(
      `prime must be a bigint such as 2n ** 127n - 1n, but found ${describe(prime)}`,
    );
  }
  if (prime < 7n || prime % 4n !== 3n || !isPrime(prime)) {
    throw new RangeError(
      `prime must be a prime that is 3 modulo 4 and at least 7, but found ${prime}`,
    );
  }
}

/** Whether a number is prime, by the test of G. L. Miller and M. O. Rabin. */
export function isPrime(n: bigint): boolean {
  if (n < 2n) return false;
  for (const factor of SMALL) if (n % factor === 0n) return n === factor;
  let odd = n - 1n, twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  const bits = bitsOf(n);
  const key = deriveKey(randomKey(Number(BigInt.asUintN(53, n))), BASES);
  for (let round = 0; round < ROUNDS; round++) {
    const base = 2n + randomBits(key, round, 0, bits) % (n - 3n);
    if (!isStrongProbablePrime(n, base, odd, twos)) return false;
  }
  return true;
}

/** Whether base^odd is 1, or one of its first squares −1, modulo n = 1 + odd · 2^twos. */
function isStrongProbablePrime(n: bigint, base: bigint, odd: bigint, twos: number): boolean {
  let power = powerModulo(n, base, odd);
  if (power === 1n || power === n - 1n) return true;
  for (let square = 1; square < twos; square++) {
    power = power * power % n;
    if (power === n - 1n) return true;
  }
  return false;
}

/** xⁿ modulo p, n not negative. */
export function powerModulo(p: bigint, x: bigint, n: bigint): bigint {
  let power = 1n;
  for (const bit of n.toString(2)) {
    power = power * power % p;
    if (bit === "1") power = power * x % p;
  }
  return power;
}

/** The binary digits of a positive number. */
export function bitsOf(n: bigint): number {
  return n.toString(2).length;
}

/** At least `bits` random bits: the n-th number of a stream, attempt by attempt. */
export function randomBits(key: RandomKey, n: number, attempt: number, bits: number): bigint {
  const blocks = Math.ceil(bits / 64);
  let random = 0n;
  for (let block = 0; block < blocks; block++) {
    const [x, y] = threefry2x32(key, [n, attempt * blocks + block]);
    random = (random << 64n) | (BigInt(x) << 32n) | BigInt(y);
  }
  return random;
}
