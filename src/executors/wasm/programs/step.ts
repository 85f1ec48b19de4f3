import { maskKeysOf } from "./buffers.ts";
import {
  emitCost,
  emitErrors,
  emitOutputErrors,
  emitTransposedWeights,
  type TrainingProgram,
} from "./backward_program.ts";
import { type BatchPart, partOf, programOfPart } from "./batch_part.ts";
import type { Code } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f64, i32 } from "../emitter/instructions.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { emitForward } from "./forward_program.ts";
import { emitGather, type Gathering } from "../kernels/gather.ts";
import type { Share } from "../kernels/share.ts";
import { DOUBLE, WORD } from "../memory/layout.ts";
import type { Sharing } from "./sharing.ts";
import { emitRegularizers, emitUpdates } from "./update_program.ts";

/** The addresses of the inputs and results of consecutive steps. */
export interface Stretch {
  /** The row numbers of each step's batch. */
  readonly orders: number;
  /** M: a step begins so many row numbers after the one before. */
  readonly batchSize: number;
  /** The numbers that the rule shares, then the keys of masks, for each step. */
  readonly numbers: number;
  /** The cost of each step. */
  readonly costs: number;
}

/** The rows of the data set that a program gathers its batch from. */
export type Source = (program: TrainingProgram) => Pick<Gathering, "packed" | "copied">;

/**
 * Emits `step(index)`: one step of training, from the rows of its batch to the new parameters.
 *
 * Those who share it, workers or processes, first run the forward and backward passes of their examples
 * and then, once all have what others wrote, sum gradients and update parameters for their columns of
 * every product. Each number is computed by one of them exactly as one alone would, so results are
 * bit-identical.
 *
 * The step returns the cost of the batch before it. If that is not finite, nothing is updated.
 * `prepare()` must be called once, after the parameters are written.
 */
export function emitStep(
  program: TrainingProgram,
  stretch: Stretch,
  source: Source,
  { share, local, selected, exchange, barrier }: Sharing,
): void {
  const { module } = program;
  const part = partOf(program.rows, share);
  const gather = emitGathering(program, source, selected);
  const regularizers = emitRegularizers(program, share);
  const examples = part.rows > 0 ? emitExamples(program, part, share) : [];
  const numbers = emitNumbers(program, stretch);
  const cost = emitCost(program);
  const transposedWeights = emitTransposedWeights(program, local);
  const updates = emitUpdates(program, share);
  module.procedure("prepare", {}, (f) => {
    callAll(f, transposedWeights);
    barrier(f);
  });
  module.function("step", { index: "i32" }, (f, { index }) => {
    const offset = i32.mul(index, i32.constant(stretch.batchSize * WORD));
    const order = i32.add(offset, i32.constant(stretch.orders));
    // By every worker, as masks are drawn before the first barrier: all write the same.
    f.do(numbers.call(index));
    gather(f, order);
    callAll(f, examples);
    callAll(f, regularizers);
    exchange(f, "passes", program);
    barrier(f);
    const total = f.local("f64", cost.call());
    if (share.leads) {
      const base = f.local("i32", i32.mul(index, i32.constant(DOUBLE)));
      f.do(f64.store({ base, offset: stretch.costs }, total));
    }
    // All workers take the same branch, as all have the same total.
    f.if(f64.less(f64.abs(total), f64.constant(Infinity)), () => {
      updates.forEach((stage, i) => {
        if (i > 0) {
          exchange(f, "squares", program);
          barrier(f);
        }
        callAll(f, stage);
      });
      exchange(f, "update", program);
      callAll(f, transposedWeights);
    });
    barrier(f);
    return total;
  });
}

/** Emits the selection of a share of a batch's rows, given the address of their numbers. */
function emitGathering(
  whole: TrainingProgram,
  source: Source,
  share: Share,
): (f: FunctionBuilder, order: Code<"i32">) => void {
  const part = partOf(whole.rows, share), program = programOfPart(whole, part, share);
  const gather = program.module.procedure("gather", { order: "i32" }, (f, { order }) => {
    emitGather({ f, fused: program.fused }, { order, rows: part.rows, ...source(program) });
  });
  return (f, order) => f.do(gather.call(i32.add(order, i32.constant(part.from * WORD))));
}

/** Emits the passes of a worker's examples: Δ of every stage, and the losses. */
function emitExamples(whole: TrainingProgram, part: BatchPart, share: Share): Procedure[] {
  const program = programOfPart(whole, part, share);
  return [...emitForward(program, "z"), emitOutputErrors(program), ...emitErrors(program)];
}

/** Emits the copy of a step's numbers, those that its rule shares and the keys of masks. */
function emitNumbers({ module, shared, stages }: TrainingProgram, { numbers }: Stretch): Procedure {
  return module.procedure("numbers", { index: "i32" }, (f, { index }) => {
    const places = [...Object.values(shared), ...maskKeysOf(stages)];
    const base = f.local("i32", i32.mul(index, i32.constant(places.length * WORD)));
    places.forEach((offset, i) => {
      f.do(i32.store({ offset }, i32.load({ base, offset: numbers + i * WORD })));
    });
  });
}

/** Calls procedures one after the other. */
export function callAll(f: FunctionBuilder, procedures: readonly Procedure[]): void {
  f.do(...procedures.map((procedure) => procedure.call()));
}
