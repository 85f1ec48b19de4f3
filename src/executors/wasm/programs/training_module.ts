import type { Loss } from "../../../nn/losses/loss.ts";
import { ModuleBuilder } from "../emitter/module_builder.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import type { TrainingProgram } from "./backward_program.ts";
import { withRows } from "./inputs.ts";
import { shareOf } from "../kernels/share.ts";
import { barrierOf } from "./barrier.ts";
import { emitStep, type Source } from "./step.ts";
import { APART, type TrainingMemory } from "./training_memory.ts";
import type { Descent } from "../../lower/rule_formulas.ts";

/** What a training module depends on. */
export interface ModulePlan extends Descent {
  readonly loss: Loss;
  readonly fused: MultiplyAdd;
  readonly memory: TrainingMemory;
  readonly rows: number;
  /** The number of its worker, from 0. */
  readonly worker: number;
  readonly workers: number;
  /** Whether the memory is shared, as it is wherever others may take steps, too. */
  readonly shared: boolean;
}

/** The bytes of a module that takes steps with batches of `rows` examples. */
export function trainingModule(plan: ModulePlan): Uint8Array<ArrayBuffer> {
  const { memory, rows, worker, workers, loss, rule, regularizer, fused } = plan;
  const module = new ModuleBuilder();
  const inputs = withRows(memory.inputs, rows), scale = memory.scales + worker * APART;
  emitStep(
    { ...memory, module, fused, rows, first: 0, inputs, loss, rule, regularizer, scale },
    memory.stretch,
    (program) => sourceOf(memory, program),
    shareOf(worker, workers),
    barrierOf(memory.progress, worker, workers),
  );
  return module.bytes({ pages: memory.pages, shared: plan.shared });
}

function sourceOf(
  { examples }: TrainingMemory,
  { inputs, targets, weights }: TrainingProgram,
): ReturnType<Source> {
  const copied = [{ from: examples.targets, into: targets.rows }];
  if (weights) copied.push({ from: examples.weights!, into: weights.rows });
  if ("packed" in examples.inputs && inputs.kind === "packed") {
    const { packed: { starts }, meanBytes } = examples.inputs;
    return { packed: [{ from: { starts, meanBytes }, into: inputs.batch }], copied };
  }
  if ("dense" in examples.inputs && inputs.kind === "dense") {
    copied.push({ from: examples.inputs.dense, into: inputs.a });
  }
  return { packed: [], copied };
}
