import type { Optimizer, RuleState } from "../../optim/optimizers/optimizer.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { EpochRecord } from "../../train/history.ts";
import {
  reducedOnPlateau,
  type ReduceOnPlateau,
  reductionOf,
} from "../../train/reduce_on_plateau.ts";
import { rounded } from "./rounded.ts";
import type { RatePoint } from "./run_record.ts";

/** The largest number of steps whose rate is asked for. */
const MOST_POINTS = 200;

/** The steps of a training that were taken. */
interface Taken<M extends Metrics> {
  readonly from: number;
  readonly to: number;
  readonly stepsPerEpoch: number;
  /** The records of the complete epochs. */
  readonly history: readonly EpochRecord<M>[];
}

/**
 * The learning rates of steps, from after `from` to `to`, at one distance; of rates that stay the same,
 * the first and the last. Empty if the optimizer has none.
 */
export function learningRates<M extends Metrics>(
  optimizer: Optimizer,
  plateau: ReduceOnPlateau<M> | undefined,
  { from, to, stepsPerEpoch, history }: Taken<M>,
): RatePoint[] {
  const reduced = plateau === undefined ? optimizer : reducedOnPlateau(
    optimizer,
    reductionOf(plateau, optimizer, true),
    history,
    stepsPerEpoch,
  );
  const { rule } = reduced as Optimizer<RuleState>, steps = to - from;
  if (rule === undefined || steps === 0) return [];
  const count = Math.min(steps, MOST_POINTS);
  const points = Array.from({ length: count }, (_, i) => {
    const step = from + 1 + (count === 1 ? 0 : Math.round(i / (count - 1) * (steps - 1)));
    return { step, learningRate: rule.shared(step).learningRate };
  });
  if (points.some(({ learningRate }) => !Number.isFinite(learningRate))) return [];
  return points
    .filter(({ learningRate }, i) => {
      const [before, after] = [points[i - 1], points[i + 1]];
      return before?.learningRate !== learningRate || after?.learningRate !== learningRate;
    })
    .map(({ step, learningRate }) => ({ step, learningRate: rounded(learningRate!) }));
}
