/** A worker, whoever's it is. */
export interface WorkerThread {
  /** Sends it something; the next answer, or the error that it died of. */
  readonly ask: (order: unknown) => Promise<unknown>;
  /** Ends it. */
  readonly end: () => void;
}

/** Starts a worker from its source, in which `onmessage` and `postMessage` are global. */
export type StartWorker = (source: string) => WorkerThread;

/**
 * What starts workers here: Web Workers, or in Node its threads behind the same two functions.
 *
 * The source is text, so that it takes no file and no permission to start one.
 *
 * @throws {RangeError} If there are no workers, or they cannot share memory.
 */
export function workersOfPlatform(): StartWorker {
  const platform = globalThis as unknown as Platform;
  if (platform.crossOriginIsolated === false) {
    throw new RangeError(
      `workers must be 1 on this page, as memory is shared only where it is cross-origin isolated: ` +
        `serve it with the headers Cross-Origin-Opener-Policy: same-origin and ` +
        `Cross-Origin-Embedder-Policy: require-corp`,
    );
  }
  if (globalThis.Worker !== undefined) return startWebWorker;
  const threads = platform.process?.getBuiltinModule?.("node:worker_threads");
  if (threads) return (source) => startThread(threads, source);
  throw new RangeError("workers must be 1 here, as this platform has no workers");
}

const NOT_STARTED = "it could not be started; a Content-Security-Policy must have worker-src blob:";

function startWebWorker(source: string): WorkerThread {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  // It has read its source by the time that it answers, or has died.
  let isRead = () => URL.revokeObjectURL(url);
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => {
          isRead();
          isRead = () => {};
          resolve(data);
        };
        worker.onerror = (event) => {
          event.preventDefault();
          isRead();
          // An event without a message: the worker was never started.
          reject(deathOf(event.message ?? NOT_STARTED));
        };
        worker.postMessage(order);
      }),
    end: () => {
      isRead();
      worker.terminate();
    },
  };
}

/** What is global in a page, and in Node. */
interface Platform {
  readonly crossOriginIsolated?: boolean;
  readonly process?: NodeProcess;
}

/** What is needed of Node. */
interface NodeProcess {
  readonly getBuiltinModule?: (name: "node:worker_threads") => {
    readonly Worker: new (source: string, options: { readonly eval: true }) => NodeThread;
  };
}

interface NodeThread {
  removeAllListeners(): void;
  on(event: "message" | "error" | "exit", listener: (value: unknown) => void): void;
  postMessage(order: unknown): void;
  terminate(): void;
}

const IN_NODE = `
const { parentPort } = process.getBuiltinModule("node:worker_threads");
globalThis.postMessage = (answer) => parentPort.postMessage(answer);
parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

function startThread(
  { Worker }: NonNullable<ReturnType<NonNullable<NodeProcess["getBuiltinModule"]>>>,
  source: string,
): WorkerThread {
  const worker = new Worker(IN_NODE + source, { eval: true });
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners();
        worker.on("message", resolve);
        worker.on("error", (error) => reject(deathOf((error as Error).message)));
        // Ended by another, or by itself: then there is no error.
        worker.on("exit", (code) => reject(deathOf(`it ended with code ${code}`)));
        worker.postMessage(order);
      }),
    end: () => {
      worker.removeAllListeners();
      worker.terminate();
    },
  };
}

/** The error that a worker died of, as others are told of it. */
export function deathOf(message: string): Error {
  return new Error(`A worker of the wasm executor died: ${message}`);
}
