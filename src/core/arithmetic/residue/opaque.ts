import type { PrimeField } from "./prime_field.ts";

/**
 * A function of unknown values, equal for equal arguments, and of a known parity.
 *
 * The value of each new argument is drawn at random: a variable of the formula. Formulas that are
 * equal for any value of that variable are equal for the function's. The converse fails: formulas
 * that are equal by another law of the function look different.
 */
export class Opaque {
  /** The number of tests for equality so far, each of which might have held by accident. */
  relations = 0;

  readonly #field: PrimeField;
  readonly #draw: () => bigint;
  readonly #isOdd: boolean;
  readonly #values = new Map<bigint, bigint>();

  /** Starts without values. Odd functions have f(−x) = −f(x); of others the parity is unknown. */
  constructor(field: PrimeField, draw: () => bigint, isOdd: boolean) {
    this.#field = field;
    this.#draw = draw;
    this.#isOdd = isOdd;
  }

  /** Whether any value was computed. */
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
