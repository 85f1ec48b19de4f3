import type { Loss } from "../../../nn/losses/loss.ts";
import { ModuleBuilder } from "../emitter/module_builder.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import type { TrainingProgram } from "./backward_program.ts";
import { withRows } from "./inputs.ts";
import type { OutsideProducts } from "../kernels/dense_products.ts";
import { inSharedMemory } from "./barrier.ts";
import type { Processes } from "./sharing.ts";
import { emitStep, type Source } from "./step.ts";
import { APART, type TrainingMemory } from "./training_memory.ts";
import type { Descent } from "../../lower/rule_formulas.ts";

/** What a training module depends on. */
export interface ModulePlan extends Descent {
  readonly loss: Loss;
  readonly fused: MultiplyAdd;
  readonly outside?: OutsideProducts;
  readonly memory: TrainingMemory;
  readonly rows: number;
  /** The number of its worker, from 0. */
  readonly worker: number;
  readonly workers: number;
  /** The processes that share the work, instead of workers. */
  readonly processes?: Pick<Processes, "sharing" | "imported">;
  /** Whether the memory is shared, as it is wherever others may take steps, too. */
  readonly shared: boolean;
}

/** The bytes of a module that takes steps with batches of `rows` examples. */
export function trainingModule(plan: ModulePlan): Uint8Array<ArrayBuffer> {
  const { memory, rows, worker, workers, loss, rule, regularizer, fused, outside } = plan;
  const { processes } = plan;
  const module = new ModuleBuilder([...outside?.imported ?? [], ...processes?.imported ?? []]);
  const sharing = processes?.sharing(outside?.imported.length ?? 0, rows) ??
    inSharedMemory(memory.progress, worker, workers);
  const inputs = withRows(memory.inputs, rows), scale = memory.scales + worker * APART;
  emitStep(
    { ...memory, module, fused, rows, first: 0, inputs, loss, rule, regularizer, scale },
    memory.stretch,
    (program) => sourceOf(memory, program),
    sharing,
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
