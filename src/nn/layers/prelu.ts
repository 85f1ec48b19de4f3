import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { checkBoolean } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan } from "./plan.ts";
import { layerKind } from "./layer_kind.ts";
import { type LayerLearning, LEARNING } from "./learning.ts";

/**
 * The options of a PReLU layer.
 * @category Layers
 */
export interface PreluKindOptions {
  /** Whether all channels have one slope. */
  readonly shared: boolean;
}

/**
 * PReLU: y = x where x > 0, else a x, with slopes a (1 × channels, or 1 × 1) that are learned.
 *
 * Channels are the last side of the shape. Slopes start at 0.25 and are not decayed. At x = 0 the
 * derivative is a, as in PyTorch. K. He, X. Zhang, S. Ren, J. Sun: Delving deep into rectifiers. ICCV
 * 2015, (1), and (3) with the derivative by a.
 * @category Layers
 */
export const preluKind: LayerKind<PreluKindOptions> = /* @__PURE__ */ layerKind<PreluKindOptions>({
  name: "prelu",
  options: ({ shared }) => {
    checkBoolean(shared, "shared");
    return { shared };
  },
  outputShape: (_, inputs) => inputs,
  parameterShapes: ({ shared }, inputs) => ({ slopes: [1, shared ? 1 : inputs.at(-1)!] }),
  offsets: ["slopes"],
  starts: () => ({ slopes: 0.25 }),
  forward: (m, { parameters: { slopes } }, inputs) => ({
    outputs: byEntries(m, inputs, (i) => {
      const x = inputs.data[i]!;
      return m.choose(x, x, m.mul(slopeAt(slopes!, i), x));
    }),
    saved: { inputs },
  }),
  backward: (m, { parameters: { slopes } }, { inputs }, errors) => ({
    inputs: () =>
      byEntries(m, errors, (i) => {
        const error = errors.data[i]!;
        return m.choose(inputs!.data[i]!, error, m.mul(slopeAt(slopes!, i), error));
      }),
    parameters: { slopes: slopeGradient(m, slopes!, inputs!, errors) },
  }),
  compiled: () => ({ form: "rows" }),
  kinks: (_m, _layer, inputs) => Array.from(inputs.data),
  describe: ({ shared }) => shared ? "prelu shared" : "prelu",
  samples: [{ shared: false }, { shared: true }],
});

/** The slope of the channel of an entry, as rows hold whole positions. */
function slopeAt<T>({ columns, data }: Matrix<T>, index: number): T {
  return data[index % columns]!;
}

/** ∂C/∂a: the sums of δ x over the entries of a channel at which x is not positive, over the batch. */
function slopeGradient<T>(
  m: Arithmetic<T>,
  slopes: Matrix<T>,
  { data: x }: Matrix<T>,
  { rows, data: e }: Matrix<T>,
): Matrix<T> {
  return byEntries(m, slopes, (channel) => {
    const terms = Array.from({ length: x.length / slopes.columns }, (_, k) => {
      const i = k * slopes.columns + channel;
      return m.choose(x[i]!, m.zero, m.mul(e[i]!, x[i]!));
    });
    return m.div(sum(m, terms), m.constant(rows));
  });
}

/**
 * Options of {@linkcode prelu}.
 * @category Layers
 */
export interface PreluOptions extends LayerLearning {
  /** Whether all channels have one slope; defaults to `false`. */
  readonly shared?: boolean;
}

/**
 * Plans a PReLU: a rectifier whose slope for negative values is learned, for each channel or for all.
 *
 * @returns The plan, for `network`; its outputs have the shape of its inputs.
 * @throws {TypeError} Unless `shared` is a boolean.
 *
 * @example
 * ```ts
 * import { forward, matrix, network, prelu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [prelu()] });
 * assertEquals(Array.from(forward(net, matrix([[4, -4]])).outputs.data), [4, -1]);
 * ```
 * @category Layers
 */
export function prelu(options: PreluOptions = {}): LayerPlan {
  const { shared = false, ...learning } = checkOptions("prelu()", options, "shared", LEARNING);
  return layer(preluKind, { shared }, learning);
}
