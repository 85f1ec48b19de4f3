import { restartProgress } from "../programs/barrier.ts";
import { deathOf, type StartWorker, type WorkerThread } from "./start_worker.ts";
import {
  type Assignment,
  instantiate,
  type Modules,
  type Steps,
  takeSteps,
  type Team,
} from "./team.ts";

/** An order to a worker, for the team of so many in which it works. */
type Order =
  & { readonly team: number }
  & (
    | { readonly memory: WebAssembly.Memory; readonly modules: Modules }
    | { readonly assignment: Assignment }
    | { readonly prepare: true }
  );

/**
 * The program of a worker.
 *
 * Its source, with that of the functions it calls, is all that a worker has: it may use nothing else.
 */
function worker(): void {
  const scope = globalThis as unknown as WorkerScope;
  const teams = new Map<number, Map<number, Steps>>();
  scope.onmessage = ({ data }) => {
    try {
      if ("modules" in data) teams.set(data.team, instantiate(data.memory, data.modules));
      const instances = teams.get(data.team)!;
      if ("prepare" in data) instances.values().next().value!.prepare();
      scope.postMessage("assignment" in data ? takeSteps(instances, data.assignment) : 0);
    } catch (error) {
      scope.postMessage({ failure: `${error}` });
    }
  };
}

/** The globals of a worker that are in use. */
interface WorkerScope {
  onmessage: (event: { readonly data: Order }) => void;
  postMessage(answer: Answer): void;
}

/** The number of steps taken, or an error. */
type Answer = number | { readonly failure: string };

/** Workers that share a memory, in teams of different sizes, of which one works at a time. */
export interface Crew {
  /**
   * A team of the first workers, one for each of `modules`; those that it lacks are started.
   *
   * This thread only waits for messages and is never blocked, as a page must not be.
   */
  readonly team: (modules: readonly Modules[]) => Promise<Team>;
  /** Ends all workers. */
  readonly close: () => void;
}

/** @param progress The address of the counts of the barrier. */
export function crewOf(memory: WebAssembly.Memory, progress: number, start: StartWorker): Crew {
  // Called in place, as a bundler may rename it; it renames the others consistently.
  const source = `${instantiate}\n${takeSteps}\n(${worker})();`;
  const members: WorkerThread[] = [];
  const close = () => members.forEach((each) => each.end());
  const all = (workers: number, orderOf: (w: number) => Order): Promise<number[]> =>
    Promise.all(
      members.slice(0, workers).map(async (each, w) => {
        const answer = await each.ask(orderOf(w)) as Answer;
        if (typeof answer === "number") return answer;
        throw deathOf(answer.failure);
      }),
    );
  return {
    close,
    team: async (modules) => {
      const team = modules.length;
      while (members.length < team) members.push(start(source));
      try {
        await all(team, (w) => ({ team, memory, modules: modules[w]! }));
      } catch (error) {
        close();
        throw error;
      }
      const order = (what: { prepare: true } | { assignment: Assignment }) => {
        // Teams of other sizes have counted otherwise, and nobody is waiting now.
        restartProgress(memory.buffer, progress, team);
        return all(team, () => ({ team, ...what }));
      };
      return {
        prepare: async () => void await order({ prepare: true }),
        take: async (assignment) => (await order({ assignment }))[0]!,
        workers: () => team,
        close,
      };
    },
  };
}
