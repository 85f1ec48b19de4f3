import {
  Constant,
  type Expression,
  type Expressions,
  Operation,
} from "../../core/arithmetic/expression.ts";
import { MOST_EXPONENT } from "../most_exponent.ts";

/**
 * x^y: products and a root where y is a multiple of ½ that is written as a number or a fraction of two,
 * else e^(y log x), which is defined for positive x alone.
 *
 * @returns `undefined` if the exponent is larger than 10¹⁵.
 */
export function powerOf(m: Expressions, x: Expression, y: Expression): Expression | undefined {
  if (isEuler(x)) return m.exp(y);
  const halves = 2 * numberIn(y);
  if (Math.abs(halves) > 2 * MOST_EXPONENT) return undefined;
  if (!Number.isInteger(halves)) return m.exp(m.mul(y, m.log(x)));
  const size = Math.abs(halves);
  const whole = productOf(m, x, Math.floor(size / 2));
  const power = size % 2 === 0 ? whole : size === 1 ? m.sqrt(x) : m.mul(whole, m.sqrt(x));
  return halves < 0 ? m.div(m.one, power) : power;
}

/** e, the number: e^1. */
export function euler(m: Expressions): Expression {
  return m.exp(m.one);
}

function isEuler(x: Expression): boolean {
  return isOf(x, "exp") && isNumber(x.operands[0], 1);
}

/** xⁿ by squaring. */
function productOf(m: Expressions, x: Expression, n: number): Expression {
  if (n === 0) return m.one;
  if (n === 1) return x;
  const half = productOf(m, x, Math.floor(n / 2)), square = m.mul(half, half);
  return n % 2 === 0 ? square : m.mul(square, x);
}

/**
 * The value of an exponent that is made of integers, or half of one; infinite for those beyond what is exact,
 * NaN for anything else.
 */
function numberIn(y: Expression, known = new Map<Expression, number>()): number {
  if (y instanceof Constant) return halvesAlone(y.value);
  if (!(y instanceof Operation) || !Object.hasOwn(EXACT, y.operator)) return NaN;
  const before = known.get(y); // a power uses the one of half its exponent twice
  if (before !== undefined) return before;
  const [left, right = 0] = y.operands.map((each) => numberIn(each, known)) as [number, number?];
  const found = halvesAlone(EXACT[y.operator as keyof typeof EXACT](left, right));
  known.set(y, found);
  return found;
}

/** Operations whose results are exact if they are halves of integers. */
const EXACT = {
  neg: (x: number) => -x,
  add: (x: number, y: number) => x + y,
  sub: (x: number, y: number) => x - y,
  mul: (x: number, y: number) => x * y,
  // The remainder is exact: a quotient near a half is refused.
  div: (x: number, y: number) => (2 * x) % y === 0 ? x / y : NaN,
};

function halvesAlone(x: number): number {
  if (Number.isSafeInteger(2 * x)) return x;
  return Math.abs(x) > MOST_EXPONENT ? Math.sign(x) * Infinity : NaN;
}

function isOf(x: Expression | undefined, operator: string): x is Operation {
  return x instanceof Operation && x.operator === operator;
}

function isNumber(x: Expression | undefined, value: number): boolean {
  return x instanceof Constant && x.value === value;
}
