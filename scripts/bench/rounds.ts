import type { ContenderName, Running } from "./contenders.ts";
import type { Files } from "./files.ts";
import { type Case, shareOf } from "./groups.ts";
import { disagreement } from "./judge.ts";
import { type Outcome, stepsOf, type Work } from "./work.ts";

/** What a contender's rounds came to. */
export interface Entry {
  readonly contender: ContenderName;
  readonly version: string;
  /** The seconds of each round, scaled to the whole work. */
  readonly seconds: readonly number[];
  /** The share of the work that was done. */
  readonly share: number;
  readonly crossEntropy?: number;
  readonly accuracy?: number;
  /** Why its numbers do not count: it failed, or it computed something else. */
  readonly fault?: string;
}

/** A case and everybody's results. */
export interface CaseResult {
  readonly label: string;
  readonly work: Work;
  /** In the order in which they took turns; the first is the baseline. */
  readonly entries: readonly Entry[];
}

/** Who takes part, and who says what is right. */
export interface Field {
  readonly contenders: ReadonlyMap<ContenderName, Running>;
  /** Does any work that is there to be compared with. */
  readonly judge: (work: Work) => Promise<Outcome> | undefined;
}

/**
 * Measures a case, everybody once in each round, so that what disturbs the machine disturbs all.
 *
 * @param files Where shares of a training are written.
 * @param measured The case.
 * @param field Who takes part.
 * @param rounds How many rounds.
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

/** The middle one of some numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** How many times as long as the baseline: the median over rounds, each compared with its own. */
export function ratio(entry: Entry, baseline: Entry): number {
  return median(entry.seconds.map((seconds, round) => seconds / baseline.seconds[round]!));
}
