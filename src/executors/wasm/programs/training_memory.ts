import type { Dataset } from "../../../data/dataset.ts";
import type { Inputs } from "../../../core/matrix/matrix.ts";
import type { Batch } from "../../../engine/cost.ts";
import type { Network } from "../../../engine/network.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
import type { BatchAugmentation } from "../../executor.ts";
import {
  maskKeysOf,
  reserveStages,
  reserveTraining,
  reserveTransposed,
  type StageBuffers,
  type TrainingBuffers,
} from "./buffers.ts";
import type { BatchInputs } from "./inputs.ts";
import type { Transposed } from "../kernels/rowwise.ts";
import { entryBytes } from "../kernels/sparse.ts";
import { DOUBLE, Layout, reserveRows, type Rows, WORD } from "../memory/layout.ts";
import { type InputsPlan, planInputs, reserveBatch, writeRows } from "./inputs.ts";
import { type PackedPlaces, packer, reservePacked } from "./packer.ts";
import type { Descent } from "./rule_formulas.ts";
import { readBlock, writeBlock } from "./parameters.ts";
import { stagesOf } from "./stages.ts";
import type { Stretch } from "./step.ts";

/** What training works on, each thing at its address in one linear memory. */
export interface TrainingMemory {
  /** The stages of the network, and what belongs to each. */
  readonly stages: readonly StageBuffers[];
  /** What training needs of each product besides. */
  readonly training: readonly (TrainingBuffers | undefined)[];
  /** A⁰ of the batch. */
  readonly inputs: BatchInputs;
  /** Y of the batch, transposed. */
  readonly targets: Transposed;
  /** The loss of each example of the batch. */
  readonly losses: number;
  /** The numbers that the rule shares, by name. */
  readonly shared: Readonly<Record<string, number>>;
  /** What the rule remembers of each parameter. */
  readonly names: readonly string[];
  /** Where each worker has the norm of the gradient, and what derivatives are multiplied by. */
  readonly scales: number;
  /** The steps that are next. */
  readonly stretch: Stretch;
  /** How many steps a stretch can have. */
  readonly steps: number;
  /** All examples. */
  readonly examples: Examples;
  /** How far each worker has come, a line of the cache apart. */
  readonly progress: number;
  /** How many pages of 64 KiB this takes. */
  readonly pages: number;
}

/** All examples of a data set. */
export interface Examples {
  /** X. */
  readonly inputs:
    | { readonly packed: PackedPlaces; readonly meanBytes: number }
    | { readonly dense: Rows };
  /** Y. */
  readonly targets: Rows;
}

/** What the size of a memory depends on. */
export interface MemoryPlan extends Descent {
  /** The examples. */
  readonly dataset: Dataset;
  /** M, the examples in a step. */
  readonly batchSize: number;
  /** How many workers use it. */
  readonly workers: number;
  /** How inputs are laid before the kernels; as suits their share of zeros if left out. */
  readonly inputs?: InputsPlan;
  /** What each batch is changed to, so that examples are written for each stretch anew. */
  readonly augment?: BatchAugmentation;
}

/** The most rows of a stretch: enough that handing it over costs nothing. */
const STRETCH_ROWS = 16384;

/** The most rows of a stretch whose examples are written anew. */
const AUGMENTED_ROWS = 1024;

/** The bytes between what different workers write often, so that they do not share a line. */
export const APART = 128;

