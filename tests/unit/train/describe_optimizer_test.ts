import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeCheckpoint, encodeCheckpoint } from "../../../formats.ts";
import {
  adadelta,
  adagrad,
  adam,
  adamw,
  chainSchedules,
  type Checkpoint,
  clipped,
  constantRate,
  cosineDecay,
  cosineDecayRestarts,
  decayed,
  exponentialDecay,
  fit,
  type FitOptions,
  lion,
  nadam,
  oneCycle,
  type Optimizer,
  optimizerFromRule,
  rmsprop,
  type RuleState,
  sgd,
  stepDecay,
  warmUp,
} from "../../../train.ts";
import {
  describeOptimizer,
  describeOptimizerOfVersionOne,
} from "../../../src/train/checkpoints/describe_optimizer.ts";
import { bitsOf } from "../../support/bits.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

/** A custom rule: descent by the sign of the gradient. */
function bySign(rate: number, options?: Record<string, unknown>): Optimizer<RuleState> {
  return optimizerFromRule("sign", {
    slots: [],
    shared: () => ({ learningRate: 0.01 }),
    move: (m, { parameter, derivative }) => {
      const step = m.constant(rate);
      return { parameter: m.sub(parameter, m.choose(derivative, step, m.neg(step))), slots: {} };
    },
  }, options);
}

const halving = (step: number) => 0.1 * 0.5 ** step;
const bounded = (step: number) => {
  if (step > 4) throw new RangeError("there are four steps");
  return 0.1 / step;
};
const described = (from: number) =>
  Object.assign((step: number) => from / step, { options: { from } });
const learningRate = 0.1;

/** Each is to be noticed where any of the others of its line was before, and not where itself was. */
const OPTIMIZERS: readonly (readonly (() => Optimizer<RuleState>)[])[] = [
  [() => sgd({ learningRate }), () => sgd({ learningRate: 0.1 + 2 ** -56 })],
  [
    () => sgd({ learningRate, momentum: 0.9 }),
    () => sgd({ learningRate, momentum: 0.5 }),
    () => sgd({ learningRate, momentum: 0.9, nesterov: true }),
  ],
  [
    () => adam(),
    () => adam({ beta1: 0.8 }),
    () => adam({ beta2: 0.99 }),
    () => adam({ epsilon: 1e-7 }),
    () => adam({ amsgrad: true }),
    () => nadam(),
    () => nadam({ momentumDecay: 0.008 }),
    () => nadam({ beta2: 0.99 }),
    () => adamw(),
    () => adamw({ amsgrad: true }),
    () => adamw({ weightDecay: 0.02 }),
    () => adamw({ beta1: 0.8 }),
  ],
  [() => adagrad(), () => adagrad({ epsilon: 1e-9 })],
  [() => adadelta(), () => adadelta({ rho: 0.8 }), () => adadelta({ epsilon: 1e-7 })],
  [() => lion(), () => lion({ beta1: 0.8 }), () => lion({ beta2: 0.8 })],
  [() => rmsprop(), () => rmsprop({ rho: 0.8 }), () => rmsprop({ epsilon: 1e-7 })],
  [
    () => sgd({ learningRate: cosineDecay({ from: 1, steps: 6 }) }),
    () => sgd({ learningRate: cosineDecay({ from: 1, steps: 7 }) }),
    () => sgd({ learningRate: cosineDecay({ from: 1, to: 0.5, steps: 6 }) }),
    () => sgd({ learningRate: cosineDecayRestarts({ from: 1, steps: 6 }) }),
    () => sgd({ learningRate: cosineDecayRestarts({ from: 1, steps: 6, factor: 1 }) }),
    () => sgd({ learningRate: exponentialDecay({ from: 1, to: 0.5, steps: 6 }) }),
    () => sgd({ learningRate: stepDecay({ from: 1, every: 6 }) }),
    () => sgd({ learningRate: stepDecay({ from: 1, every: 6, factor: 0.5 }) }),
    () => sgd({ learningRate: oneCycle({ peak: 1, steps: 6 }) }),
    () => sgd({ learningRate: oneCycle({ peak: 1, steps: 6, rising: 0.5 }) }),
  ],
  [
    () => sgd({ learningRate: warmUp({ steps: 2, then: learningRate }) }),
    () => sgd({ learningRate: warmUp({ steps: 2, then: stepDecay({ from: 0.1, every: 1 }) }) }),
    () => sgd({ learningRate: warmUp({ steps: 2, then: stepDecay({ from: 0.1, every: 2 }) }) }),
    () => sgd({ learningRate: chainSchedules(constantRate(0.1), 2, constantRate(0.2)) }),
    () => sgd({ learningRate: chainSchedules(constantRate(0.2), 2, constantRate(0.1)) }),
    () => sgd({ learningRate: chainSchedules(constantRate(0.2), 3, constantRate(0.1)) }),
  ],
  [
    () => clipped(decayed(sgd({ learningRate }), { weightDecay: 0.1 }), { norm: 1 }),
    () => decayed(clipped(sgd({ learningRate }), { norm: 1 }), { weightDecay: 0.1 }),
    () => clipped(decayed(sgd({ learningRate: 0.2 }), { weightDecay: 0.1 }), { norm: 1 }),
    () => clipped(decayed(sgd({ learningRate }), { weightDecay: 0.2 }), { norm: 1 }),
    () => clipped(decayed(sgd({ learningRate }), { weightDecay: 0.1 }), { norm: 2 }),
  ],
  [
    () => sgd({ learningRate: halving }),
    () => sgd({ learningRate: (step) => halving(step) / (step > 5 ? 2 : 1) }),
    () => sgd({ learningRate: chainSchedules(bounded, 3, bounded) }),
    () => sgd({ learningRate: chainSchedules(bounded, 2, bounded) }),
    () => sgd({ learningRate: described(0.1) }),
    () => sgd({ learningRate: described(0.2) }),
  ],
  [
    () => bySign(0.1),
    () => bySign(0.2),
    () => clipped(bySign(0.1), { norm: 1 }),
    () => clipped(bySign(0.2), { norm: 1 }),
  ],
  [
    () => bySign(0.1, { rate: 0.1, parts: ["weights"], more: { a: 1 } }),
    () => bySign(0.1, { rate: 0.1, parts: ["biases"], more: { a: 1 } }),
    () => bySign(0.1, { rate: 0.1, parts: ["weights"], more: { a: "1" } }),
  ],
];

