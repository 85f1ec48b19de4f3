import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { ColumnsForm } from "./compiled_form.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { LEARNING } from "./learning.ts";
import { layerKind } from "./layer_kind.ts";
import {
  affineShapes,
  channelsOf,
  checkedEpsilon,
  type Moments,
  momentsOf,
  normalized,
  normalizedPullback,
  perGroup,
  rowsOf,
  scaled,
  scaledPullback,
  type Standardized,
  standardized,
  standardizedPullback,
} from "./normalization.ts";

/**
 * The options of a batch norm.
 * @category Layers
 */
export interface BatchNormKindOptions {
  /** ε, added to each variance. */
  readonly epsilon: number;
  /** The share of a batch in the running mean and variance. */
  readonly momentum: number;
}

/**
 * Batch norm: y = g (x − μ) / √(σ² + ε) + b, with mean and variance of each channel.
 *
 * Channels are the last side of the shape. In training, μ and σ² are those of the batch over all
 * examples and positions, σ² divided by n, and errors go back through both; in evaluation they are
 * the running ones, which are the state: `means` and `variances` (1 × channels), starting at 0 and 1. As
 * in PyTorch, running ← (1 − momentum) running + momentum of the batch, its variance divided by n − 1.
 * A batch with one value a channel has no such variance, and leaves the running one as it is. Gains g
 * and biases b are (1 × channels); g starts at 1, and neither is decayed. S. Ioffe, C. Szegedy: Batch
 * normalization. ICML 2015, algorithms 1 and 2.
 * @category Layers
 */
export const batchNormKind: LayerKind<BatchNormKindOptions> = /* @__PURE__ */ layerKind<
  BatchNormKindOptions
>({
  name: "batchNorm",
  options: ({ epsilon, momentum }) => {
    if (typeof momentum !== "number" || !(momentum > 0 && momentum <= 1)) {
      throw new RangeError(
        `momentum must be above 0 and at most 1, but found ${describe(momentum)}`,
      );
    }
    return { epsilon: checkedEpsilon(epsilon), momentum };
  },
  outputShape: (_, inputs) => inputs,
  parameterShapes: (_, inputs) => affineShapes(inputs),
  stateShapes: (_, inputs) => ({ means: [1, inputs.at(-1)!], variances: [1, inputs.at(-1)!] }),
  offsets: ["gains", "biases"],
  starts: () => ({ gains: 1, variances: 1 }),
  forward: (m, layer, inputs, { training }) => {
    const { parameters, state, options } = layer, { means, variances } = state!;
    const groups = channelsOf(inputs, parameters.gains!.columns);
    const before = groups.map((_, j) => ({ mean: means!.data[j]!, variance: variances!.data[j]! }));
    const now = training ? rowsOf(inputs, groups).map((x) => momentsOf(m, x)) : before;
    const { outputs, standard, deviations } = normalized(m, layer, inputs, groups, now);
    const saved = { standard, [training ? "deviations" : "running"]: deviations };
    if (!training) return { outputs, saved };
    const after = now.map((moments, j) => {
      return running(m, before[j]!, moments, groups[j]!.length, options.momentum);
    });
    return {
      outputs,
      saved,
      state: {
        means: perGroup(m, after.map(({ mean }) => mean)),
        variances: perGroup(m, after.map(({ variance }) => variance)),
      },
    };
  },
  backward: (m, { parameters }, { standard, running, deviations }, errors) => {
    const saved = { standard: standard!, deviations: (running ?? deviations)! };
    const pullback = running ? fixedPullback : undefined;
    return normalizedPullback(m, parameters, saved, errors, channelsOf, pullback);
  },
  compiled: ({ epsilon, momentum }) => columnsForm(epsilon, momentum),
  describe: () => "batchNorm",
  samples: [{ epsilon: 0.25, momentum: 0.5 }],
});

/**
 * Options of {@linkcode batchNorm}.
 * @category Layers
 */
