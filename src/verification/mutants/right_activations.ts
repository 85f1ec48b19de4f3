import {
  type Activation,
  elementwise,
  type ElementwiseActivation,
  rowwise,
  type RowwiseActivation,
} from "../../activations/activation.ts";
import { relu } from "../../activations/relu.ts";
import { sigmoid } from "../../activations/sigmoid.ts";
import type { Arithmetic } from "../../arithmetic/arithmetic.ts";
import { sum } from "../../arithmetic/reductions.ts";

/** ELU's α. Not 1, where α eᶻ and a + 1 would be the same. */
export const ALPHA = 1.5;

/** The exponential linear unit: z where z > 0, else α (eᶻ − 1). */
export const elu: ElementwiseActivation = elementwise({
  name: "elu",
  value: (m, z) => m.choose(z, z, m.mul(m.constant(ALPHA), m.expm1(m.choose(z, m.zero, z)))),
  slope: (m, { z }) => m.choose(z, m.one, m.mul(m.constant(ALPHA), m.exp(z))),
  kinks: [0],
});

/** The scaled exponential linear unit with the constants of its authors, to all their digits. */
export const selu: ElementwiseActivation = elementwise({
  name: "selu",
  value: (m, z) => {
    const below = m.mul(m.constant(SELU.alpha), m.expm1(m.choose(z, m.zero, z)));
    return m.mul(m.constant(SELU.scale), m.choose(z, z, below));
  },
  slope: (m, { z }) => seluSlope(m, z, SELU),
  kinks: [0],
});

/** SELU's λ and α. */
export const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

/** λ where z > 0, else λ α eᶻ, for any two constants. */
export function seluSlope<T>(m: Arithmetic<T>, z: T, { scale, alpha }: typeof SELU): T {
  const below = m.mul(m.constant(alpha), m.exp(z));
  return m.mul(m.constant(scale), m.choose(z, m.one, below));
}

/** The leaky rectified linear unit. */
export const leakyRelu: ElementwiseActivation = elementwise({
  name: "leakyRelu",
  value: (m, z) => m.choose(z, z, m.mul(m.constant(LEAK), z)),
  slope: (m, { z }) => m.choose(z, m.one, m.constant(LEAK)),
  kinks: [0],
});

/** The slope of `leakyRelu` below 0. */
export const LEAK = 0.01;

/** The Gaussian error linear unit in its tanh form: ½ z (1 + tanh(k (z + c z³))). */
export const gelu: ElementwiseActivation = elementwise({
  name: "gelu",
  value: (m, z) => {
    return m.mul(m.mul(m.constant(0.5), z), m.add(m.one, geluTanh(m, z)));
  },
  slope: (m, { z }) => geluSlope(m, z, GELU),
});

/** GELU's k = √(2/π) and c, and the c′ = 3 c of its derivative. */
export const GELU = { scale: 0.7978845608028654, cubic: 0.044715, cubicSlope: 0.134145 };

/** tanh(k (z + c z³)). */
export function geluTanh<T>(m: Arithmetic<T>, z: T): T {
  const cube = m.mul(m.constant(GELU.cubic), m.mul(z, m.mul(z, z)));
  return m.tanh(m.mul(m.constant(GELU.scale), m.add(z, cube)));
}

/** ½ (1 + t) + ½ z (1 − t²) k (1 + c′ z²) with t = tanh(k (z + c z³)), for any k and c′ outside t. */
export function geluSlope<T>(
  m: Arithmetic<T>,
  z: T,
  { scale, cubicSlope }: Pick<typeof GELU, "scale" | "cubicSlope">,
): T {
  const t = geluTanh(m, z);
  const within = m.add(m.one, m.mul(m.constant(cubicSlope), m.mul(z, z)));
  const chain = m.mul(m.sub(m.one, m.mul(t, t)), m.mul(m.constant(scale), within));
  return m.mul(m.constant(0.5), m.add(m.add(m.one, t), m.mul(z, chain)));
}

/** log(1 + eᶻ), no positive number exponentiated. */
export const softplus: ElementwiseActivation = elementwise({
  name: "softplus",
  value: (m, z) => {
    const e = m.exp(m.choose(z, m.neg(z), z));
    return m.add(m.choose(z, z, m.zero), m.log1p(e));
  },
  slope: (m, { z }) => sigmoid.value(m, z),
});

