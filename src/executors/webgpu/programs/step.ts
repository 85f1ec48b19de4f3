import { each, type Kernel } from "../wgsl/kernel.ts";
import { errorKernels, outputErrors } from "./backward.ts";
import { forwardKernels } from "./forward.ts";
import { BYTES, type TrainingMemory } from "./memory.ts";
import { regularizerKernels, updateKernels } from "./update.ts";

/** The number of the step in its stretch. */
const STEP = "atomicLoad(&counts[0])";

/**
 * The kernels of one step of training, from the numbers of its examples to the new parameters.
 *
 * They leave the losses of the batch before it. If one is not finite, nothing is updated in the rest of
 * the stretch.
 */
export function stepKernels(memory: TrainingMemory, rows: number): Kernel[] {
  const { shared, dropping, steps, batchSize, losses } = memory;
  const perStep = wordsOfStep(memory), numbers = steps * batchSize;
  const number = (n: number) => `stretch[${numbers}u + ${STEP} * ${perStep}u + ${n}u]`;
  const maskKey = (s: number) => {
    const first = 2 + shared.length + 2 * dropping.indexOf(s);
    return [number(first), number(first + 1)] as const;
  };
  const program = {
    ...{ ...memory, rows, count: number(0), mean: `bitcast<f32>(${number(1)})` },
    shared: (name: string) => `bitcast<f32>(${number(2 + shared.indexOf(name))})`,
  };
  return [
    ...gatherKernels(memory, rows),
    ...forwardKernels(program, maskKey),
    outputErrors(program),
    ...errorKernels(program),
    ...regularizerKernels(program, losses.at + batchSize),
    costKernel(memory, number(0)),
    ...updateKernels(program),
    each("advance", 1, (to) => to.add("atomicAdd(&counts[0], 1u);")),
  ];
}

/**
 * How many words of a stretch each step has, behind the numbers of all examples: how many examples it
 * has, the reciprocal of that, the numbers of the rule, and two for the key of each mask.
 */
function wordsOfStep({ shared, dropping }: TrainingMemory): number {
  return 2 + shared.length + 2 * dropping.length;
}

/** How many words a stretch has. */
export function wordsOfStretch(memory: TrainingMemory): number {
  return memory.steps * (memory.batchSize + wordsOfStep(memory));
}

/** Copies the examples of the batch from the data set. */
function gatherKernels(memory: TrainingMemory, rows: number): Kernel[] {
  const { batchSize, examples: { inputs, targets, weights } } = memory;
  const gather = (name: string, columns: number, into: number, read: (at: string) => string) =>
    each(`gather ${name}`, rows * columns, (to) => {
      to.add(`let example = stretch[${STEP} * ${batchSize}u + i / ${columns}u];`);
      to.add(`let at = example * ${columns}u + i % ${columns}u;`);
      to.add(`w[${into}u + i] = bitcast<f32>(${read("at")});`);
    });
  const numbers = (from: number) => (at: string) => `examples[${from}u + ${at}]`;
  const bytes = (at: string) => {
    const byte = `(examples[${inputs.at + BYTES}u + ${at} / 4u] >> (${at} % 4u * 8u)) & 0xffu`;
    return `examples[${inputs.at}u + (${byte})]`;
  };
  return [
    gather("inputs", inputs.columns, memory.inputs, inputs.areBytes ? bytes : numbers(inputs.at)),
    gather("targets", targets.columns, memory.targets.at, numbers(targets.at)),
    ...(weights ? [gather("weights", 1, memory.weights!.at, numbers(weights.at))] : []),
  ];
}

/** Keeps the numbers that make up the cost, and notes whether all are finite. */
function costKernel({ losses, perCost, costs, batchSize }: TrainingMemory, count: string): Kernel {
  return each("cost", perCost, (to) => {
    to.add(`if (i >= ${count} && i < ${batchSize}u) { return; }`);
    to.add(`let loss = w[${losses.at}u + i];`);
    to.add(`w[${costs}u + ${STEP} * ${perCost}u + i] = loss;`);
    to.add("if (!is_finite(loss)) { atomicStore(&counts[1], 1u); }");
  });
}
