import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { clipped } from "../../optim/optimizers/clipped.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import { l2 } from "../../nn/regularizers/regularizers.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import { buildsOfEngine } from "../../executors/wasm/runtime/variant.ts";
import { builtInCover, namesOf, paperCombinations } from "../claims/combinations.ts";
import { boundedStep, compareStep } from "../executors/bounded_steps.ts";
import {
  EXACT_PLANS,
  exactDifference,
  exactText,
  exactTraining,
} from "../executors/exact_steps.ts";
import {
  type AccuracyFinding,
  compareActivation,
  compareElementary,
  compareLoss,
} from "../executors/formula_accuracy.ts";
import { type Cases, layOut, runCases } from "../executors/kernel_case.ts";
import { fewKernelCases, kernelCases } from "../executors/kernel_cases.ts";
import { wrongKernels } from "../executors/wrong_kernels.ts";

/** What stage 5 found: the executor against the engine. */
export interface ExecutorFinding {
  /** The builds of a module that were compared, by name. */
  readonly builds: readonly string[];
  /** Why nothing was compared, where nothing was. */
  readonly skipped?: string;
  /** What was compared. */
  readonly checks: readonly ExecutorCheck[];
  /** Wrong kernels, each of which must be caught. */
  readonly bugs: readonly KernelBug[];
}

/** Something of the executor that was compared with the engine. */
export interface ExecutorCheck {
  /**
   * `kernel` and `exact steps` are equal to the bit, on integers; `step`, `elementary` (functions such
   * as exp) and `formula` agree within a bound.
   */
  readonly kind: "kernel" | "exact steps" | "step" | "elementary" | "formula";
  /** What was compared. */
  readonly subject: string;
  /** The build of the module, and how many workers shared the work. */
  readonly build: string;
  /** How many shapes of a kernel, or numbers of a function, or trainings. */
  readonly compared: number;
  /** The largest error as a share of its bound. */
  readonly closest?: number;
  /** The largest bound of a parameter. */
  readonly bound?: number;
  /** The largest error in units in the last place. */
  readonly ulps?: number;
  /** What is not as it must be; absent where all is. */
  readonly failure?: string;
}

/** A wrong kernel and who caught it. */
export interface KernelBug {
  /** What is wrong. */
  readonly name: string;
  /** The checks of kernels that caught it; none if it was not caught. */
  readonly caughtBy: readonly string[];
}

/**
 * Stage 5: the kernels that train compute what the engine defines.
 *
 * On small integers float32 is exact, so every kernel, at sizes with all tails of its tiles, and whole
 * steps of training must equal the engine to the bit. One step of every activation × loss lies within
 * a bound that is derived from the formulas, and so does the code of every formula. Whatever is in
 * the tables of activations and losses is compared; nothing here knows them by name.
 *
 * @param seed Where all random values start.
 * @param builds The builds of a module to compare, all that the engine of JavaScript takes if left out.
 * @returns What was found; where the engine of JavaScript has no SIMD, why nothing was.
 */
export function verifyExecutor(
  seed: number,
  builds: readonly MultiplyAdd[] = buildsOfEngine(),
): ExecutorFinding {
  const [fast] = builds, plain = builds.at(-1);
  if (!fast || !plain) {
    const skipped = "this engine of JavaScript has no WebAssembly with SIMD";
    return { builds: [], skipped, checks: [], bugs: [] };
  }
  const cases = layOut(kernelCases(seed));
  return {
    builds: builds.map(({ name }) => name),
    checks: [
      ...checkKernels(cases, fast, 1),
      ...checkKernels(cases, plain, 2),
      ...checkExactSteps(builds, seed),
      ...checkSteps([fast, plain], seed),
      ...builds.flatMap((fused) => checkClipping(fused, seed)),
      ...builds.flatMap(checkFormulas),
    ],
    bugs: catchBugs(plain, seed),
  };
}

/**
 * Compares kernels with the engine on integers, to the bit.
 *
 * @param cases The kernels and shapes.
 * @param fused How products and sums are fused.
 * @param workers How many workers share the work, one after the other.
 * @returns A row for each kernel.
 */
