import { drawSeed } from "../../core/random/random.ts";
import { type Activation, checkActivation } from "../../nn/activations/activation.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { checkLoss, type Loss } from "../../nn/losses/loss.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import { checkKind, type LayerKind } from "../../nn/layers/layer.ts";
import { checkRegularizer, type Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { GradientPlan } from "../claims/engine_claims.ts";
import { asActivation, BUILT_IN_REGULARIZERS } from "../claims/regularizer_claims.ts";
import { checkActivationFormulas, checkLossFormulas } from "./check_formulas.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { combinationsOf } from "../claims/combinations.ts";
import { checkNetwork, describeNetwork, type Network } from "../../engine/network.ts";
import {
  type GradientFinding,
  proveActivation,
  proveLoss,
  proveRegularizer,
} from "./formula_verdicts.ts";
import {
  findInLayers,
  proveCombination,
  proveKind,
  proveParts,
  provePlan,
  proveRegularized,
} from "./network_verdicts.ts";
import { Verification } from "./verification.ts";

/**
 * Options of {@linkcode verifyGradients}.
 * @category Proofs
 */
export interface VerifyGradientsOptions {
  /** Activations to prove and to combine with each other; defaults to the built-in ones. */
  readonly activations?: readonly Activation[];
  /** Losses to prove and to combine with them; defaults to the built-in ones. */
  readonly losses?: readonly Loss[];
  /** Regularizers to prove; defaults to the built-in ones if no other option is given, else none. */
  readonly regularizers?: readonly Regularizer[];
  /** Kinds of layers to prove, each in small networks of its samples; the same default. */
  readonly kinds?: readonly LayerKind[];
  /** A network to prove, instead of small ones that combine the activations. */
  readonly network?: Network;
  /** The seed of all random values; drawn from entropy by default, and recorded in the findings. */
  readonly seed?: number;
}

/**
 * Proves that gradients are the derivatives that they claim to be: exactly, with no tolerance.
 *
 * The engine's own `forward` and `backward` run over residues modulo a prime, at random values of
 * every weight, bias, input and target, and are compared with the derivative that `forward` carries
 * over dual numbers. Each verdict says how likely it is to be wrong (`falsePass`, at most 2⁻⁸⁰).
 *
 * The formulas are proved, on the shapes that were tried and all of their sign patterns, not their
 * rounding. A network is proved by its parts and by the chain rule over free functions.
 *
 * Up to 64 combinations of two layers and a loss are all proved, and so are the paper's 5 × 5 × 2.
 * Larger products are replaced by networks of three layers in which each activation stands below
 * each and before each loss: the chain rule goes from layer to layer.
 *
 * @param options Activations, losses, regularizers and kinds of layers, or one network; defaults to
 * everything that is built in.
 * @returns The verdicts, which print as a table.
 * @throws {TypeError} If an option is unknown or not of its type, a kind has no samples, or a formula
 * does not return a value of the arithmetic.
 *
 * @example A wrong slope
 * ```ts
 * import { elementwise, verifyGradients } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const cube = elementwise({
 *   name: "cube",
 *   value: (m, z) => m.mul(z, m.mul(z, z)),
 *   slope: (m, { z }) => m.mul(m.constant(2), m.mul(z, z)),
 * });
 * const { verdicts } = verifyGradients({ activations: [cube] });
 * assertEquals(verdicts[0]!.verdict, "refuted");
 * assertEquals(verdicts[0]!.factor, "2/3");
 * ```
 * @category Proofs
 */
export function verifyGradients(options: VerifyGradientsOptions = {}): Verification {
  const names = "activations losses regularizers kinds network seed";
  const { network, seed = drawSeed(), ...lists } = checkOptions(
    "verifyGradients()",
    options,
    names,
  );
  for (const [name, value] of Object.entries(lists)) {
    if (Array.isArray(value)) continue;
    throw new TypeError(`${name} must be an array, but found ${describe(value)}`);
  }
  if (network !== undefined) checkNetwork(network);
  // Kinds alone are proved alone; any other options are combined with the built-in rest.
  const neither = options.activations === undefined && options.losses === undefined && !network;
  const isAll = neither && options.kinds === undefined, isKinds = neither && !isAll;
  const given = isKinds ? { ...lists, activations: [], losses: [] } : lists;
  const losses = given.losses ?? Object.values(LOSSES);
  losses.forEach(checkLoss);
  losses.forEach(checkLossFormulas);
  const activations = given.activations ??
    (network
      ? [...new Set(network.layers.flatMap(({ activation }) => activation ?? []))]
      : Object.values(ACTIVATIONS));
  activations.forEach(checkActivation);
  activations.forEach(checkActivationFormulas);
  const regularizers = options.regularizers ?? (isAll ? BUILT_IN_REGULARIZERS : []);
  const kinds = options.kinds ?? (isAll ? Object.values(KINDS) : []);
  kinds.forEach(checkKind);
  regularizers.forEach(checkRegularizer);
  regularizers.forEach((regularizer) => checkActivationFormulas(asActivation(regularizer)));
  const started = performance.now();
  const verdicts: GradientFinding[] = [
    ...activations.flatMap((activation) => proveActivation(activation, seed)),
    ...losses.flatMap((loss) => proveLoss(loss, seed)),
    ...regularizers.flatMap((regularizer) => [
      ...proveRegularizer(regularizer, seed),
      proveRegularized(regularizer, seed),
    ]),
    ...kinds.flatMap((kind) => proveKind(kind, seed)),
    ...(network
      ? losses.flatMap((loss) =>
        [undefined, ...regularizers].map((regularizer) =>
          proveNetwork(network, { loss, regularizer }, seed)
        )
      )
      : combinationsOf(given).map((combination) => proveCombination(combination, seed))),
  ];
  const seconds = (performance.now() - started) / 1000;
  return new Verification(verdicts, seconds, options.activations);
}

function proveNetwork(
  network: Network,
  { loss, regularizer }: Pick<GradientPlan, "loss" | "regularizer">,
  seed: number,
): GradientFinding {
  const plan: GradientPlan = { ...network, loss, regularizer, examples: 2 };
  const partsOf = () => [...proveParts(plan, seed), ...findInLayers(plan, seed)];
  const finding = provePlan(plan, seed, partsOf);
  const names = [describeNetwork(network), loss.name, ...(regularizer ? [regularizer.name] : [])];
  return { ...finding, subject: names.join(", ") };
}
