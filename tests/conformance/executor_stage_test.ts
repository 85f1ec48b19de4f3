import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ACTIVATIONS, LOSSES } from "../../engine.ts";
import { Bounded } from "../../src/core/arithmetic/bounded.ts";
import { buildsOfEngine } from "../../src/executors/wasm/runtime/variant.ts";
import { PLAIN, RELAXED } from "../../src/executors/wasm/emitter/multiply_add.ts";
import { builtInCover, namesOf, paperCombinations } from "../../src/verify/claims/combinations.ts";
import { boundedStep, compareStep } from "../../src/verify/executors/bounded_steps.ts";
import {
  describeExact,
  EXACT_PLANS,
  exactDifference,
  exactTraining,
} from "../../src/verify/executors/exact_steps.ts";
import { type Cases, layOut, runCases } from "../../src/verify/executors/kernel_case.ts";
import { fewKernelCases, kernelCases } from "../../src/verify/executors/kernel_cases.ts";
import { executed } from "../../src/verify/executors/precision.ts";
import { wrongKernels } from "../../src/verify/executors/wrong_kernels.ts";
import { verifyExecutor } from "../../src/verify/ladder/executor_stage.ts";
import { seeds } from "../support/arbitraries.ts";
import { allKernelCases, oneCaseEach } from "../support/kernel_cases.ts";
import { instructionsOf, mutated } from "../support/mutate_module.ts";

/** What is wrong, by kernel and shape. */
function failuresOf(cases: Cases, failures: ReadonlyMap<number, string>): string[] {
  return Array.from(failures, ([i, what]) => {
    const { kernel, shape } = cases.all[i]!;
    return `${kernel} ${shape}: ${what}`;
  });
}

// What the kernels should give is computed once for all builds.
let tails: Cases | undefined;
for (const fused of buildsOfEngine()) {
  for (const workers of [1, 2]) {
    const who = `${fused.name}, ${workers === 1 ? "one worker" : `${workers} workers`}`;
    Deno.test(`kernels equal the engine to the bit on integers, all tails (${who})`, () => {
      tails ??= layOut(kernelCases(1));
      assertEquals(failuresOf(tails, runCases(tails, { fused, workers })), []);
    });
  }
}

Deno.test("kernels equal the engine to the bit at all rows × lengths × columns of tails", () => {
  const makers = allKernelCases(2);
  // In parts, as each takes its memory, by turns in each build and for one worker and two.
  const size = 1500, [fast] = buildsOfEngine(), plain = buildsOfEngine().at(-1);
  for (let from = 0, part = 0; from < makers.length; from += size, part++) {
    const cases = layOut(makers.slice(from, from + size));
    const build = { fused: part % 2 === 0 ? fast! : plain!, workers: 1 + (part >> 1) % 2 };
    assertEquals(failuresOf(cases, runCases(cases, build)), []);
  }
});

Deno.test("wrong kernels are caught by the checks of the kernels that are wrong", () => {
  const cases = layOut(fewKernelCases(0));
  for (const { name, kernels, workers } of wrongKernels()) {
    const failures = failuresOf(cases, runCases(cases, { fused: PLAIN, workers, kernels }));
    assert(failures.length > 0, name);
    for (const kernel of ["gradient sums", "bias sums", "sparse product", "sparse update"]) {
      if (!name.startsWith(kernel)) continue;
      assert(failures.every((failure) => failure.startsWith(kernel)), `${name}: ${failures[0]}`);
    }
  }
});

Deno.test("bugs of one instruction in a kernel are caught, 95 of 100", () => {
  // What is left is as right as before, such as a bound of a loop that is met by the same count, the
  // loads that only touch the cache, or a lane that holds an equal number.
  let tried = 0, caught = 0;
  for (const make of oneCaseEach(0)) {
    const cases = layOut([make]);
    const build = { fused: PLAIN, workers: 1 };
    let instructions: ReturnType<typeof instructionsOf> = [];
    runCases(cases, {
      ...build,
      mutate: (module) => {
        instructions = instructionsOf(module);
        return module;
      },
    });
    for (const instruction of instructions) {
      let found = false;
      const failures = runCases(cases, {
        ...build,
        mutate: (module) => {
          const mutant = mutated(module, instruction);
          found = mutant !== undefined;
          return mutant?.module ?? module;
        },
      });
      if (found) tried++;
      if (found && failures.size > 0) caught++;
    }
  }
  assert(tried > 1000, `${tried}`);
  assert(caught >= 0.95 * tried, `${caught} of ${tried}`);
});

