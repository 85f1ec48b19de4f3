import { type Arithmetic, OpaqueValue } from "./arithmetic.ts";
import { TWO_OVER_ROOT_PI } from "./erf.ts";

/**
 * A value together with its derivative along one direction: x + x′ε, where ε² = 0.
 *
 * @typeParam T The values of the arithmetic below.
 * @category Arithmetic
 */
export class Dual<T> extends OpaqueValue {
  /** x, the value itself. */
  readonly value: T;
  /** x′, the derivative of the value. */
  readonly slope: T;

  /** A value with its derivative: slope one for the variable, zero for a constant. */
  constructor(value: T, slope: T) {
    super();
    this.value = value;
    this.slope = slope;
  }
}

/**
 * Reads formulas as dual numbers: each result carries its exact derivative with it.
 *
 * Every hand-written derivative is checked against this, which uses only the rules of
 * differentiation for single operations (the chain, product and quotient rule).
 *
 * @param m The arithmetic that values and derivatives are computed in.
 *
 * @example The derivative of z² at 3
 * ```ts
 * import { Dual, dual, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const d = dual(float64);
 * const z = new Dual(3, 1);
 * assertEquals(d.mul(z, z).slope, 6);
 * ```
 * @category Arithmetic
 */
export function dual<T>(m: Arithmetic<T>): Arithmetic<Dual<T>> {
  const constant = (x: T) => new Dual(x, m.zero);
  return {
    zero: constant(m.zero),
    one: constant(m.one),
    constant: (x) => constant(m.constant(x)),
    add: (x, y) => new Dual(m.add(x.value, y.value), m.add(x.slope, y.slope)),
    sub: (x, y) => new Dual(m.sub(x.value, y.value), m.sub(x.slope, y.slope)),
    mul: (x, y) => {
      const slope = m.add(m.mul(x.slope, y.value), m.mul(x.value, y.slope));
      return new Dual(m.mul(x.value, y.value), slope);
    },
    div: (x, y) => {
      const quotient = m.div(x.value, y.value);
      return new Dual(quotient, m.div(m.sub(x.slope, m.mul(quotient, y.slope)), y.value));
    },
    neg: (x) => new Dual(m.neg(x.value), m.neg(x.slope)),
    exp: (x) => {
      const power = m.exp(x.value);
      return new Dual(power, m.mul(power, x.slope));
    },
    expm1: (x) => {
      const less = m.expm1(x.value);
      return new Dual(less, m.mul(m.add(less, m.one), x.slope));
    },
    log: (x) => new Dual(m.log(x.value), m.div(x.slope, x.value)),
    log1p: (x) => new Dual(m.log1p(x.value), m.div(x.slope, m.add(m.one, x.value))),
    tanh: (x) => {
      const t = m.tanh(x.value);
      return new Dual(t, m.mul(m.sub(m.one, m.mul(t, t)), x.slope));
    },
    sqrt: (x) => {
      const root = m.sqrt(x.value);
      return new Dual(root, m.div(x.slope, m.add(root, root)));
    },
    // erf′ = 2/√π e^−x², the irrational factor as its nearest decimal
    erf: (x) => {
      const bell = m.exp(m.neg(m.mul(x.value, x.value)));
      const slope = m.mul(m.constant(TWO_OVER_ROOT_PI), bell);
      return new Dual(m.erf(x.value), m.mul(slope, x.slope));
    },
    // (y log a)′ = y′ log a + (y / a) a′, each term 0 where its factor y′ or y is
    xlogy: (y, a) => {
      const slope = m.add(m.xlogy(y.slope, a.value), m.mul(m.xdivy(y.value, a.value), a.slope));
      return new Dual(m.xlogy(y.value, a.value), slope);
    },
    // (y / a)′ = y′ / a − (y / a) a′ / a
    xdivy: (y, a) => {
      const quotient = m.xdivy(y.value, a.value);
      const slope = m.sub(m.xdivy(y.slope, a.value), m.xdivy(m.mul(quotient, a.slope), a.value));
      return new Dual(quotient, slope);
    },
    choose: (x, positive, otherwise) =>
      new Dual(
        m.choose(x.value, positive.value, otherwise.value),
        m.choose(x.value, positive.slope, otherwise.slope),
      ),
  };
}
