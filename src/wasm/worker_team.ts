import { type Assignment, instantiate, type Modules, takeSteps, type Team } from "./team.ts";

/** What a worker is told. */
type Order =
  | { readonly memory: WebAssembly.Memory; readonly modules: Modules }
  | { readonly prepare: true }
  | Assignment;

/**
 * What a worker does with an order.
 *
 * The source of this function, with those it calls, is the whole program of a worker: it may use
 * nothing else of this module.
 */
function worker(): void {
  const scope = globalThis as unknown as WorkerScope;
  let instances: ReturnType<typeof instantiate>;
  scope.onmessage = ({ data }) => {
    if ("modules" in data) instances = instantiate(data.memory, data.modules);
    else if ("prepare" in data) instances.values().next().value!.prepare();
    scope.postMessage("count" in data ? takeSteps(instances, data) : 0);
  };
}

/** What is global in a worker, as far as it is used. */
interface WorkerScope {
  onmessage: (event: { readonly data: Order }) => void;
  postMessage(answer: number): void;
}

/**
 * Workers that share a memory, each doing its part of every step.
 *
 * Their source is text in a blob, so that it takes no permission and no file to start them. This
 * thread only waits for messages: it is never blocked, as a page must not be.
 *
 * @param memory The memory that they share.
 * @param modules The modules of each worker.
 * @throws {RangeError} If memory cannot be shared here.
 */
export async function teamOfWorkers(
  memory: WebAssembly.Memory,
  modules: readonly Modules[],
): Promise<Team> {
  // Called in place, as a bundler may have renamed it; the others it has renamed everywhere alike.
  const source = `${instantiate}\n${takeSteps}\n(${worker})();`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const workers = modules.map(() => new Worker(url, { type: "module" }));
  const close = () => workers.forEach((each) => each.terminate());
  const all = (orderOf: (w: number) => Order): Promise<number[]> =>
    Promise.all(workers.map((each, w) => answer(each, orderOf(w))));
  try {
    await all((w) => ({ memory, modules: modules[w]! }));
  } catch (error) {
    close();
    throw error;
  } finally {
    URL.revokeObjectURL(url);
  }
  return {
    prepare: async () => void await all(() => ({ prepare: true })),
    take: async (assignment) => (await all(() => assignment))[0]!,
    close,
  };
}

/** The answer to an order, or the error that a worker died of. */
function answer(worker: Worker, order: Order): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A worker of the wasm executor died: ${event.message}`));
    };
    worker.postMessage(order);
  });
}
