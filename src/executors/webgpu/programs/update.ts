import { type Expression, expressions } from "../../../core/arithmetic/expression.ts";
import { derivativeOf, parameterUpdate, ruleVariable } from "../../lower/rule_formulas.ts";
import { isTrained, type Part } from "../../lower/stages.ts";
import { partsOf, product } from "../kernels/product.ts";
import { readWindow, weightIndex } from "../kernels/windows.ts";
import { printFormulas } from "../wgsl/formula.ts";
import { each, type Kernel } from "../wgsl/kernel.ts";
import type { Lines } from "../wgsl/lines.ts";
import { trainingOf, type TrainingProgram } from "./backward.ts";
import { nearestIndex } from "./forward.ts";
import { inputsOf } from "./program.ts";
import { partsOfStage, sizeOfPart, type StageRegions } from "./regions.ts";

/** What updates depend on besides. */
export interface UpdateProgram extends TrainingProgram {
  /** The text of a number that the rule shares, by its name. */
  readonly shared: (name: string) => string;
  /** Regions for partial sums, and for the factor of all derivatives. */
  readonly sums: number;
  readonly scale: number;
}

/** What the sizes of sums depend on. */
type Sizes = Pick<TrainingProgram, "rows" | "stages" | "rule" | "regularizer">;

/** A statement that ends an update if the cost was not finite. */
const UNLESS_HALTED = "if (atomicLoad(&counts[1]) != 0u) { return; }";

/** How many numbers are added up beside each other. */
const SUMS = 256;

/** A parameter of a network in training. */
interface TrainedPart {
  readonly s: number;
  readonly part: Part;
}

function partsIn({ stages }: Pick<Sizes, "stages">, trained: boolean): TrainedPart[] {
  return stages.flatMap(({ stage }, s) => {
    return trained && !isTrained(stage) ? [] : partsOfStage(stage).map((part) => ({ s, part }));
  });
}

/** The number of sums of the regularizer over all parameters that it shrinks. */
export function regularizerSums(program: Sizes): number {
  if (program.regularizer === undefined) return 0;
  return SUMS * partsIn(program, false).filter(({ part }) => part.shrinks).length;
}

/** The kernels of the sums of the regularizer, from a place on; the cost has those of frozen layers, too. */
export function regularizerKernels(program: UpdateProgram, into: number): Kernel[] {
  const { regularizer } = program;
  if (regularizer === undefined) return [];
  const shrunk = partsIn(program, false).filter(({ part }) => part.shrinks);
  return shrunk.map((trained, n) => {
    const m = expressions(), value = regularizer.value(m, m.variable("parameter"));
    return reduction(program, "regularizer", trained, value, into + SUMS * n, "sum + value");
  });
}

/** The kernel of partial sums, or of another `step`, of a formula over the entries of a parameter. */
function reduction(
  program: UpdateProgram,
  name: string,
  { s, part }: TrainedPart,
  formula: Expression,
  into: number,
  step: string,
): Kernel {
  return each(`${name} ${s + 1} ${part.name}`, SUMS, (to) => {
    to.add("var sum = 0f;", `for (var at = i; at < ${sizeOfPart(part)}u; at += ${SUMS}u) {`);
    const [value] = printFormulas(to, [formula], readFor(program, program.stages[s]!, part, "at"));
    to.add(`let value = ${value};`, `sum = ${step};`, "}", `w[${into}u + i] = sum;`);
  });
}

/** The kernels of the step that the optimizer takes with the gradients, BP3.2 (61) and BP4.2 (65). */
export function updateKernels(program: UpdateProgram): Kernel[] {
  const { rule, stages } = program, parts = partsIn(program, true);
  const gradients = stages.flatMap(({ stage }, s) =>
    isTrained(stage) ? gradientKernels(program, s) : []
  );
  const scales = rule.scale === undefined ? [] : scaleKernels(program, parts);
  const moves = parts.map((part) => moveKernel(program, part));
  return [...stateKernels(program), ...gradients, ...scales, ...moves];
}

/** How many numbers a rule's factor takes: itself, and two powers of two. */
export const SCALES = 3;

