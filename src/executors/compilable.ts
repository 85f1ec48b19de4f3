import { columnOf } from "../core/matrix/numbers.ts";
import type { Batch } from "../engine/cost.ts";
import type { Network } from "../engine/network.ts";
import {
  followsItsRule,
  type Optimizer,
  type Rule,
  type RuleState,
} from "../optim/optimizers/optimizer.ts";
import { type Examples, isStored, withCheckedReads } from "../data/stored/stored.ts";
import type { Plan } from "./executor.ts";
import { checkFloat32, checkParametersFloat32 } from "./float32.ts";

/** What executors that compile need of an optimizer, and where training starts. */
export interface Compilable {
  readonly rule: Rule;
  /** The state of the rule at the start. */
  readonly state: RuleState;
  /** The number of steps taken before. */
  readonly taken: number;
  /** The examples, those that are read checked when they are. */
  readonly dataset: Examples;
}

/**
 * The rule of an optimizer, for an executor that compiles it and computes in float32.
 *
 * @param executor The name of the executor, for messages.
 * @throws {RangeError} If the optimizer does not follow a rule, or a number does not fit float32.
 */
export function checkCompilable(
  network: Network,
  optimizer: Optimizer,
  { dataset, state, taken = 0 }: Pick<Plan, "dataset" | "state" | "taken">,
  executor: string,
): Compilable {
  const { rule, name } = optimizer;
  if (rule === undefined || !followsItsRule(optimizer)) {
    const found = rule === undefined ? "none" : "an update that is not of its rule";
    throw new RangeError(
      `The ${executor} executor compiles the rule of an optimizer, but ${name} has ${found}; ` +
        `executor: "reference" takes any`,
    );
  }
  checkParametersFloat32(network, executor);
  const checked = ({ inputs, targets, weights }: Batch) => {
    checkFloat32(inputs, "inputs", executor);
    checkFloat32(targets, "targets", executor);
    checkFloat32(columnOf(weights ?? []), "weights", executor);
  };
  if (!isStored(dataset)) checked(dataset);
  return {
    ...{ rule, state: (state ?? optimizer.init(network)) as RuleState, taken },
    dataset: isStored(dataset) ? withCheckedReads(dataset, checked) : dataset,
  };
}
