import { median } from "../../src/core/support/median.ts";
import type { ContenderName, Running } from "./contenders.ts";
import type { Files } from "./files.ts";
import { type Case, shareOf } from "./groups.ts";
import { disagreement } from "./judge.ts";
import { type Outcome, stepsOf, type Work } from "./work.ts";

/** The results of a contender. */
export interface Entry {
  readonly contender: ContenderName;
  readonly version: string;
  /** The seconds of each round, scaled to the whole work. */
  readonly seconds: readonly number[];
  /** The share of the work that was done. */
  readonly share: number;
  readonly crossEntropy?: number;
  readonly accuracy?: number;
  /** Why its numbers are invalid: it failed, or its result is wrong. */
  readonly fault?: string;
}

/** A case and the results of all contenders. */
export interface CaseResult {
  readonly label: string;
  readonly work: Work;
  /** In the order of their turns; the first is the baseline. */
  readonly entries: readonly Entry[];
}

/** The contenders, and the source of correct outcomes. */
export interface Field {
  readonly contenders: ReadonlyMap<ContenderName, Running>;
  /** The correct outcome of a work. */
  readonly judge: (work: Work) => Promise<Outcome> | undefined;
}

/**
 * Measures a case, each contender once in every round, so that disturbances affect all of them.
 *
 * @param onTurn Called before each turn.
 */
export async function measure(
  files: Files,
  measured: Case,
  { contenders, judge }: Field,
  rounds: number,
  onTurn: (contender: ContenderName, round: number) => void,
): Promise<CaseResult> {
  const { label, work, shares } = measured;
  const turns = Array.from(contenders, ([contender, running]) => {
    const own = work.kind === "train" ? shareOf(files, work, shares?.[contender] ?? 1) : work;
    const share = work.kind === "train" && own.kind === "train" ? stepsOf(own) / stepsOf(work) : 1;
    return { contender, running, own, share, seconds: [] as number[] };
  });
  const outcomes = new Map<ContenderName, Outcome>(), faults = new Map<ContenderName, string>();
  for (let round = 0; round < rounds; round++) {
    for (const { contender, running, own, share, seconds } of turns) {
      if (faults.has(contender)) continue;
      onTurn(contender, round);
      try {
        const outcome = await running.run(own);
        seconds.push(outcome.seconds / share);
        if (round === 0) outcomes.set(contender, outcome);
      } catch (error) {
        faults.set(contender, (error as Error).message);
      }
    }
  }
  const entries: Entry[] = [];
  for (const { contender, running: { version }, own, share, seconds } of turns) {
    const outcome = outcomes.get(contender);
    const first = outcomes.get(turns[0]!.contender);
    const right = own.kind === "layout" ? first : await judge(own);
    const fault = faults.get(contender) ??
      (outcome && right ? disagreement(own, outcome, right) : undefined);
    entries.push({
      ...{ contender, version, seconds, share },
      ...(outcome?.accuracy !== undefined && { accuracy: outcome.accuracy }),
      ...(outcome?.crossEntropy !== undefined && { crossEntropy: outcome.crossEntropy }),
      ...(fault !== undefined && { fault }),
    });
  }
  return { label, work, entries };
}

/** The median over rounds of the time divided by that of the baseline in the same round. */
export function ratio(entry: Entry, baseline: Entry): number {
  return median(entry.seconds.map((seconds, round) => seconds / baseline.seconds[round]!));
}
