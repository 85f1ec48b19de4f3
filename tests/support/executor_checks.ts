import { assert, assertEquals } from "@std/assert";
import { categoricalCrossEntropy, l2, sumOfSquaredErrors } from "../../engine.ts";
import type { Executor } from "../../executors.ts";
import { decayed, fit, type FitOptions, optimizerFromRule, predict, sgd } from "../../train.ts";
import { ACTIVATIONS } from "../../src/nn/activations/activations.ts";
import { LOSSES } from "../../src/nn/losses/losses.ts";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";
import type { Bounded } from "../../src/core/arithmetic/bounded.ts";
import { combinationsOf, namesOf } from "../../src/verify/claims/combinations.ts";
import { boundedStep, compareStepped } from "../../src/verify/executors/bounded_steps.ts";
import { maskKeyOf, type Stepped, type StepsPlan } from "../../src/verify/executors/steps.ts";
import { bitsOf } from "./bits.ts";
import {
  BATCH,
  BOUND,
  DESCENTS,
  EPOCHS,
  exactCase,
  examplesOf,
  networkOf,
  OUTPUT_BOUND,
  type Shape,
  SHAPES,
  SMOOTH,
} from "./compiled_shapes.ts";
import * as descents from "./descents.ts";
import { distance } from "./layers.ts";

/** A shape with some activations and a descent, all of which have their turn. */
export interface ShapeCase {
  readonly name: string;
  readonly number: number;
  readonly shape: Shape;
  /** The shape, its activations and its descent in words. */
  readonly title: string;
}

/** Each shape once, as it may take long to compile. */
export const SHAPE_CASES: readonly ShapeCase[] = Object.entries(SHAPES).map(
  ([name, shape], number) => {
    const [what] = Object.entries(SMOOTH)[number % 3]!;
    const descent = Object.keys(DESCENTS)[number % Object.keys(DESCENTS).length]!;
    return { name, number, shape, title: `${name}, ${what}, ${descent}` };
  },
);

/** Asserts that an executor predicts and learns as the reference does, within bounds. */
export async function checkAgreement(executor: Executor, of: ShapeCase): Promise<void> {
  const { number, shape } = of;
  const [, parts] = Object.entries(SMOOTH)[number % 3]!;
  const [, rules] = Object.entries(DESCENTS)[number % Object.keys(DESCENTS).length]!;
  const net = networkOf(shape, parts);
  const dataset = examplesOf(net.inputs, shape.vocabulary)[
    number % 2 === 0 ? "dense rows" : "sparse bytes"
  ]!;
  const exact = await predict(net, dataset.inputs);
  const outputs = await predict(net, dataset.inputs, { executor });
  Array.from(outputs.data).forEach((x, i) => {
    assert(Math.abs(x - exact.data[i]!) < OUTPUT_BOUND, `${x} at ${i}`);
  });
  const plan = {
    ...{ loss: shape.loss ?? categoricalCrossEntropy, epochs: EPOCHS, seed: 4 },
    ...{ batchSize: BATCH, ...rules },
  };
  const expected = await fit(net, dataset, { ...plan, executor: "reference" });
  const got = await fit(net, dataset, { ...plan, executor });
  const off = distance(got.network, expected.network);
  assert(off < BOUND, `off by ${off}, where ${BOUND} is allowed`);
  got.history.forEach(({ cost }, e) => {
    const right = expected.history[e]!.cost;
    // The slope of the cost is below 8 along any parameter's way; costs are below 4.
    assert(Math.abs(cost - right) < 8 * BOUND, `${cost}, not ${right}`);
  });
}

