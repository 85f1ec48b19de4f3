import { mapParameters, type Network, type Parameters } from "../../../engine.ts";
import type { Settings } from "../state/settings.ts";
import { checkDifferences, type DifferenceCheck } from "./difference_check.ts";
import { type Measures, measuresOf } from "./measures.ts";
import { type Surfaces, surfacesOf } from "./surfaces.ts";
import { networkOf } from "./task.ts";
import { comingOf, epochOf, type Training } from "./training.ts";

/** What a page shows of a training, as plain data that a worker can send. */
export interface Snapshot {
  readonly settings: Settings;
  readonly step: number;
  readonly epoch: number;
  readonly train: Measures | undefined;
  readonly test: Measures | undefined;
  readonly parameters: readonly Parameters[];
  /** The derivatives of the cost of the next batch, (61) and (65); nothing without points. */
  readonly gradients: readonly Parameters[] | undefined;
  /** What the next step adds to each parameter: −λ times the derivative in plain descent. */
  readonly updates: readonly Parameters[] | undefined;
  readonly surfaces: Surfaces;
  readonly check: DifferenceCheck | undefined;
  /** Whether the cost is finite; a learning rate that is too large lets it grow beyond all numbers. */
  readonly isFinite: boolean;
}

/**
 * A snapshot whose gradients were compared. All that is shown beside the comparison is taken from it,
 * never from the snapshot that came last: they are of different steps while it trains.
 */
export type CheckedSnapshot = Snapshot & {
  readonly gradients: readonly Parameters[];
  readonly updates: readonly Parameters[];
  readonly check: DifferenceCheck;
};

/** Whether the gradients of a snapshot were compared. */
export function isChecked(snapshot: Snapshot): snapshot is CheckedSnapshot {
  return snapshot.check !== undefined;
}

/** Whether there is a next step: none without points, or where numbers have overflown. */
export function goesOn({ isFinite, gradients }: Snapshot): boolean {
  return isFinite && gradients !== undefined;
}

/**
 * Looks at a training.
 *
 * @param size The cells in a row of the surfaces.
 * @param samples How many entries of each matrix to compare with finite differences; 0 for none.
 */
export function snapshotOf(training: Training, size: number, samples: number): Snapshot {
  const { settings, network, step } = training, measures = measuresOf(training);
  const coming = comingOf(training);
  const isFinite = Number.isFinite(measures.train?.loss ?? 0) &&
    (coming !== undefined || training.batches.length === 0);
  return {
    settings,
    step,
    epoch: epochOf(training),
    ...measures,
    parameters: network.layers.map(({ parameters }) => parameters),
    gradients: coming?.gradients.layers,
    updates: coming && updatesOf(network, coming.network),
    surfaces: surfacesOf(network, size),
    check: coming && samples > 0 && isFinite
      ? checkDifferences(training, coming.batch, coming.gradients, samples)
      : undefined,
    isFinite,
  };
}

/** The network of a snapshot. */
export function networkFrom({ settings, parameters }: Snapshot): Network {
  return mapParameters(
    networkOf(settings),
    (_, { l, name }) => Object.freeze({ ...parameters[l]![name]! }),
  );
}

/** The differences of two networks, parameter by parameter. */
function updatesOf(before: Network, after: Network): Parameters[] {
  return mapParameters(after, (matrix, { l, name }) => {
    const { data } = before.layers[l]!.parameters[name]!;
    return { ...matrix, data: Float64Array.from(matrix.data, (x, i) => x - data[i]!) };
  }).layers.map(({ parameters }) => parameters);
}