Deno.test("training on integers equals the engine to the bit, at any seed", () => {
  for (const seed of [0, 1, 2]) {
    for (const plan of EXACT_PLANS) {
      const training = exactTraining(plan, seed);
      assert(training.largest < 2 ** 24);
      for (const fused of buildsOfEngine()) {
        assertEquals(exactDifference(training, fused), undefined, describeExact(plan));
      }
    }
  }
});

Deno.test("a call left out of a step is found by training on integers: a stale copy of weights too", () => {
  const plan = EXACT_PLANS.find(({ data, rule }) => data === "dense" && rule === "momentum")!;
  const training = exactTraining(plan, 0);
  const missed: number[] = [];
  let at = 0, left = 0, calls: number;
  do {
    let mutants = 0;
    const difference = exactDifference(training, PLAIN, (module) => {
      const inStep = instructionsOf(module).filter(({ within, opcode }) => {
        return within === "step" && opcode[0] === 0x10;
      });
      calls = inStep.length;
      // A call with an argument or a result cannot be left out alone: such a module is not valid.
      const mutant = mutated(module, inStep[at]!);
      if (mutant) mutants++;
      return mutant?.module ?? module;
    });
    if (mutants > 0) left++;
    if (mutants > 0 && difference === undefined) missed.push(at);
  } while (++at < calls!);
  assert(left >= 10, `${left}`);
  assertEquals(missed, []);
});

Deno.test("a step of each combination lies within its bounds, 1e-2 at most at seed 7", () => {
  for (const combination of [...paperCombinations(), ...builtInCover()]) {
    const { layers, loss } = namesOf(combination);
    const step = boundedStep(combination, true, 7);
    for (const fused of step ? buildsOfEngine() : []) {
      const { failure, bound } = compareStep(step!, fused);
      assertEquals(failure, undefined, `${[...layers, loss]}`);
      // Most are below 1e-4; a loss is steep near the end of its domain.
      assert(bound < 1e-2, `${bound}`);
    }
  }
});

Deno.test("a step that is off by one part in 10,000 lies outside its bounds", () => {
  const { tanh, softmax } = ACTIVATIONS, { categoricalCrossEntropy } = LOSSES;
  const combination = { layers: [tanh, softmax], loss: categoricalCrossEntropy };
  const step = boundedStep(combination, false, 0)!;
  const { steps } = step;
  const rule = { ...steps.rule, shared: () => ({ learningRate: 0.1 * (1 + 1e-4) }) };
  assert(compareStep({ ...step, steps: { ...steps, rule } }, PLAIN).failure !== undefined);
});

Deno.test("executed bounds what float32 gives, sums in any order", () => {
  const numbers = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(numbers, seeds, (terms, seed) => {
    const factor = Math.fround(0.1 + seed / 2 ** 53);
    const products = terms.map((x) => executed.mul(new Bounded(x), new Bounded(factor)));
    const { value, error } = products.reduce((x, y) => executed.add(x, y), executed.zero);
    for (const order of [terms, terms.toReversed(), terms.toSorted((x, y) => x - y)]) {
      const sum = order.reduce((sum, x) => Math.fround(sum + Math.fround(x * factor)), 0);
      assert(Math.abs(sum - value) <= error);
    }
  }));
});

Deno.test("verifyExecutor() covers the tables, holds at any seed, and is skipped without SIMD", () => {
  const { checks, bugs, builds } = verifyExecutor(3);
  assertEquals(checks.filter(({ failure }) => failure !== undefined), []);
  assert(bugs.every(({ caughtBy }) => caughtBy.length > 0));
  assertEquals(builds, [RELAXED, PLAIN].map(({ name }) => name));
  for (const activation of Object.keys(ACTIVATIONS)) {
    assert(checks.some(({ kind, subject }) => kind === "step" && subject.includes(activation)));
  }
  const without = verifyExecutor(0, []);
  assertEquals(without.checks, []);
  assert(without.skipped!.includes("no WebAssembly with SIMD"));
});
