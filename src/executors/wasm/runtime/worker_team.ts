import { deathOf, type StartWorker } from "./start_worker.ts";
import { type Assignment, instantiate, type Modules, takeSteps, type Team } from "./team.ts";

type Order =
  | { readonly memory: WebAssembly.Memory; readonly modules: Modules }
  | { readonly prepare: true }
  | Assignment;

/**
 * The program of a worker.
 *
 * Its source, with that of the functions it calls, is all that a worker has: it may use nothing else.
 */
function worker(): void {
  const scope = globalThis as unknown as WorkerScope;
  let instances: ReturnType<typeof instantiate>;
  scope.onmessage = ({ data }) => {
    try {
      if ("modules" in data) instances = instantiate(data.memory, data.modules);
      else if ("prepare" in data) instances.values().next().value!.prepare();
      scope.postMessage("count" in data ? takeSteps(instances, data) : 0);
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

/**
 * Workers that share a memory, each doing its share of every step.
 *
 * This thread only waits for messages and is never blocked, as a page must not be.
 */
export async function teamOfWorkers(
  memory: WebAssembly.Memory,
  modules: readonly Modules[],
  start: StartWorker,
): Promise<Team> {
  // Called in place, as a bundler may rename it; it renames the others consistently.
  const source = `${instantiate}\n${takeSteps}\n(${worker})();`;
  const workers = modules.map(() => start(source));
  const close = () => workers.forEach((each) => each.end());
  const all = (orderOf: (w: number) => Order): Promise<number[]> =>
    Promise.all(workers.map(async (each, w) => {
      const answer = await each.ask(orderOf(w)) as Answer;
      if (typeof answer === "number") return answer;
      throw deathOf(answer.failure);
    }));
  try {
    await all((w) => ({ memory, modules: modules[w]! }));
  } catch (error) {
    close();
    throw error;
  }
  return {
    prepare: async () => void await all(() => ({ prepare: true })),
    take: async (assignment) => (await all(() => assignment))[0]!,
    close,
  };
}
