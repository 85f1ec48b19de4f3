import { expressions } from "../../../core/arithmetic/expression.ts";
import type { Loss } from "../../../nn/losses/loss.ts";
import type { Descent } from "../../lower/rule_formulas.ts";
import {
  channelErrorRows,
  layerErrorRows,
  outputRows,
  pullbackRows,
} from "../../lower/stage_formulas.ts";
import { lowestTrained } from "../../lower/stages.ts";
import { columnKernel, type Region, rowKernel } from "../kernels/formulas.ts";
import { poolErrorKernels } from "../kernels/pool.ts";
import { product } from "../kernels/product.ts";
import { readWindowError, weightIndex } from "../kernels/windows.ts";
import { printFormulas } from "../wgsl/formula.ts";
import { each, type Kernel } from "../wgsl/kernel.ts";
import { channelValues, type Finish, sharedRows } from "./forward.ts";
import { inputsOf, type Program } from "./program.ts";
import { partsOfStage, sizeOfPart, type TrainingRegions } from "./regions.ts";

/** A program that trains. */
export interface TrainingProgram extends Program, Descent {
  readonly loss: Loss;
  /** The regions of Y of the batch, of the weights of its examples, if any, and of their losses. */
  readonly targets: Region;
  readonly weights?: Region;
  readonly losses: Region;
  /**
   * The texts of the number of the batch's examples, behind which rows are to be ignored, and of its
   * reciprocal.
   */
  readonly count: string;
  readonly mean: string;
}

/** The regions of a stage in training. */
export function trainingOf({ stages }: TrainingProgram, s: number): TrainingRegions {
  return stages[s]!.training!;
}

/** The kernel of the loss of each example and Δ^L: BP1.2, (57), from Z^L. */
export function outputErrors(program: TrainingProgram): Kernel {
  const { stages, rows, loss, targets, weights, losses } = program, s = stages.length - 1;
  const { stage: { activation: f }, z, size } = stages[s]!, columns = size;
  const { errors } = trainingOf(program, s);
  return rowKernel("output errors", {
    ...{ of: `${loss.name} of ${f.name}`, rows },
    read: { z: { at: z, columns }, y: targets, ...(weights && { weight: weights }) },
    formulas: outputRows(f, loss, weights !== undefined),
    into: [{ at: errors, columns }, losses],
    // Rows without errors change nothing.
    begin: [
      `if (i >= ${program.count}) {`,
      `for (var j = 0u; j < ${columns}u; j++) { w[${errors}u + i * ${columns}u + j] = 0f; }`,
      "return; }",
    ],
  });
}

/** The kernels of Δ of every stage from the last but one down to the lowest that learns: BP2.2, (58). */
export function errorKernels(program: TrainingProgram): Kernel[] {
  const { stages } = program, kernels: Kernel[] = [];
  const lowest = lowestTrained(stages.map(({ stage }) => stage));
  for (let s = stages.length - 1; s >= lowest; s--) {
    const { rows, columns } = stages[s]!.stage, passesErrors = s > lowest;
    if (rows) kernels.push(layerErrors(program, s, passesErrors));
    else if (columns) kernels.push(channelErrors(program, s, passesErrors));
    if (!passesErrors) continue;
    kernels.push(...errorsBelow(program, s));
    const { stage: { activation: f }, size: width, z, a } = stages[s - 1]!;
    if (f.kind === "elementwise") continue;
    const { carried, errors } = trainingOf(program, s - 1);
    const region = (at: number): Region => ({ at, columns: width });
    kernels.push(rowKernel(`pullback ${s}`, {
      ...{ of: f.name, rows: program.rows, formulas: pullbackRows(f), into: [region(errors)] },
      read: { z: region(z), a: region(a), errors: region(carried) },
    }));
  }
  return kernels;
}

/**
 * Finishes ∂L/∂(the output of a stage): adds the errors of stages that it skips to, drops what was
 * dropped, and multiplies by the slope of an element-wise activation.
 */
