import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";

/** A law of real numbers: left(x, y, z) = right(x, y, z) for all positive x, y, z. */
export interface Law {
  /** The law, as it is written on paper. */
  readonly name: string;
  readonly left: Side;
  readonly right: Side;
}

type Side = <T>(m: Arithmetic<T>, x: T, y: T, z: T) => T;

/** What the exponential, its inverse and what is made of them must obey, in any arithmetic. */
export const LAWS: readonly Law[] = [
  law("10 · 0.1 x = x", (m, x) => m.mul(m.mul(m.constant(10), m.constant(0.1)), x), (_, x) => x),
  law("e⁰ = 1", (m, x) => m.exp(m.sub(x, x)), (m) => m.one),
  law("eˣ⁺ʸ = eˣ eʸ", (m, x, y) => m.exp(m.add(x, y)), (m, x, y) => m.mul(m.exp(x), m.exp(y))),
  law("eˣ⁻ʸ = eˣ / eʸ", (m, x, y) => m.exp(m.sub(x, y)), (m, x, y) => m.div(m.exp(x), m.exp(y))),
  law("e⁻ˣ = 1 / eˣ", (m, x) => m.exp(m.neg(x)), (m, x) => m.div(m.one, m.exp(x))),
  law("e²ˣ = (eˣ)²", (m, x) => m.exp(times(m, 2, x)), (m, x) => power(m, m.exp(x), 2)),
  law("e⁻⁴ˣ (eˣ)⁴ = 1", (m, x) => {
    return m.mul(m.exp(times(m, -4, x)), power(m, m.exp(x), 4));
  }, (m) => m.one),
  law("(e^(x/2))² = eˣ", (m, x) => power(m, m.exp(times(m, 0.5, x)), 2), (m, x) => m.exp(x)),
  law(
    "(e^(3x/4))⁴ = (eˣ)³",
    (m, x) => power(m, m.exp(times(m, 0.75, x)), 4),
    (m, x) => power(m, m.exp(x), 3),
  ),
  law(
    "(e^(x/12))⁴ = e^(x/3)",
    (m, x) => power(m, m.exp(m.div(x, m.constant(12))), 4),
    (m, x) => m.exp(m.div(x, m.constant(3))),
  ),
  law(
    "eˣ⁺ʸ⁻ᶻ = eˣ eʸ / eᶻ",
    (m, x, y, z) => m.exp(m.sub(m.add(x, y), z)),
    (m, x, y, z) => m.div(m.mul(m.exp(x), m.exp(y)), m.exp(z)),
  ),
  law(
    "e^(x − y) e^(y − z) = e^(x − z)",
    (m, x, y, z) => m.mul(m.exp(m.sub(x, y)), m.exp(m.sub(y, z))),
    (m, x, _, z) => m.exp(m.sub(x, z)),
  ),
  law(
    "e^(eˣ + y) = e^(eˣ) eʸ",
    (m, x, y) => m.exp(m.add(m.exp(x), y)),
    (m, x, y) => m.mul(m.exp(m.exp(x)), m.exp(y)),
  ),
  law(
    "e^(tanh x) e^(tanh −x) = 1",
    (m, x) => m.mul(m.exp(m.tanh(x)), m.exp(m.tanh(m.neg(x)))),
    (m) => m.one,
  ),
  law("expm1 x = eˣ − 1", (m, x) => m.expm1(x), (m, x) => m.sub(m.exp(x), m.one)),
  law("tanh −x = −tanh x", (m, x) => m.tanh(m.neg(x)), (m, x) => m.neg(m.tanh(x))),
  law(
    "tanh x (eˣ + e⁻ˣ) = eˣ − e⁻ˣ",
    (m, x) => m.mul(m.tanh(x), m.add(m.exp(x), m.exp(m.neg(x)))),
    (m, x) => m.sub(m.exp(x), m.exp(m.neg(x))),
  ),
  law(
    "tanh 2x = 2 tanh x / (1 + tanh² x)",
    (m, x) => m.tanh(times(m, 2, x)),
    (m, x) => m.div(times(m, 2, m.tanh(x)), m.add(m.one, power(m, m.tanh(x), 2))),
  ),
  law(
    "tanh (x + y) = (tanh x + tanh y) / (1 + tanh x tanh y)",
    (m, x, y) => m.tanh(m.add(x, y)),
    (m, x, y) => {
      const tx = m.tanh(x), ty = m.tanh(y);
      return m.div(m.add(tx, ty), m.add(m.one, m.mul(tx, ty)));
    },
  ),
  law(
    "1 / (1 + e⁻ˣ) = ½ (1 + tanh ½x)",
    (m, x) => m.div(m.one, m.add(m.one, m.exp(m.neg(x)))),
    (m, x) => times(m, 0.5, m.add(m.one, m.tanh(times(m, 0.5, x)))),
  ),
  law("log eˣ = x", (m, x) => m.log(m.exp(x)), (_, x) => x),
  law("log e^(x/2) = x/2", (m, x) => m.log(m.exp(times(m, 0.5, x))), (m, x) => times(m, 0.5, x)),
  law("e^(log x) = x", (m, x) => m.exp(m.log(x)), (_, x) => x),
  law("e^(−2 log x) = 1 / x²", (m, x) => {
    return m.exp(times(m, -2, m.log(x)));
  }, (m, x) => m.div(m.one, m.mul(x, x))),
  law(
    "e^(x + log y) = y eˣ",
    (m, x, y) => m.exp(m.add(x, m.log(y))),
    (m, x, y) => m.mul(y, m.exp(x)),
  ),
  law("log 1 = 0", (m, x) => m.log(m.div(x, x)), (m) => m.zero),
  law("log 1/x = −log x", (m, x) => m.log(m.div(m.one, x)), (m, x) => m.neg(m.log(x))),
  law("log xy = log x + log y", (m, x, y) => {
    return m.log(m.mul(x, y));
  }, (m, x, y) => m.add(m.log(x), m.log(y))),
  law("log x/y = log x − log y", (m, x, y) => {
    return m.log(m.div(x, y));
  }, (m, x, y) => m.sub(m.log(x), m.log(y))),
  law("log x³ = 3 log x", (m, x) => m.log(power(m, x, 3)), (m, x) => times(m, 3, m.log(x))),
  law("log xy/z = log x + log y − log z", (m, x, y, z) => {
    return m.log(m.div(m.mul(x, y), z));
  }, (m, x, y, z) => m.sub(m.add(m.log(x), m.log(y)), m.log(z))),
  law("log y eˣ = x + log y", (m, x, y) => {
    return m.log(m.mul(y, m.exp(x)));
  }, (m, x, y) => m.add(x, m.log(y))),
  law("log1p x = log (1 + x)", (m, x) => m.log1p(x), (m, x) => m.log(m.add(m.one, x))),
  law("log1p expm1 x = x", (m, x) => m.log1p(m.expm1(x)), (_, x) => x),
  law(
    "softplus x − softplus −x = x",
    (m, x) => m.sub(m.log1p(m.exp(x)), m.log1p(m.exp(m.neg(x)))),
    (_, x) => x,
  ),
  law(
    "−log sigmoid x = log (1 + e⁻ˣ)",
    (m, x) => m.neg(m.log(m.div(m.one, m.add(m.one, m.exp(m.neg(x)))))),
    (m, x) => m.log1p(m.exp(m.neg(x))),
  ),
  law(
    "log Σ e^z = x + log Σ e^(z − x)",
    (m, x, y, z) => m.log(sumOfPowers(m, [x, y, z])),
    (m, x, y, z) => {
      const shifted = [x, y, z].map((entry) => m.sub(entry, x));
      return m.add(x, m.log(sumOfPowers(m, shifted)));
    },
  ),
  law(
    "Σ log softmax z = Σ z − 3 log Σ e^z",
    (m, x, y, z) => {
      const total = sumOfPowers(m, [x, y, z]);
      const logs = [x, y, z].map((entry) => m.log(m.div(m.exp(entry), total)));
      return logs.reduce((sum, log) => m.add(sum, log));
    },
    (m, x, y, z) => {
      const sum = m.add(m.add(x, y), z);
      return m.sub(sum, times(m, 3, m.log(sumOfPowers(m, [x, y, z]))));
    },
  ),
  law("√eˣ = e^(x/2)", (m, x) => m.sqrt(m.exp(x)), (m, x) => m.exp(times(m, 0.5, x))),
  law("√(e⁻²ˣ) = e⁻ˣ", (m, x) => m.sqrt(m.exp(times(m, -2, x))), (m, x) => m.exp(m.neg(x))),
  law("√1 = 1", (m, x) => m.sqrt(m.div(x, x)), (m) => m.one),
  law("erf −x = −erf x", (m, x) => m.erf(m.neg(x)), (m, x) => m.neg(m.erf(x))),
  law("erf 0 = 0", (m, x) => m.erf(m.sub(x, x)), (m) => m.zero),
  law("xlogy (y, x) = y log x", (m, x, y) => m.xlogy(y, x), (m, x, y) => m.mul(y, m.log(x))),
  law("xdivy (y, x) = y / x", (m, x, y) => m.xdivy(y, x), (m, x, y) => m.div(y, x)),
];

