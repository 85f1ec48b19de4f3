import type { Activation } from "../../activations/activation.ts";
import { linear } from "../../activations/linear.ts";
import { relu } from "../../activations/relu.ts";
import type { Arithmetic } from "../../arithmetic/arithmetic.ts";
import { float64 } from "../../arithmetic/float64.ts";
import { sumOfSquaredErrors } from "../../losses/sum_of_squared_errors.ts";
import { byEntries, type ByteMatrix, type Matrix, selectRows } from "../../matrix/matrix.ts";
import { backward } from "../../network/backward.ts";
import { forward } from "../../network/forward.ts";
import type { Network } from "../../network/network.ts";
import { type Optimizer, type Rule, updateParameters } from "../../optimizers/optimizer.ts";
import { sgd } from "../../optimizers/sgd.ts";
import type { MultiplyAdd } from "../../wasm/emitter/multiply_add.ts";
import { integers } from "./integers.ts";
import { type StepsPlan, stepThrough } from "./steps.ts";

/** Training in which every number is exact in float32: small integers, powers of two. */
export interface ExactPlan {
  readonly inputs: number;
  readonly units: readonly number[];
  readonly hidden: Activation;
  /** M, a power of two; what is left for the last step is one, too. */
  readonly batchSize: number;
  readonly examples: number;
  /** How the inputs are given. */
  readonly data: "dense" | "packed numbers" | "packed bytes";
  readonly rule: "descent" | "momentum";
}

const SHAPES: readonly Omit<ExactPlan, "rule" | "hidden">[] = [
  { inputs: 9, units: [6, 5, 3], batchSize: 4, examples: 10, data: "dense" },
  { inputs: 1, units: [1, 1, 1], batchSize: 1, examples: 3, data: "dense" },
  { inputs: 70, units: [33, 9], batchSize: 8, examples: 18, data: "dense" },
  { inputs: 37, units: [17, 3], batchSize: 4, examples: 9, data: "packed numbers" },
  { inputs: 70, units: [33, 10], batchSize: 8, examples: 18, data: "packed bytes" },
];

/** All plans. */
export const EXACT_PLANS: readonly ExactPlan[] = SHAPES.flatMap((shape) =>
  [linear, relu].flatMap((hidden) =>
    (["descent", "momentum"] as const).map((rule): ExactPlan => ({ ...shape, hidden, rule }))
  )
);

/** The plan in words. */
export function exactText({ inputs, units, hidden, data, rule }: ExactPlan): string {
  return `${[inputs, ...units].join("-")} ${hidden.name}, ${data}, ${rule}`;
}

/** What exact training is and what it must lead to. */
export interface ExactTraining {
  readonly steps: Omit<StepsPlan, "fused">;
  readonly costs: readonly number[];
  readonly network: Network;
  /** The largest number that may occur, in any order of summation, in units of the finest. */
  readonly largest: number;
}

/**
 * Draws exact training, and trains in the engine.
 *
 * The targets of each step are what the network gives then, but for a few that differ by one: errors
 * stay small, whatever the number of steps, so that all numbers do.
 *
 * @param plan The plan.
 * @param seed What is drawn, from.
 */
export function exactTraining(plan: ExactPlan, seed: number): ExactTraining {
  const { batchSize, examples, units } = plan;
  const drawn = integers(examples, plan.inputs, seed, plan.data === "dense" ? 0.3 : 0.7);
  const inputs = inputsOf(plan, drawn);
  let network = drawNetwork(plan, seed + 1);
  const untrained = network;
  const optimizer = plan.rule === "descent" ? descent(batchSize) : momentum(batchSize);
  const watched = magnitudes();
  let state = optimizer.init(network);
  let sizes = { network: inReading(watched.m, network), state: optimizer.init(network) };
  const costs: number[] = [], targets: number[] = [];
  for (let from = 0; from < examples; from += batchSize) {
    const length = Math.min(batchSize, examples - from);
    const batch = selectRows(inputs, Uint32Array.from({ length }, (_, i) => from + i));
    const trace = forward(network, batch);
    const off = integers(length, units.at(-1)!, seed + 2 + from, 0.8);
    const y = byEntries(float64, off, (i) => trace.outputs.data[i]! + Math.sign(off.data[i]!));
    const gradients = backward(network, trace, y, sumOfSquaredErrors);
    costs.push(gradients.cost);
    targets.push(...Array.from(y.data));
    ({ network, state } = optimizer.update(network, gradients, state));
    sizes = stepIn(watched.m, sizes, batch, y, optimizer);
  }
  const dataset = {
    inputs,
    targets: { rows: examples, columns: units.at(-1)!, data: Float64Array.from(targets) },
  };
  // Halves of the losses and of the velocities, once a step.
  const finest = 2 ** (1 + (plan.rule === "momentum" ? costs.length : 0));
  return {
    steps: {
      ...{ network: untrained, dataset, batchSize },
      ...{ loss: sumOfSquaredErrors, rule: optimizer.rule! },
    },
    costs,
    network,
    largest: watched.largest() * finest,
  };
}

/**
 * What differs between exact training in the executor and in the engine.
 *
 * @param training The training.
 * @param fused How products and sums are fused.
 * @param alter What becomes of a module before it is compiled.
 */
export function exactDifference(
  { steps, costs, network, largest }: ExactTraining,
  fused: MultiplyAdd,
  alter?: StepsPlan["alter"],
): string | undefined {
  if (largest >= 2 ** 24) return `numbers up to ${largest} are not exact in float32`;
  const found = stepThrough({ ...steps, fused, ...(alter && { alter }) });
  for (const [i, cost] of costs.entries()) {
    if (found.costs[i] !== cost) return `cost ${i + 1} is ${found.costs[i]}, but should be ${cost}`;
  }
  for (const [l, layer] of network.layers.entries()) {
    for (const name of ["weights", "biases"] as const) {
      const got = found.network.layers[l]![name].data;
      const index = Array.from(layer[name].data).findIndex((x, i) => got[i] !== x);
      if (index < 0) continue;
      const expected = layer[name].data[index];
      return `layer ${l + 1}, ${name}[${index}] is ${got[index]}, but should be ${expected}`;
    }
  }
}

function inputsOf({ data }: ExactPlan, drawn: Matrix): Matrix | ByteMatrix {
  if (data !== "packed bytes") return drawn;
  return { ...drawn, data: Uint8Array.from(drawn.data, Math.abs), scale: 1 };
}

function drawNetwork({ inputs, units, hidden }: ExactPlan, seed: number): Network {
  const signs = (rows: number, columns: number, seed: number) => {
    const drawn = integers(rows, columns, seed, 0.6);
    return byEntries(float64, drawn, (index) => Math.sign(drawn.data[index]!));
  };
  return {
    inputs,
    layers: units.map((count, l) => ({
      units: count,
      activation: l === units.length - 1 ? linear : hidden,
      weights: signs(count, units[l - 1] ?? inputs, seed + 100 * l),
      biases: signs(1, count, seed + 100 * l + 1),
    })),
  };
}

type Velocities = readonly { readonly weights: number[]; readonly biases: number[] }[];

function descent(learningRate: number): Optimizer<unknown> {
  return sgd({ learningRate }) as Optimizer<unknown>;
}
