import { fractionsUpTo, type PrimeField } from "./prime_field.ts";
import { Opaque } from "./opaque.ts";
import type { Exponentials } from "./exponentials.ts";
import { type Sign, type Signs, SMALL } from "./signs.ts";

/**
 * Square roots of positive values, in a field of which only half the elements are squares.
 *
 * The root of a known power of e is that of half the exponent, wherever both are known. Others are
 *
 * - *opaque*: a new variable s for each new argument x, without the law s² = x; or, on request,
 * - *algebraic*: s is one of the two roots ±r of x modulo p, if there are any.
 *
 * A residue cannot tell which of the two. The principal one, x^((p + 1)/4), is itself a square, but
 * a positive number need not be one modulo p: modulo every second prime the principal root of 9 is
 * −3, and that of x² is −x for every second x. Taken for √x it would prove √9 = −3. So s =
 * |r|, and the sign of r is an argument of the region like any other: known where it is that of a
 * small number or of a value compared before, else taken both ways. Where x is not a square of a
 * formula, both ways are conjugate, and what holds for one holds for the other; where it is h²,
 * they are the regions h > 0 and h < 0. Everything proved of |h| holds on the region. Two laws are
 * missed: √(h²) = h for an h that is positive by itself alone, and √x √y = √(x y), which only the
 * thorough search finds.
 */
export class Roots {
  /** The number of algebraic roots of distinct arguments so far. */
  taken = 0;
  readonly #field: PrimeField;
  readonly #exponentials: Exponentials;
  readonly #signs: Signs;
  readonly #opaque: Opaque;
  readonly #algebraic: boolean;
  readonly #roots = new Map<bigint, bigint>();
  readonly #oddRoots = new Map<string, bigint>();
  #relations = 0;

  /** Starts without roots; `algebraic` ones are roots modulo p, not opaque. */
  constructor(
    field: PrimeField,
    exponentials: Exponentials,
    signs: Signs,
    draw: () => bigint,
    algebraic: boolean,
  ) {
    this.#field = field;
    this.#exponentials = exponentials;
    this.#signs = signs;
    this.#opaque = new Opaque(field, draw, false);
    this.#algebraic = algebraic;
  }

  /** The number of tests for equality so far, each of which might have held by accident. */
  get relations(): number {
    return this.#relations + this.#opaque.relations;
  }

  /** Whether some root was taken without the law s² = x. */
  get areOpaque(): boolean {
    return this.#opaque.wasMet;
  }

  /** The root of a positive residue, given its shadow; `undefined` if it has none modulo p. */
  of(square: bigint, shadow: number): bigint | undefined {
    const known = this.#exponentials.root(square);
    if (known !== undefined) return known;
    if (!this.#algebraic) return this.#opaque.at(square);
    this.#relations += this.#roots.size;
    const met = this.#roots.get(square);
    if (met !== undefined) return met;
    const root = principalRoot(this.#field, square);
    if (root === undefined) return undefined;
    this.taken++;
    const positive = this.#signOf(root, shadow) > 0 ? root : this.#field.neg(root);
    this.#roots.set(square, positive);
    return positive;
  }

  /**
   * The n-th root of a positive residue, as e^(log(x)/n) is; `undefined` unless it is the only one.
   *
   * Roots of an odd degree that has no divisor in common with p − 1 are unique modulo p, as they are
   * among real numbers: where x is a power of a formula, both are that formula.
   */
  nth(power: bigint, degree: bigint): bigint | undefined {
    let root: bigint | undefined = power, odd = degree;
    for (; odd % 2n === 0n && root !== undefined; odd /= 2n) root = this.of(root, 1);
    return root === undefined || odd === 1n ? root : this.#oddRoot(root, odd);
  }

  #oddRoot(power: bigint, degree: bigint): bigint | undefined {
    const { order } = this.#field;
    const name = `${power} ${degree}`;
    this.#relations += this.#oddRoots.size;
    const met = this.#oddRoots.get(name);
    if (met !== undefined) return met;
    const exponent = inverseOf(degree, order - 1n);
    if (exponent === undefined) return undefined;
    // An extension of that degree has no more conjugates than one by so many square roots.
    this.taken += Math.ceil(Math.log2(Number(degree)));
    const root = this.#field.power(power, exponent);
    this.#oddRoots.set(name, root);
    return root;
  }

  #signOf(root: bigint, shadow: number): Sign {
    this.#relations += fractionsUpTo(SMALL);
    const rational = this.#field.rational(root, SMALL);
    if (rational !== undefined) return rational.numerator > 0n ? 1 : -1;
    return this.#signs.of(root, shadow);
  }
}

/** x^((p + 1)/4), whose square is x if x is a square, as p is 3 modulo 4. */
function principalRoot({ order, mul, power }: PrimeField, x: bigint): bigint | undefined {
  const root = power(x, (order + 1n) / 4n);
  return mul(root, root) === x ? root : undefined;
}

/** 1/x modulo n, if x has no divisor in common with it, by Euclid's algorithm. */
function inverseOf(x: bigint, n: bigint): bigint | undefined {
  let [high, low, s, t] = [n, x % n, 0n, 1n];
  while (low > 1n) [high, low, s, t] = [low, high % low, t, s - high / low * t];
  return low === 1n ? (t % n + n) % n : undefined;
}
