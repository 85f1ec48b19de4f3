import { copyOfExamples, isStored, shapeOfExamples } from "../../../data/stored/stored.ts";
import type { Batch } from "../../../engine/cost.ts";
import type { Network } from "../../../engine/network.ts";
import { copyOfNetwork } from "../../../engine/parameters.ts";
import { type StepNumber, stretchExamples } from "../../stretch_examples.ts";
import type { Compilable } from "../../compilable.ts";
import type { Plan, Session } from "../../executor.ts";
import { networkWith, type ReadPart, stateWith } from "../../lower/parameters.ts";
import { areBytesIn, examplePlaces, trainingMemory } from "../programs/memory.ts";
import { type PartRegions, partsOfStage, sizeOfPart } from "../programs/regions.ts";
import { stepKernels, wordsOfStretch } from "../programs/step.ts";
import { allocated, bound, compilerOf, encode, release } from "./compiled.ts";
import type { OpenDevice } from "./device.ts";
import { checkDevice, deviceError } from "./losses.ts";
import { exampleWords } from "./examples.ts";
import { writeParameters } from "./parameters.ts";
import { type Range, readingOf, WORD } from "./reading.ts";
import { refusal } from "./refusal.ts";

/** What a session trains on, and how. */
export type TrainingPlan = Omit<Plan, "optimizer" | "state" | "taken"> & Compilable;

