import { settling, type SettlingPlan } from "./settling.ts";
import type { Team } from "./team.ts";

/** What a team that settles is made of. */
export interface SettlingTeamPlan extends Omit<SettlingPlan, "areReady"> {
  /** The team of one, which takes the first steps. */
  readonly first: Team;
  /** Starts a team of so many workers. */
  readonly open: (workers: number) => Promise<Team>;
  /** Ends all workers. */
  readonly close: () => void;
}

/**
 * Teams of different sizes, of which the fastest takes most of the steps.
 *
 * Each step is the same to the bit whoever takes it, so what is measured changes nothing but the time.
 */
export function settlingTeam({ first, open, close, most, steps }: SettlingTeamPlan): Team {
  const teams = new Map<number, Team>([[1, first]]);
  const refused = new Set<number>();
  let starting = false, isClosed = false, last = first;
  const areReady = (workers: number) => {
    if (refused.has(workers)) return undefined;
    if (!starting && !teams.has(workers)) void start(workers);
    return teams.has(workers);
  };
  /** In the background, while others take steps. */
  async function start(workers: number): Promise<void> {
    starting = true;
    try {
      teams.set(workers, await open(workers));
    } catch {
      // A page whose policy forbids workers, say: they were not asked for.
      refused.add(workers);
    } finally {
      starting = false;
      if (isClosed) close();
    }
  }
  const policy = settling({ most, steps, areReady });
  return {
    prepare: () => first.prepare(),
    take: async ({ from, below, rows, last: rowsOfLast }) => {
      for (let at = from; at < below;) {
        const turn = policy.next(), count = Math.min(turn.steps, below - at);
        last = teams.get(turn.workers)!;
        const end = at + count, began = performance.now();
        const assignment = { from: at, below: end, rows, last: end < below ? rows : rowsOfLast };
        const taken = await last.take(assignment);
        policy.took({ ...turn, steps: count }, performance.now() - began);
        if (taken < count) return at + taken - from;
        at = end;
        // So that those who are being started are heard.
        if (starting) await new Promise((resolve) => setTimeout(resolve));
      }
      return below - from;
    },
    workers: () => last.workers(),
    close: () => {
      isClosed = true;
      close();
    },
  };
}
