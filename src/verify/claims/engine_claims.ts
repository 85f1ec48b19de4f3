import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { type Backpropagation, backward, type Gradients } from "../../engine/backward.ts";
import { cost, meanLoss } from "../../engine/cost.ts";
import { forward, type Masks } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { penalisedCost } from "../../engine/penalised.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { checkGradients } from "../numeric/check_gradients.ts";
import type { Claim, Counterexample, Variables } from "../prover/claim.ts";
import { type CasePlan, drawCase } from "../numeric/draw_case.ts";
import { whereDefined } from "./formula_claims.ts";
import { FREE, type Precondition } from "./preconditions.ts";

/** A network whose gradients are claimed to be right, and how they are computed. */
export interface GradientPlan extends Omit<CasePlan, "seed"> {
  /** What is known of the targets; nothing if left out. */
  readonly precondition?: Precondition;
  /** Other equations in place of some of BP1 to BP4. */
  readonly equations?: Partial<Backpropagation>;
  /** What the step of an optimizer is taken with, in place of the gradients of one backward pass. */
  readonly step?: TrainingStep;
}

/** One step of training, from parameters and a batch to new parameters. */
export type TrainingStep = <T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: GenericBatch<T>,
  plan: GradientPlan,
) => Network<T>;

/** A batch over any arithmetic. */
export interface GenericBatch<T> {
  /** X (examples × inputs). */
  readonly inputs: Matrix<T>;
  /** Y (examples × outputs). */
  readonly targets: Matrix<T>;
  /** What the outputs of each layer are multiplied by, as by dropout; nothing if left out. */
  readonly masks?: Masks<T>;
}

/**
 * That `backward` returns the derivative of the cost that `forward` leads to.
 *
 * Along one random direction of all parameters together: over an exact field a wrong entry shows in
 * almost every direction. {@linkcode entriesClaim} tells which entry.
 *
 * @param plan The network, the loss and the batch.
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

/** The same, entry by entry: dearer, but a wrong entry and its factor can be named. */
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

/** One step of gradient descent with gradients that are all taken before any layer is updated. */
export const gradientDescent: TrainingStep = (m, network, batch, plan) => {
  const gradients = gradientsOf(m, network, batch, plan);
  const { init, update } = sgd({ learningRate: LEARNING_RATE });
  return update(network, gradients, init(network), { arithmetic: m }).network;
};

/** λ of every step: what it moves parameters by is divided by that again. */
export const LEARNING_RATE = 0.125;

/** A plan in one line: `2-3 tanh-1 linear, sumOfSquaredErrors, batch of 2`. */
export function describePlan(plan: GradientPlan): string {
  const { inputs, layers, loss, examples, step, penalty, dropout } = plan;
  const widths = [inputs, ...layers.map(({ units, activation }) => `${units} ${activation.name}`)];
  return [
    widths.join("-"),
    loss.name,
    ...(penalty ? [penalty.name] : []),
    ...(dropout ? ["dropout"] : []),
    `batch of ${examples}`,
    ...(step ? ["one step"] : []),
  ].join(", ");
}

/** A network and a batch whose every number is a variable. */
function variables<T>(
  m: Variables<T>,
  plan: GradientPlan,
): { readonly network: Network<T>; readonly batch: GenericBatch<T> } {
  const { inputs, layers, examples, dropout, precondition = FREE } = plan;
  const matrix = (rows: number, columns: number): Matrix<T> => ({
    rows,
    columns,
    data: Array.from({ length: rows * columns }, () => m.variable()),
  });
  const widths = [inputs, ...layers.map(({ units }) => units)];
  const network = {
    inputs,
    layers: layers.map(({ units, activation }, l) => ({
      units,
      activation,
      weights: matrix(units, widths[l]!),
      biases: matrix(1, units),
    })),
  };
  return {
    network,
    batch: {
      inputs: matrix(examples, inputs),
      targets: precondition.impose(m, matrix(examples, widths.at(-1)!)),
      ...(dropout && { masks: layers.slice(0, -1).map(({ units }) => matrix(examples, units)) }),
    },
  };
}

/** The derivative by each parameter as the code has it: from its gradients, or from its step. */
function slopesOf<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: GenericBatch<T>,
  plan: GradientPlan,
): T[] {
  if (plan.step === undefined) return entriesOf(gradientsOf(m, network, batch, plan));
  const after = entriesOf(plan.step(m, network, batch, plan));
  const rate = m.constant(LEARNING_RATE);
  return entriesOf(network).map((before, i) => m.div(m.sub(before, after[i]!), rate));
}

/** The gradients of one backward pass by the plan's equations. */
export function gradientsOf<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  { inputs, targets, masks }: GenericBatch<T>,
  { loss, equations = {}, penalty }: GradientPlan,
): Gradients<T> {
  const trace = forward(network, inputs, { arithmetic: m, masks });
  return backward(network, trace, targets, loss, { arithmetic: m, equations, penalty });
}

