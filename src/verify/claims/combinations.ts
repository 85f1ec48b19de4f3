import type { Activation } from "../../nn/activations/activation.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { valueOf } from "./formula_claims.ts";
import { linear } from "../../nn/activations/linear.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import { relu } from "../../nn/activations/relu.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";

/** The activations of a network from the first layer to the last, and its loss. */
export interface Combination {
  readonly layers: readonly Activation[];
  readonly loss: Loss;
}

/** Larger products are replaced by a cover. */
const LARGEST_PRODUCT = 64;

/** Every hidden activation × output activation × loss of the paper. */
export function paperCombinations(): Combination[] {
  const losses = [categoricalCrossEntropy, sumOfSquaredErrors];
  return product([linear, sigmoid, tanh, relu, softmax], losses);
}

/**
 * Every built-in hidden activation × output activation × loss, thousands, except those whose outputs
 * never lie in the domain of the loss.
 */
export function allCombinations(): Combination[] {
  return product(Object.values(ACTIVATIONS), Object.values(LOSSES))
    .filter(({ layers, loss }) => isCompatible(layers.at(-1)!, loss));
}

/** A {@linkcode cover} of everything that is built in. */
export function builtInCover(): Combination[] {
  return cover(Object.values(ACTIVATIONS), Object.values(LOSSES));
}

/**
 * Combines activations and losses: all combinations of two layers and a loss where those are few,
 * else a {@linkcode cover}. By default, the paper's combinations and the built-in cover.
 */
export function combinationsOf(
  options: { readonly activations?: readonly Activation[]; readonly losses?: readonly Loss[] } = {},
): Combination[] {
  if (!options.activations && !options.losses) return [...paperCombinations(), ...builtInCover()];
  const { activations = Object.values(ACTIVATIONS), losses = Object.values(LOSSES) } = options;
  return activations.length ** 2 * losses.length <= LARGEST_PRODUCT
    ? product(activations, losses)
    : cover(activations, losses);
}

/**
 * Networks of three layers in which each activation stands below each, and each before each loss.
 *
 * Why that is enough: the chain rule goes from layer to layer. The backward pass knows an activation
 * by its pullback alone and a loss by its gradient alone, each proved by itself for any error; a layer
 * only interacts with the error from the layer above it, and the last one with the loss.
 *
 * For n activations and losses, n² networks: i, j, i + j (modulo n) and the loss i. All pairs i, j and
 * j, i + j occur, and each sum i + j with each i. Where no output of the last activation lies in the
 * domain of loss i, as none of `logSoftmax` lies in a > 0, the next loss takes its place.
 *
 * @param losses If there are more losses than activations, they take as many more rounds.
 */
export function cover(activations: readonly Activation[], losses: readonly Loss[]): Combination[] {
  const n = activations.length;
  const rounds = Array.from({ length: Math.ceil(losses.length / Math.max(1, n)) }, (_, k) => k);
  return rounds.flatMap((round) =>
    activations.flatMap((first, i) =>
      activations.map((second, j): Combination => {
        const last = activations[(i + j) % n]!;
        const after = (i + round * n) % losses.length;
        const candidates = [...losses.slice(after), ...losses.slice(0, after)];
        const loss = candidates.find((each) => isCompatible(last, each)) ?? candidates[0]!;
        return { layers: [first, second, last], loss };
      })
    )
  );
}

/** The weighted sums at which outputs are computed. */
const SUMS = [-8, -4, -2, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 2, 4, 8];

/** Whether some outputs of an activation lie in the domain of a loss. */
export function isCompatible(activation: Activation, { domain }: Loss): boolean {
  if (domain === undefined) return true;
  return SUMS.some((first) =>
    SUMS.some((second) =>
      valueOf(float64, activation, [first, second]).every((a) => domain.positive(float64, a) > 0)
    )
  );
}

function product(activations: readonly Activation[], losses: readonly Loss[]): Combination[] {
  return activations.flatMap((hidden) =>
    activations.flatMap((output) => losses.map((loss) => ({ layers: [hidden, output], loss })))
  );
}

/**
 * How many distinct neighbours some networks contain.
 * @category Proofs
 */
export interface Neighbours {
  /** Ordered pairs of an activation and the one above it. */
  readonly activations: number;
  /** Pairs of the last activation and the loss. */
  readonly losses: number;
}

/**
 * Counts the distinct neighbours in some networks, by their names.
 *
 * @example
 * ```ts
 * import { neighboursIn } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const combinations = [{ layers: ["tanh", "relu"], loss: "huber" }];
 * assertEquals(neighboursIn(combinations), { activations: 1, losses: 1 });
 * ```
 * @category Proofs
 */
export function neighboursIn(
  combinations: readonly { readonly layers: readonly string[]; readonly loss: string }[],
): Neighbours {
  const activations = new Set<string>(), losses = new Set<string>();
  for (const { layers, loss } of combinations) {
    layers.slice(1).forEach((above, l) => activations.add(JSON.stringify([layers[l], above])));
    losses.add(JSON.stringify([layers.at(-1), loss]));
  }
  return { activations: activations.size, losses: losses.size };
}

/** A combination by its names. */
export function namesOf(
  { layers, loss }: Combination,
): { readonly layers: readonly string[]; readonly loss: string } {
  return { layers: layers.map(({ name }) => name), loss: loss.name };
}
