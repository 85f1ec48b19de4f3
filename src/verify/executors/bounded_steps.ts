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
import { type StepsPlan, stepThrough } from "./steps.ts";

/** A training step and what it may lead to. */
export interface BoundedStep {
  readonly steps: Omit<StepsPlan, "fused">;
  /** The cost before the step, and each parameter after it, with a bound. */
  readonly cost: Bounded;
  readonly network: Network<Bounded>;
}

/** How a step of the executor compares with its bounds. */
export interface StepFinding {
  /** What lies outside its bound; absent where nothing does. */
  readonly failure?: string;
  /** The largest error as a share of its bound. */
  readonly closest: number;
  /** The largest bound of a parameter. */
  readonly bound: number;
}

/** Two layers have sizes with tails of tiles; more are as small as can be, for the sake of time. */
const SIZES = {
  two: { inputs: 9, hidden: 6, outputs: 3, examples: 5 },
  more: { inputs: 4, hidden: 3, outputs: 2, examples: 2 },
};
/** How parameters are moved. */
export interface BoundedDescent {
  readonly optimizer: Optimizer<RuleState>;
  readonly regularizer?: Regularizer;
}

/**
 * Draws a step of a network such as 9-6-3 on five examples, and takes it in the engine with error bounds.
 *
 * The bounds are those of a forward error analysis: the engine's own `forward`, `backward` and
 * `update` are read in an arithmetic that carries with each number how far float32 may be off. Each
 * sum of n products is charged γₙ |A| |B| with γₙ = n u / (1 − n u) and u = 2⁻²⁴ (Higham, section
 * 3.5), whatever its order; elementary functions, what they are held to; and every result, the errors
 * of what it is made of, to the first order in each operation and without leaving any higher one out.
 *
 * Where the executor orders operations otherwise, it rounds no more often: (c / M) Σ δ a has as many
 * roundings as c Σ (δ / M) a. Packed rows add to a weight one example after the other, M roundings of
 * the weight where the engine has one: the weights of a first layer are charged γ_M |W| for it.
 *
 * @param combination The activations of the layers, and the loss.
 * @param packed Whether most inputs are zero, so that rows are packed.
 * @param seed What is drawn, from.
 * @param descent How parameters are moved; by 0.1 of the gradient if left out.
 * @returns Nothing where no network was found whose outputs lie in the domain of the loss.
 */
export function boundedStep(
  { layers, loss }: Combination,
  packed: boolean,
  seed: number,
  { optimizer, regularizer }: BoundedDescent = { optimizer: sgd({ learningRate: 0.1 }) },
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
  const read = { arithmetic: executed };
  const start = mapParameters(network, exactly);
  const trace = forward(start, exactly(batch.inputs), read);
  const gradients = backward(start, trace, exactly(batch.targets), loss, {
    ...read,
    regularizer,
  });
  const gamma = examples * ROUNDING / (1 - examples * ROUNDING);
  const moved = mapParameters(
    network,
    (matrix) => mapEntries(matrix, (x) => new Bounded(x, gamma * Math.abs(x))),
  );
  return {
    steps: {
      network,
      dataset: batch,
      batchSize: examples,
      loss,
      rule: optimizer.rule!,
      regularizer,
    },
    cost: gradients.cost,
    network: optimizer.update(moved, gradients, optimizer.init(moved, read), read).network,
  };
}

/** Takes the step in the executor, and compares every number with its bound. */
export function compareStep(
  { steps, cost, network }: BoundedStep,
  fused: MultiplyAdd,
  mutate?: StepsPlan["mutate"],
): StepFinding {
  const found = stepThrough({ ...steps, fused, ...(mutate && { mutate }) });
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

/** What was drawn, rounded to float32: then both start from the same numbers. */
function inFloat32({ network, batch }: Case): { readonly network: Network; readonly batch: Dense } {
  const rounded = (matrix: Matrix): Matrix => {
    return { ...matrix, data: Float64Array.from(matrix.data, Math.fround) };
  };
  return {
    network: mapParameters(network, rounded),
    batch: { inputs: rounded(batch.inputs as Matrix), targets: rounded(batch.targets) },
  };
}

interface Dense {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

function exactly(matrix: Matrix): Matrix<Bounded> {
  return mapEntries(matrix, (x) => new Bounded(x));
}
