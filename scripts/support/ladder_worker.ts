/// <reference lib="deno.worker" />
import { climbStages, type StageFindings, type StageName } from "../../src/verify/ladder/ladder.ts";

/** The stages that a second thread climbs; their findings hold no functions, so that they can be sent. */
export const SENT = [
  "executor",
  "mutants",
  "differences",
  "rewrites",
] as const satisfies StageName[];

/** What this thread is asked for: the seed of the stages, and whether every combination is proved. */
export interface Scope {
  readonly seed: number;
  readonly all: boolean;
}

/** What this thread answers: each stage that has ended, then the findings. */
export type Answer =
  | { readonly stage: string; readonly seconds: number }
  | { readonly found: Pick<StageFindings, typeof SENT[number]> }
  | { readonly failure: string };

/** Climbs some stages, and calls `onEnd` with each that has ended. */
export function climbTimed<Name extends StageName>(
  names: readonly Name[],
  { seed, all }: Scope,
  onEnd: (stage: string, seconds: number) => void,
): Pick<StageFindings, Name> {
  let stage: string | undefined, started = 0;
  const end = () => {
    if (stage !== undefined) onEnd(stage, (performance.now() - started) / 1000);
  };
  const onStage = (next: string) => {
    end();
    stage = next;
    started = performance.now();
  };
  const found = climbStages(names, { seed, all, onStage });
  end();
  return found;
}

if (typeof DedicatedWorkerGlobalScope !== "undefined") {
  self.onmessage = ({ data }: MessageEvent<Scope>) => {
    const answer = (message: Answer) => self.postMessage(message);
    try {
      answer({ found: climbTimed(SENT, data, (stage, seconds) => answer({ stage, seconds })) });
    } catch (error) {
      answer({ failure: `${(error as Error).stack ?? error}` });
    }
    self.close();
  };
}
