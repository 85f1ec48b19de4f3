import type { Measures } from "../training/measures.ts";
import type { Snapshot } from "../training/snapshot.ts";

/** How good the network was before a step. */
export interface Mark {
  readonly step: number;
  readonly train: Measures | undefined;
  readonly test: Measures | undefined;
}

/** How many marks the curve keeps; beyond, every second one goes. */
const MOST = 400;

/** The marks with that of a snapshot; a new beginning if it is of an earlier step. */
export function withMark(
  history: readonly Mark[],
  { step, train, test }: Snapshot,
): readonly Mark[] {
  const mark = { step, train, test }, last = history.at(-1);
  if (last === undefined || step < last.step || step === 0) return [mark];
  if (step === last.step) return [...history.slice(0, -1), mark];
  const kept = history.length < MOST ? history : history.filter((_, i) => i % 2 === 0);
  return [...kept, mark];
}
