import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";

/** SELU's λ and α. */
export const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

/** λ where z > 0, else λ α eᶻ, for any two constants. */
export function seluSlope<T>(m: Arithmetic<T>, z: T, { scale, alpha }: typeof SELU): T {
  const below = m.mul(m.constant(alpha), m.exp(z));
  return m.mul(m.constant(scale), m.choose(z, m.one, below));
}

/** The k = √(2/π) and c of GELU's tanh form, and the c′ = 3 c of its derivative. */
export const GELU_TANH = { scale: 0.7978845608028654, cubic: 0.044715, cubicSlope: 0.134145 };

/** ½ (1 + t) + ½ z (1 − t²) k (1 + c′ z²) with t = tanh(k (z + c z³)), for any k and c′ outside t. */
export function geluTanhSlope<T>(
  m: Arithmetic<T>,
  z: T,
  { scale, cubicSlope }: Pick<typeof GELU_TANH, "scale" | "cubicSlope">,
): T {
  const cube = m.mul(m.constant(GELU_TANH.cubic), m.mul(z, m.mul(z, z)));
  const t = m.tanh(m.mul(m.constant(GELU_TANH.scale), m.add(z, cube)));
  const within = m.add(m.one, m.mul(m.constant(cubicSlope), m.mul(z, z)));
  const chain = m.mul(m.sub(m.one, m.mul(t, t)), m.mul(m.constant(scale), within));
  return m.mul(m.constant(0.5), m.add(m.add(m.one, t), m.mul(z, chain)));
}
