import {
  emitCost,
  emitErrors,
  emitOutputErrors,
  emitUpdates,
  emitWaysBack,
  type TrainingProgram,
} from "./backward_program.ts";
import type { FunctionBuilder } from "./emitter/function_builder.ts";
import { f64, i32 } from "./emitter/instructions.ts";
import { emitForward, type Stage } from "./forward_program.ts";
import { emitGather, type Gathering } from "./kernels/gather.ts";
import { WORD } from "./layout.ts";

/** The bytes of a float64. */
export const DOUBLE = 8;

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

/** Where a batch comes from. */
export type Source = Pick<Gathering, "packed" | "copied">;

/** Writes a wait for all workers, between two stages. */
export type Barrier = (f: FunctionBuilder) => void;

/**
 * Emits `step(index)`: one step of training, from the rows of its batch to the new parameters.
 *
 * It returns the cost of the batch before the step. Where that is not finite, nothing is updated.
 * `prepare()` must be called once, when the parameters are written.
 */
export function emitStep(
  program: TrainingProgram,
  stretch: Stretch,
  source: Source,
  barrier: Barrier = () => {},
): void {
  const { module, share, rows } = program;
  const gather = module.procedure("gather", { order: "i32" }, (f, { order }) => {
    emitGather({ f, fused: program.fused }, { order, rows, share, ...source });
  });
  const numbers = module.procedure("numbers", { index: "i32" }, (f, { index }) => {
    const places = Object.values(program.shared);
    const at = f.local("i32", i32.mul(index, i32.constant(places.length * WORD)));
    places.forEach((place, i) => {
      const number = i32.load({ base: at, offset: stretch.numbers + i * WORD });
      f.do(i32.store({ offset: place }, number));
    });
  });
  const forward = emitForward(program, "z");
  const outputErrors = emitOutputErrors(program);
  const cost = emitCost(program);
  const waysBack = emitWaysBack(program);
  const backward = [...emitErrors(program), ...emitUpdates(program), waysBack];
  module.procedure("prepare", {}, (f) => runStages(f, [waysBack], barrier));
  module.function("step", { index: "i32" }, (f, { index }) => {
    const order = i32.mul(index, i32.constant(stretch.batchSize * WORD));
    const costAt = f.local("i32", i32.mul(index, i32.constant(DOUBLE)));
    const place = { base: costAt, offset: stretch.costs };
    f.do(gather.call(i32.add(order, i32.constant(stretch.orders))));
    if (share.leads) f.do(numbers.call(index));
    barrier(f);
    runStages(f, [...forward, [outputErrors]], barrier);
    if (share.leads) f.do(f64.store(place, cost.call()));
    barrier(f);
    const finite = f64.less(f64.abs(f64.load(place)), f64.constant(Infinity));
    f.if(finite, () => runStages(f, backward, barrier));
    return f64.load(place);
  });
}

function runStages(f: FunctionBuilder, stages: readonly Stage[], barrier: Barrier): void {
  for (const stage of stages) {
    if (stage.length === 0) continue;
    f.do(...stage.map((procedure) => procedure.call()));
    barrier(f);
  }
}
