/// <reference lib="deno.worker" />
import { climbStages, type StageFindings, type StageName } from "../../src/verify/ladder/ladder.ts";

/** The stages that a second thread climbs; their findings hold no functions, so that they can be sent. */
export const SENT = [
  "executor",
  "mutants",
  "differences",
  "rewrites",
] as const satisfies StageName[];

/** What this thread answers: each stage that has ended, then the findings. */
export type Answer =
  | { readonly stage: string; readonly seconds: number }
  | { readonly found: Pick<StageFindings, typeof SENT[number]> }
  | { readonly failure: string };

/** Calls `onStage` with each stage that has ended. */
export function timed(
  onStage: (stage: string, seconds: number) => void,
): { readonly onStage: (next: string) => void; readonly end: () => void } {
  let stage: string | undefined, started = 0;
  const end = () => {
    if (stage !== undefined) onStage(stage, (performance.now() - started) / 1000);
  };
  const next = (name: string) => {
    end();
    stage = name;
    started = performance.now();
  };
  return { onStage: next, end };
}

if (typeof DedicatedWorkerGlobalScope !== "undefined") {
  self.onmessage = ({ data }: MessageEvent<{ readonly seed: number; readonly all: boolean }>) => {
    const answer = (message: Answer) => self.postMessage(message);
    try {
      const { onStage, end } = timed((stage, seconds) => answer({ stage, seconds }));
      const found = climbStages(SENT, { ...data, onStage });
      end();
      answer({ found });
    } catch (error) {
      answer({ failure: `${(error as Error).stack ?? error}` });
    }
    self.close();
  };
}
