import type { PrimeField } from "../prime_field.ts";
import { PARTS, REACH } from "./exponentials.ts";

/** On which side a choice falls: 1 where its argument is positive, else −1. */
export type Sign = 1 | -1;

/** Constants up to this, above and below the line, are recognised when arguments are compared. */
export const SMALL = 1n << 10n;

/** How many fractions there are with numerator and denominator up to `SMALL`. */
export const SMALL_FRACTIONS = Number(2n * SMALL * SMALL);

/**
 * The signs of the arguments of `choose` and of logarithms, each decided once.
 *
 * A residue has no sign; so one is decided when it is first met, and its multiples by n/12 with
 * |n| ≤ 48 go with it: −x has the opposite sign, 2x the same. A piece of a formula is what remains
 * once all signs are decided.
 */
export class Signs {
  /** The decided signs in the order in which their arguments were met, without the implied ones. */
  readonly taken: Sign[] = [];
  /** How many tests for equality there were so far: each might have held by accident of the draws. */
  relations = 0;

  readonly #field: PrimeField;
  readonly #forced: ((index: number) => Sign | undefined) | undefined;
  readonly #table = new Map<bigint, Sign>();
  /** The arguments decided or implied so far, turned so that they are positive. */
  readonly #positives: bigint[] = [];

  /**
   * Nothing is known yet.
   *
   * @param field The field of the arguments.
   * @param forced The sign of the index-th argument; where it gives none, the shadow decides.
   */
  constructor(field: PrimeField, forced?: (index: number) => Sign | undefined) {
    this.#field = field;
    this.#forced = forced;
  }

  /**
   * The sign of an argument.
   *
   * @param argument Its residue, not 0.
   * @param shadow Its shadow, which decides where nothing else does.
   */
  of(argument: bigint, shadow: number): Sign {
    this.relations += this.#entries();
    const met = this.#table.get(argument);
    if (met !== undefined) return met;
    const byShadow = shadow > 0 ? 1 : -1;
    if (this.#forced === undefined) return this.#decide(argument, byShadow);
    const implied = this.#implied(argument);
    if (implied !== undefined) return this.#learn(argument, implied);
    return this.#decide(argument, this.#forced(this.taken.length) ?? byShadow);
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
    this.#positives.push(sign > 0 ? argument : neg(argument));
    return sign;
  }

  /**
   * The sign that follows from those of earlier arguments, if one does.
   *
   * Forced signs must not contradict each other: where x > y and y > z, x > z, and where z − 1 > 0,
   * z + 1 > 0. So x is positive if it is a positive constant, or a positive argument and more.
   * Only one such step is seen; what takes several may be forced into a piece that no real number
   * lies in. There the formula still is one, and may still differ from another for no good reason.
   */
  #implied(argument: bigint): Sign | undefined {
    const { sub, neg } = this.#field;
    for (const [sign, x] of [[1, argument], [-1, neg(argument)]] as const) {
      if (this.#isPositive(x)) return sign;
      if (this.#positives.some((positive) => this.#isPositive(sub(x, positive)))) return sign;
    }
    return undefined;
  }

  /** How many multiples are known, up and down. */
  #entries(): number {
    return 2 * REACH * this.#positives.length;
  }

  #isPositive(x: bigint): boolean {
    this.relations += this.#entries() + SMALL_FRACTIONS;
    const met = this.#table.get(x);
    if (met !== undefined) return met > 0;
    const rational = this.#field.rational(x, SMALL);
    return rational !== undefined && rational.numerator > 0n;
  }
}

/**
 * The signs of the next piece, in an order that walks through all of them.
 *
 * Start with no signs at all, force the signs given and 1 beyond them, and ask for the next piece
 * with the signs that were then taken: which arguments are met may depend on the signs before.
 *
 * @param taken The signs that were taken in the piece before, in order.
 * @returns The first signs of the next piece, all others being 1; `undefined` after the last.
 *
 * @example
 * ```ts
 * import { nextPiece } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nextPiece([1, 1]), [1, -1]);
 * assertEquals(nextPiece([1, -1]), [-1]);
 * assertEquals(nextPiece([-1, -1]), undefined);
 * ```
 */
export function nextPiece(taken: readonly Sign[]): Sign[] | undefined {
  const last = taken.lastIndexOf(1);
  return last < 0 ? undefined : [...taken.slice(0, last), -1];
}