/** Gives everything its address. */
export function reserveTrainingMemory(network: Network, plan: MemoryPlan): TrainingMemory {
  const { rule, dataset, batchSize, workers } = plan;
  const layout = new Layout();
  const rows = Math.min(batchSize, dataset.inputs.rows);
  const steps = Math.max(1, Math.floor((plan.augment ? AUGMENTED_ROWS : STRETCH_ROWS) / rows));
  const held = plan.augment ? steps * rows : dataset.inputs.rows;
  const stages = stagesOf(network);
  const planned = plan.inputs ?? planInputs(dataset.inputs, stages);
  const chosen = plan.augment ? augmentedInputs(planned, held * dataset.inputs.columns) : planned;
  const inputs = reserveBatch(layout, network, rows, chosen);
  const entries = chosen.kind === "packed" ? chosen.entries : 0;
  const buffers = reserveStages(layout, stages, { inputs, rows, workers, drops: true });
  const names = Object.keys(rule.shared(1));
  const shared = layout.reserve(names.length * WORD);
  return {
    stages: buffers,
    training: reserveTraining(layout, buffers, plan),
    inputs,
    targets: reserveTransposed(layout, reserveRows(layout, rows, dataset.targets.columns), workers),
    losses: reserveRows(layout, rows, 1).address,
    shared: Object.fromEntries(names.map((name, i) => [name, shared + i * WORD])),
    names: rule.slots,
    scales: layout.reserve(rule.scale ? workers * APART : 0),
    stretch: {
      orders: layout.reserve(steps * rows * WORD),
      batchSize: rows,
      numbers: layout.reserve(steps * (names.length + maskKeysOf(buffers).length) * WORD),
      costs: layout.reserve(steps * DOUBLE),
    },
    steps,
    progress: layout.reserve(workers * APART),
    examples: reserveExamples(layout, dataset, inputs, { rows: held, entries }),
    pages: layout.pages,
  };
}

function reserveExamples(
  layout: Layout,
  { inputs, targets }: Dataset,
  batch: BatchInputs,
  { rows, entries }: { readonly rows: number; readonly entries: number },
): Examples {
  const { columns } = inputs;
  const all = reserveRows(layout, rows, targets.columns);
  if (batch.kind === "dense") {
    return { inputs: { dense: reserveRows(layout, rows, columns) }, targets: all };
  }
  const { packing } = batch.batch;
  return {
    inputs: {
      packed: reservePacked(layout, { packing, columns, rows, entries }),
      meanBytes: entries * entryBytes(packing.kind) / rows,
    },
    targets: all,
  };
}

/** How inputs are laid that are changed: as numbers, of which any may be other than zero. */
function augmentedInputs(planned: InputsPlan, most: number): InputsPlan {
  return planned.kind === "dense" ? planned : { ...planned, packing: "numbers", entries: most };
}

/** Makes what writes examples to where they are held. */
export function exampleWriter(
  memory: WebAssembly.Memory,
  { examples }: TrainingMemory,
): (batch: Batch) => void {
  const { inputs: places } = examples;
  const write = "dense" in places
    ? (inputs: Inputs) => writeRows(memory.buffer, places.dense, inputs)
    : packer(memory, places.packed);
  return ({ inputs, targets }) => {
    write(inputs);
    writeRows(memory.buffer, examples.targets, targets);
  };
}

/** Writes the parameters to begin with, and what the optimizer remembers of them. */
export function writeParameters(
  buffer: ArrayBufferLike,
  network: Network,
  state: RuleState,
  { stages, training }: TrainingMemory,
): void {
  const numbers = new Float32Array(buffer);
  stages.forEach(({ stage: { product }, parameters }, s) => {
    if (!product || !parameters) return;
    const { layer } = product;
    writeBlock(numbers, parameters, product, network.layers[layer]!.parameters);
    for (const [name, block] of Object.entries(training[s]!.slots)) {
      writeBlock(numbers, block, product, state.layers[layer]![name]!);
    }
  });
}

/** Reads what the optimizer remembers of each layer of a network. */
export function readState(
  buffer: ArrayBufferLike,
  network: Network,
  step: number,
  { names, stages, training }: TrainingMemory,
): RuleState {
  const numbers = new Float32Array(buffer);
  return {
    step,
    layers: network.layers.map((_, l) => {
      const s = stages.findIndex(({ stage }) => stage.product?.layer === l);
      const { product } = stages[s]?.stage ?? {};
      return Object.fromEntries(names.map((name) => [
        name,
        product ? readBlock(numbers, training[s]!.slots[name]!, product) : {},
      ]));
    }),
  };
}
