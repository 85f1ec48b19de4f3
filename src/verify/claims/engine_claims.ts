import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { backward, type Equations, type Gradients } from "../../engine/backward.ts";
import { cost, costOf } from "../../engine/cost.ts";
import { forward } from "../../engine/forward.ts";
import { forwardAlong } from "../../engine/hessian_times.ts";
import {
  describeNetwork,
  type Masks,
  type Network,
  networkFrom,
  outputsOf,
} from "../../engine/network.ts";
import {
  entriesOf,
  fromEntries,
  layersOf,
  mapParameters,
  parameterList,
} from "../../engine/parameters.ts";
import type { ParameterPlace } from "../../engine/place.ts";
import { masksFrom } from "../../engine/masks.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { startCheck } from "../numeric/check_gradients.ts";
import type { Claim, Counterexample, Variables } from "../prover/claim.ts";
import { type CasePlan, drawCase } from "../numeric/draw_case.ts";
import { whereDefined } from "./derivative_claim.ts";
import { FREE, type Precondition } from "./preconditions.ts";

/**
 * A network whose gradients are claimed to be right, and how they are computed.
 * @category Backpropagation
 */
export interface GradientPlan extends Omit<CasePlan, "seed"> {
  /** A condition on the targets; none by default. */
  readonly precondition?: Precondition;
  /** Replacements for some of the engine's equations. */
  readonly equations?: Equations;
  /** A training step to take the gradients from, instead of one backward pass. */
  readonly step?: TrainingStep;
}

/**
 * One training step, from parameters and a batch to new parameters.
 * @category Backpropagation
 */
export type TrainingStep = <T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: GenericBatch<T>,
  plan: GradientPlan,
) => Network<T>;

/**
 * A batch, generic over the arithmetic.
 * @category Backpropagation
 */
export interface GenericBatch<T> {
  /** X (examples × inputs). */
  readonly inputs: Matrix<T>;
  /** Y (examples × outputs). */
  readonly targets: Matrix<T>;
  /** How much the loss of each example counts; 1 by default. */
  readonly weights?: ArrayLike<T> | undefined;
  /** The factors of each layer's outputs, as by dropout; none by default. */
  readonly masks?: Masks<T> | undefined;
}

/**
 * Claims that `backward` returns the derivative of the cost that `forward` leads to.
 *
 * Along one random direction of all parameters together: over an exact field a wrong entry shows in
 * almost every direction. {@linkcode entriesClaim} says which entry.
 */
export function gradientClaim(plan: GradientPlan): Claim {
  return {
    subject: describePlan(plan),
    sides: (m) => {
      const { network, batch } = variables(m, plan);
      const slopes = slopesOf(m, network, batch, plan);
      const directions = slopes.map(() => m.variable());
      const along = slopes.map((slope, i) => m.mul(directions[i]!, slope));
      return {
        got: [along.reduce((sum, term) => m.add(sum, term))],
        expected: [costSlope(m, network, batch, plan, directions)],
      };
    },
    counterexample: (seed) => differences(plan, seed),
  };
}

/** The same, entry by entry: slower, but it can name a wrong entry and its factor. */
export function entriesClaim(plan: GradientPlan): Claim {
  return {
    ...gradientClaim(plan),
    sides: (m) => {
      const { network, batch } = variables(m, plan);
      const got = slopesOf(m, network, batch, plan);
      const expected = got.map((_, chosen) => {
        const direction = got.map((_, i) => i === chosen ? m.one : m.zero);
        return costSlope(m, network, batch, plan, direction);
      });
      return { got, expected };
    },
  };
}

/** One step of gradient descent whose gradients are all taken before any layer is updated. */
export const gradientDescent: TrainingStep = (m, network, batch, plan) => {
  const gradients = gradientsOf(m, network, batch, plan);
  const { init, update } = sgd({ learningRate: LEARNING_RATE });
  return update(network, gradients, init(network), { arithmetic: m }).network;
};

/** λ of every step; the difference of parameters is divided by it again. */
export const LEARNING_RATE = 0.125;

/** A plan in one line: `2-3 tanh-1 linear, sumOfSquaredErrors, batch of 2`. */
export function describePlan(plan: GradientPlan): string {
  const { loss, examples, step, regularizer } = plan;
  return [
    describeNetwork(plan),
    loss.name,
    ...(regularizer ? [regularizer.name] : []),
    `batch of ${examples}`,
    ...(step ? ["one step"] : []),
    ...(plan.weighted ? ["weighted"] : []),
    ...(plan.training === false ? ["evaluation"] : []),
  ].join(", ");
}

/** A network and a batch whose every number is a variable. */
export function variables<T>(m: Variables<T>, plan: GradientPlan) {
  const { inputs, examples, precondition = FREE } = plan;
  const matrix = (rows: number, columns: number): Matrix<T> => ({
    rows,
    columns,
    data: Array.from({ length: rows * columns }, () => m.variable()),
  });
  return {
    network: networkFrom(
      plan,
      ([rows, columns]) => matrix(rows, columns),
      ([...shape], { start }) => {
        // What starts above 0 is a variance or a scale: a square, so that its root needs no other region.
        const drawn = matrix(...shape);
        return start > 0 ? mapEntries(drawn, (x) => m.mul(x, x)) : drawn;
      },
    ),
    batch: {
      inputs: matrix(examples, inputs),
      targets: precondition.impose(m, matrix(examples, outputsOf(plan))),
      weights: plan.weighted ? matrix(examples, 1).data : undefined,
      masks: masksFrom(plan, examples, matrix),
    },
  };
}

