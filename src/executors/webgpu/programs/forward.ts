import { expressions } from "../../../core/arithmetic/expression.ts";
import type { Activation } from "../../../nn/activations/activation.ts";
import { parameterRow } from "../../lower/layer_rows.ts";
import {
  activationRows,
  channelColumn,
  channelRows,
  layerRows,
} from "../../lower/stage_formulas.ts";
import { isComputed, type Part } from "../../lower/stages.ts";
import { dropoutKernel } from "../kernels/dropout.ts";
import { columnKernel, type Region, rowKernel } from "../kernels/formulas.ts";
import { poolKernel } from "../kernels/pool.ts";
import { product } from "../kernels/product.ts";
import { readWindow, weightIndex } from "../kernels/windows.ts";
import { printFormulas } from "../wgsl/formula.ts";
import { each, type Kernel } from "../wgsl/kernel.ts";
import type { Lines } from "../wgsl/lines.ts";
import { inputsOf, type Program } from "./program.ts";
import { partsOfStage, sizeOfPart, type StageRegions } from "./regions.ts";

/** The text of each word of the key of the mask of a stage. */
export type MaskKey = (s: number) => readonly [string, string];

/**
 * The kernels of the forward pass: Z = A Wᵀ + b, (16), and A = f(Z), (17), of each stage.
 *
 * @param maskKey Given in training, where the loss continues from Z of the last stage.
 */
export function forwardKernels(program: Program, maskKey?: MaskKey): Kernel[] {
  return program.stages.flatMap((_, s) => stageKernels(program, s, maskKey));
}

function stageKernels(program: Program, s: number, maskKey: MaskKey | undefined): Kernel[] {
  const { rows, stages } = program, { stage, a, size: units, out, mask } = stages[s]!;
  const kernels = outputKernels(program, s, maskKey !== undefined);
  if (mask === undefined || !maskKey) return kernels;
  const dropping = { rows, units, rate: stage.dropout!.rate, key: maskKey(s), a, mask, out };
  return [...kernels, dropoutKernel(`dropout ${s + 1}`, dropping)];
}

/** The kernels of Z and A of a stage. */
function outputKernels(program: Program, s: number, isTraining: boolean): Kernel[] {
  const { rows, stages } = program, { stage, z, a, size } = stages[s]!;
  const name = `forward ${s + 1}`, below = { at: inputsOf(program, s), columns: stage.inputs };
  const { activation: f } = stage, endsInZ = isTraining && s === stages.length - 1;
  const [zs, as] = [z, a].map((at): Region => ({ at, columns: size })) as [Region, Region];
  if (stage.rows) {
    return [rowKernel(name, {
      ...{ of: stage.rows.kind.name, rows, formulas: layerRows(stage, endsInZ), into: [zs, as] },
      read: { inputs: below, ...sharedRows(stages[s]!) },
    })];
  }
  if (stage.columns) {
    const now = isTraining ? Object.values(stages[s]!.training!.now) : [];
    return [columnKernel(name, {
      ...{ of: stage.columns.name, rows: rows * stage.positions, columns: stage.units },
      formulas: channelRows(stage, isTraining),
      read: { inputs: below, ...channelValues(stages[s]!) },
      into: [zs, as, ...now.map((at): Region => ({ at, columns: 1, isShared: true }))],
    })];
  }
  const activates = f.kind === "elementwise" && !endsInZ;
  const sums = isComputed(stage) || activates
    ? sumKernels(program, s, name, finishing(stages[s]!, activates))
    : [];
  if (f.kind === "elementwise" || endsInZ) return sums;
  const whole = { of: f.name, rows, read: { z: zs }, formulas: activationRows(f), into: [as] };
  return [...sums, rowKernel(`activate ${s + 1}`, whole)];
}

/** Prints what is done with an entry of rows, given the texts of its number there and of its value. */
export type Finish = (to: Lines, index: string, sum: string) => void;

function finishing({ stage, z, a }: StageRegions, activates: boolean): Finish {
  return (to, index, sum) => {
    if (isComputed(stage)) to.add(`w[${z}u + ${index}] = ${sum};`);
    if (activates) to.add(`w[${a}u + ${index}] = ${activated(to, stage.activation, sum)};`);
  };
}

/** f(z) of an element-wise activation. */
function activated(to: Lines, f: Activation, z: string): string {
  if (f.kind !== "elementwise") throw new TypeError("A whole row is activated by a kernel of rows");
  const m = expressions();
  return printFormulas(to, [f.value(m, m.variable("z"))], () => z)[0]!;
}

/** The kernels that pass each entry of Z to `finish`. */
function sumKernels(program: Program, s: number, name: string, finish: Finish): Kernel[] {
  const { rows, stages } = program, { stage, size, values, z } = stages[s]!;
  const { units, positions } = stage, below = inputsOf(program, s), parts = partsOfStage(stage);
  if (stage.pool) {
    const pooling = { pool: stage.pool, images: rows, from: below };
    return [poolKernel(name, pooling, (to) => finish(to, "i", "sum"))];
  }
  if (stage.looksUp) {
    const [table] = parts;
    return [each(name, rows * size, (to) => {
      to.add(`let index = ${nearestIndex(`w[${below}u + i / ${units}u]`, table!)};`);
      const entry = to.hold(`w[${values[table!.name]}u + index * ${units}u + i % ${units}u]`);
      finish(to, "i", entry);
    })];
  }
  if (stage.product) {
    const form = stage.product, windows = form.windows, [weights, biases] = parts;
    const inner = windows ? windows.kernel[0] * windows.kernel[1] * windows.image[2] : stage.inputs;
    const index = weightIndex(weights!, "j", { inner: "k" }, windows?.image[2] ?? stage.inputs);
    return product(name, {
      ...{ rows: rows * positions, columns: units, inner, along: { a: "k", b: "k" } as const },
      a: windows
        ? readWindow(below, { ...form, windows })
        : `return w[${below}u + i * ${stage.inputs}u + k];`,
      b: `return w[${values[weights!.name]}u + ${index}];`,
      finish: (to) => {
        const bias = biases ? ` + w[${values[biases.name]}u + j]` : "";
        finish(to, to.hold(`i * ${units}u + j`), to.hold(`sum${bias}`));
      },
    });
  }
  const sum = stage.skip === undefined
    ? `w[${z}u + i]`
    : `w[${below}u + i] + w[${inputsOf(program, stage.skip + 1)}u + i]`;
  return [each(name, rows * size, (to) => finish(to, "i", to.hold(sum)))];
}

/** The integer from 0 next to a number, the lower of two, as formulas choose it: a row of a table. */
export function nearestIndex(number: string, { size: [rows] }: Part): string {
  return `u32(clamp(ceil(${number} - 0.5f), 0f, ${rows - 1}f))`;
}

/** The rows of parameters, which all examples share. */
export function sharedRows({ stage, values }: StageRegions): Record<string, Region> {
  return Object.fromEntries(
    partsOfStage(stage).map((part) => [
      parameterRow(part.own),
      { at: values[part.name]!, columns: sizeOfPart(part), isShared: true },
    ]),
  );
}

/** The parameters and the state of channels, one number for each. */
export function channelValues({ stage, values, state }: StageRegions): Record<string, Region> {
  const shared = (name: string, at: number) =>
    [channelColumn(name), { at, columns: stage.units, isShared: true }] as const;
  return Object.fromEntries([
    ...partsOfStage(stage).map(({ own, name }) => shared(own, values[name]!)),
    ...Object.entries(state).map(([name, at]) => shared(name, at)),
  ]);
}
