import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { byEntries, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { type Batch, meanLoss, passOf } from "../../engine/cost.ts";
import { forward, type Trace } from "../../engine/forward.ts";
import { type Network, networkFrom, type NetworkParts, outputsOf } from "../../engine/network.ts";
import { mapParameters } from "../../engine/parameters.ts";
import { indicesOf } from "../../nn/layers/indices.ts";
import { activationOf, describeLayer, isShrunk } from "../../nn/layers/layer.ts";
import type { Regularized } from "../../engine/regularized.ts";
import { masksFrom } from "../../engine/masks.ts";
import { distancesToKinks } from "./kinks.ts";
import {
  deriveKey,
  PURPOSE,
  type RandomKey,
  randomKey,
  uniform,
} from "../../core/random/random.ts";

/**
 * The plan of a random case.
 * @category Finite differences
 */
export interface CasePlan extends Regularized, NetworkParts {
  /** The loss, whose domain the outputs must lie in. */
  readonly loss: Loss;
  /** How many examples. */
  readonly examples: number;
  /** Whether it is a step of training; defaults to true. */
  readonly training?: boolean;
  /** Whether the examples have weights; defaults to false. */
  readonly weighted?: boolean;
  /** Whether two of three inputs are zero; defaults to false. */
  readonly sparse?: boolean;
  /** The seed of the draw. */
  readonly seed: number;
}

/** A network and a batch at which gradients can be compared. */
export interface Case {
  /** Its weighted sums keep away from kinks, and its outputs lie in the domain. */
  readonly network: Network;
  /** Random inputs, and arbitrary targets, not only one-hot. */
  readonly batch: Batch;
}

/** The last layer is changed by the first of these that brings all outputs into the domain. */
const changes = (): readonly Change[] => [
  ...[0, 1, -1, 2, -2, 4, -4, 8, -8].map((shift) => ({ scale: 1, shift })),
  // For domains as narrow as 0 < a < 1, which two examples seldom share.
  ...[0.5, 0, -0.5, 1, -1, 2].map((shift) => ({ scale: 0.125, shift })),
];
/** The distance of weighted sums from kinks, which leaves room for a finite step. */
const KINK_MARGIN = 0.01;
/** The distance of outputs from the end of the domain. */
const DOMAIN_MARGIN = 0.05;
const ATTEMPTS = 200;
/** Wide enough for a slope evaluated on the wrong thing to show: tanh(z) is not z at z = 2. */
const LARGEST_INPUT = 2;

/**
 * Draws a network and a batch for a comparison of gradients; the same plan gives the same case.
 *
 * @throws {RangeError} If no parameters were found whose outputs lie in the domain of the loss.
 */
export function drawCase(plan: CasePlan): Case {
  const found = findCase(plan);
  if (found !== undefined) return found;
  throw new RangeError(
    `Found no parameters for ${plan.layers.map(describeLayer).join(", ")} ` +
      `whose outputs lie in the domain of ${plan.loss.name}: ${plan.loss.domain?.text}`,
  );
}

/** The same, or `undefined` if no such parameters were found. */
export function findCase(plan: CasePlan): Case | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const key = deriveKey(randomKey(plan.seed), PURPOSE.draw, attempt);
    const drawn = draw(plan, key);
    // Every second time targets are not negative: a divergence is defined for no others.
    const { targets } = drawn.batch;
    const batch = attempt % 2 === 0 ? drawn.batch : {
      ...drawn.batch,
      targets: { ...targets, data: Float64Array.from(targets.data, Math.abs) },
    };
    for (const change of changes()) {
      const network = changeOutputs(drawn.network, change);
      if (isSuitable(network, batch, plan)) return { network, batch };
    }
  }
  return undefined;
}

function draw(plan: CasePlan, key: RandomKey): Case {
  const { inputs, layers, examples, sparse, weighted } = plan;
  const random = (purpose: number, rows: number, columns: number, radius: number): Matrix => {
    const data = uniform(deriveKey(key, purpose), rows * columns, -radius, radius);
    return Object.freeze({ rows, columns, data });
  };
  const real = random(0, examples, inputs, LARGEST_INPUT), indices = indicesOf(layers);
  const share = (x: number) => (x + LARGEST_INPUT) / (2 * LARGEST_INPUT); // from 0 to below 1
  const dense = indices === undefined ? real : {
    ...real,
    data: Float64Array.from(real.data, (x) => Math.floor(share(x) * indices)),
  };
  const kept = (index: number) => sparse === true && index % 3 > 0 ? 0 : dense.data[index]!;
  let purpose = 2;
  return {
    network: networkFrom(plan, ([rows, columns], { l, name }) => {
      const radius = isShrunk(layers[l]!, name) ? 2 / Math.sqrt(columns) : 1;
      return random(purpose++, rows, columns, radius);
    }, ([rows, columns], { start }) => {
      const drawn = random(purpose++, rows, columns, 0.5);
      return { ...drawn, data: Float64Array.from(drawn.data, (x) => start + x) };
    }),
    batch: {
      inputs: { ...dense, data: Float64Array.from(dense.data, (_, index) => kept(index)) },
      targets: random(1, examples, outputsOf(plan), 1),
      masks: masksFrom(plan, examples, (rows, columns) => random(purpose++, rows, columns, 2)),
      training: plan.training ?? true,
      ...(weighted && { weights: uniform(deriveKey(key, purpose++), examples, 0, 2) }),
    },
  };
}

/** Scales the parameters of the last layer, then shifts its offsets. */
interface Change {
  readonly scale: number;
  readonly shift: number;
}

/** Changes the last layer that has parameters. */
function changeOutputs(network: Network, { scale, shift }: Change): Network {
  const last = network.layers.findLastIndex(({ parameters }) => Object.keys(parameters).length > 0);
  return mapParameters(network, (matrix, { l, name }, layer) => {
    if (l !== last) return matrix;
    const added = isShrunk(layer, name) ? 0 : shift;
    return byEntries(float64, matrix, (index) => matrix.data[index]! * scale + added);
  });
}

/** Whether outputs lie in the domain, everything keeps away from kinks, and errors reach all layers. */
function isSuitable(network: Network, batch: Batch, { loss, regularizer }: CasePlan): boolean {
  const trace = forward(network, batch.inputs, passOf(batch));
  return isInside(loss, trace.outputs) &&
    distancesToKinks(network, trace, batch.targets, loss, regularizer)
      .every((distance) => Math.abs(distance) > KINK_MARGIN) &&
    isLive(network, trace) && Number.isFinite(meanLoss(float64, network, trace, batch, loss));
}

/** Whether each layer passes on errors of each example, so that no gradient vanishes for want of one. */
function isLive(network: Network, { layers }: Trace): boolean {
  return network.layers.every((layer, l) => {
    const { z } = layers[l]!, activation = activationOf(layer);
    return activation.kind === "rowwise" ||
      Array.from({ length: z.rows }, (_, i) => i).every((i) =>
        rowOf(z, i).some((zj) => activation.value(dual(float64), new Dual(zj, 1)).slope !== 0)
      );
  });
}

function isInside({ domain }: Loss, outputs: Matrix): boolean {
  return domain === undefined ||
    Array.from(outputs.data).every((a) => domain.positive(float64, a) > DOMAIN_MARGIN);
}
