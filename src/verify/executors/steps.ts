import type { Loss } from "../../nn/losses/loss.ts";
import type { Network } from "../../engine/network.ts";
import { optimizerFromRule, type Rule } from "../../optim/optimizers/optimizer.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import { deriveKey, type RandomKey, randomKey } from "../../core/random/random.ts";
import { readNetwork, writeParameters } from "../../executors/wasm/programs/parameters.ts";
import { instantiate, takeSteps } from "../../executors/wasm/runtime/team.ts";
import {
  exampleWriter,
  reserveTrainingMemory,
} from "../../executors/wasm/programs/training_memory.ts";
import { trainingModule } from "../../executors/wasm/programs/training_module.ts";
import { writeStretch } from "../../executors/wasm/runtime/training_session.ts";

/** Training, step by step, in this thread. */
export interface StepsPlan {
  readonly network: Network;
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly loss: Loss;
  readonly rule: Rule;
  readonly regularizer?: Regularizer | undefined;
  readonly fused: MultiplyAdd;
  /** What becomes of a module before it is compiled; nothing if left out. */
  readonly mutate?: (module: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}

/** What steps lead to. */
export interface Stepped {
  /** The cost of each batch before its step. */
  readonly costs: Float64Array;
  /** The network afterwards. */
  readonly network: Network;
}

/** The key of the mask of a layer in a step: no two have the same. */
export function maskKeyOf(step: number, layer: number): RandomKey {
  return deriveKey(randomKey(step), layer);
}

/** Takes one epoch with the modules that `fit` trains with, the examples in their order. */
export function stepThrough(plan: StepsPlan): Stepped {
  const { network, dataset, rule, mutate = (module) => module } = plan;
  const places = reserveTrainingMemory(network, { ...plan, workers: 1 });
  const { stretch, pages, stages } = places;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  exampleWriter(memory, places)(dataset);
  writeParameters(memory.buffer, network, stages, optimizerFromRule("", rule).init(network));
  const examples = dataset.inputs.rows, rows = stretch.batchSize;
  const count = Math.ceil(examples / rows), last = examples - (count - 1) * rows;
  const moduleFor = (rows: number) =>
    mutate(trainingModule({ ...plan, memory: places, rows, worker: 0, workers: 1 }));
  const modules = new Map([rows, last].map((rows) => [rows, moduleFor(rows)]));
  const instances = instantiate(memory, modules);
  instances.get(rows)!.prepare();
  const order = Uint32Array.from({ length: examples }, (_, i) => i);
  writeStretch(memory.buffer, places, { rule, maskKey: maskKeyOf }, order, (i) => i + 1);
  const taken = takeSteps(instances, { count, rows, last });
  return {
    costs: new Float64Array(memory.buffer, stretch.costs, Math.min(count, taken + 1)).slice(),
    network: readNetwork(memory.buffer, network, stages),
  };
}