/**
 * The kernels of the rule's factor of all derivatives, from the norm of the gradient.
 *
 * Derivatives are divided by a power of two near the largest before they are squared, as float32 does not
 * hold all squares.
 */
function scaleKernels(program: UpdateProgram, parts: readonly TrainedPart[]): Kernel[] {
  const { rule, sums, scale } = program, count = SUMS * parts.length;
  const over = (name: string, step: string) =>
    parts.map((trained, n) => {
      const derivative = derivativeOf(expressions(), program, trained.part);
      return reduction(program, name, trained, derivative, sums + SUMS * n, step);
    });
  const total = (to: Lines, step: string) => {
    to.add("var sum = 0f;", `for (var at = 0u; at < ${count}u; at++) {`);
    to.add(`let value = w[${sums}u + at];`, `sum = ${step};`, "}");
  };
  const largest = "max(sum, abs(value))", [factor, power] = [scale + 1, scale + 2];
  return [
    ...over("largest", largest),
    each("power", 1, (to) => {
      total(to, largest);
      to.add("let exponent = clamp(bitcast<u32>(sum) >> 23u, 1u, 253u);");
      to.add(`w[${factor}u] = bitcast<f32>((254u - exponent) << 23u);`);
      to.add(`w[${power}u] = bitcast<f32>(exponent << 23u);`);
    }),
    ...over("squares", `sum + (value * w[${factor}u]) * (value * w[${factor}u])`),
    each("scale", 1, (to) => {
      total(to, "sum + value");
      const m = expressions(), norm = to.hold(`sqrt(sum) * w[${power}u]`);
      const [value] = printFormulas(to, [rule.scale!(m, m.variable("norm"))], () => norm);
      to.add(`w[${scale}u] = ${value};`);
    }),
  ];
}

/** How many numbers partial sums of the gradient's norm take. */
export function squareSums(program: Sizes): number {
  return program.rule.scale === undefined ? 0 : SUMS * partsIn(program, true).length;
}

/** How many numbers the parts of sums of gradients take. */
export function gradientSums(program: Sizes): number {
  return Math.max(
    0,
    ...program.stages.map((regions) => {
      const { stage } = regions;
      if (!stage.product || !isTrained(stage)) return 0;
      const sizes = gradientSizes(program, regions), count = partsOf(sizes);
      return count === 1 ? 0 : count * sizes.rows * sizes.columns;
    }),
  );
}

/** The sizes of Δᵀ (A 1), whose last column is the gradient of biases. */
function gradientSizes({ rows }: Pick<Sizes, "rows">, { stage }: StageRegions) {
  const { product: form, units, positions, inputs } = stage, windows = form!.windows;
  const taken = windows ? windows.kernel[0] * windows.kernel[1] * windows.image[2] : inputs;
  return {
    ...{ rows: units, columns: taken + (form!.hasBiases ? 1 : 0), inner: rows * positions },
    ...{ taken, channels: windows?.image[2] ?? inputs },
  };
}

