import { assert, assertEquals } from "@std/assert";
import { describeNetwork } from "../../../src/engine/network.ts";
import { linear } from "../../../src/nn/activations/linear.ts";
import { sigmoid } from "../../../src/nn/activations/sigmoid.ts";
import { softmax } from "../../../src/nn/activations/softmax.ts";
import { softplus } from "../../../src/nn/activations/softplus.ts";
import { tanh } from "../../../src/nn/activations/tanh.ts";
import { dense } from "../../../src/nn/layers/dense.ts";
import { KINDS } from "../../../src/nn/layers/kinds.ts";
import { type LayerKind, type LayerOptions, sampleShapeOf } from "../../../src/nn/layers/layer.ts";
import { layer } from "../../../src/nn/layers/plan.ts";
import { reshape } from "../../../src/nn/layers/reshape.ts";
import { type Shape, sizeOf } from "../../../src/nn/layers/shape.ts";
import { LOSSES } from "../../../src/nn/losses/losses.ts";
import { isCompatible } from "../../../src/verify/claims/combinations.ts";
import { gradientClaim, type GradientPlan } from "../../../src/verify/claims/engine_claims.ts";
import { checkGradients } from "../../../src/verify/numeric/check_gradients.ts";
import { findCase } from "../../../src/verify/numeric/draw_case.ts";
import { prove } from "../../../src/verify/prover/prove.ts";

// Every kind directly below and above every other that takes its outputs, and every loss above some.

const SEED = 7;
const losses = Object.values(LOSSES);
const heads = [linear, sigmoid, softmax, softplus];

/** A layer of a sample of each of two kinds, and the shape of what the lower one takes. */
interface Pair {
  readonly below: readonly [LayerKind, LayerOptions];
  readonly above: readonly [LayerKind, LayerOptions];
  readonly shape: Shape;
}

/** The first samples of two kinds that fit, if any do. */
function pairOf(lower: LayerKind, upper: LayerKind): Pair | undefined {
  for (const below of lower.samples) {
    const shape = sampleShapeOf(lower, below), between = lower.outputShape(below, shape);
    for (const above of upper.samples) {
      try {
        upper.parameterShapes(above, between);
        upper.outputShape(above, between);
      } catch {
        continue;
      }
      return { below: [lower, below], above: [upper, above], shape };
    }
  }
}

function planOf({ below, above, shape }: Pair, n: number): GradientPlan {
  const loss = losses[n % losses.length]!;
  const head = heads.find((activation) => isCompatible(activation, loss))!;
  const takesIndices = below[0].indices !== undefined;
  return {
    inputs: takesIndices ? sizeOf(shape) : 2,
    layers: [
      ...(takesIndices ? [] : [dense(sizeOf(shape), tanh)]),
      ...(shape.length === 1 ? [] : [reshape(shape)]),
      layer(...below, { activation: tanh }),
      layer(...above, { activation: tanh }),
      dense(2, head),
    ],
    loss,
    examples: 2,
  };
}

const kinds = Object.values(KINDS) as LayerKind[];
const plans = kinds.flatMap((lower) =>
  // Only the first layer can take indices.
  kinds.flatMap((upper) => upper.indices === undefined ? pairOf(lower, upper) ?? [] : [])
).map(planOf);

Deno.test("kinds crossed with kinds: most fit, and every loss stands above some", () => {
  assert(plans.length > kinds.length ** 2 / 2, `${plans.length} of ${kinds.length ** 2}`);
  assertEquals(new Set(plans.map(({ loss }) => loss.name)).size, losses.length);
});

for (const plan of plans) {
  const name = `${describeNetwork(plan)}, ${plan.loss.name}`;
  Deno.test(`gradients of ${name} are proved on a region, and agree with differences`, () => {
    const { verdict, reason } = prove(gradientClaim(plan), { seed: SEED, oneRegion: true });
    assert(verdict === "proved" || verdict === "proved in part", `${verdict}: ${reason}`);
    const found = findCase({ ...plan, seed: SEED });
    assert(found, "no case was found");
    // The bound of checkGradients(), argued for there.
    const check = checkGradients(found.network, found.batch, plan.loss, { samples: 4 });
    assert(check.passed, JSON.stringify(check.parameters.find(({ passed }) => !passed)));
  });
}
