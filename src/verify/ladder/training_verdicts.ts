import { type Layer, resized } from "../../nn/layers/layer.ts";
import type { GradientPlan } from "../claims/engine_claims.ts";
import { checkGradients, type GradientCheck } from "../numeric/check_gradients.ts";
import { findCase } from "../numeric/draw_case.ts";
import type { GradientFinding } from "./formula_verdicts.ts";
import { findInLayers, proveKind, proveParts, provePlan } from "./network_verdicts.ts";

/** The layers, the loss and the regularizer of a training. */
export type Training = Pick<GradientPlan, "inputs" | "layers" | "loss" | "regularizer">;

/** What is known of the gradients of a training. */
export interface TrainingVerdicts {
  /** Its parts, each by itself, and its layers in other sizes. */
  readonly verdicts: readonly GradientFinding[];
  /** The comparison with finite differences, unless no outputs lie in the domain of the loss. */
  readonly check?: GradientCheck | undefined;
}

/**
 * Proves the gradients of a training, of what it uses alone, in a second or two.
 *
 * Of a pair, the activation and the loss are not used apart. Rows of three are compared on all
 * regions, those of its own lengths on one, and the chain rule in small networks of its own layers, so
 * that no verdict says more than its `shapes`. A kind that takes images is not among those layers: it is
 * proved in the networks of its samples. `verifyGradients` goes through rows of more lengths, and
 * through a network in its own shape.
 */
export function verifyTraining(training: Training, seed: number): TrainingVerdicts {
  const { loss, regularizer } = training;
  const layers = training.layers.filter((layer) => !takesImages(layer)), last = layers.length - 1;
  const kinds = new Set(training.layers.filter(takesImages).map(({ kind }) => kind));
  const small: GradientPlan = {
    ...{ inputs: 2, loss, regularizer, examples: last > 1 ? 2 : 3 },
    layers: layers.map((layer, l) => resized(layer, l === last ? 3 : 2)),
  };
  const parts = [
    ...proveParts({ ...small, ...training }, seed, true),
    ...[...kinds].flatMap((kind) => proveKind(kind, seed)),
  ];
  const isWrong = parts.some(({ verdict }) => verdict === "refuted");
  if (!isWrong) parts.push(...findInLayers(training, seed));
  const drawn = findCase({ ...small, seed });
  return {
    verdicts: [...parts, provePlan(small, seed, () => parts)],
    check: drawn && checkGradients(drawn.network, drawn.batch, loss, { regularizer }),
  };
}

function takesImages({ kind }: Pick<Layer, "kind">): boolean {
  return kind.sampleShape !== undefined;
}
