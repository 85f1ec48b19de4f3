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

/** Training in this thread, step by step. */
export interface StepsPlan {
  readonly network: Network;
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly loss: Loss;
  readonly rule: Rule;
  readonly regularizer?: Regularizer | undefined;
  readonly fused: MultiplyAdd;
  /** Changes a module before it is compiled. */
  readonly mutate?: (module: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}

/** The cost of each batch before its step, and the network after all of them. */
export interface Stepped {
  readonly costs: ArrayLike<number>;
  readonly network: Network;
}

/** The key of a layer's mask in a step, different for each. */
export function maskKeyOf(step: number, layer: number): RandomKey {
  return deriveKey(randomKey(step), layer);
}

/** Trains one epoch, the examples in order, with the modules that `fit` uses. */
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
    mutate(trainingModule({ ...plan, memory: places, rows, worker: 0, workers: 1, shared: false }));
  const modules = new Map([rows, last].map((rows) => [rows, moduleFor(rows)]));
  const instances = instantiate(memory, modules);
  instances.get(rows)!.prepare();
  const order = Uint32Array.from({ length: examples }, (_, i) => i);
  writeStretch(memory.buffer, places, { rule, maskKey: maskKeyOf }, order, (i) => i + 1);
  const taken = takeSteps(instances, { from: 0, below: count, rows, last });
  return {
    costs: new Float64Array(memory.buffer, stretch.costs, Math.min(count, taken + 1)).slice(),
    network: readNetwork(memory.buffer, network, stages),
  };
}
