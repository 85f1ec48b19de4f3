import { holdToEnd, watchForEnd } from "../../../core/support/worker_end.ts";

/** A worker of any platform. */
export interface WorkerThread {
  /**
   * Sends an order; resolves to its answer, or rejects with the error that ended the worker. Orders may
   * follow each other before they are answered: a worker takes them in turn.
   */
  readonly ask: (order: unknown) => Promise<unknown>;
  /** Ends it; orders under way are rejected. */
  readonly end: () => void;
}

/** Starts a worker from its source, in which `onmessage` and `postMessage` are global. */
export type StartWorker = (source: string) => WorkerThread;

/**
 * Returns what starts workers on this platform: Web Workers, or threads in Node.
 *
 * The source is text, so that starting a worker needs no file and no permission.
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

const CLOSED = "its session was closed while it worked";

/** The orders to a worker and its answers, which come in the order of the orders. */
interface Conversation {
  readonly ask: WorkerThread["ask"];
  readonly answer: (answer: unknown) => void;
  /** Rejects the orders under way and all later ones. */
  readonly die: (message: string) => void;
}

function conversation(post: (order: unknown) => void): Conversation {
  const unanswered: { resolve: (answer: unknown) => void; reject: (death: Error) => void }[] = [];
  let death: Error | undefined;
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        if (death) return reject(death);
        post(order);
        unanswered.push({ resolve, reject });
      }),
    answer: (answer) => unanswered.shift()?.resolve(answer),
    die: (message) => {
      death ??= deathOf(message);
      for (const { reject } of unanswered.splice(0)) reject(death);
    },
  };
}

function startWebWorker(source: string): WorkerThread {
  const lock = crypto.randomUUID();
  // It answers once it holds its lock.
  const beginning = `
const post = postMessage.bind(globalThis), held = (${holdToEnd})("${lock}");
globalThis.postMessage = (answer) => held.then(() => post(answer));
`;
  const url = URL.createObjectURL(new Blob([beginning, source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  const { ask, answer, die } = conversation((order) => worker.postMessage(order));
  // By its first answer, or its end, it has read its source.
  const isRead = () => URL.revokeObjectURL(url);
  let stopWatching: (() => void) | undefined;
  worker.onmessage = ({ data }) => {
    isRead();
    stopWatching ??= watchForEnd(lock, () => die("it was terminated"));
    answer(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    isRead();
    // An event without a message: the worker was never started.
    die(event.message ?? NOT_STARTED);
  };
  return {
    ask,
    end: () => {
      isRead();
      stopWatching?.();
      worker.terminate();
      die(CLOSED);
    },
  };
}

/** The globals in use, of a page and of Node. */
interface Platform {
  readonly crossOriginIsolated?: boolean;
  readonly process?: { readonly getBuiltinModule?: (name: "node:worker_threads") => NodeThreads };
}

interface NodeThreads {
  readonly Worker: new (source: string, options: { readonly eval: true }) => NodeThread;
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

function startThread({ Worker }: NodeThreads, source: string): WorkerThread {
  const worker = new Worker(IN_NODE + source, { eval: true });
  const { ask, answer, die } = conversation((order) => worker.postMessage(order));
  worker.on("message", answer);
  worker.on("error", (error) => die((error as Error).message));
  // Ended by itself or from outside, without an error.
  worker.on("exit", (code) => die(`it ended with code ${code}`));
  return {
    ask,
    end: () => {
      worker.removeAllListeners();
      worker.terminate();
      die(CLOSED);
    },
  };
}

/** The error that is reported when a worker dies. */
export function deathOf(message: string): Error {
  return new Error(`A worker of the wasm executor died: ${message}`);
}
