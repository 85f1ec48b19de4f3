import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { clipped } from "../../optim/optimizers/clipped.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import { l2 } from "../../nn/regularizers/regularizers.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import { buildsOfEngine } from "../../executors/wasm/runtime/variant.ts";
import { combinationsOf, namesOf, paperCombinations } from "../claims/combinations.ts";
import { boundedStep, compareStep } from "../executors/bounded_steps.ts";
import {
  describeExact,
  EXACT_PLANS,
  exactDifference,
  exactTraining,
} from "../executors/exact_steps.ts";
import {
  type AccuracyFinding,
  compareActivation,
  compareElementary,
  compareLoss,
} from "../executors/formula_accuracy.ts";
import { type Cases, kernelsUsed, layOut, runCases } from "../executors/kernel_case.ts";
import { fewKernelCases, kernelCases } from "../executors/kernel_cases.ts";
import { KERNELS } from "../executors/kernels.ts";
import { wrongKernels } from "../executors/wrong_kernels.ts";

/**
 * The findings of stage 5, which compares the executor with the engine.
 * @category Proofs
 */
export interface ExecutorFinding {
  /** The names of the builds that were compared. */
  readonly builds: readonly string[];
  /** Why nothing was compared; absent if something was. */
  readonly skipped?: string;
  /** The comparisons. */
  readonly checks: readonly ExecutorCheck[];
  /** Wrong kernels, each of which must be caught. */
  readonly bugs: readonly KernelBug[];
}

/**
 * One comparison of the executor with the engine.
 * @category Proofs
 */
export interface ExecutorCheck {
  /**
   * `kernel` and `exact steps` are bit-identical, on integers; `step`, `elementary` (functions such as
   * exp) and `formula` agree within a bound.
   */
  readonly kind: "kernel" | "exact steps" | "step" | "elementary" | "formula";
  /** What was compared. */
  readonly subject: string;
  /** The build of the module, and how many workers shared the work. */
  readonly build: string;
  /** The number of shapes of a kernel, of numbers of a function, or of trainings. */
  readonly compared: number;
  /** The largest error relative to its bound. */
  readonly closest?: number;
  /** The largest bound of a parameter. */
  readonly bound?: number;
  /** The largest error in units in the last place. */
  readonly ulps?: number;
  /** What failed; absent if nothing did. */
  readonly failure?: string;
}

/**
 * A wrong kernel and the checks that caught it.
 * @category Proofs
 */
export interface KernelBug {
  /** The mistake. */
  readonly name: string;
  /** The kernels whose checks caught it. */
  readonly caughtBy: readonly string[];
}

/**
 * Stage 5: the kernels that train compute what the engine defines.
 *
 * On small integers float32 is exact, so every kernel, at sizes with all tails of its tiles, and whole
 * steps of training must be bit-identical to the engine. One step of every activation × loss lies
 * within a bound that is derived from the formulas, and so does the code of every formula. All entries
 * of the tables of activations and losses are compared.
 *
 * @param builds The builds of a module to compare; defaults to all that the JavaScript engine supports.
 */
export function verifyExecutor(
  seed: number,
  builds: readonly MultiplyAdd[] = buildsOfEngine(),
): ExecutorFinding {
  const [fast] = builds, plain = builds.at(-1);
  if (!fast || !plain) {
    const skipped = "this JavaScript engine has no WebAssembly with SIMD";
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
 * Compares kernels with the engine on integers, bit for bit.
 *
 * @param workers How many workers share the work, one after the other.
 */
function checkKernels(cases: Cases, fused: MultiplyAdd, workers: number): ExecutorCheck[] {
  const failures = runCases(cases, { fused, workers });
  const build = `${fused.name}, ${workers === 1 ? "one worker" : `${workers} workers`}`;
  const byKernel = Map.groupBy(cases.all.keys(), (i) => cases.all[i]!.kernel);
  return Array.from(byKernel, ([subject, numbers]) => {
    const [failure] = numbers.filter((i) => failures.has(i))
      .map((i) => `${cases.all[i]!.shape}: ${failures.get(i)}`);
    const compared = numbers.length;
    return { kind: "kernel", subject, build, compared, ...(failure && { failure }) };
  });
}

function checkExactSteps(builds: readonly MultiplyAdd[], seed: number): ExecutorCheck[] {
  return EXACT_PLANS.flatMap((plan) => {
    const training = exactTraining(plan, seed);
    return builds.map((fused): ExecutorCheck => {
      const failure = exactDifference(training, fused);
      return {
        ...{ kind: "exact steps", subject: describeExact(plan), build: fused.name },
        compared: training.costs.length,
        ...(failure !== undefined && { failure }),
      };
    });
  });
}

/** A step of each combination, in each build in turn, on dense and on packed inputs. */
function checkSteps(builds: readonly MultiplyAdd[], seed: number): ExecutorCheck[] {
  return combinationsOf().flatMap((combination, n) => {
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

/** A clipped step with a regularizer, on dense and on packed inputs. */
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
  const makers = fewKernelCases(seed), used = kernelsUsed(layOut(makers), fused);
  return wrongKernels().map(({ name, kernels, workers }) => {
    // The others run as they did before.
    const changed = makers.filter((_, i) => used[i]!.some((k) => kernels[k] !== KERNELS[k]));
    const cases = layOut(changed);
    const failures = runCases(cases, { fused, workers, kernels });
    const caughtBy = Array.from(failures.keys(), (i) => cases.all[i]!.kernel);
    return { name, caughtBy: [...new Set(caughtBy)] };
  });
}
