import { PARTS, REACH } from "./exponentials.ts";
import { fractionsUpTo, type PrimeField } from "./prime_field.ts";

/**
 * The side of a choice: 1 where its argument is positive, else −1.
 * @category Residues
 */
export type Sign = 1 | -1;

/** With more arguments than this, smaller constants and fewer products and quotients are tried. */
const FEW = 16;

/** With more than this, only multiples. */
const MANY = 32;

/** The largest numerator and denominator of constants that comparisons of arguments recognize, ... */
export const SMALL = 1n << 10n;
/** ... or this, if there are many arguments: each constant tried might match by accident. */
const SMALLER = 1n << 6n;

/** How signs are decided. */
interface SignOptions {
  /** The sign of the index-th argument; the shadow decides where it is `undefined`. */
  readonly forced?: ((index: number, argument: bigint) => Sign | undefined) | undefined;
  /** Whether to search for signs that follow from products, quotients and two steps: expensive. */
  readonly thorough?: boolean;
}

/**
 * The signs of the arguments of `choose` and of logarithms, each decided once.
 *
 * A residue has no sign; one is decided at its first use, and extends to the multiples by n/12 with
 * n from −48 to 48: −x has the opposite sign, 2x the same. All signs together define the region.
 */
export class Signs {
  /** The decided signs in the order of their arguments, without the implied ones. */
  readonly taken: Sign[] = [];
  /** The number of tests for equality so far, each of which might have held by accident. */
  relations = 0;

  readonly #field: PrimeField;
  readonly #forced: SignOptions["forced"];
  readonly #thorough: boolean;
  readonly #table = new Map<bigint, Sign>();
  /** The arguments with a known sign, negated where they are negative. */
  readonly #positives: Positive[] = [];
  /** Arguments by a value that has their sign: x by eˣ − 1. */
  readonly #origins = new Map<bigint, bigint>();
  /** Arguments whose origins are being decided: of two that are each other's, one is decided. */
  readonly #asked = new Set<bigint>();

  /** Starts without signs. */
  constructor(field: PrimeField, { forced, thorough = false }: SignOptions = {}) {
    this.#field = field;
    this.#forced = forced;
    this.#thorough = thorough;
  }

  /** The sign of an argument by its residue, not 0, and its shadow, which decides by default. */
  of(argument: bigint, shadow: number): Sign {
    this.relations += this.#entries() + 2 * this.#origins.size;
    const met = this.#table.get(argument);
    if (met !== undefined) return met;
    const origin = this.#originOf(argument);
    if (origin !== undefined && !this.#isAsked(origin.value)) {
      const { value, sign } = origin;
      this.#asked.add(argument);
      const found = this.of(value, sign * shadow);
      this.#asked.delete(argument);
      return this.#learn(argument, sign * found as Sign);
    }
    const byShadow = shadow > 0 ? 1 : -1;
    if (this.#forced === undefined) return this.#decide(argument, byShadow);
    const implied = this.#implied(argument);
    if (implied !== undefined) return this.#learn(argument, implied);
    return this.#decide(argument, this.#forced(this.taken.length, argument) ?? byShadow);
  }

  /** Notes that a value has the sign of another, as eˣ − 1 has that of x. */
  link(value: bigint, origin: bigint): void {
    if (value !== 0n && origin !== 0n && value !== origin) this.#origins.set(value, origin);
  }

  /** The value that an argument or its multiple was linked to, and whether the signs are equal. */
  #originOf(argument: bigint): { readonly value: bigint; readonly sign: Sign } | undefined {
    const { neg, mul, inverse, rational } = this.#field;
    const same = this.#origins.get(argument);
    if (same !== undefined) return { value: same, sign: 1 };
    const opposite = this.#origins.get(neg(argument));
    if (opposite !== undefined) return { value: opposite, sign: -1 };
    if (!this.#thorough || this.#forced === undefined) return undefined;
    this.relations += this.#origins.size * fractionsUpTo(SMALL);
    for (const [linked, value] of this.#origins) {
      const ratio = rational(mul(argument, inverse(linked)), SMALL);
      if (ratio !== undefined) return { value, sign: ratio.numerator > 0n ? 1 : -1 };
    }
    return undefined;
  }

  #isAsked(argument: bigint): boolean {
    return this.#asked.has(argument) || this.#asked.has(this.#field.neg(argument));
  }

