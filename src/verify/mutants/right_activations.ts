import {
  type Activation,
  elementwise,
  type ElementwiseActivation,
  rowwise,
  type RowwiseActivation,
} from "../../nn/activations/activation.ts";
import { relu } from "../../nn/activations/relu.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { elu } from "../../nn/activations/elu.ts";
import { leakyRelu } from "../../nn/activations/leaky_relu.ts";
import { softplus } from "../../nn/activations/softplus.ts";
import { mean } from "../../core/arithmetic/reductions.ts";

/** z tanh(log(1 + eᶻ)). */
export const mish: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "mish",
  value: (m, z) => m.mul(z, m.tanh(softplus.value(m, z))),
  slope: (m, { z }) => {
    const t = m.tanh(softplus.value(m, z));
    const chain = m.mul(m.sub(m.one, m.mul(t, t)), sigmoid.value(m, z));
    return m.add(t, m.mul(z, chain));
  },
});

/** |z|, whose slope at 0 is 0 by convention. */
export const absolute: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "absolute",
  value: (m, z) => m.choose(z, z, m.neg(z)),
  slope: (m, { z }) => m.choose(z, m.one, m.choose(m.neg(z), m.neg(m.one), m.zero)),
  kinks: [0],
});

/** max(−1, min(z, 1)). */
export const hardTanh: ElementwiseActivation = /* @__PURE__ */ elementwise({
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
export const gaussian: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "gaussian",
  value: (m, z) => m.exp(m.neg(m.mul(z, z))),
  slope: (m, { z, a }) => m.mul(m.constant(-2), m.mul(z, a)),
});

/** z³ / 10. */
export const cubic: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "cubic",
  value: (m, z) => m.mul(m.constant(0.1), m.mul(z, m.mul(z, z))),
  slope: (m, { z }) => m.mul(m.constant(0.3), m.mul(z, z)),
});

/** Each entry less the mean of its row. */
export const centred: RowwiseActivation = /* @__PURE__ */ rowwise({
  name: "centred",
  value: centre,
  pullback: (m, _, error) => centre(m, error),
});

function centre<T>(m: Arithmetic<T>, row: readonly T[]): T[] {
  const center = mean(m, row);
  return row.map((entry) => m.sub(entry, center));
}

/** ReLU with every second unit dropped and the others doubled, as by one mask of dropout. */
export const dropped: RowwiseActivation = /* @__PURE__ */ rowwise({
  name: "dropped",
  value: (m, z) => mask(m, z.map((zj) => relu.value(m, zj))),
  pullback: (m, { z, a }, error) =>
    mask(m, error).map((e, j) => m.mul(e, relu.slope(m, { z: z[j]!, a: a[j]! }))),
});

function mask<T>(m: Arithmetic<T>, row: readonly T[]): T[] {
  return row.map((entry, j) => j % 2 === 0 ? m.mul(m.constant(2), entry) : m.zero);
}

/** Correct activations beyond those of the library, from which mutants are made. */
export const RIGHT_ACTIVATIONS: readonly Activation[] = [
  /* @__PURE__ */ elu({ alpha: 1.5 }),
  /* @__PURE__ */ leakyRelu({ slope: 0.2 }),
  mish,
  absolute,
  hardTanh,
  gaussian,
  cubic,
  centred,
  dropped,
];