/** Asserts that an executor predicts and learns what the reference does, where all are integers. */
export async function checkExactly(
  executor: Executor,
  { number, shape }: Pick<ShapeCase, "number" | "shape">,
): Promise<void> {
  const { whole, rows, sets } = exactCase(shape);
  const data = sets[number % 2]!;
  const outputsOf = async (executor: "reference" | Executor) => {
    const { data: outputs } = await predict(whole, data.inputs, { executor });
    return Array.from(outputs, (x) => x + 0); // −0 is 0
  };
  assertEquals(await outputsOf(executor), await outputsOf("reference"));
  const rules = [
    { optimizer: sgd({ learningRate: 0.25 }) },
    { optimizer: sgd({ learningRate: 0.25 }), regularizer: l2(0.5) },
    { optimizer: decayed(sgd({ learningRate: 0.5 }), { weightDecay: 0.5 }) },
  ][number % 3]!;
  const plan = { loss: sumOfSquaredErrors, epochs: 1, batchSize: rows, seed: 4, ...rules };
  const expected = await fit(whole, data, { ...plan, executor: "reference" });
  const got = await fit(whole, data, { ...plan, executor });
  assertEquals(distance(got.network, expected.network), 0);
  assertEquals(got.history[0]!.cost, expected.history[0]!.cost);
}

/** Asserts that a run of an optimizer agrees with the engine, and twice gives the same bits. */
export async function checkDescent(
  executor: Executor,
  descent: Pick<FitOptions, "optimizer">,
): Promise<void> {
  const { net, DATA } = descents;
  const plan = {
    ...{ loss: categoricalCrossEntropy, epochs: descents.EPOCHS, batchSize: descents.BATCH },
    ...{ seed: 4, ...descent },
  };
  const expected = await fit(net, DATA.dense, { ...plan, executor: "reference" });
  const got = await fit(net, DATA.dense, { ...plan, executor });
  const off = distance(got.network, expected.network);
  assert(off < descents.BOUND, `off by ${off}, where ${descents.BOUND} is allowed`);
  got.history.forEach(({ cost }, e) => {
    const exact = expected.history[e]!.cost;
    // The slope of the cost is below 8 along any parameter's way.
    assert(Math.abs(cost - exact) < 8 * descents.BOUND, `${cost} and ${exact}`);
  });
  const again = await fit(net, DATA.dense, { ...plan, executor });
  assertEquals(bitsOf(again.network), bitsOf(got.network));
}

/** Takes the steps of a plan, the examples in order. */
export async function stepsBy(
  executor: Executor,
  { rule, ...plan }: Omit<StepsPlan, "fused">,
): Promise<Stepped> {
  const session = await executor.open(plan.network, {
    ...{ ...plan, optimizer: optimizerFromRule("", rule), workers: 1, maskKey: maskKeyOf },
  });
  try {
    const order = Uint32Array.from({ length: plan.dataset.inputs.rows }, (_, i) => i);
    return { costs: await session.steps(order), network: await session.network() };
  } finally {
    session.close();
  }
}

/**
 * Asserts that a step of each activation and each loss, in hidden layers and last, lies within bounds.
 *
 * @param arithmetic Formulas in the executor's float32, with their bounds; defaults to that of `wasm`.
 */
export async function checkBoundedSteps(
  t: Deno.TestContext,
  executor: Executor,
  seed: number,
  arithmetic?: Arithmetic<Bounded>,
): Promise<void> {
  const seen = new Set<string>();
  const stepOf = (combination: ReturnType<typeof combinationsOf>[number]) =>
    boundedStep(combination, false, seed, undefined, arithmetic);
  const isNew = (combination: ReturnType<typeof combinationsOf>[number]) => {
    const { layers, loss } = namesOf(combination);
    const keys = [...layers.map((name, l) => `${name} ${l === layers.length - 1}`), loss];
    if (keys.every((key) => seen.has(key)) || stepOf(combination) === undefined) return false;
    keys.forEach((key) => seen.add(key));
    return true;
  };
  for (const combination of combinationsOf().filter(isNew)) {
    const { layers, loss } = namesOf(combination);
    await t.step([...layers, loss].join(" × "), async () => {
      const step = stepOf(combination)!;
      const { failure, closest } = compareStepped(step, await stepsBy(executor, step.steps));
      assertEquals(failure, undefined);
      assert(closest > 0, "nothing was rounded: the bound says nothing");
    });
  }
  for (const name of Object.keys(ACTIVATIONS)) assert(seen.has(`${name} false`), name);
  for (const name of Object.keys(LOSSES)) assert(seen.has(name), name);
}