/** The kernels of ∂C/∂W and ∂C/∂b of a stage, means over the batch. */
function gradientKernels(program: UpdateProgram, s: number): Kernel[] {
  const { rows, stages } = program, { stage } = stages[s]!, parts = partsOfStage(stage);
  const { errors, gradient, derivatives } = trainingOf(program, s), { units } = stage;
  const { mean } = program, below = inputsOf(program, s);
  if (stage.product) {
    const sizes = gradientSizes(program, stages[s]!), { taken, channels } = sizes;
    const [weights, biases] = parts, form = stage.product, { windows } = form;
    const read = windows
      ? readWindow(below, { ...form, windows })
      : `return w[${below}u + i * ${taken}u + k];`;
    const count = partsOf(sizes), index = weightIndex(weights!, "i", { inner: "j" }, channels);
    return product(`gradient ${s + 1}`, {
      ...{ ...sizes, along: { a: "i", b: "j" } as const },
      a: `return w[${errors}u + k * ${units}u + i];`,
      // The rows of A, whose entries functions read by `i` and `k`, and a column of ones.
      b: `if (j == ${taken}u) { return 1f; }
return read_row(k, j);
}
fn read_row(i: u32, k: u32) -> f32 {
${read}`,
      finish: (to) => {
        to.add(`let derivative = sum * ${mean};`);
        if (biases) {
          to.add(`if (j == ${taken}u) { w[${gradient[biases.name]}u + i] = derivative; return; }`);
        }
        to.add(`w[${gradient[weights!.name]}u + ${index}] = derivative;`);
      },
      ...(count > 1 && { parts: { count, at: program.sums } }),
    });
  }
  if (stage.looksUp) {
    const [table] = parts, indices = rows * stage.inputs;
    return [each(`gradient ${s + 1}`, sizeOfPart(table!), (to) => {
      to.add(`let index = i / ${units}u; let unit = i % ${units}u; var sum = 0f;`);
      to.add(`for (var at = 0u; at < ${indices}u; at++) {`);
      to.add(`if (${nearestIndex(`w[${below}u + at]`, table!)} == index) {`);
      to.add(`sum += w[${errors}u + at * ${units}u + unit]; } }`);
      to.add(`w[${gradient[table!.name]}u + i] = sum * ${mean};`);
    })];
  }
  // Of each example, or of each channel already summed over the batch.
  const count = stage.columns ? 1 : rows;
  return parts.map((part) => {
    const size = sizeOfPart(part);
    return each(`gradient ${s + 1} ${part.name}`, size, (to) => {
      to.add("var sum = 0f;", `for (var at = 0u; at < ${count}u; at++) {`);
      to.add(`sum += w[${derivatives[part.name]}u + at * ${size}u + i];`, "}");
      to.add(`w[${gradient[part.name]}u + i] = sum * ${mean};`);
    });
  });
}

/** The kernel that moves the entries of a parameter and updates their slots. */
function moveKernel(program: UpdateProgram, { s, part }: TrainedPart): Kernel {
  const regions = program.stages[s]!, { slots } = regions.training!, { name } = part;
  return each(`move ${s + 1} ${name}`, sizeOfPart(part), (to) => {
    to.add(UNLESS_HALTED);
    const moved = parameterUpdate(expressions(), program, part);
    const names = Object.keys(slots);
    const roots = [moved.parameter, ...names.map((slot) => moved.slots[slot]!)];
    const values = printFormulas(to, roots, readFor(program, regions, part, "i"));
    [regions.values[name]!, ...names.map((slot) => slots[slot]![name]!)].forEach((at, n) => {
      to.add(`w[${at}u + i] = ${values[n]};`);
    });
  });
}

/** Reads the variables of a rule's formulas for an entry of a parameter. */
function readFor(
  { shared, scale }: UpdateProgram,
  { values, training }: StageRegions,
  { name: part }: Part,
  index: string,
): (name: string) => string {
  const entry = (at: number) => `w[${at}u + ${index}]`;
  return (name) => {
    const variable = ruleVariable(name);
    switch (variable.kind) {
      case "parameter":
        return entry(values[part]!);
      case "derivative":
        return entry(training!.gradient[part]!);
      case "scale":
        return `w[${scale}u]`;
      case "slot":
        return entry(training!.slots[variable.name]![part]!);
      case "shared":
        return shared(variable.name);
    }
  };
}

/** The kernels of the state of each layer after a batch. */
function stateKernels({ stages, rows }: TrainingProgram): Kernel[] {
  return stages.flatMap(({ stage, state, training }, s) => {
    const { columns: form, units, positions } = stage;
    if (!form) return [];
    return [each(`state ${s + 1}`, units, (to: Lines) => {
      to.add(UNLESS_HALTED);
      const m = expressions(), regions = { state, now: training!.now };
      const variables = (kind: keyof typeof regions) =>
        Object.fromEntries(form.state.map((name) => [name, m.variable(`${kind}:${name}`)]));
      const after = form.next(m, variables("state"), variables("now"), rows * positions);
      const values = printFormulas(to, form.state.map((name) => after[name]!), (variable) => {
        const [kind, name] = variable.split(/:(.*)/s) as [keyof typeof regions, string];
        return `w[${regions[kind][name]}u + i]`;
      });
      form.state.forEach((name, n) => to.add(`w[${state[name]}u + i] = ${values[n]};`));
    })];
  });
}
