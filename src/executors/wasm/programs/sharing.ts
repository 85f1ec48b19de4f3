import type { FunctionBuilder } from "../emitter/function_builder.ts";
import type { ImportedFunction } from "../emitter/module_builder.ts";
import type { Share } from "../kernels/share.ts";
import type { Division, StageBuffers } from "./buffers.ts";
import type { TrainingProgram } from "./backward_program.ts";

/** Emits a wait for all other workers. */
export type Barrier = (f: FunctionBuilder) => void;

/**
 * When those who share a step meet: after the passes, when squares of derivatives are summed for the
 * norm of the gradient, and when parameters are updated.
 */
export type Moment = "passes" | "squares" | "update";

/** How one of those who share the work of a step does its part, and how it meets the others. */
export interface Sharing {
  /** Its examples in the passes, and its columns of parameters. */
  readonly share: Share;
  /** Its part of what is cheaper to do than to send: in a memory of its own all of it. */
  readonly local: Share;
  /** Its part of the rows of a batch that are selected: all where nobody else's are to be had. */
  readonly selected: Share;
  /** Emits the exchange of what each has written: nothing where memory is shared. */
  readonly exchange: (f: FunctionBuilder, moment: Moment, program: TrainingProgram) => void;
  /** Emits the wait for others that write to the same memory: nothing where it is not shared. */
  readonly barrier: Barrier;
}

/** Processes that share the steps of a training, each in a memory of its own, of the same layout. */
export interface Processes extends Division {
  /** The functions that modules import, and those functions on a memory. */
  readonly imported: readonly ImportedFunction[];
  readonly functionsOn: (memory: WebAssembly.Memory) => WebAssembly.ModuleImports;
  /** Whose part of the work this process does. */
  readonly share: Share;
  /** Whether it selects the rows of its examples alone, as it reads no others: inputs are exchanged. */
  readonly readsShare: boolean;
  /** How a module for batches of `rows` shares the work, given the number of the first imported one. */
  readonly sharing: (first: number, rows: number) => Sharing;
  /** Exchanges what the optimizer keeps of parameters; all must call it at the same step. */
  readonly exchangeSlots: (memory: ArrayBufferLike, stages: readonly StageBuffers[]) => void;
  /** The least of the numbers of all, who must call it at the same step. */
  readonly least: (number: number) => number;
}