  #decide(argument: bigint, sign: Sign): Sign {
    this.taken.push(sign);
    return this.#learn(argument, sign);
  }

  #learn(argument: bigint, sign: Sign): Sign {
    const { add, neg, mul, inverse } = this.#field;
    const part = mul(argument, inverse(BigInt(PARTS)));
    let multiple = 0n;
    for (let n = 1; n <= REACH; n++) {
      multiple = add(multiple, part);
      this.#table.set(multiple, sign);
      this.#table.set(neg(multiple), -sign as Sign);
    }
    const value = sign > 0 ? argument : neg(argument);
    // Nothing more follows from a constant.
    if (!this.#thorough || this.#field.rational(value, SMALL) === undefined) {
      this.#positives.push({ value, reciprocal: this.#thorough ? inverse(value) : 0n });
    }
    return sign;
  }

  /**
   * The sign that follows from those of earlier arguments, if one does.
   *
   * Forced signs must not contradict each other: where x > y and y > z, x > z, and where z − 1 > 0,
   * z + 1 > 0. So x is positive if it is a positive constant, or the sum of a positive argument and
   * another or a constant. Longer deductions are missed, and then a region without real numbers may
   * be forced: a formula may still differ from another there, for no good reason.
   */
  #implied(argument: bigint): Sign | undefined {
    const isPositive = this.#thorough
      ? (x: bigint) => this.#followsThoroughly(x)
      : (x: bigint) => this.#follows(x);
    if (isPositive(argument)) return 1;
    return isPositive(this.#field.neg(argument)) ? -1 : undefined;
  }

  /** Whether x is positive as a multiple, a constant, or the sum of an argument and one of them. */
  #follows(x: bigint): boolean {
    const { sub } = this.#field;
    return this.#isPositive(x) ||
      this.#positives.some(({ value }) => this.#isPositive(sub(x, value)));
  }

  /** The same of x, of x over an argument or times it, and of an argument over x. */
  #followsThoroughly(x: bigint): boolean {
    if (this.#follows(x)) return true;
    const { mul, inverse } = this.#field;
    const others = this.#positives;
    const one = inverse(x);
    return others.some((p) => {
      const over = mul(x, p.reciprocal);
      if (this.#isPositive(over)) return true;
      if (others.length > MANY) return false;
      if (others.some((q) => this.#isPositive(mul(over, q.reciprocal)))) return true;
      if (others.length > FEW) return false;
      return [over, mul(p.value, one), mul(x, p.value)].some((each) => this.#follows(each));
    });
  }

  /** The number of known multiples. */
  #entries(): number {
    return 2 * REACH * this.#positives.length;
  }

  #isPositive(x: bigint): boolean {
    const small = this.#positives.length > FEW ? SMALLER : SMALL;
    this.relations += this.#entries() + fractionsUpTo(small);
    const met = this.#table.get(x);
    if (met !== undefined) return met > 0;
    const rational = this.#field.rational(x, small);
    return rational !== undefined && rational.numerator > 0n;
  }
}

/** An argument that is positive, and 1 over it. */
interface Positive {
  readonly value: bigint;
  readonly reciprocal: bigint;
}

/**
 * The signs of the next region, in an order that visits all of them.
 *
 * Start with no signs at all, force the given signs and 1 beyond them, and pass the signs that were
 * then taken to get the next region: which arguments are met may depend on the signs before.
 *
 * @returns The first signs of the next region, all others being 1; `undefined` after the last.
 *
 * @example
 * ```ts
 * import { nextRegion } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nextRegion([1, 1]), [1, -1]);
 * assertEquals(nextRegion([1, -1]), [-1]);
 * assertEquals(nextRegion([-1, -1]), undefined);
 * ```
 * @category Residues
 */
export function nextRegion(taken: readonly Sign[]): Sign[] | undefined {
  const last = taken.lastIndexOf(1);
  return last < 0 ? undefined : [...taken.slice(0, last), -1];
}