export interface BatchNormOptions extends Omit<LayerPlanOptions, "initializer"> {
  /** ε, added to each variance; defaults to 1e-5. */
  readonly epsilon?: number;
  /** The share of a batch in the running mean and variance; defaults to 0.1. */
  readonly momentum?: number;
}

/**
 * Plans a batch norm: each channel is shifted and scaled to mean 0 and variance 1 over the batch, then
 * multiplied by a gain and shifted by an offset that are learned. Evaluation uses running statistics,
 * which training returns with the network.
 *
 * @returns The plan, for `network`; its outputs have the shape of its inputs.
 * @throws {RangeError} Unless `epsilon` is positive, and `momentum` above 0 and at most 1.
 *
 * @example
 * ```ts
 * import { batchNorm, forward, matrix, network } from "@backproof/backproof";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [batchNorm({ epsilon: 1e-9 })] });
 * const batch = matrix([[2], [4]]); // mean 3, variance 1
 * const { data } = forward(net, batch, { training: true }).outputs;
 * assertAlmostEquals(data[0]!, -1, 1e-8);
 * const [running] = Array.from(forward(net, batch).outputs.data); // by mean 0 and variance 1
 * assertAlmostEquals(running!, 2, 1e-8);
 * assertEquals(Object.keys(net.layers[0]!.state!), ["means", "variances"]);
 * ```
 * @category Layers
 */
export function batchNorm(options: BatchNormOptions = {}): LayerPlan {
  const names = "epsilon momentum activation";
  const { epsilon = 1e-5, momentum = 0.1, ...plan } = checkOptions(
    "batchNorm()",
    options,
    names,
    LEARNING,
  );
  return layer(batchNormKind, { epsilon, momentum }, plan);
}

/** The pullback of x ↦ x̂ of evaluation, whose statistics are constants. */
function fixedPullback<T>(
  m: Arithmetic<T>,
  { deviation }: Standardized<T>,
  e: readonly T[],
): readonly T[] {
  return e.map((error) => m.div(error, deviation));
}

/** The same as formulas of one channel. */
function columnsForm(epsilon: number, momentum: number): ColumnsForm {
  return {
    form: "columns",
    training: (m, x, channel) => {
      const now = momentsOf(m, x), { standard } = standardized(m, x, now, epsilon);
      const { mean: means, variance: variances } = now;
      return { outputs: scaled(m, standard, channel), now: { means, variances } };
    },
    evaluation: (m, x, channel) => {
      const { means, variances } = channel;
      const standard = x.map((entry, i) => {
        const moments = { mean: means![i]!, variance: variances![i]! };
        return standardized(m, [entry], moments, epsilon).standard[0]!;
      });
      return scaled(m, standard, channel);
    },
    pullback: (m, x, channel, errors) => {
      const row = standardized(m, x, momentsOf(m, x), epsilon);
      const { standard, ...parameters } = scaledPullback(m, row.standard, channel, errors);
      return { inputs: standardizedPullback(m, row, standard), parameters };
    },
    next: (m, before, now, count) => {
      const [old, found] = [before, now].map(({ means, variances }) => {
        return { mean: means!, variance: variances! };
      });
      const { mean, variance } = running(m, old!, found!, count, momentum);
      return { means: mean, variances: variance };
    },
  };
}

/** The running statistics of a channel after a batch with so many values of it. */
function running<T>(
  m: Arithmetic<T>,
  before: Moments<T>,
  now: Moments<T>,
  count: number,
  momentum: number,
): Moments<T> {
  const kept = m.constant(1 - momentum), share = m.constant(momentum);
  const towards = (old: T, found: T) => m.add(m.mul(kept, old), m.mul(share, found));
  const mean = towards(before.mean, now.mean);
  if (count === 1) return { mean, variance: before.variance };
  const unbiased = m.div(m.constant(count), m.constant(count - 1));
  return { mean, variance: towards(before.variance, m.mul(now.variance, unbiased)) };
}
