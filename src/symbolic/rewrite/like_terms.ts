import {
  Constant,
  type Expression,
  type Expressions,
  Operation,
} from "../../core/arithmetic/expression.ts";
import { type Power, productOf, type Summand, sumOf } from "./build.ts";
import * as rationals from "../algebra/rational.ts";
import {
  decimal,
  equals,
  isZero,
  negative,
  ONE,
  plus,
  type Rational,
  ZERO,
} from "../algebra/rational.ts";

interface Product {
  readonly coefficient: Rational;
  readonly powers: readonly Power[];
}

/**
 * Builds sums and products with like terms and like factors gathered.
 *
 * It can take apart what it has built, and orders terms and factors by their first appearance, so
 * that sums of the same terms are the same node.
 */
export class LikeTerms {
  readonly #m: Expressions;
  readonly #places = new Map<Expression, number>();
  readonly #sums = new Map<Expression, readonly Summand[]>();
  readonly #products = new Map<Expression, Product>();

  constructor(m: Expressions) {
    this.#m = m;
    this.#placeOf(m.one); // constants come first
  }

  /** The sum of multiples of expressions. */
  sum(parts: Iterable<Summand>): Expression {
    const totals = new Map<Expression, Rational>();
    for (const [part, times] of parts) {
      for (const [term, coefficient] of this.#summandsOf(part)) {
        const total = totals.get(term) ?? ZERO;
        totals.set(term, plus(total, rationals.times(times, coefficient)));
      }
    }
    const summands = this.#inOrder(totals).filter(([, coefficient]) => !isZero(coefficient));
    if (summands.length === 0) return this.#m.zero;
    if (summands.length === 1) return this.product(summands[0]![1], [[summands[0]![0], 1]]);
    const sum = sumOf(this.#m, summands);
    this.#sums.set(sum, summands);
    return sum;
  }

  /** The product of a number and integer powers of expressions. */
  product(number: Rational, parts: Iterable<Power>): Expression {
    let coefficient = number;
    const exponents = new Map<Expression, number>();
    const multiply = (base: Expression, exponent: number) =>
      exponents.set(base, (exponents.get(base) ?? 0) + exponent);
    for (const [part, times] of parts) {
      const factors = this.factorsOf(part);
      if (isZero(factors.coefficient) && times < 0) multiply(part, times);
      else coefficient = rationals.times(coefficient, rationals.power(factors.coefficient, times));
      for (const [base, exponent] of factors.powers) multiply(base, exponent * times);
    }
    if (isZero(coefficient)) return this.#m.zero;
    this.#cancelQuotients(exponents);
    coefficient = rationals.times(coefficient, this.#gatherRoots(exponents));

    for (const [base, exponent] of exponents) {
      if (exponent === 0 || !this.#sums.has(base)) continue;
      // (y − a) is (a − y) with its sign in front: where both occur, or a minus sign can go.
      const opposite = this.sum([[base, negative(ONE)]]);
      const isOdd = exponent % 2 !== 0;
      const goes = isOdd && coefficient.numerator < 0n && this.#hasMinus(base);
      if (!exponents.has(opposite) && !goes) continue;
      exponents.delete(base);
      multiply(opposite, exponent);
      if (isOdd) coefficient = negative(coefficient);
    }

    const powers = this.#inOrder(exponents).filter(([, exponent]) => exponent !== 0);
    const [sole] = powers;
    if (powers.length === 1 && sole![1] === 1) {
      if (equals(coefficient, ONE)) return sole![0];
      if (equals(coefficient, negative(ONE)) && this.#sums.has(sole![0])) {
        return this.sum([[sole![0], coefficient]]);
      }
    }
    const product = productOf(this.#m, coefficient, powers);
    this.#products.set(product, { coefficient, powers });
    return product;
  }

  /** An expression as a number times powers. */
  factorsOf(x: Expression): Product {
    if (x instanceof Constant && Number.isFinite(x.value)) {
      return { coefficient: decimal(x.value), powers: [] };
    }
    return this.#products.get(x) ?? { coefficient: ONE, powers: [[x, 1]] };
  }

  #summandsOf(x: Expression): readonly Summand[] {
    const known = this.#sums.get(x);
    if (known !== undefined) return known;
    const { coefficient, powers } = this.factorsOf(x);
    if (isZero(coefficient)) return [];
    return equals(coefficient, ONE) ? [[x, ONE]] : [[this.product(ONE, powers), coefficient]];
  }

  /** a · xdivy(y, a) = y, also where both are 0. */
  #cancelQuotients(exponents: Map<Expression, number>): void {
    for (const [base, exponent] of exponents) {
      if (!(base instanceof Operation) || base.operator !== "xdivy") continue;
      const [dividend, divisor] = base.operands as [Expression, Expression];
      const times = Math.min(exponent, exponents.get(divisor) ?? 0);
      if (times <= 0) continue;
      exponents.set(base, exponent - times);
      exponents.set(divisor, exponents.get(divisor)! - times);
      exponents.set(dividend, (exponents.get(dividend) ?? 0) + times);
    }
  }

  /**
   * √x √x = x and x / √x = √x, wherever √x is a number.
   *
   * @returns The numbers among the factors of such x.
   */
  #gatherRoots(exponents: Map<Expression, number>): Rational {
    let coefficient = ONE;
    for (const [root, exponent] of [...exponents]) {
      if (!(root instanceof Operation) || root.operator !== "sqrt") continue;
      const [radicand] = root.operands as [Expression];
      const beside = exponents.get(radicand) ?? 0;
      const left = (exponent + 2 * beside) % 2, whole = (exponent + 2 * beside - left) / 2;
      if (left === exponent) continue;
      exponents.set(root, left);
      const factors = this.factorsOf(radicand), times = whole - beside;
      coefficient = rationals.times(coefficient, rationals.power(factors.coefficient, times));
      for (const [base, power] of factors.powers) {
        exponents.set(base, (exponents.get(base) ?? 0) + power * times);
      }
    }
    return coefficient;
  }

  #hasMinus(sum: Expression): boolean {
    return this.#sums.get(sum)!.some(([, { numerator }]) => numerator < 0n);
  }

  #inOrder<T>(parts: ReadonlyMap<Expression, T>): (readonly [Expression, T])[] {
    const placed = Array.from(parts, (part) => ({ part, place: this.#placeOf(part[0]) }));
    return placed.sort((x, y) => x.place - y.place).map(({ part }) => part);
  }

  #placeOf(x: Expression): number {
    const place = this.#places.get(x) ?? this.#places.size;
    this.#places.set(x, place);
    return place;
  }
}
