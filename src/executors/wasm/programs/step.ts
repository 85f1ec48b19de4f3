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
import { emitRegularizers, emitUpdates } from "./update_program.ts";

/** A stretch of steps as it is laid before a program: all that a step needs, by its number. */
export interface Stretch {
  /** Where the rows of each step's batch are. */
  readonly orders: number;
  /** M, how many rows lie between the first of a step and the first of the next. */
  readonly batchSize: number;
  /** Where the numbers of each step that the rule shares are. */
  readonly numbers: number;
  /** Where the cost of each step goes. */
  readonly costs: number;
}

/** Where the batch of a program comes from. */
export type Source = (program: TrainingProgram) => Pick<Gathering, "packed" | "copied">;

/** Writes a wait for all workers. */
export type Barrier = (f: FunctionBuilder) => void;

/** What a step consists of, and whose part of it is emitted. */
export interface StepPlan {
  /** What the kernels work on. */
  readonly program: TrainingProgram;
  /** The steps that are to be taken. */
  readonly stretch: Stretch;
  /** Where batches come from. */
  readonly source: Source;
  /** Whose part. */
  readonly share: Share;
  /** The wait for the others. */
  readonly barrier: Barrier;
}

/**
 * Emits `step(index)`: one step of training, from the rows of its batch to the new parameters.
 *
 * Each worker first takes its examples through the network and back, then, when all have come so far,
 * its columns of every product through the sums of the gradient and the optimizer's rule. Every number
 * is computed by one worker in the same way as by one alone, so the bits are the same.
 *
 * The step returns the cost of the batch before it. Where that is not finite, nothing is updated.
 * `prepare()` must be called once, when the parameters are written.
 */
export function emitStep({ program, stretch, source, share, barrier }: StepPlan): void {
  const { module } = program;
  const part = partOf(program.rows, share);
  const regularizers = emitRegularizers(program, share);
  const examples = part.rows > 0 ? emitExamples(program, part, source, share) : undefined;
  const numbers = emitNumbers(program, stretch);
  const cost = emitCost(program);
  const transposedWeights = emitTransposedWeights(program, share);
  const updates = emitUpdates(program, share);
  module.procedure("prepare", {}, (f) => {
    callAll(f, transposedWeights);
    barrier(f);
  });
  module.function("step", { index: "i32" }, (f, { index }) => {
    const order = i32.add(
      i32.mul(index, i32.constant(stretch.batchSize * WORD)),
      i32.constant(stretch.orders),
    );
    // By every worker, as masks are made before the first wait: all write the same.
    f.do(numbers.call(index));
    examples?.(f, order);
    callAll(f, regularizers);
    barrier(f);
    const total = f.local("f64", cost.call());
    if (share.leads) {
      const base = f.local("i32", i32.mul(index, i32.constant(DOUBLE)));
      f.do(f64.store({ base, offset: stretch.costs }, total));
    }
    // All workers take the same branch, as all have the same total.
    f.if(f64.less(f64.abs(total), f64.constant(Infinity)), () => {
      updates.forEach((stage, i) => {
        if (i > 0) barrier(f);
        callAll(f, stage);
      });
      callAll(f, transposedWeights);
    });
    barrier(f);
    return total;
  });
}

/** Emits what a worker does with its examples: Δ of every stage, and the losses. */
function emitExamples(
  whole: TrainingProgram,
  part: BatchPart,
  source: Source,
  share: Share,
): (f: FunctionBuilder, order: Code<"i32">) => void {
  const program = programOfPart(whole, part, share);
  const gather = program.module.procedure("gather", { order: "i32" }, (f, { order }) => {
    emitGather({ f, fused: program.fused }, { order, rows: part.rows, ...source(program) });
  });
  const passes = [...emitForward(program, "z"), emitOutputErrors(program), ...emitErrors(program)];
  return (f, order) => {
    f.do(gather.call(i32.add(order, i32.constant(part.from * WORD))));
    callAll(f, passes);
  };
}

/** Emits the choice of the numbers of a step: those that its rule shares, and the keys of masks. */
function emitNumbers({ module, shared, stages }: TrainingProgram, { numbers }: Stretch): Procedure {
  return module.procedure("numbers", { index: "i32" }, (f, { index }) => {
    const places = [...Object.values(shared), ...maskKeysOf(stages)];
    const base = f.local("i32", i32.mul(index, i32.constant(places.length * WORD)));
    places.forEach((offset, i) => {
      f.do(i32.store({ offset }, i32.load({ base, offset: numbers + i * WORD })));
    });
  });
}

function callAll(f: FunctionBuilder, procedures: readonly Procedure[]): void {
  f.do(...procedures.map((procedure) => procedure.call()));
}
