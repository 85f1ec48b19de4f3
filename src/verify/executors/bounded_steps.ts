import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Bounded } from "../../core/arithmetic/bounded.ts";
import { mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { backward } from "../../engine/backward.ts";
import { forward } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { layersOf, mapParameters, parameterList } from "../../engine/parameters.ts";
import { dense } from "../../nn/layers/dense.ts";
import type { Optimizer, RuleState } from "../../optim/optimizers/optimizer.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import type { Combination } from "../claims/combinations.ts";
import { type Case, findCase } from "../numeric/draw_case.ts";
import { executed, ROUNDING } from "./precision.ts";
import { type Stepped, type StepsPlan, stepThrough } from "./steps.ts";

/** A training step and bounds on its results. */
export interface BoundedStep {
  readonly steps: Omit<StepsPlan, "fused">;
  /** The cost before the step, and each parameter after it, with a bound. */
  readonly cost: Bounded;
  readonly network: Network<Bounded>;
}

/** How a step of the executor compares with its bounds. */
export interface StepFinding {
  /** The first number outside its bound, if there is one. */
  readonly failure?: string;
  /** The largest error as a share of its bound. */
  readonly closest: number;
  /** The largest bound. */
  readonly bound: number;
}

/** Networks of two layers have tails of tiles; larger ones are small, to save time. */
const SIZES = {
  two: { inputs: 9, hidden: 6, outputs: 3, examples: 5 },
  more: { inputs: 4, hidden: 3, outputs: 2, examples: 2 },
};

/** How parameters are updated. */
export interface BoundedDescent {
  readonly optimizer: Optimizer<RuleState>;
  readonly regularizer?: Regularizer;
}

/**
 * Draws a step of a network such as 9-6-3 on five examples, and takes it in the engine with bounds on
 * the executor's errors.
 *
 * A forward error analysis: the engine's `forward`, `backward` and `update` run in an arithmetic that
 * carries with each number how far float32 may be off. A sum of n products is charged γₙ |A| |B| with
 * γₙ = n u / (1 − n u) and u = 2⁻²⁴ (Higham, section 3.5), in any order; elementary functions are
 * charged their tolerances; and every result, the errors of its operands, no higher order left out.
 *
 * Where the executor orders operations differently, it rounds no more often: (c / M) Σ δ a has as many
 * roundings as c Σ (δ / M) a. Packed rows add to a weight one example after the other, with M roundings
 * where the engine has one, for which weights of a first layer are charged γ_M |W|.
 *
 * @param packed Whether most inputs are zero, so that rows are packed.
 * @param seed Seeds the network and the batch.
 * @param descent Defaults to `sgd` with a learning rate of 0.1.
 * @param arithmetic Defaults to that of WebAssembly.
 * @returns Nothing if no network was found whose outputs lie in the domain of the loss.
 */
export function boundedStep(
  { layers, loss }: Combination,
  packed: boolean,
  seed: number,
  { optimizer, regularizer }: BoundedDescent = { optimizer: sgd({ learningRate: 0.1 }) },
  arithmetic: Arithmetic<Bounded> = executed,
): BoundedStep | undefined {
  const { inputs, hidden, outputs, examples } = SIZES[layers.length === 2 ? "two" : "more"];
  const drawn = findCase({
    inputs,
    layers: layers.map((activation, l) => {
      return dense(l === layers.length - 1 ? outputs : hidden, activation);
    }),
    ...{ loss, examples, sparse: packed, seed },
  });
  if (drawn === undefined) return undefined;
  const { network, batch } = inFloat32(drawn);
  const read = { arithmetic };
  const start = mapParameters(network, exactly);
  const trace = forward(start, exactly(batch.inputs), read);
  const gradients = backward(start, trace, exactly(batch.targets), loss, { ...read, regularizer });
  const gamma = examples * ROUNDING / (1 - examples * ROUNDING);
  const charged = mapParameters(network, (matrix) => {
    return mapEntries(matrix, (x) => new Bounded(x, gamma * Math.abs(x)));
  });
  const rule = optimizer.rule!;
  return {
    steps: { network, dataset: batch, batchSize: examples, loss, rule, regularizer },
    cost: gradients.cost,
    network: optimizer.update(charged, gradients, optimizer.init(charged, read), read).network,
  };
}

/** Takes the step in the executor, and compares every number with its bounds. */
export function compareStep(step: BoundedStep, fused: MultiplyAdd): StepFinding {
  return compareStepped(step, stepThrough({ ...step.steps, fused }));
}

/** Compares every number of a step that was taken with its bounds. */
export function compareStepped({ cost, network }: BoundedStep, found: Stepped): StepFinding {
  let closest = 0, bound = 0, failure: string | undefined;
  const compare = (where: string, got: number, { value, error }: Bounded) => {
    const off = Math.abs(got - value);
    if (!(off <= error) || error === Infinity) {
      failure ??= `${where} is ${got}, but should be ${value} ± ${error}`;
    }
    closest = Math.max(closest, error > 0 ? off / error : 0);
    bound = Math.max(bound, error);
  };
  compare("the cost", found.costs[0]!, cost);
  for (const { l, name, matrix } of parameterList(layersOf(network))) {
    const got = found.network.layers[l]!.parameters[name]!.data;
    Array.from(matrix.data).forEach((expected, index) => {
      compare(`layer ${l + 1}, ${name}[${index}]`, got[index]!, expected);
    });
  }
  return { closest, bound, ...(failure !== undefined && { failure }) };
}

/** Rounds a case to float32, so that engine and executor start from the same numbers. */
function inFloat32({ network, batch }: Case) {
  const rounded = (matrix: Matrix): Matrix => {
    return { ...matrix, data: Float64Array.from(matrix.data, Math.fround) };
  };
  const inputs = rounded(batch.inputs as Matrix), targets = rounded(batch.targets);
  return { network: mapParameters(network, rounded), batch: { inputs, targets } };
}

function exactly(matrix: Matrix): Matrix<Bounded> {
  return mapEntries(matrix, (x) => new Bounded(x));
}