function pullback({ stages }: TrainingProgram, s: number): Finish {
  const { stage: { activation: f }, z, a, mask, training } = stages[s]!;
  const skips = stages.filter(({ stage: { skip } }) => skip === s);
  const { carried, errors } = training!;
  return (to, index, sum) => {
    const plus = skips.map((above) => ` + w[${above.training!.errors}u + ${index}]`).join("");
    const times = mask === undefined ? "" : ` * w[${mask}u + ${index}]`;
    const error = to.hold(`(${sum}${plus})${times}`);
    if (f.kind === "rowwise") return to.add(`w[${carried}u + ${index}] = ${error};`);
    const m = expressions();
    const formula = m.mul(
      m.variable("error"),
      f.slope(m, { z: m.variable("z"), a: m.variable("a") }),
    );
    const [value] = printFormulas(to, [formula], (name) => {
      return name === "error" ? error : `w[${name === "z" ? z : a}u + ${index}]`;
    });
    to.add(`w[${errors}u + ${index}] = ${value};`);
  };
}

/** The kernels of the errors of the output of the stage below `s`, finished by its pullback. */
function errorsBelow(program: TrainingProgram, s: number): Kernel[] {
  const { rows, stages } = program, { stage, values, training } = stages[s]!;
  const { errors } = training!, { product: form, pool, units } = stage;
  const { size } = stages[s - 1]!, { carried } = trainingOf(program, s - 1);
  const finish = pullback(program, s - 1), name = `errors ${s}`;
  const fromEach = (entry: string) =>
    each(name, rows * size, (to) => finish(to, "i", to.hold(entry)));
  if (form) {
    const { windows } = form, [weights] = partsOfStage(stage);
    const [height, width, channels] = windows?.image ?? [1, 1, size];
    const taps = windows ? windows.kernel[0] * windows.kernel[1] : 1;
    const place = { tap: `k / ${units}u`, channel: "j" };
    const index = weightIndex(weights!, `k % ${units}u`, place, channels);
    return product(name, {
      ...{ rows: rows * height * width, columns: channels, inner: taps * units },
      along: { a: "k", b: "j" },
      a: windows
        ? readWindowError(errors, { ...form, windows }, units)
        : `return w[${errors}u + i * ${units}u + k];`,
      b: `return w[${values[weights!.name]}u + ${index}];`,
      finish: (to) => finish(to, to.hold(`i * ${channels}u + j`), "sum"),
    });
  }
  if (pool) {
    const pooling = { pool, images: rows, from: inputsOf(program, s) };
    return [
      each(`zeros ${s}`, rows * size, (to) => to.add(`w[${carried}u + i] = 0f;`)),
      ...poolErrorKernels(name, pooling, errors, carried),
      fromEach(`w[${carried}u + i]`),
    ];
  }
  // Integers have no errors.
  if (stage.looksUp) return [fromEach("0f")];
  const isCarried = stage.rows !== undefined || stage.columns !== undefined;
  return [fromEach(`w[${isCarried ? carried : errors}u + i]`)];
}

/** The `backward` of a layer for each example: the errors of its inputs, and derivatives. */
function layerErrors(program: TrainingProgram, s: number, passesErrors: boolean): Kernel {
  const { rows, stages } = program, { stage, size, training } = stages[s]!;
  const derivatives = partsOfStage(stage).map((part): Region => {
    return { at: training!.derivatives[part.name]!, columns: sizeOfPart(part) };
  });
  const below = { columns: stage.inputs };
  return rowKernel(`layer errors ${s + 1}`, {
    ...{ of: stage.rows!.kind.name, rows, formulas: layerErrorRows(stage, passesErrors) },
    read: {
      inputs: { at: inputsOf(program, s), ...below },
      errors: { at: training!.errors, columns: size },
      ...sharedRows(stages[s]!),
    },
    into: [
      ...(passesErrors ? [{ at: trainingOf(program, s - 1).carried, ...below }] : []),
      ...derivatives,
    ],
  });
}

/** The errors of the inputs of formulas of channels, and the sums of derivatives. */
function channelErrors(program: TrainingProgram, s: number, passesErrors: boolean): Kernel {
  const { rows, stages } = program, { stage, training } = stages[s]!, columns = stage.units;
  const sums = partsOfStage(stage).map(({ name }): Region => {
    return { at: training!.derivatives[name]!, columns: 1, isShared: true };
  });
  return columnKernel(`channel errors ${s + 1}`, {
    ...{ of: stage.columns!.name, rows: rows * stage.positions, columns },
    formulas: channelErrorRows(stage, passesErrors),
    read: {
      inputs: { at: inputsOf(program, s), columns },
      errors: { at: training!.errors, columns },
      ...channelValues(stages[s]!),
    },
    into: [
      ...(passesErrors ? [{ at: trainingOf(program, s - 1).carried, columns }] : []),
      ...sums,
    ],
  });
}