/** What square roots must obey, where there are some. */
export const ROOT_LAWS: readonly Law[] = [
  law("(√x)² = x", (m, x) => power(m, m.sqrt(x), 2), (_, x) => x),
  law("x / √x = √x", (m, x) => m.div(x, m.sqrt(x)), (m, x) => m.sqrt(x)),
  law("√(9x) = 3 √x", (m, x) => m.sqrt(times(m, 9, x)), (m, x) => times(m, 3, m.sqrt(x))),
  law("√9 = 3", (m) => m.sqrt(m.constant(9)), (m) => m.constant(3)),
  law(
    "(√(x + y) − √x) (√(x + y) + √x) = y",
    (m, x, y) => {
      const large = m.sqrt(m.add(x, y)), small = m.sqrt(x);
      return m.mul(m.sub(large, small), m.add(large, small));
    },
    (_, __, y) => y,
  ),
];

function law(name: string, left: Side, right: Side): Law {
  return { name, left, right };
}

/** c x. */
function times<T>(m: Arithmetic<T>, c: number, x: T): T {
  return m.mul(m.constant(c), x);
}

/** xⁿ. */
function power<T>(m: Arithmetic<T>, x: T, n: number): T {
  return n === 1 ? x : m.mul(x, power(m, x, n - 1));
}

function sumOfPowers<T>(m: Arithmetic<T>, z: readonly T[]): T {
  return z.map((entry) => m.exp(entry)).reduce((sum, power) => m.add(sum, power));
}
