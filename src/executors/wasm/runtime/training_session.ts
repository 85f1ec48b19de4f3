import type { Loss } from "../../../nn/losses/loss.ts";
import type { Network } from "../../../engine/network.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
import { copyOfExamples, isStored, shapeOfExamples } from "../../../data/stored/stored.ts";
import { type StepNumber, stretchExamples } from "../../stretch_examples.ts";
import type { Batch } from "../../../engine/cost.ts";
import type { Plan, Session } from "../../executor.ts";
import { readNetwork, readState, writeParameters } from "../programs/parameters.ts";
import { type Modules, type Team, teamOfOne } from "./team.ts";
import {
  exampleWriter,
  isWrittenByStretch,
  type MemoryPlan,
  reserveTrainingMemory,
  type TrainingMemory,
} from "../programs/training_memory.ts";
import { partOf } from "../programs/batch_part.ts";
import type { Processes } from "../programs/sharing.ts";
import { refusalBy, stagesOf } from "../../lower/stages.ts";
import { trainingModule } from "../programs/training_module.ts";
import { crewOf } from "./crew.ts";
import { settlingTeam } from "./settling_team.ts";
import { staffOf } from "./staff.ts";
import { WORD } from "../memory/layout.ts";
import { fusedOfEngine } from "./variant.ts";

/** What a session trains on, and how. */
export interface TrainingPlan
  extends Omit<MemoryPlan, "workers" | "processes">, Pick<Plan, "workers" | "steps" | "maskKey"> {
  readonly loss: Loss;
  /** Processes that share the work. */
  readonly processes?: Processes;
  /** The state of the rule at the start. */
  readonly state: RuleState;
  /** The number of steps taken before. */
  readonly taken: number;
}

/** How long steps are discarded first, while the engine optimizes hot code, slower beside workers. */
const WARM_UP_MILLISECONDS = { alone: 15, shared: 60 };

/** Opens a session that trains a network in a memory of its own. */
export async function openTraining(network: Network, given: TrainingPlan): Promise<Session> {
  const { examples } = shapeOfExamples(given.dataset), rows = Math.min(given.batchSize, examples);
  const refusal = given.outside && refusalBy(given.outside.executor);
  // Formulas of channels take whole batches.
  const isWhole = stagesOf(network, refusal).some(({ columns }) => columns);
  const { most, settles, start } = staffOf(isWhole ? 1 : given.workers, rows);
  const shared = start !== undefined;
  const { processes: _, ...alone } = given;
  const plan = {
    ...alone,
    fused: fusedOfEngine(),
    // Written to memory at once, or else read at each step, when the caller may have changed it.
    ...(given.augment && { dataset: copyOfExamples(given.dataset) }),
  };
  const processes = isWhole ? undefined : given.processes;
  const sharing = processes && { processes };
  const { rule, fused, dataset } = plan;
  const places = reserveTrainingMemory(network, { ...plan, ...sharing, workers: most });
  const { stretch, stages } = places;
  const memory = new WebAssembly.Memory({
    initial: places.pages,
    maximum: places.pages,
    shared,
  });
  const { buffer } = memory;
  const write = exampleWriter(memory, places);
  const areWritten = isWrittenByStretch(plan);
  if (!areWritten) write(dataset as Batch);

  const rowsOfLast = examples % stretch.batchSize;
  const sizes = [stretch.batchSize, ...(rowsOfLast > 0 ? [rowsOfLast] : [])];
  const modulesOf = (workers: number): Modules[] =>
    Array.from({ length: workers }, (_, worker) =>
      new Map(sizes.map((rows) => {
        const module = { ...plan, ...sharing, rows, worker, workers, shared, memory: places };
        return [rows, trainingModule(module)];
      })));
  const crew = start && crewOf(memory, places.progress, start);
  const open = (workers: number) => crew!.team(modulesOf(workers));
  const first = crew && !settles ? await open(most) : teamOfOne(memory, modulesOf(1)[0]!, {
    ...plan.outside?.functionsOn(memory),
    ...processes?.functionsOn(memory),
  });
  let team: Team = first;

  let { taken } = plan;
  async function begin() {
    writeParameters(buffer, network, stages, plan.state);
    await team.prepare();
    taken = plan.taken;
  }
  /** Of those that are read, before training none is: steps are tried on zeros. */
  let isTrial = isStored(dataset);
  async function steps(
    rows: Uint32Array,
    numberOf: StepNumber = (i) => taken + i + 1,
  ): Promise<Float64Array> {
    const costs: Float64Array[] = [];
    const most = places.steps * stretch.batchSize;
    for (let from = 0; from < rows.length; from += most) {
      const part = rows.subarray(from, from + most);
      let order = part;
      if (areWritten && !isTrial) {
        const selected = selectedRows(part, stretch.batchSize, processes);
        // A process may have no example of them, as where batches have fewer than there are processes.
        if (selected.rows.length > 0) {
          write(await stretchExamples(plan, stretch.batchSize, selected.rows, numberOf));
        }
        order = selected.places;
      }
      const count = writeStretch(buffer, places, plan, order, numberOf);
      const last = part.length - (count - 1) * stretch.batchSize;
      const done = await team.take({ from: 0, below: count, rows: stretch.batchSize, last });
      taken += done;
      const begun = Math.min(count, done + 1);
      costs.push(new Float64Array(buffer, stretch.costs, begun).slice());
      if (done < count) break;
    }
    return Float64Array.from(costs.flatMap((part) => Array.from(part)));
  }

  try {
    await begin();
    const milliseconds = WARM_UP_MILLISECONDS[team.workers() === 1 ? "alone" : "shared"];
    // All as step 1: schedules and augmentations must not see steps that training never takes.
    const isOver = (over: boolean) => (given.processes?.least(+over) ?? +over) > 0;
    await warmUp((rows) => steps(rows, () => 1), stretch.batchSize, milliseconds, isOver);
    await begin();
    isTrial = false;
  } catch (error) {
    team.close();
    throw error;
  }
  if (settles) team = settlingTeam({ first, open, close: crew!.close, most, steps: plan.steps });
  return {
    variant: fused.name,
    steps: (rows) => steps(rows),
    network: () => Promise.resolve(readNetwork(buffer, network, stages)),
    state: () => {
      processes?.exchangeSlots(buffer, stages);
      return Promise.resolve(readState(buffer, network, stages, rule.slots, taken));
    },
    ...(given.processes && { least: given.processes.least }),
    workers: () => team.workers(),
    close: () => team.close(),
  };
}