/** Opens a session that trains a network in the memory of a device. */
export async function openTraining(
  network: Network,
  given: TrainingPlan,
  open: OpenDevice,
): Promise<Session> {
  const { device } = open, { maxStorageBufferBindingSize: most } = device.limits;
  const { examples: count } = shapeOfExamples(given.dataset);
  const whole = examplePlaces(given.dataset, count, areBytesIn(given.dataset));
  // Written anew for each stretch also where the device cannot hold them all.
  const isStreamed = given.augment !== undefined || isStored(given.dataset) ||
    whole.words * WORD > most;
  const plan = isStreamed ? { ...given, dataset: copyOfExamples(given.dataset) } : given;
  const { dataset, rule, maskKey } = plan;
  const memory = trainingMemory(network, { ...plan, isStreamed }, refusal);
  const { stages, batchSize, perCost, shared, dropping, examples } = memory;

  // The last batch of an epoch is filled up with rows that change nothing, but for formulas of channels,
  // which take whole batches.
  const rowsOfLast = count % batchSize;
  const isExact = rowsOfLast > 0 && stages.some(({ stage }) => stage.columns);
  const compiler = compilerOf(open), sizes = [batchSize, ...(isExact ? [rowsOfLast] : [])];
  const buffers = await allocated(open, {
    ...{ numbers: memory.words, examples: examples.words, stretch: wordsOfStretch(memory) },
  });
  const kernels = new Map(
    await Promise.all(sizes.map(async (rows) => {
      return [rows, await compiler.compile(stepKernels(memory, rows))] as const;
    })).catch(async (error) => {
      release(buffers);
      throw await deviceError(open, error, network);
    }),
  );
  const group = bound(open, compiler.layout, buffers);
  const write = (batch: Batch) =>
    device.queue.writeBuffer(buffers.examples, 0, exampleWords(examples, batch));
  if (!isStreamed) write(dataset as Batch);
  writeParameters(device.queue, buffers.numbers, network, stages, plan.state);

  let { taken } = plan, good = network;
  const submitted = (encoder: GPUCommandEncoder, from: GPUBuffer, ranges: readonly Range[]) => {
    const reading = readingOf(open, encoder, from, ranges, () => good);
    device.queue.submit([encoder.finish()]);
    return reading();
  };

  /** Takes the steps of a stretch; returns their costs, up to the first that is not finite. */
  async function stretch(rows: Uint32Array): Promise<number[]> {
    checkDevice(open, good);
    const numberOf: StepNumber = (i) => taken + i + 1;
    if (isStreamed) write(await stretchExamples(plan, batchSize, rows, numberOf));
    const count = Math.ceil(rows.length / batchSize), last = rows.length - (count - 1) * batchSize;
    device.queue.writeBuffer(buffers.counts, 0, new Uint32Array(2));
    const order = isStreamed ? rows.map((_, i) => i) : rows;
    device.queue.writeBuffer(buffers.stretch, 0, stretchWords(order, numberOf));
    const encoder = device.createCommandEncoder(), pass = encoder.beginComputePass();
    pass.setBindGroup(0, group);
    for (let i = 0; i < count; i++) {
      encode(pass, kernels.get(i === count - 1 && isExact ? last : batchSize)!);
    }
    pass.end();
    const [numbers] = await submitted(encoder, buffers.numbers, [[memory.costs, count * perCost]]);
    const costs: number[] = [];
    for (let i = 0; i < count; i++) {
      const step = numbers!.subarray(i * perCost, (i + 1) * perCost);
      costs.push(costOf(step, i === count - 1 ? last : batchSize));
      if (!Number.isFinite(costs[i])) break;
      taken++;
    }
    return costs;
  }

  /** C, the mean of the losses of the batch (19) plus the regularizer, summed in float64. */
  function costOf(step: Float32Array, rows: number): number {
    const sum = (of: Float32Array) => of.reduce((total, x) => total + x, 0);
    return sum(step.subarray(0, rows)) / rows + sum(step.subarray(batchSize));
  }

  /** The words of a stretch: the numbers of examples, and for each step those of the rule and of masks. */
  function stretchWords(order: Uint32Array, numberOf: StepNumber) {
    const words = new Uint32Array(wordsOfStretch(memory)), numbers = new Float32Array(words.buffer);
    // What fills up the last batch is its first example.
    words.fill(order[order.length - 1 - (order.length - 1) % batchSize]!);
    words.set(order);
    let next = memory.steps * batchSize;
    for (let i = 0; i * batchSize < order.length; i++) {
      const rows = Math.min(batchSize, order.length - i * batchSize);
      words[next++] = rows;
      numbers[next++] = 1 / rows;
      const values = rule.shared(numberOf(i));
      for (const name of shared) numbers[next++] = values[name]!;
      for (const s of dropping) {
        words.set(maskKey(numberOf(i), stages[s]!.stage.dropout!.layer), next);
        next += 2;
      }
    }
    return words;
  }

  /** Reads the regions of all parameters, and those that `more` adds. */
  async function read(regionOf: (s: number) => PartRegions, more: readonly Range[] = []) {
    checkDevice(open, good);
    const parts = stages.flatMap(({ stage }, s) =>
      partsOfStage(stage).map((part) => ({ s, part }))
    );
    const ranges = parts.map(({ s, part }): Range => [regionOf(s)[part.name]!, sizeOfPart(part)]);
    const found = await submitted(device.createCommandEncoder(), buffers.numbers, [
      ...ranges,
      ...more,
    ]);
    const readPart: ReadPart = (s, part) => {
      return Float64Array.from(
        found[parts.findIndex((each) => each.s === s && each.part === part)]!,
      );
    };
    return { readPart, rest: found.slice(parts.length) };
  }

  const ofStages = stages.map(({ stage }) => stage);
  return {
    variant: open.adapter,
    steps: async (rows) => {
      const costs: number[] = [], most = memory.steps * batchSize;
      for (let from = 0; from < rows.length; from += most) {
        const part = rows.subarray(from, from + most), found = await stretch(part);
        costs.push(...found);
        if (!Number.isFinite(found.at(-1))) break;
      }
      return costs;
    },
    network: async () => {
      const states = stages.flatMap(({ stage, state }, s) =>
        Object.entries(state).map(([name, at]) => ({ s, name, range: [at, stage.units] as const }))
      );
      const { readPart, rest } = await read(
        (s) => stages[s]!.values,
        states.map(({ range }) => range),
      );
      const found = networkWith(network, ofStages, readPart, (s, name) => {
        return Float64Array.from(
          rest[states.findIndex((each) => each.s === s && each.name === name)]!,
        );
      });
      good = copyOfNetwork(found);
      return found;
    },
    state: async () => {
      const slots = await Promise.all(rule.slots.map(async (slot) => {
        return [slot, (await read((s) => stages[s]!.training!.slots[slot]!)).readPart] as const;
      }));
      const byName = new Map(slots);
      return stateWith(
        network,
        ofStages,
        { slots: rule.slots, step: taken },
        (slot) => byName.get(slot)!,
      );
    },
    close: () => release(buffers),
  };
}
