import { orderOf } from "../../data/batches.ts";
import { readExamples } from "../../data/stored/stored.ts";
import { batchOfStep } from "../../executors/batch_of_step.ts";
import type { Network } from "../../engine/network.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { Position } from "../checkpoints/checkpoint.ts";
import { evaluate } from "../evaluate.ts";
import type { EpochRecord } from "../history.ts";
import { costError, type DivergenceError, type When } from "./divergence.ts";
import { type Paced, pacedSteps } from "./pacing.ts";
import { UNBEGUN } from "./start.ts";
import { goodNetwork, type Run, save } from "./run.ts";
import { endEpoch, isOver } from "./stopping.ts";

/** Takes the epochs of a run from a position on; changes the run. */
export async function trainEpochs<M extends Metrics>(run: Run<M>, from: Position): Promise<void> {
  const { task: { epochs, steps, batchSize }, saving, snapshots, session } = run;
  const paced = pacedSteps(session, batchSize);
  const read = (at: When) => goodNetwork(run, at);
  let reached: Pick<Position, "epoch" | "step" | "taken"> = from;
  if (snapshots.due(from.taken)) await snapshots.take(from, read);
  for (let epoch = from.epoch; epoch <= epochs && !isOver(run); epoch++) {
    const begun = epoch === from.epoch ? from : { epoch, ...UNBEGUN };
    const { total, seconds } = await takeEpoch(run, begun, paced);
    reached = { epoch, step: steps, taken: epoch * steps };
    const network = await goodNetwork(run, reached);
    const cost = total / steps;
    await endEpoch(run, { epoch, cost, seconds, ...await measured(run, network) }, network);
    if (saving.dueAfterEpoch(epoch * steps, epoch === epochs || isOver(run))) {
      await save(run, { epoch: epoch + 1, taken: epoch * steps, ...UNBEGUN });
    }
  }
  await snapshots.take(reached, read);
}

/** Takes the remaining steps of an epoch; returns the sum of its costs, and its duration. */
async function takeEpoch<M extends Metrics>(
  run: Run<M>,
  begun: Omit<Position, "taken">,
  paced: Paced,
): Promise<Pick<Position, "total" | "seconds">> {
  const { session, saving, snapshots, task: { examples, batchSize, steps, key, signal, onStep } } =
    run;
  const { epoch } = begun;
  let started = performance.now();
  const secondsSoFar = () => begun.seconds + (performance.now() - started) / 1000;
  const before = (epoch - 1) * steps;
  const order = orderOf(key, epoch, examples).subarray(begun.step * batchSize);
  let { total, step } = begun;
  const room = () => Math.min(saving.room(before + step), snapshots.room(before + step));
  const uncounted = async (task: () => Promise<void>) => {
    const paused = performance.now();
    await task();
    started += performance.now() - paused;
  };
  // With checkpoints, all processes that train together save after the same step.
  const isAborted = () => {
    const aborted = signal?.aborted === true;
    return session.least ? session.least(aborted ? 0 : 1) === 0 : aborted;
  };
  for await (const { costs, rows } of paced(order, room)) {
    for (const [i, cost] of Array.from(costs).entries()) {
      if (!saving.wanted && !session.least) signal?.throwIfAborted();
      step++;
      if (!Number.isFinite(cost)) {
        throw await badCost(run, rows.subarray(i * batchSize), { epoch, step }, cost);
      }
      total += cost;
      onStep?.({ epoch, step, steps, cost });
    }
    const taken = before + step;
    const aborted = isAborted();
    if (saving.wanted && (aborted || (step < steps && saving.dueAfterStep(taken)))) {
      const seconds = secondsSoFar();
      await uncounted(() => save(run, { epoch, step, taken, total, seconds }));
    }
    if (snapshots.due(taken)) {
      await uncounted(() => snapshots.take({ epoch, step, taken }, (at) => goodNetwork(run, at)));
    }
    if (aborted && !signal?.aborted) throw abortedElsewhere();
    // Alone, also what was aborted while it was saved.
    if (aborted || !session.least) signal?.throwIfAborted();
  }
  return { total, seconds: secondsSoFar() };
}

function abortedElsewhere(): DOMException {
  return new DOMException("Training was aborted in another process", "AbortError");
}

/** Explains why the cost of a step is not finite; its examples are the first of `rows`. */
async function badCost<M extends Metrics>(
  { task, session, plan, good }: Run<M>,
  rows: Uint32Array,
  when: When,
  cost: number,
): Promise<DivergenceError> {
  const { dataset, batchSize, steps, loss, regularizer, executor: { name: executor } } = task;
  const network = await session.network();
  const examples = await readExamples(dataset, rows.subarray(0, batchSize));
  const batch = batchOfStep(network, examples, (when.epoch - 1) * steps + when.step, plan);
  return costError({ network, batch, loss, regularizer, cost, executor }, when, good);
}

/** Evaluates the network on the validation data, if there are any. */
async function measured<M extends Metrics>(
  { task: { loss, validation, metrics, executor } }: Run<M>,
  network: Network,
): Promise<Pick<EpochRecord<M>, "validation">> {
  if (validation === undefined) return {};
  const options = { loss, executor, ...(metrics && { metrics }) };
  return { validation: await evaluate<M>(network, validation, options) };
}