function checkKernels(cases: Cases, fused: MultiplyAdd, workers: number): ExecutorCheck[] {
  const failures = runCases(cases, { fused, workers });
  const build = `${fused.name}, ${workers === 1 ? "one worker" : `${workers} workers`}`;
  const byKernel = Map.groupBy(cases.all.keys(), (i) => cases.all[i]!.kernel);
  return Array.from(byKernel, ([subject, numbers]) => {
    const failed = numbers.find((i) => failures.has(i));
    return {
      ...{ kind: "kernel", subject, build, compared: numbers.length },
      ...(failed !== undefined && {
        failure: `${cases.all[failed]!.shape}: ${failures.get(failed)}`,
      }),
    };
  });
}

function checkExactSteps(builds: readonly MultiplyAdd[], seed: number): ExecutorCheck[] {
  return EXACT_PLANS.flatMap((plan) => {
    const training = exactTraining(plan, seed);
    return builds.map((fused): ExecutorCheck => {
      const failure = exactDifference(training, fused);
      return {
        ...{ kind: "exact steps", subject: exactText(plan), build: fused.name },
        compared: training.costs.length,
        ...(failure !== undefined && { failure }),
      };
    });
  });
}

/** A step of each combination, by turns in each build, on dense and on packed inputs. */
function checkSteps(builds: readonly MultiplyAdd[], seed: number): ExecutorCheck[] {
  return [...paperCombinations(), ...builtInCover()].flatMap((combination, n) => {
    const fused = builds[n % builds.length]!, packed = (n >> 1) % 2 === 1;
    const step = boundedStep(combination, packed, seed);
    if (step === undefined) return []; // no outputs in the domain of the loss
    const { layers, loss } = namesOf(combination);
    return [{
      kind: "step",
      subject: `${[...layers, loss].join(" × ")}, ${packed ? "packed" : "dense"}`,
      ...{ build: fused.name, compared: 1, ...compareStep(step, fused) },
    }];
  });
}

/** A step that is clipped, and whose cost has a regularizer, on dense and on packed inputs. */
function checkClipping(fused: MultiplyAdd, seed: number): ExecutorCheck[] {
  return [false, true].map((packed) => {
    const [combination] = paperCombinations();
    const optimizer = clipped(sgd({ learningRate: 1, momentum: 0.5 }), { norm: 2 ** -7 });
    const step = boundedStep(combination!, packed, seed, { optimizer, regularizer: l2(0.25) })!;
    return {
      kind: "step",
      subject: `a clipped step with a regularizer, ${packed ? "packed" : "dense"}`,
      ...{ build: fused.name, compared: 1, ...compareStep(step, fused) },
    };
  });
}

function checkFormulas(fused: MultiplyAdd): ExecutorCheck[] {
  const activations = Object.values(ACTIVATIONS), losses = Object.values(LOSSES);
  const as = (kind: ExecutorCheck["kind"]) => (finding: AccuracyFinding): ExecutorCheck => {
    return { kind, build: fused.name, ...finding };
  };
  return [
    ...compareElementary(fused).map(as("elementary")),
    ...activations.map((activation) => compareActivation(activation, fused)).map(as("formula")),
    ...losses.flatMap((loss) => {
      const paired = loss.pairs.map(({ activation }) => activation);
      const outputs = [ACTIVATIONS.linear, ACTIVATIONS.sigmoid, ...paired];
      return [...new Set(outputs)].map((output) => compareLoss(output, loss, fused));
    }).map(as("formula")),
  ];
}

function catchBugs(fused: MultiplyAdd, seed: number): KernelBug[] {
  const cases = layOut(fewKernelCases(seed));
  return wrongKernels().map(({ name, kernels, workers }) => {
    const failures = runCases(cases, { fused, workers, kernels });
    const caughtBy = Array.from(failures.keys(), (i) => cases.all[i]!.kernel);
    return { name, caughtBy: [...new Set(caughtBy)] };
  });
}
