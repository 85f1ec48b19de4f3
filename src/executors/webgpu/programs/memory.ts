import { type Examples, shapeOfExamples } from "../../../data/stored/stored.ts";
import type { Network } from "../../../engine/network.ts";
import type { Loss } from "../../../nn/losses/loss.ts";
import type { Descent } from "../../lower/rule_formulas.ts";
import { stagesOf } from "../../lower/stages.ts";
import type { TrainingProgram } from "./backward.ts";
import { Arena, reserveStages } from "./regions.ts";
import { gradientSums, regularizerSums, SCALES, squareSums } from "./update.ts";

/** What the layout of training depends on. */
export interface MemoryPlan extends Descent {
  readonly dataset: Examples;
  readonly loss: Loss;
  readonly batchSize: number;
  /** Whether the examples of each stretch are written anew. */
  readonly isStreamed: boolean;
}

/** The places of everything that training works on. */
export interface TrainingMemory extends Omit<TrainingProgram, "rows" | "count" | "mean"> {
  /** M, the most examples in a step. */
  readonly batchSize: number;
  /** The most steps in a stretch. */
  readonly steps: number;
  /** How many numbers each step leaves for its cost: losses, then sums of the regularizer. */
  readonly perCost: number;
  readonly costs: number;
  readonly sums: number;
  readonly scale: number;
  readonly words: number;
  /** The numbers of each step that the rule shares, and the stages whose masks need keys. */
  readonly shared: readonly string[];
  readonly dropping: readonly number[];
  readonly examples: ExamplePlaces;
}

/** The places of a data set's numbers among the words of its buffer. */
export interface ExamplePlaces {
  readonly rows: number;
  /** Bytes begin behind a table of their values. */
  readonly inputs: { readonly at: number; readonly columns: number; readonly areBytes: boolean };
  readonly targets: { readonly at: number; readonly columns: number };
  readonly weights?: { readonly at: number };
  readonly words: number;
}

/** The most examples of a stretch, and of one whose examples are written anew. */
const STRETCH_ROWS = 16_384, STREAMED_ROWS = 1024;

/** The number of values of a byte. */
export const BYTES = 256;

/** The layout of the words of so many examples. */
export function examplePlaces(
  dataset: Examples,
  rows: number,
  areBytes: boolean,
): ExamplePlaces {
  const { inputs: columns, targets, weighted } = shapeOfExamples(dataset);
  const arena = new Arena();
  const at = arena.reserve(areBytes ? BYTES : 0);
  arena.reserve(areBytes ? Math.ceil(rows * columns / 4) : rows * columns);
  const ofTargets = arena.reserve(rows * targets);
  return {
    ...{ rows, inputs: { at, columns, areBytes } },
    targets: { at: ofTargets, columns: targets },
    ...(weighted && { weights: { at: arena.reserve(rows) } }),
    words: arena.words,
  };
}

/** Whether the inputs of a data set in memory are bytes. */
export function areBytesIn(dataset: Examples): boolean {
  return typeof dataset.inputs === "object" && "scale" in dataset.inputs;
}

/** Assigns all places. */
export function trainingMemory(
  network: Network,
  plan: MemoryPlan,
  refusal: Refusal,
): TrainingMemory {
  const { dataset, rule, regularizer, loss, isStreamed } = plan;
  const shape = shapeOfExamples(dataset), batchSize = Math.min(plan.batchSize, shape.examples);
  const most = isStreamed ? STREAMED_ROWS : STRETCH_ROWS;
  const steps = Math.max(1, Math.floor(most / batchSize));
  const arena = new Arena(), stages = stagesOf(network, refusal);
  const matrix = (columns: number) => ({ at: arena.reserve(batchSize * columns), columns });
  const inputs = matrix(shape.inputs).at;
  const regions = reserveStages(arena, stages, inputs, batchSize, plan);
  const program = {
    ...{ rows: batchSize, inputs, stages: regions, rule, regularizer, loss },
    targets: matrix(shape.targets),
    ...(shape.weighted && { weights: matrix(1) }),
  };
  const whole = { ...program, losses: matrix(1) }, sumsOfCost = regularizerSums(whole);
  // Behind the losses.
  arena.reserve(sumsOfCost);
  const perCost = batchSize + sumsOfCost;
  return {
    ...{ ...whole, batchSize, steps, perCost, costs: arena.reserve(steps * perCost) },
    sums: arena.reserve(Math.max(squareSums(whole), gradientSums(whole))),
    scale: arena.reserve(SCALES),
    words: arena.words,
    shared: Object.keys(rule.shared(1)),
    dropping: regions.flatMap(({ mask }, s) => mask === undefined ? [] : [s]),
    examples: examplePlaces(
      dataset,
      isStreamed ? steps * batchSize : shape.examples,
      !isStreamed && areBytesIn(dataset),
    ),
  };
}

/** What a layer without a compiled form is refused with. */
export type Refusal = (layer: string) => string;
