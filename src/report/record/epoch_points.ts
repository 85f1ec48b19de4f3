import type { Dataset } from "../../data/dataset.ts";
import type { Network } from "../../engine/network.ts";
import type { Metrics } from "../../metrics/metric.ts";
import { evaluate, type EvaluateOptions, type Evaluation } from "../../train/evaluate.ts";
import type { EpochRecord } from "../../train/history.ts";
import { rounded } from "./rounded.ts";
import type { EpochPoint, Measured } from "./run_record.ts";

/** The largest number of epochs beside the last. */
const MOST_POINTS = 400;

/** What networks are measured on. */
interface Measuring extends Required<Pick<EvaluateOptions, "loss" | "executor">> {
  readonly training: Dataset;
  readonly heldOut?: Dataset;
}

/** The epochs of a history, and how those networks did afterwards that were kept, by their epochs. */
export async function epochPoints<M extends Metrics>(
  history: readonly EpochRecord<M>[],
  networks: ReadonlyMap<number, Network>,
  { training, heldOut, ...options }: Measuring,
): Promise<EpochPoint[]> {
  const measured = async (network: Network | undefined, examples: Dataset | undefined) => {
    return network && examples && measuredOf(await evaluate(network, examples, options));
  };
  const points: EpochPoint[] = [];
  for (const { epoch, cost, seconds, validation } of eachOf(history)) {
    const network = networks.get(epoch);
    const onTraining = await measured(network, training);
    const onHeldOut = validation ? measuredOf(validation) : await measured(network, heldOut);
    points.push({
      ...{ epoch, cost: rounded(cost), seconds: rounded(seconds) },
      ...(onTraining && { training: onTraining }),
      ...(onHeldOut && { heldOut: onHeldOut }),
    });
  }
  return points;
}

/** The cost and the accuracy of an evaluation; none if the cost is not a number. */
function measuredOf(
  { cost, accuracy }: Pick<Evaluation, "cost" | "accuracy">,
): Measured | undefined {
  if (!Number.isFinite(cost)) return undefined;
  return { cost: rounded(cost), ...(!Number.isNaN(accuracy) && { accuracy: rounded(accuracy) }) };
}

/** All epochs, or each second, fourth, … and the last. */
function eachOf<M extends Metrics>(history: readonly EpochRecord<M>[]): readonly EpochRecord<M>[] {
  const apart = 2 ** Math.max(0, Math.ceil(Math.log2(history.length / MOST_POINTS)));
  return history.filter(({ epoch }, i) => epoch % apart === 0 || i === history.length - 1);
}
