import { type Examples as Data, isStored, shapeOfExamples } from "../../../data/stored/stored.ts";
import type { Inputs } from "../../../core/matrix/matrix.ts";
import { columnOf } from "../../../core/matrix/numbers.ts";
import type { Batch } from "../../../engine/cost.ts";
import type { Network } from "../../../engine/network.ts";
import type { BatchAugmentation } from "../../executor.ts";
import type { TrainingProgram } from "./backward_program.ts";
import { type Division, maskKeysOf, reserveStages, reserveTransposed } from "./buffers.ts";
import {
  type BatchInputs,
  type InputsPlan,
  planInputs,
  reserveBatch,
  writeRows,
} from "./inputs.ts";
import { entryBytes } from "../kernels/sparse.ts";
import { DOUBLE, Layout, reserveRows, type Rows, WORD } from "../memory/layout.ts";
import { type PackedPlaces, packer, reservePacked } from "./packer.ts";
import type { Descent } from "../../lower/rule_formulas.ts";
import { refusalBy, stagesOf } from "../../lower/stages.ts";
import type { OutsideProducts } from "../kernels/dense_products.ts";
import type { Stretch } from "./step.ts";

/** The addresses of everything that training works on, in one linear memory. */
export interface TrainingMemory
  extends Pick<TrainingProgram, "stages" | "inputs" | "targets" | "weights" | "losses" | "shared"> {
  /** The address of each worker's factor of all derivatives, and the norm of the gradient. */
  readonly scales: number;
  readonly stretch: Stretch;
  /** The most steps in a stretch. */
  readonly steps: number;
  readonly examples: Examples;
  /** The address of each worker's progress, a cache line apart. */
  readonly progress: number;
  readonly pages: number;
}

/** The memory of all examples of a data set. */
export interface Examples {
  readonly inputs:
    | { readonly packed: PackedPlaces; readonly meanBytes: number }
    | { readonly dense: Rows };
  readonly targets: Rows;
  /** A row of one number for each example, if they have weights. */
  readonly weights?: Rows;
}

/** What the layout of a memory depends on. */
export interface MemoryPlan extends Descent {
  readonly dataset: Data;
  readonly batchSize: number;
  readonly workers: number;
  /** Processes that share the work, each with a memory of this layout. */
  readonly processes?: Division;
  /** What computes some of the products; by default, the module computes all. */
  readonly outside?: OutsideProducts;
  /** How inputs are stored; defaults to what suits their share of zeros. */
  readonly inputs?: InputsPlan;
  /** Changes each batch; examples are then written anew for each stretch. */
  readonly augment?: BatchAugmentation;
}

/** The most rows of a stretch: enough that starting one costs next to nothing. */
const STRETCH_ROWS = 16384;

/** The most rows of a stretch whose examples are written anew. */
const WRITTEN_ROWS = 1024;

/** Whether the examples of each stretch are written to memory before it, instead of all at once. */
export function isWrittenByStretch({ dataset, augment }: Pick<MemoryPlan, "dataset" | "augment">) {
  return augment !== undefined || isStored(dataset);
}

/** The bytes between numbers that different workers write often, so that they share no cache line. */
export const APART = 128;

/** Assigns all addresses. */
export function reserveTrainingMemory(network: Network, plan: MemoryPlan): TrainingMemory {
  const { rule, dataset, batchSize, workers } = plan;
  const layout = new Layout(plan.outside?.executor);
  const shape = shapeOfExamples(dataset), rows = Math.min(batchSize, shape.examples);
  const areWritten = isWrittenByStretch(plan);
  const steps = Math.max(1, Math.floor((areWritten ? WRITTEN_ROWS : STRETCH_ROWS) / rows));
  const held = areWritten ? steps * rows : shape.examples;
  const stages = stagesOf(network, plan.outside && refusalBy(plan.outside.executor));
  // How many entries are zero is not known of what is not read yet.
  const planned = plan.inputs ??
    (isStored(dataset) ? { kind: "dense" as const } : planInputs(dataset.inputs, stages));
  // Augmented inputs are numbers, any of which may be other than zero.
  const chosen = plan.augment && planned.kind === "packed"
    ? { ...planned, packing: "numbers" as const, entries: held * shape.inputs }
    : planned;
  const inputs = reserveBatch(layout, network, rows, chosen);
  const entries = chosen.kind === "packed" ? chosen.entries : 0;
  const buffers = reserveStages(layout, stages, inputs, rows, {
    ...{ workers, descent: plan },
    ...(plan.outside && { outside: plan.outside }),
    ...(plan.processes && { processes: plan.processes }),
  });
  const names = Object.keys(rule.shared(1));
  const shared = layout.reserve(names.length * WORD);
  const reserveTargets = (columns: number) =>
    reserveTransposed(layout, reserveRows(layout, rows, columns), workers);
  return {
    stages: buffers,
    inputs,
    targets: reserveTargets(shape.targets),
    ...(shape.weighted && { weights: reserveTargets(1) }),
    losses: reserveRows(layout, rows, 1).address,
    shared: Object.fromEntries(names.map((name, i) => [name, shared + i * WORD])),
    scales: layout.reserve(rule.scale ? workers * APART : 0),
    stretch: {
      orders: layout.reserve(steps * rows * WORD),
      batchSize: rows,
      numbers: layout.reserve(steps * (names.length + maskKeysOf(buffers).length) * WORD),
      costs: layout.reserve(steps * DOUBLE),
    },
    steps,
    progress: layout.reserve(workers * APART),
    examples: reserveExamples(layout, shape, inputs, { rows: held, entries }),
    pages: layout.pages,
  };
}

function reserveExamples(
  layout: Layout,
  { inputs: columns, targets, weighted }: ReturnType<typeof shapeOfExamples>,
  batch: BatchInputs,
  { rows, entries }: { readonly rows: number; readonly entries: number },
): Examples {
  const outcomes = {
    targets: reserveRows(layout, rows, targets),
    ...(weighted && { weights: reserveRows(layout, rows, 1) }),
  };
  if (batch.kind === "dense") {
    return { inputs: { dense: reserveRows(layout, rows, columns) }, ...outcomes };
  }
  const { packing } = batch.batch;
  return {
    inputs: {
      packed: reservePacked(layout, packing, columns, rows, entries),
      meanBytes: entries * entryBytes(packing.kind) / rows,
    },
    ...outcomes,
  };
}

/** Returns a function that writes examples into memory. */
export function exampleWriter(
  memory: WebAssembly.Memory,
  { examples }: TrainingMemory,
): (batch: Batch) => void {
  const { inputs: places } = examples;
  const write = "dense" in places
    ? (inputs: Inputs) => writeRows(memory.buffer, places.dense, inputs)
    : packer(memory, places.packed);
  return ({ inputs, targets, weights }) => {
    write(inputs);
    writeRows(memory.buffer, examples.targets, targets);
    if (weights) writeRows(memory.buffer, examples.weights!, columnOf(weights));
  };
}