const net = smallNetwork(3);
const options = { loss, epochs: 2, batchSize: 8, seed: 3, executor: "reference" } as const;

for (const makers of OPTIMIZERS) {
  const names = makers.map((make) => describeOptimizer(make(), 6));
  Deno.test(`fit() goes on by ${names[0]} and no other like it`, async () => {
    assertEquals(new Set(names).size, names.length, names.join("\n"));
    for (const [j, make] of makers.entries()) {
      const saved: Checkpoint[] = [];
      const train = (more: Partial<FitOptions>) =>
        fit(net, FEW_EXAMPLES, { ...options, optimizer: make(), ...more });
      const save = (checkpoint: Checkpoint) => void saved.push(checkpoint);
      const whole = await train({ checkpoint: { every: 4, save } });
      const resume = await decodeCheckpoint(await encodeCheckpoint(saved[0]!));
      assertEquals(bitsOf((await train({ resume })).network), bitsOf(whole.network), names[j]);
      for (const other of makers.toSpliced(j, 1)) {
        const going = train({ resume, optimizer: other() });
        await assertRejects(() => going, RangeError, "the optimizer must be");
      }
    }
  });
}

Deno.test("an optimizer is described by its name and options, a constant rate as its number", () => {
  const described = (optimizer: Optimizer) => describeOptimizer(optimizer, 100);
  assertEquals(described(sgd({ learningRate: 0.1 })), "sgd (learningRate 0.1)");
  assertEquals(described(sgd({ learningRate: constantRate(0.1) })), "sgd (learningRate 0.1)");
  assertEquals(
    described(clipped(sgd({ learningRate: warmUp({ steps: 2, then: 0.5 }) }), { norm: 1 })),
    "sgd, clipped to 1 (optimizer sgd (learningRate warmUp (steps 2, then 0.5)), norm 1)",
  );
  assertEquals(
    described(bySign(0.1, { parts: ["weights"], more: { a: 1 }, none: undefined })),
    'sign (parts ["weights"], more { a 1 })',
  );
  const { init, update } = adam();
  assertEquals(described({ name: "without a rule", init, update }), "without a rule");
});

Deno.test("a custom schedule is tried at no step behind the last, nor at more than 256", () => {
  for (const steps of [1, 2, 100, 256, 257, 1e6]) {
    const tried: number[] = [];
    const rate = (step: number) => {
      tried.push(step);
      return 0.1;
    };
    describeOptimizer(sgd({ learningRate: rate }), steps);
    assertEquals(tried.pop(), 1, "for the message");
    assertEquals(tried.length, Math.min(256, steps));
    assertEquals([tried[0], tried.at(-1)], [1, steps]);
    assert(tried.every((step, i) => Number.isInteger(step) && (i === 0 || step > tried[i - 1]!)));
  }
});

Deno.test("what built-in optimizers and schedules were made with cannot be changed", () => {
  const rate = stepDecay({ from: 1, every: 2 });
  assertEquals([rate.name, rate.options], ["stepDecay", { from: 1, factor: 0.1, every: 2 }]);
  assert(Object.isFrozen(rate.options) && Object.isFrozen(adam().options));
  assertEquals(adam().options!.beta1, 0.9);
});

Deno.test("the words of version 1 know a schedule by as many of its steps as version 1 did", () => {
  const optimizer = sgd({ learningRate: (step) => 1 / step });
  // As version 1 wrote it into the checkpoint of a training of so many steps.
  assertEquals(describeOptimizerOfVersionOne(optimizer, 20_000), "sgd (learningRate 1, 419b4238)");
});
