import {
  activate,
  elementwise,
  type ElementwiseActivation,
} from "../../nn/activations/activation.ts";
import { linear } from "../../nn/activations/linear.ts";
import { relu } from "../../nn/activations/relu.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries } from "../../core/matrix/matrix.ts";
import { transposed, transposedTimes } from "../../core/matrix/products.ts";
import { BACKPROPAGATION } from "../../engine/backward.ts";
import { DENSE_EQUATIONS, denseFrom } from "../../nn/layers/dense.ts";
import { forward } from "../../engine/forward.ts";
import { v128 } from "../../executors/wasm/emitter/instructions.ts";
import { TILE_COLUMNS } from "../../executors/wasm/kernels/tile.ts";
import { rowsAsFactor } from "../../executors/wasm/memory/factor.ts";
import { reservePanels, reserveRows } from "../../executors/wasm/memory/layout.ts";
import {
  integers,
  paddingOf,
  placePanels,
  placeRows,
  wordsOfPanels,
  wordsOfRows,
  zerosBehind,
} from "./integers.ts";
import type { MakeCase } from "./kernel_case.ts";
import { type BatchSizes, describeSizes, forPart, type Sizes } from "./sizes.ts";

/** Z = A Wᵀ + b and A = f(Z), (16) and (17), with ReLU. */
export function forwardProduct({ rows, inner, columns }: Sizes, seed: number): MakeCase {
  const inputs = integers(rows, inner, seed);
  const weights = integers(columns, inner, seed + 1), biases = integers(1, columns, seed + 2);
  const layer = denseFrom(relu, weights, biases);
  const { z, a } = forward({ inputs: inner, layers: [layer] }, inputs).layers[0]!;
  return (layout) => {
    const from = placeRows(layout, inputs);
    const panels = placePanels(layout, transposed(float64, weights));
    const bias = placeRows(layout, biases, { padded: true });
    const zs = reserveRows(layout, rows, columns), as = reserveRows(layout, rows, columns);
    return {
      kernel: "dense product with activation",
      shape: describeSizes({ rows, inner, columns }),
      operands: [from, panels, bias],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own) =>
          kernels.product(target, {
            ...{
              a: rowsAsFactor(own(from), part),
              panels,
              stride: zs.stride,
              biases: bias.address,
            },
            finish: kernels.activation(target, relu, { a: own(as), z: own(zs) }),
          })),
      expected: [...wordsOfRows(zs, z), ...wordsOfRows(as, a)],
      free: [...paddingOf(zs, rows), ...paddingOf(as, rows)],
    };
  };
}

/** z², its slope 2z written so that it needs both z and a, and NaN cannot hide. */
const square: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "square",
  value: (m, z) => m.mul(z, z),
  slope: (m, { z, a }) => {
    const less = m.sub(z, m.one);
    return m.sub(m.add(a, m.one), m.mul(less, less));
  },
});

/** Δ below = (Δ W) ⊙ f′(Z), BP2.2 (58), with z². */
export function errorProduct({ rows, inner, columns }: Sizes, seed: number): MakeCase {
  const errors = integers(rows, inner, seed), weights = integers(inner, columns, seed + 1);
  const z = integers(rows, columns, seed + 2);
  const a = activate(float64, square, z);
  const layer = denseFrom(linear, weights, integers(1, inner, seed));
  const carried = DENSE_EQUATIONS.inputErrors(float64, weights, errors);
  const below = { activation: square };
  const expected = BACKPROPAGATION.hiddenErrors(float64, below, { z, a }, carried, layer);
  return (layout) => {
    const from = placeRows(layout, errors), panels = placePanels(layout, weights);
    const zs = placeRows(layout, z), as = placeRows(layout, a);
    const to = reserveRows(layout, rows, columns);
    return {
      kernel: "error product with slope",
      shape: describeSizes({ rows, inner, columns }),
      operands: [from, panels, zs, as],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own) =>
          kernels.product(target, {
            ...{ a: rowsAsFactor(own(from), part), panels, stride: to.stride },
            finish: kernels.pullback(target, square, { z: own(zs), a: own(as), errors: own(to) }),
          })),
      // Gradient sums include what lies behind the last column, so it must be zero.
      expected: [...wordsOfRows(to, expected), ...zerosBehind(to, rows)],
    };
  };
}

/** Aᵀ Δ, BP3.2 (61) before the mean. */
export function gradientSums({ rows, inner, columns }: Sizes, seed: number): MakeCase {
  const a = integers(inner, rows, seed), errors = integers(inner, columns, seed + 1);
  const expected = transposedTimes(float64, a, errors);
  return (layout) => {
    const as = placeRows(layout, a), es = placeRows(layout, errors, { padded: true });
    const panels = reservePanels(layout, rows, columns, TILE_COLUMNS);
    return {
      kernel: "gradient sums",
      shape: describeSizes({ rows, inner, columns }),
      operands: [as, es],
      emit: (kernels, target, share) =>
        kernels.gradientSums(target, {
          ...{ a: rowsAsFactor(as, inner), errors: es, panels, share },
          finish: (place, sum) => target.f.do(v128.store(place, sum)),
        }),
      expected: wordsOfPanels(panels, expected),
    };
  };
}

/** Σ Δ, BP4.2 (65) before the mean. */
export function biasSums({ rows, columns }: BatchSizes, seed: number): MakeCase {
  const errors = integers(rows, columns, seed);
  const ones = byEntries(float64, { rows, columns: 1 }, () => 1);
  const expected = transposedTimes(float64, ones, errors);
  return (layout) => {
    const es = placeRows(layout, errors, { padded: true }), to = reserveRows(layout, 1, columns);
    return {
      kernel: "bias sums",
      shape: `(${rows} × ${columns})`,
      operands: [es],
      emit: (kernels, target, share) => {
        if (!share.leads) return;
        kernels.biasSums(target, {
          ...{ errors: es, rows, biases: to.address },
          finish: (place, sum) => target.f.do(v128.store(place, sum)),
        });
      },
      expected: [...wordsOfRows(to, expected), ...zerosBehind(to, 1)],
    };
  };
}