/** z σ(z), also called SiLU. */
export const swish: ElementwiseActivation = elementwise({
  name: "swish",
  value: (m, z) => m.mul(z, sigmoid.value(m, z)),
  slope: (m, { z }) => {
    const s = sigmoid.value(m, z);
    return m.add(s, m.mul(z, m.mul(s, m.sub(m.one, s))));
  },
});

/** z tanh(log(1 + eᶻ)). */
export const mish: ElementwiseActivation = elementwise({
  name: "mish",
  value: (m, z) => m.mul(z, m.tanh(softplus.value(m, z))),
  slope: (m, { z }) => {
    const t = m.tanh(softplus.value(m, z));
    const chain = m.mul(m.sub(m.one, m.mul(t, t)), sigmoid.value(m, z));
    return m.add(t, m.mul(z, chain));
  },
});

/** z / (1 + |z|). */
export const softsign: ElementwiseActivation = elementwise({
  name: "softsign",
  value: (m, z) => m.div(z, reach(m, z)),
  slope: (m, { z }) => m.div(m.one, m.mul(reach(m, z), reach(m, z))),
});

/** 1 + |z|. */
export function reach<T>(m: Arithmetic<T>, z: T): T {
  return m.add(m.one, m.choose(z, z, m.neg(z)));
}

/** |z|, whose slope at 0 is 0 by convention. */
export const absolute: ElementwiseActivation = elementwise({
  name: "absolute",
  value: (m, z) => m.choose(z, z, m.neg(z)),
  slope: (m, { z }) => m.choose(z, m.one, m.choose(m.neg(z), m.neg(m.one), m.zero)),
  kinks: [0],
});

/** max(−1, min(z, 1)). */
export const hardTanh: ElementwiseActivation = elementwise({
  name: "hardTanh",
  value: (m, z) => {
    const capped = m.choose(m.sub(z, m.one), m.one, z);
    return m.choose(m.add(z, m.one), capped, m.neg(m.one));
  },
  slope: (m, { z }) => {
    const below = m.choose(m.sub(m.one, z), m.one, m.zero);
    return m.choose(m.add(z, m.one), below, m.zero);
  },
  kinks: [-1, 1],
});

/** e^−z². */
export const gaussian: ElementwiseActivation = elementwise({
  name: "gaussian",
  value: (m, z) => m.exp(m.neg(m.mul(z, z))),
  slope: (m, { z, a }) => m.mul(m.constant(-2), m.mul(z, a)),
});

/** z³ / 10. */
export const cubic: ElementwiseActivation = elementwise({
  name: "cubic",
  value: (m, z) => m.mul(m.constant(0.1), m.mul(z, m.mul(z, z))),
  slope: (m, { z }) => m.mul(m.constant(0.3), m.mul(z, z)),
});

/** Each entry less the mean of its row. */
export const centred: RowwiseActivation = rowwise({
  name: "centred",
  value: centre,
  pullback: (m, _, error) => centre(m, error),
});

function centre<T>(m: Arithmetic<T>, row: readonly T[]): T[] {
  const mean = m.div(sum(m, row), m.constant(row.length));
  return row.map((entry) => m.sub(entry, mean));
}

/** Rectified, with every second unit dropped and the others doubled, as by one mask of dropout. */
export const dropped: RowwiseActivation = rowwise({
  name: "dropped",
  value: (m, z) => mask(m, z.map((zj) => relu.value(m, zj))),
  pullback: (m, { z, a }, error) => {
    return mask(m, error).map((e, j) => m.mul(e, relu.slope(m, { z: z[j]!, a: a[j]! })));
  },
});

function mask<T>(m: Arithmetic<T>, row: readonly T[]): T[] {
  return row.map((entry, j) => j % 2 === 0 ? m.mul(m.constant(2), entry) : m.zero);
}

/** Activations that the library does not have, each right: mutants are made from them. */
export const RIGHT_ACTIVATIONS: readonly Activation[] = [
  elu,
  selu,
  leakyRelu,
  gelu,
  softplus,
  swish,
  mish,
  softsign,
  absolute,
  hardTanh,
  gaussian,
  cubic,
  centred,
  dropped,
];
