import { coresOfPlatform } from "../../../core/support/cores.ts";
import { watchForEnd } from "../../../core/support/worker_end.ts";
import { type ImagePlan, type ReadImages, readImages, sizeOf } from "./read_images.ts";

/** What a worker reads next, and the lock that it holds as long as it lives. */
export interface Chunk {
  readonly paths: readonly string[];
  readonly plan: ImagePlan;
  readonly lock: string;
}

/** The answer of a worker. */
export type Answer = { readonly read: ReadImages } | { readonly failure: string };

/** A reader of files, one chunk at a time. */
interface Lane {
  readonly read: (paths: readonly string[], plan: ImagePlan) => Promise<ReadImages>;
  readonly close: () => void;
}

// A variable, as bundlers would look for the file that a literal names. Where it is missing, as in the
// package for Node, this thread reads.
const WORKER: string = "./image_worker.ts";

/** Files at a time: few, as they are in memory together, and photographs may be large. */
const CHUNK = 32;

// A worker starts in half a second, in which a thread decodes thousands of images of MNIST but only
// tens of photographs: a compromise, as the files' sizes are unknown.
const FILES_PER_WORKER = 512;

interface ReadOptions {
  /** The number of threads. Defaults to one that suits the files and processors. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Called with the number of files read so far. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Reads and decodes image files in several threads where that pays and is permitted.
 *
 * @throws {TypeError} If the decoder is not installed.
 */
export async function readAllImages(
  paths: readonly string[],
  plan: ImagePlan,
  { threads, signal, onProgress }: ReadOptions = {},
): Promise<ReadImages> {
  const size = sizeOf(plan);
  const pixels = new Uint8Array(paths.length * size);
  const broken: { index: number; reason: string }[] = [];
  let next = 0, done = 0;
  const lanes = openLanes(threads ?? usefulThreads(paths.length));
  try {
    await Promise.all(lanes.map(async (lane) => {
      while (next < paths.length) {
        signal?.throwIfAborted();
        const start = next;
        next += CHUNK;
        const chunk = paths.slice(start, next);
        const read = await lane.read(chunk, plan);
        pixels.set(read.pixels, start * size);
        for (const { index, reason } of read.broken) broken.push({ index: start + index, reason });
        done += chunk.length;
        onProgress?.(done);
      }
    }));
  } finally {
    for (const lane of lanes) lane.close();
  }
  return { pixels, broken: broken.sort((a, b) => a.index - b.index) };
}

function usefulThreads(files: number): number {
  const processors = coresOfPlatform();
  return Math.max(1, Math.min(processors, Math.floor(files / FILES_PER_WORKER)));
}

function openLanes(threads: number): Lane[] {
  if (threads <= 1 || globalThis.Worker === undefined) return [LOCAL];
  return Array.from({ length: threads }, workerLane);
}

const LOCAL: Lane = { read: readImages, close: () => {} };

/** A worker; this thread instead, where it cannot start. */
function workerLane(): Lane {
  let worker: Worker;
  try {
    worker = new Worker(new URL(WORKER, import.meta.url), { type: "module" });
  } catch {
    return LOCAL;
  }
  const lock = crypto.randomUUID();
  let isLost = false, settle: (answer?: Answer) => void = () => {};
  let stopWatching: (() => void) | undefined;
  const lose = () => {
    isLost = true;
    settle();
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    stopWatching ??= watchForEnd(lock, lose);
    settle(data);
  };
  worker.onerror = (event) => {
    event.preventDefault(); // its file is missing or unreadable
    lose();
  };
  return {
    read: async (paths, plan) => {
      if (isLost) return await readImages(paths, plan);
      const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
      settle = resolve;
      worker.postMessage({ paths, plan, lock } satisfies Chunk);
      const answer = await promise;
      if (answer === undefined) return await readImages(paths, plan);
      if ("failure" in answer) throw new TypeError(answer.failure);
      return answer.read;
    },
    close: () => {
      stopWatching?.();
      worker.terminate();
    },
  };
}