/** All entries of all tensors, layer by layer, weights before biases. */
export function entriesOf<T>(
  { layers }: { readonly layers: readonly { weights: Matrix<T>; biases: Matrix<T> }[] },
): T[] {
  return layers.flatMap(({ weights, biases }) => [
    ...Array.from(weights.data),
    ...Array.from(biases.data),
  ]);
}

/** The derivative of the cost along a direction, by dual numbers. */
function costSlope<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  { inputs, targets, masks }: GenericBatch<T>,
  { loss, penalty }: GradientPlan,
  directions: readonly T[],
): T {
  const arithmetic = dual(m);
  let next = 0;
  const moving = ({ rows, columns, data }: Matrix<T>): Matrix<Dual<T>> => ({
    rows,
    columns,
    data: Array.from(data, (value) => new Dual(value, directions[next++]!)),
  });
  const fixed = ({ rows, columns, data }: Matrix<T>): Matrix<Dual<T>> => ({
    rows,
    columns,
    data: Array.from(data, (value) => new Dual(value, m.zero)),
  });
  const lifted = {
    inputs: network.inputs,
    layers: network.layers.map((layer) => ({
      ...layer,
      weights: moving(layer.weights),
      biases: moving(layer.biases),
    })),
  };
  const still = masks?.map((mask) => mask && fixed(mask));
  const trace = forward(lifted, fixed(inputs), { arithmetic, masks: still });
  const mean = meanLoss(arithmetic, lifted, trace, fixed(targets), loss);
  return whereDefined(m, penalisedCost(arithmetic, lifted, mean, penalty));
}

/** How many networks are drawn to find an entry that finite differences refute. */
const DRAWS = 8;
/** A difference that is this many times the estimated error, and more, is one. */
const BEYOND = 100;

/** An entry of the gradients that finite differences refute, beyond their own error. */
function differences(plan: GradientPlan, seed: number): Counterexample | undefined {
  const precondition = plan.precondition ?? FREE;
  for (let n = 0; n < DRAWS; n++) {
    try {
      const { network, batch: drawn } = drawCase({ ...plan, seed: seed + n });
      const targets = precondition.impose(float64, drawn.targets);
      const batch = { ...drawn, inputs: drawn.inputs as Matrix, targets };
      const { parameters } = checkGradients(network, batch, plan.loss, {
        penalty: plan.penalty,
        gradients: (network, batch) => asGradients(network, batch as GenericBatch<number>, plan),
      });
      for (const { layer, name, worst } of parameters) {
        const { index, got, expected, error, estimate } = worst;
        if (
          !Number.isNaN(expected) && !(error <= BEYOND * estimate) &&
          isCertain(network, batch, plan, { layer, name, index })
        ) {
          return { where: `layer ${layer}, ${name}[${index}]`, got, expected };
        }
      }
    } catch (error) {
      // No network inside the domain of the loss, or a cost that is not finite there: no counterexample.
      if (!(error instanceof RangeError)) throw error;
    }
  }
}

/** Whether one derivative differs from that by dual numbers beyond the bounds of their rounding. */
function isCertain(
  network: Network,
  batch: GenericBatch<number>,
  plan: GradientPlan,
  entry: { readonly layer: number; readonly name: "weights" | "biases"; readonly index: number },
): boolean {
  const exact = (matrix: Matrix) =>
    byEntries(bounded, matrix, (index) => new Bounded(matrix.data[index]!));
  const { inputs, targets, masks } = batch;
  const bounds = {
    network: {
      inputs: network.inputs,
      layers: network.layers.map((layer) => ({
        ...layer,
        weights: exact(layer.weights),
        biases: exact(layer.biases),
      })),
    },
    batch: {
      inputs: exact(inputs),
      targets: exact(targets),
      ...(masks && { masks: masks.map((mask) => mask && exact(mask)) }),
    },
  };
  const directions = network.layers.flatMap((layer, l) =>
    (["weights", "biases"] as const).flatMap((name) =>
      Array.from(layer[name].data, (_, index) => {
        return l === entry.layer - 1 && name === entry.name && index === entry.index
          ? bounded.one
          : bounded.zero;
      })
    )
  );
  return certainlyDiffer(
    slopesOf(bounded, bounds.network, bounds.batch, plan)[directions.indexOf(bounded.one)]!,
    costSlope(bounded, bounds.network, bounds.batch, plan, directions),
  );
}

/** The plan's derivatives in float64, in the shape of gradients. */
export function asGradients(
  network: Network,
  batch: GenericBatch<number>,
  plan: GradientPlan,
): Gradients {
  const slopes = slopesOf(float64, network, batch, plan);
  let start = 0;
  const taken = ({ rows, columns, data }: Matrix): Matrix => {
    return { rows, columns, data: slopes.slice(start, start += data.length) };
  };
  return {
    cost: cost(network, batch, plan.loss, plan),
    layers: network.layers.map(({ weights, biases }) => ({
      weights: taken(weights),
      biases: taken(biases),
    })),
  };
}
