import type { Descent } from "../../lower/rule_formulas.ts";
import { isComputed, isTrained, lowestTrained, type Part, type Stage } from "../../lower/stages.ts";

/** Assigns places to numbers, one after the other. */
export class Arena {
  #words = 0;

  /** The place of the first of so many numbers. */
  reserve(count: number): number {
    const at = this.#words;
    this.#words += count;
    return at;
  }

  /** How many numbers were reserved. */
  get words(): number {
    return this.#words;
  }
}

/** The places of the parts of a layer's parameters, by their names. */
export type PartRegions = Readonly<Record<string, number>>;

/**
 * The places of the numbers of a stage: Z, A and Δ (batch · positions × units), without gaps, so that
 * they are rows of positions and of examples at once.
 */
export interface StageRegions {
  readonly stage: Stage;
  /** The numbers of an example. */
  readonly size: number;
  /** The output of the stage below, unless this one computes Z. */
  readonly z: number;
  readonly a: number;
  /** The input of the next stage: A, or A with some outputs dropped. */
  readonly out: number;
  readonly mask?: number;
  readonly values: PartRegions;
  /** The state, by name, of formulas of channels. */
  readonly state: PartRegions;
  readonly training?: TrainingRegions;
}

/** What training needs besides. */
export interface TrainingRegions {
  readonly errors: number;
  /** ∂L/∂A, in the same place as Δ unless whole rows are pulled back. */
  readonly carried: number;
  readonly gradient: PartRegions;
  readonly slots: Readonly<Record<string, PartRegions>>;
  /** The derivatives of each example, or of each channel, of formulas with parameters. */
  readonly derivatives: PartRegions;
  /** The statistics of a batch, by the names of the state. */
  readonly now: PartRegions;
}

/** The numbers of a parameter. */
export function sizeOfPart({ size: [rows, columns] }: Part): number {
  return rows * columns;
}

/** The parameters of a stage. */
export function partsOfStage({ parameters }: Stage): readonly Part[] {
  return parameters?.parts ?? [];
}

/** Reserves the numbers of all stages for batches of `rows`; a descent means training. */
export function reserveStages(
  arena: Arena,
  stages: readonly Stage[],
  inputs: number,
  rows: number,
  descent?: Descent,
): StageRegions[] {
  const lowest = lowestTrained(stages), made: StageRegions[] = [];
  for (const [s, stage] of stages.entries()) {
    const size = stage.positions * stage.units, matrix = () => arena.reserve(rows * size);
    const z = isComputed(stage) ? matrix() : made.at(-1)?.out ?? inputs;
    const a = matrix();
    const drops = descent && stage.dropout ? { mask: matrix(), out: matrix() } : { out: a };
    made.push({
      ...{ stage, size, z, a, ...drops },
      values: reserveParts(arena, stage),
      state: reserveChannels(arena, stage),
      ...(descent && { training: reserveTraining(arena, stage, rows, s >= lowest, descent) }),
    });
  }
  return made;
}

function reserveTraining(
  arena: Arena,
  stage: Stage,
  rows: number,
  hasErrors: boolean,
  { rule }: Descent,
): TrainingRegions {
  const matrix = () => hasErrors ? arena.reserve(rows * stage.positions * stage.units) : 0;
  const errors = matrix(), isOfExamples = stage.rows !== undefined;
  return {
    ...{ errors, carried: stage.activation.kind === "rowwise" ? matrix() : errors },
    gradient: isTrained(stage) ? reserveParts(arena, stage) : {},
    slots: Object.fromEntries(rule.slots.map((name) => [name, reserveParts(arena, stage)])),
    derivatives: isOfExamples || stage.columns
      ? reserveParts(arena, stage, isOfExamples ? rows : 1)
      : {},
    now: reserveChannels(arena, stage),
  };
}

/** Reserves numbers for each parameter of a stage, `times` over. */
function reserveParts(arena: Arena, stage: Stage, times = 1): PartRegions {
  return Object.fromEntries(
    partsOfStage(stage).map((part) => {
      return [part.name, arena.reserve(times * sizeOfPart(part))];
    }),
  );
}

/** Reserves a number for each channel, for each matrix of a state. */
function reserveChannels(arena: Arena, { columns, units }: Stage): PartRegions {
  return Object.fromEntries((columns?.state ?? []).map((name) => [name, arena.reserve(units)]));
}