/** The derivative by each parameter as the code computes it: from its gradients, or from its step. */
export function slopesOf<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: GenericBatch<T>,
  plan: GradientPlan,
): T[] {
  if (plan.step === undefined) return entriesOf(gradientsOf(m, network, batch, plan).layers);
  const after = entriesOf(layersOf(plan.step(m, network, batch, plan)));
  const rate = m.constant(LEARNING_RATE);
  return entriesOf(layersOf(network)).map((before, i) => m.div(m.sub(before, after[i]!), rate));
}

/** The gradients of one backward pass by the plan's equations. */
export function gradientsOf<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  { inputs, targets, weights, masks }: GenericBatch<T>,
  { loss, equations = {}, regularizer, training = true }: GradientPlan,
): Gradients<T> {
  const trace = forward(network, inputs, { arithmetic: m, masks, training });
  return backward(network, trace, targets, loss, {
    ...{ arithmetic: m, equations, regularizer, weights },
  });
}

/** The derivative of the cost along a direction, by dual numbers. */
export function costSlope<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: GenericBatch<T>,
  { loss, regularizer, training = true }: GradientPlan,
  directions: readonly T[],
): T {
  const along = forwardAlong(m, network, { ...batch, training }, directions);
  const { network: moved, arithmetic, trace } = along;
  return whereDefined(m, costOf(arithmetic, moved, trace, along, loss, regularizer));
}

/** How many networks are drawn in search of an entry that finite differences refute, ... */
const DRAWS = 8;
/** ... and how many entries of each parameter are compared: a few, as most errors show anywhere. */
const SAMPLES = [4, 256];
/** A difference counts if it is at least this many times the estimated error. */
const BEYOND = 100;

/** An entry of the gradients that finite differences refute, beyond their own error. */
function differences(plan: GradientPlan, seed: number): Counterexample | undefined {
  const precondition = plan.precondition ?? FREE;
  for (let n = 0; n < DRAWS; n++) {
    try {
      const { network, batch: drawn } = drawCase({ ...plan, seed: seed + n });
      const targets = precondition.impose(float64, drawn.targets);
      const batch = { ...drawn, inputs: drawn.inputs as Matrix, targets };
      for (const samples of SAMPLES) {
        const { checks } = startCheck(network, batch, plan.loss, {
          samples,
          regularizer: plan.regularizer,
          gradients: (network, batch) => asGradients(network, batch as GenericBatch<number>, plan),
        });
        for (const { layer, name, worst } of checks) {
          const { index, got, expected, error, estimate } = worst;
          if (
            !Number.isNaN(expected) && !(error <= BEYOND * estimate) &&
            isCertain(network, batch, plan, { l: layer - 1, name, index })
          ) {
            return { where: `layer ${layer}, ${name}[${index}]`, got, expected };
          }
        }
      }
    } catch (error) {
      // Found no network inside the domain of the loss, or one whose cost is not finite.
      if (!(error instanceof RangeError)) throw error;
    }
  }
}

/** Whether an entry differs from the dual numbers' derivative beyond the bounds of rounding. */
function isCertain(
  network: Network,
  batch: GenericBatch<number>,
  plan: GradientPlan,
  entry: ParameterPlace & { readonly index: number },
): boolean {
  const exact = (matrix: Matrix) => mapEntries(matrix, (x) => new Bounded(x));
  const exactNetwork = mapParameters(network, exact, exact);
  const exactBatch = {
    inputs: exact(batch.inputs),
    targets: exact(batch.targets),
    weights: batch.weights && Array.from(batch.weights, (weight) => new Bounded(weight)),
    masks: batch.masks?.map((mask) => mask && exact(mask)),
  };
  const directions = parameterList(layersOf(network)).flatMap(({ l, name, matrix }) =>
    Array.from(matrix.data, (_, index) => {
      const isMoved = l === entry.l && name === entry.name && index === entry.index;
      return isMoved ? bounded.one : bounded.zero;
    })
  );
  return certainlyDiffer(
    slopesOf(bounded, exactNetwork, exactBatch, plan)[directions.indexOf(bounded.one)]!,
    costSlope(bounded, exactNetwork, exactBatch, plan, directions),
  );
}

/** The plan's derivatives in float64, in the shape of gradients. */
export function asGradients(
  network: Network,
  batch: GenericBatch<number>,
  plan: GradientPlan,
): Gradients {
  const slopes = slopesOf(float64, network, batch, plan);
  return {
    cost: cost(network, batch, plan.loss, { regularizer: plan.regularizer }),
    layers: fromEntries(float64, layersOf(network), slopes),
  };
}
