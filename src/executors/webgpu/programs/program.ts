import type { StageRegions } from "./regions.ts";

/** The numbers that the kernels of a network work on. */
export interface Program {
  /** The examples of a batch. */
  readonly rows: number;
  /** The region of A⁰ (batch × inputs). */
  readonly inputs: number;
  readonly stages: readonly StageRegions[];
}

/** The region that a stage reads: A⁰, or the output of the stage below. */
export function inputsOf({ inputs, stages }: Program, s: number): number {
  return s === 0 ? inputs : stages[s - 1]!.out;
}
