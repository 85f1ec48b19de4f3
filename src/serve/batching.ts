import type { Inputs } from "../core/matrix/matrix.ts";
import { type Model, predictionsFor } from "../model/model.ts";
import type { Prediction } from "../model/outputs.ts";
import type { PredictOptions } from "../train/predict.ts";
import { RETRY } from "./body.ts";
import { Refusal } from "./refusal.ts";
import type { TimeLimit } from "./time_limit.ts";

/** The inputs of a request, which wait for a forward pass. */
interface Job {
  readonly inputs: Inputs;
  readonly resolve: (predictions: readonly Prediction[]) => void;
  readonly reject: (error: unknown) => void;
  /** Whether nobody waits for it any more. */
  dropped: boolean;
}

/** What limits a queue. */
export interface QueueLimits extends PredictOptions {
  /** The most rows of a forward pass that joins requests. */
  readonly batch: number;
  /** The most rows that wait. */
  readonly maxWaiting: number;
}

/** A queue in front of a model. */
export interface PredictionQueue {
  /** Says that a request begins, which will have inputs or not; returns what says that it has. */
  readonly arriving: () => () => void;
  /** What the model says of the inputs of a request. */
  readonly predictions: (inputs: Inputs, limit: TimeLimit) => Promise<readonly Prediction[]>;
}

/**
 * Joins the inputs of requests that arrive together, or while a forward pass runs, into one pass.
 *
 * A request that comes alone never waits. If a joint pass fails, each of its requests gets one of its
 * own, so that none fails because of another.
 */
export function predictionQueue(model: Model, limits: QueueLimits): PredictionQueue {
  const { batch, maxWaiting, ...options } = limits;
  let queue: Job[] = [], waiting = 0, running = false, arriving = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs what waits: now, or once the requests that are arriving had a turn to get here. */
  function schedule(): void {
    if (running || queue.length === 0) return;
    if (arriving === 0 || waiting >= batch) void run();
    else timer ??= setTimeout(run, 0);
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (running) return;
    running = true;
    while (queue.length > 0) {
      const jobs = taken(queue, batch);
      queue = queue.slice(jobs.length);
      waiting -= rowsOf(jobs);
      await answer(jobs.filter(({ dropped }) => !dropped));
    }
    running = false;
  }

  async function answer(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    try {
      const inputs = joined(jobs.map(({ inputs }) => inputs));
      const predictions = await predictionsFor(model, inputs, options);
      let from = 0;
      for (const { inputs: { rows }, resolve } of jobs) {
        resolve(predictions.slice(from, from += rows));
      }
    } catch (error) {
      if (jobs.length === 1) return jobs[0]!.reject(error);
      for (const job of jobs) await answer([job]);
    }
  }

  return {
    arriving: () => {
      arriving++;
      return () => {
        arriving--;
        schedule();
      };
    },
    predictions: (inputs, limit) => {
      const late = () => limit.refusal(503, "The prediction must be made");
      if (limit.passed) throw late();
      if (waiting + inputs.rows > maxWaiting && waiting > 0) {
        throw new Refusal(503, "Too many requests wait for a prediction", RETRY);
      }
      return new Promise((resolve, reject) => {
        const job: Job = { inputs, resolve, reject, dropped: false };
        limit.onPass = () => {
          job.dropped = true;
          reject(late());
        };
        queue.push(job);
        waiting += inputs.rows;
      });
    },
  };
}

/** The first jobs: as many as have so many rows together, and at least one. */
function taken(queue: readonly Job[], batch: number): readonly Job[] {
  let rows = 0;
  const end = queue.findIndex(({ inputs }, i) => (rows += inputs.rows) > batch && i > 0);
  return end < 0 ? queue : queue.slice(0, end);
}

function rowsOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { inputs }) => sum + inputs.rows, 0);
}

/** The rows of several inputs, which one model has encoded: their types and scales are equal. */
function joined(parts: readonly Inputs[]): Inputs {
  const [first, ...others] = parts;
  if (others.length === 0) return first!;
  const { columns, data } = first!, rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const all = data instanceof Uint8Array
    ? new Uint8Array(rows * columns)
    : new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    all.set(part.data, at);
    at += part.data.length;
  }
  return { ...first!, rows, data: all } as Inputs;
}
