import type { PrimeField } from "./prime_field.ts";

/**
 * A function of which nothing is known but that equal arguments have equal values, and its parity.
 *
 * Each new argument gets a value of its own, drawn at random: a variable of the formula. What is
 * equal whatever that variable is, is equal for the value that the function has. The converse
 * fails: two formulas that are equal by another law of the function look different.
 */
export class Opaque {
  /** How many tests for equality there were so far: each might have held by accident of the draws. */
  relations = 0;

  readonly #field: PrimeField;
  readonly #draw: () => bigint;
  readonly #isOdd: boolean;
  readonly #values = new Map<bigint, bigint>();

  /**
   * Nothing is known yet.
   *
   * @param field The field.
   * @param draw Draws a random element other than 0.
   * @param isOdd Whether f(−x) is −f(x); of the parity of others nothing is known.
   */
  constructor(field: PrimeField, draw: () => bigint, isOdd: boolean) {
    this.#field = field;
    this.#draw = draw;
    this.#isOdd = isOdd;
  }

  /** Whether it was asked for at all. */
  get wasMet(): boolean {
    return this.#values.size > 0;
  }

  /** The value at an argument. */
  at(argument: bigint): bigint {
    this.relations += this.#values.size;
    const known = this.#values.get(argument);
    if (known !== undefined) return known;
    const value = this.#draw();
    this.#values.set(argument, value);
    if (this.#isOdd) this.#values.set(this.#field.neg(argument), this.#field.neg(value));
    return value;
  }
}
