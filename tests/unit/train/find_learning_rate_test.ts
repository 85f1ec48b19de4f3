import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { EXECUTOR_NAMES } from "../../../executors.ts";
import { findLearningRate, fit, optimizerFromRule, sgd } from "../../../train.ts";
import { bitsOf } from "../../support/bits.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

const net = smallNetwork(2);
const options = { loss, batchSize: 5, seed: 3 };

for (const executor of EXECUTOR_NAMES) {
  Deno.test(`findLearningRate() on ${executor} has the costs of fit() at rates that grow geometrically`, async () => {
    const before = bitsOf(net);
    const plan = { ...options, from: 0.01, to: 1, steps: 13, executor };
    const { rates, costs } = await findLearningRate(net, FEW_EXAMPLES, plan);
    assertEquals([rates[0], rates.length], [0.01, 13]);
    assertAlmostEquals(rates.at(-1)!, 1, 1e-15);
    rates.slice(1).forEach((rate, i) =>
      assertAlmostEquals(rate / rates[i]!, 100 ** (1 / 12), 1e-14)
    );
    const expected: number[] = [];
    const optimizer = sgd({
      learningRate: (step) => 0.01 * 100 ** ((Math.min(step, 13) - 1) / 12),
    });
    await fit(net, FEW_EXAMPLES, {
      ...{ ...options, optimizer, epochs: 3, executor },
      onStep: ({ cost }) => void expected.push(cost),
    });
    assertEquals(costs, expected.slice(0, 13));
    assertEquals(bitsOf(net), before);
  });
}

Deno.test("findLearningRate() suggests the rate at which the smoothed cost falls fastest", async () => {
  const found = (seed: number) =>
    findLearningRate(net, FEW_EXAMPLES, { ...options, seed, executor: "reference" });
  for (const seed of [4, 5, 6, 7]) {
    const { rates, smoothed, suggestion } = await found(seed);
    const falls = rates.map((_, i) => (smoothed[i - 1]! - smoothed[i + 1]!) || 0);
    assertEquals(suggestion, rates[falls.indexOf(Math.max(...falls))]);
  }
  const { costs, smoothed, suggestion } = await found(3);
  // The mean of all costs so far, each by 0.9 to the power of its age.
  smoothed.forEach((mean, t) => {
    const weights = Array.from({ length: t + 1 }, (_, i) => 0.9 ** (t - i));
    const total = weights.reduce((sum, weight, i) => sum + weight * costs[i]!, 0);
    assertAlmostEquals(mean, total / weights.reduce((sum, weight) => sum + weight), 1e-12);
  });
  const cost = async (learningRate: number) => {
    const plan = { ...options, executor: "reference", epochs: 5, onWarning: () => {} } as const;
    const { history } = await fit(net, FEW_EXAMPLES, { ...plan, optimizer: sgd({ learningRate }) });
    return history.at(-1)!.cost;
  };
  assert(await cost(suggestion!) < await cost(suggestion! / 100));
});

Deno.test("findLearningRate() ends where the cost runs away, and suggests nothing if it never falls", async () => {
  const plan = { ...options, executor: "reference" } as const;
  const { rates, smoothed } = await findLearningRate(net, FEW_EXAMPLES, { ...plan, to: 1e9 });
  assert(rates.length < 100);
  assert(smoothed.at(-1)! > 4 * Math.min(...smoothed), "four times the least");
  assert(smoothed.slice(0, -1).every((cost) => cost <= 4 * Math.min(...smoothed)));
  const up = await findLearningRate(net, FEW_EXAMPLES, {
    ...{ ...plan, batchSize: 22, from: 1e-3, steps: 30 },
    optimizer: (rate) =>
      optimizerFromRule("up the hill", {
        slots: [],
        shared: (step) => ({ rate: rate(step) }),
        move: (m, { parameter, derivative, shared }) => {
          return { parameter: m.add(parameter, m.mul(shared.rate!, derivative)), slots: {} };
        },
      }),
  });
  assertEquals(up.suggestion, undefined);
  assert(up.costs.every((cost, i) => i === 0 || cost > up.costs[i - 1]!));
});

Deno.test("findLearningRate() returns the costs before training diverges, and ends by a signal", async () => {
  const plan = { ...options, executor: "reference", batchSize: 22 } as const;
  const { costs } = await findLearningRate(net, FEW_EXAMPLES, { ...plan, from: 1e300, to: 1e308 });
  assert(costs.length > 0 && costs.every(Number.isFinite));
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  const found = () => findLearningRate(net, FEW_EXAMPLES, { ...plan, signal });
  assertEquals(await assertRejects(found, Error), reason);
});

Deno.test("findLearningRate() refuses what is out of range", async () => {
  const refused = [
    [{ from: 0 }, "from must be a positive number, but found 0"],
    [{ to: Infinity }, "to must be a positive number"],
    [{ from: 1, to: 1 }, "to must be larger than from, but found from 1 to 1"],
    [{ steps: 1 }, "steps must be at least 2, but found 1"],
    [{ steps: 1.5 }, "steps must be a positive integer"],
    [{ batchSize: 0 }, "batchSize must be a positive integer"],
  ] as const;
  for (const [more, message] of refused) {
    const finding = () => findLearningRate(net, FEW_EXAMPLES, { ...options, ...more });
    await assertRejects(finding, RangeError, message);
  }
  const optimizer = sgd({ learningRate: 1 }) as never;
  await assertRejects(
    () => findLearningRate(net, FEW_EXAMPLES, { ...options, optimizer }),
    TypeError,
    "optimizer must be a function",
  );
});