/**
 * The rows of a stretch that this process needs, and the place of each row among them; places of others
 * are not used.
 */
function selectedRows(
  rows: Uint32Array,
  batchSize: number,
  processes: Pick<Processes, "share" | "readsShare"> | undefined,
): Readonly<Record<"rows" | "places", Uint32Array>> {
  if (!processes?.readsShare) return { rows, places: rows.map((_, i) => i) };
  const places = new Uint32Array(rows.length), own: number[] = [];
  for (let begin = 0; begin < rows.length; begin += batchSize) {
    const part = partOf(Math.min(batchSize, rows.length - begin), processes.share);
    for (let i = begin + part.from; i < begin + part.from + part.rows; i++) {
      places[i] = own.push(rows[i]!) - 1;
    }
  }
  return { rows: Uint32Array.from(own), places };
}

/** Writes the inputs of the next steps; returns their number. */
export function writeStretch(
  buffer: ArrayBufferLike,
  { stretch, shared, stages }: TrainingMemory,
  { rule, maskKey }: Pick<TrainingPlan, "rule" | "maskKey">,
  rows: Uint32Array,
  numberOf: StepNumber,
): number {
  const numbers = new Float32Array(buffer), words = new Uint32Array(buffer);
  words.set(rows, stretch.orders / WORD);
  const names = Object.keys(shared);
  const count = Math.ceil(rows.length / stretch.batchSize);
  let at = stretch.numbers / WORD;
  for (let i = 0; i < count; i++) {
    const step = numberOf(i);
    const values = rule.shared(step);
    for (const name of names) numbers[at++] = values[name]!;
    for (const { dropout } of stages) {
      if (!dropout) continue;
      words.set(maskKey(step, dropout.layer), at);
      at += 2;
    }
  }
  return count;
}

async function warmUp(
  steps: (rows: Uint32Array) => Promise<unknown>,
  batchSize: number,
  milliseconds: number,
  isOver: (over: boolean) => boolean,
): Promise<void> {
  const end = performance.now() + milliseconds;
  for (let count = 1; !isOver(performance.now() >= end); count = Math.min(2 * count, 16)) {
    await steps(Uint32Array.from({ length: count * batchSize }, (_, i) => i % batchSize));
  }
}
