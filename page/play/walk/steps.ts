/** What a step of the walk shows; the layers are numbered from 1. */
export interface WalkStep {
  readonly kind:
    | "point"
    | "forward"
    | "loss"
    | "output errors"
    | "weights"
    | "biases"
    | "hidden errors"
    | "update";
  /** The layer that it is about: 0 for the inputs, the last for the loss and the update. */
  readonly layer: number;
}

/** The steps of a walk through a network of so many layers: forwards, then backwards, then the update. */
export function walkSteps(layers: number): readonly WalkStep[] {
  const up = Array.from({ length: layers }, (_, l) => l + 1);
  return [
    { kind: "point", layer: 0 },
    ...up.map((layer): WalkStep => ({ kind: "forward", layer })),
    { kind: "loss", layer: layers },
    { kind: "output errors", layer: layers },
    ...up.toReversed().flatMap((layer): WalkStep[] => [
      ...(layer < layers ? [{ kind: "hidden errors" as const, layer }] : []),
      { kind: "weights", layer },
      { kind: "biases", layer },
    ]),
    { kind: "update", layer: layers },
  ];
}

/** The place of a step in the walk; −1 if absent, as for hidden errors without hidden layers. */
export function placeOfStep(steps: readonly WalkStep[], kind: string, layer?: number): number {
  return steps.findIndex((step) => step.kind === kind && (layer ?? step.layer) === step.layer);
}

/** The lines of the drawing that a step is about. */
export interface StepLines {
  /** The layer whose weights are meant. */
  readonly layer: number;
  readonly includes: (to: number, from: number) => boolean;
  /** Which way numbers go along them: from left to right, back, or not at all. */
  readonly way: 1 | -1 | 0;
}

/**
 * Which lines of the drawing a step is about.
 *
 * @param unit The unit that is looked at, from 0.
 */
export function linesOfStep({ kind, layer }: WalkStep, unit: number): StepLines | undefined {
  switch (kind) {
    case "forward":
      return { layer, includes: (to) => to === unit, way: 1 };
    case "weights":
      return { layer, includes: (to) => to === unit, way: 0 };
    case "hidden errors":
      return { layer: layer + 1, includes: (_, from) => from === unit, way: -1 };
    default:
      return undefined;
  }
}

/** Whether a step goes backwards, so that units show their errors rather than their activations. */
export function isBackward({ kind }: WalkStep): boolean {
  return kind !== "point" && kind !== "forward" && kind !== "loss";
}
