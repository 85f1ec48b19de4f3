import { assert, assertEquals, assertMatch } from "@std/assert";
import { binaryCrossEntropy, elementwise, sigmoid, softmax, tanh } from "../../../engine.ts";
import { f32x4 } from "../../../src/executors/wasm/emitter/instructions.ts";
import { type MultiplyAdd, PLAIN } from "../../../src/executors/wasm/emitter/multiply_add.ts";
import {
  differenceOf,
  EXACT_PLANS,
  exactTraining,
} from "../../../src/verify/executors/exact_steps.ts";
import {
  compareActivation,
  compareElementary,
  compareLoss,
} from "../../../src/verify/executors/formula_accuracy.ts";

/** A build that loses a part of each product. */
const WRONG: MultiplyAdd = {
  ...PLAIN,
  madd: (x, y, z) => f32x4.add(f32x4.mul(f32x4.mul(x, y), f32x4.constant(0.99)), z),
};

Deno.test("accuracy of emitted functions: right builds hold, a build with wrong products is caught", () => {
  for (const [build, holds] of [[PLAIN, true], [WRONG, false]] as const) {
    const found = [
      ...compareElementary(build).filter(({ subject }) => subject === "exp"),
      compareActivation(tanh, build),
      compareActivation(softmax, build),
      compareLoss(sigmoid, binaryCrossEntropy, build),
    ];
    for (const { subject, failure, compared } of found) {
      assertEquals(failure === undefined, holds, `${subject}: ${failure}`);
      assert(compared > 0);
    }
    if (holds) continue;
    assertMatch(found[0]!.failure!, /^exp\(.+\) is .+ units off$/);
    assertMatch(found[1]!.failure!, /^the (value|slope) at .+, but should be .+ ± /);
    assertMatch(found[2]!.failure!, /^number \d+ of row \d+ of \d+ is /);
  }
});

Deno.test("compareActivation() expects NaN where the function is NaN", () => {
  const root = elementwise({
    name: "root",
    value: (m, z) => m.sqrt(z),
    slope: (m, { a }) => m.div(m.one, m.add(a, a)),
  });
  const { failure, compared } = compareActivation(root, PLAIN);
  assertEquals(failure, undefined); // NaN below 0, as in float64
  assert(compared > 0);
});

Deno.test("exact training names the first cost or parameter that differs", () => {
  const plan = EXACT_PLANS.find(({ inputs, data }) => inputs === 1 && data === "dense")!;
  const training = exactTraining(plan, 1), { costs, network } = training;
  const right = { costs, network } as never;
  assertEquals(differenceOf(training, right), undefined);
  const cost = differenceOf(
    training,
    { costs: [costs[0]! + 1, ...costs.slice(1)], network } as never,
  );
  assertEquals(cost, `cost 1 is ${costs[0]! + 1}, but should be ${costs[0]}`);
  const [first, ...others] = network.layers;
  const { weights } = first!.parameters, data = Array.from(weights!.data, (w) => w + 1);
  const layers = [{
    ...first!,
    parameters: { ...first!.parameters, weights: { ...weights!, data } },
  }, ...others];
  const found = differenceOf(training, { costs, network: { ...network, layers } } as never);
  assertEquals(found, `layer 1, weights[0] is ${data[0]}, but should be ${weights!.data[0]}`);
});
