import { isNatural } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Metrics } from "../metrics/metric.ts";
import { checkShare } from "../optim/schedules/schedule.ts";
import {
  type Optimizer,
  optimizerFromRule,
  type RuleState,
  ruleWithRate,
} from "../optim/optimizers/optimizer.ts";
import type { EpochRecord } from "./history.ts";
import { checkMonitor, type Monitored, valueOf } from "./monitor.ts";

/**
 * Options that reduce the learning rate where training no longer improves.
 *
 * After `patience` epochs without improvement, the learning rate of all later steps, schedule included,
 * is multiplied by `factor`; then epochs are counted anew, after `cooldown` more. As Keras'
 * `ReduceLROnPlateau` and, with a patience of one more, PyTorch's.
 * @category Training
 */
export interface ReduceOnPlateau<M extends Metrics = Record<never, never>> extends Monitored<M> {
  /** What the learning rate is multiplied by each time, from 0 to 1; defaults to 0.1. */
  readonly factor?: number;
  /** The number of epochs after a reduction that do not count; defaults to 0. */
  readonly cooldown?: number;
  /** What the product of all factors does not fall below; defaults to 0. */
  readonly minimumFactor?: number;
}

/** The numbers of {@linkcode ReduceOnPlateau}, with defaults filled in, and the monitor. */
export type Reduction<M extends Metrics> =
  & Required<Omit<ReduceOnPlateau<M>, "monitor">>
  & Pick<ReduceOnPlateau<M>, "monitor">;

/** Where a training stands between two epochs; a pure function of the history. */
interface Plateau {
  /** The best value so far. */
  readonly best: number;
  /** The epochs without improvement that count. */
  readonly waited: number;
  /** The epochs that will not count. */
  readonly cooling: number;
  /** The product of all factors. */
  readonly factor: number;
}

const START: Plateau = { best: Infinity, waited: 0, cooling: 0, factor: 1 };

/** Where training stands after a further epoch. */
function after<M extends Metrics>(
  { best, waited, cooling, factor }: Plateau,
  record: EpochRecord<M>,
  options: Reduction<M>,
): Plateau {
  const { patience, minimumDelta, cooldown, minimumFactor } = options;
  const value = valueOf(record, options);
  if (value < best - minimumDelta) {
    return { best: value, waited: 0, cooling: Math.max(0, cooling - 1), factor };
  }
  if (cooling > 0) return { best, waited: 0, cooling: cooling - 1, factor };
  if (waited + 1 < patience) return { best, waited: waited + 1, cooling, factor };
  const reduced = Math.max(factor * options.factor, Math.min(factor, minimumFactor));
  return { best, waited: 0, cooling: cooldown, factor: reduced };
}

/**
 * An optimizer whose learning rate is reduced on plateaus.
 *
 * The factor of a step is a function of the epochs before its own, which are complete then; so a resumed
 * training, which has their records, takes the same steps.
 *
 * @param history The records of complete epochs, to which training adds.
 * @param steps The number of steps in an epoch.
 */
export function reducedOnPlateau<M extends Metrics>(
  optimizer: Optimizer,
  options: Reduction<M>,
  history: readonly EpochRecord<M>[],
  steps: number,
): Optimizer<RuleState> {
  const rule = ruleWithRate(optimizer as Optimizer<RuleState>, "reduceOnPlateau");
  const plateaus = [START];
  const factorAt = (step: number) => {
    const epoch = Math.ceil(step / steps);
    while (plateaus.length < epoch) {
      plateaus.push(after(plateaus.at(-1)!, history[plateaus.length - 1]!, options));
    }
    return plateaus[epoch - 1]!.factor;
  };
  return optimizerFromRule(optimizer.name, {
    ...rule,
    shared: (step) => {
      const shared = rule.shared(step);
      return { ...shared, learningRate: shared.learningRate! * factorAt(step) };
    },
  });
}

/**
 * Fills in defaults.
 *
 * @throws {TypeError} If there is nothing to monitor, or the optimizer has no learning rate to reduce.
 * @throws {RangeError} If a number is out of range.
 */
export function reductionOf<M extends Metrics>(
  given: ReduceOnPlateau<M>,
  optimizer: Optimizer,
  validated: boolean,
): Reduction<M> {
  const names = "patience minimumDelta monitor factor cooldown minimumFactor";
  const options = {
    ...{ minimumDelta: 0, factor: 0.1, cooldown: 0, minimumFactor: 0 },
    ...checkOptions("reduceOnPlateau", given, names),
  };
  const { factor, cooldown, minimumFactor } = options;
  checkMonitor("reduceOnPlateau", options, validated);
  checkShare(factor, "reduceOnPlateau.factor");
  checkShare(minimumFactor, "reduceOnPlateau.minimumFactor");
  if (!isNatural(cooldown)) {
    throw new RangeError(
      `reduceOnPlateau.cooldown must be an integer of at least 0, but found ${describe(cooldown)}`,
    );
  }
  ruleWithRate(optimizer as Optimizer<RuleState>, "reduceOnPlateau");
  return options;
}
