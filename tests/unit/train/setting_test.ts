import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  adam,
  adamw,
  clipped,
  constantRate,
  cosineDecay,
  decayed,
  descent,
  exponentialDecay,
  inTurn,
  oneCycle,
  type Optimizer,
  rmsprop,
  type Schedule,
  schedule,
  sgd,
  stepDecay,
  warmUp,
} from "../../../mod.ts";
import { inWords } from "../../../src/train/checkpoints/probes.ts";

const STEPS = 1000;

/** Makes an optimizer from a number that no other value of it may hide. */
const OPTIMIZERS: Readonly<Record<string, (x: number) => Optimizer>> = {
  "sgd's rate": (x) => sgd({ learningRate: x }),
  momentum: (x) => sgd({ learningRate: 1, momentum: x }),
  "Nesterov's momentum": (x) => sgd({ learningRate: 1, momentum: x, nesterov: true }),
  "rmsprop's rate": (x) => rmsprop({ learningRate: x }),
  "rmsprop's ρ": (x) => rmsprop({ rho: x }),
  "rmsprop's ε": (x) => rmsprop({ epsilon: x }),
  "adam's rate": (x) => adam({ learningRate: x }),
  "adam's β₁": (x) => adam({ beta1: x }),
  "adam's β₂": (x) => adam({ beta2: x }),
  "adam's ε": (x) => adam({ epsilon: x }),
  "adamw's ε": (x) => adamw({ epsilon: x }),
  "adamw's decay": (x) => adamw({ weightDecay: x }),
  "a norm": (x) => clipped(adam(), { norm: x }),
  "a decay": (x) => decayed(adam(), { weightDecay: x }),
  "an optimizer that is clipped": (x) => clipped(sgd({ learningRate: x }), { norm: 1 }),
  "an optimizer that decays": (x) => decayed(sgd({ learningRate: x }), { weightDecay: 1 }),
  "a custom optimizer's option": (x) => descent("mine", sgd({ learningRate: 1 }).rule!, { x }),
  "a custom optimizer's rate": (x) => descent("mine", sgd({ learningRate: x }).rule!),
};

/** The same of schedules. */
const SCHEDULES: Readonly<Record<string, (x: number) => Schedule>> = {
  constantRate,
  "stepDecay from": (x) => stepDecay({ from: x, every: 1e6 }),
  "stepDecay factor": (x) => stepDecay({ from: 1, every: 1e6, factor: x }),
  "stepDecay every": (x) => stepDecay({ from: 1, every: 1e6 + 8 * x }),
  "exponentialDecay from": (x) => exponentialDecay({ from: x, to: 1, steps: 9 }),
  "exponentialDecay to": (x) => exponentialDecay({ from: 1, to: x, steps: 9 }),
  "exponentialDecay steps": (x) => exponentialDecay({ from: 1, to: 1, steps: 8 * x }),
  "cosineDecay from": (x) => cosineDecay({ from: x, steps: 9 }),
  "cosineDecay to": (x) => cosineDecay({ from: 1, to: x, steps: 9 }),
  "cosineDecay steps": (x) => cosineDecay({ from: 1, steps: 1e6 + 8 * x }),
  "warmUp steps": (x) => warmUp({ steps: 8 * x, then: 1 }),
  "warmUp then": (x) => warmUp({ steps: 3, then: x }),
  "oneCycle peak": (x) => oneCycle({ peak: x, steps: 9 }),
  "oneCycle rising": (x) => oneCycle({ peak: 1, steps: 1, rising: x }),
  "oneCycle from": (x) => oneCycle({ peak: 1, steps: 9, from: x }),
  "oneCycle to": (x) => oneCycle({ peak: 1, steps: 9, to: x }),
  "inTurn first": (x) => inTurn(constantRate(x), 2, constantRate(1)),
  "inTurn steps": (x) => inTurn(constantRate(1), 8 * x, constantRate(1)),
  "inTurn then": (x) => inTurn(constantRate(1), 2, cosineDecay({ from: x, steps: 2 })),
  "a custom schedule's option": (x) => schedule("mine", { x }, () => 1),
  "a plain function": (x) => (step) => x / step,
};

for (const [name, of] of Object.entries({ ...OPTIMIZERS, ...SCHEDULES })) {
  Deno.test(`settings tell another ${name} apart, and know the same again`, () => {
    const [a, again, b] = [0.25, 0.25, 0.5].map((x) => inWords(of(x), STEPS));
    assertEquals(a, again);
    assertNotEquals(a, b);
    if (name in SCHEDULES) {
      const [a, again, b] = [0.25, 0.25, 0.5].map((x) => {
        return inWords(clipped(adam({ learningRate: of(x) as Schedule }), { norm: 1 }), STEPS);
      });
      assertEquals(a, again);
      assertNotEquals(a, b, "within an optimizer");
    }
  });
}

Deno.test("settings say what optimizers and schedules are made with", () => {
  assertEquals(
    inWords(
      decayed(adam({ learningRate: warmUp({ steps: 2, then: 0.5 }) }), { weightDecay: 0.1 }),
      9,
    ),
    "adam, decay 0.1 (optimizer adam (learningRate warmUp (steps 2, then 0.5), beta1 0.9, " +
      "beta2 0.999, epsilon 1e-8), weightDecay 0.1)",
  );
  const plain = inWords(sgd({ learningRate: (step) => 1 / step }), STEPS);
  assert(/^sgd \(learningRate a function \([0-9a-f]{8}\)\)$/.test(plain), plain);
  const nameless: Optimizer = {
    ...adam(),
    name: "bare",
    rule: undefined,
    options: undefined,
  } as never;
  assertEquals(inWords(nameless, STEPS), "bare");
});

Deno.test("settings do not ask a schedule that carries options", () => {
  const never = schedule("never", {}, () => {
    throw new Error("asked");
  });
  assertEquals(inWords(sgd({ learningRate: never }), STEPS), "sgd (learningRate never ())");
});

Deno.test("settings ask a plain function at 128 steps at most, the first and the last among them", () => {
  for (const [steps, most] of [[1, 1], [100, 100], [60_000, 128]] as const) {
    const asked: number[] = [];
    inWords((step: number) => (asked.push(step), 1), steps);
    assertEquals([asked.length, asked[0], asked.at(-1)], [most, 1, steps]);
  }
});

Deno.test("schedules and optimizers carry frozen options, and leave what they were given alone", () => {
  const size = (step: number) => 1 / step, options = { from: 1 };
  const made = schedule("inverse", options, size);
  assertEquals([made.name, made.options, made(4)], ["inverse", { from: 1 }, 0.25]);
  assert(!("options" in size) && !Object.isFrozen(options) && Object.isFrozen(made.options));
  const { beta1, epsilon } = adam({ beta1: 0.5 }).options!;
  assertEquals([beta1, epsilon, Object.isFrozen(adam().options)], [0.5, 1e-8, true]);
});
