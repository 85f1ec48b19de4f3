import { describeNetwork } from "../../engine/network.ts";
import { copyOfNetwork, layersOf, parameterList } from "../../engine/parameters.ts";
import { followsItsRule, type RuleState } from "../../optim/optimizers/optimizer.ts";
import { shapeOfExamples } from "../../data/stored/stored.ts";
import { checkMatrix, checkNumbers, shapeOf } from "../../core/matrix/matrix.ts";
import { describe, printable } from "../../core/support/describe.ts";
import type { Executor } from "../../executors/executor.ts";
import type { Metrics } from "../../metrics/metric.ts";
import { type Checkpoint, checkShape } from "../checkpoints/checkpoint.ts";
import { describeOptimizerOfVersionOne } from "../checkpoints/describe_optimizer.ts";
import { checkSetting, type Setting, settingOf } from "../checkpoints/setting.ts";
import type { Start } from "./start.ts";
import type { Task } from "./task.ts";

/** The setting of a task if it had `epochs` epochs. */
export function settingFor<M extends Metrics>(task: Task<M>, epochs: number): Setting {
  const { network, known, validation, knownValidation } = task;
  return settingOf(network, known, {
    ...{ ...task, validation: knownValidation, steps: epochs * task.steps },
    ...(validation && { validated: shapeOfExamples(validation).examples }),
  });
}

/**
 * Where training resumes.
 *
 * @throws {TypeError} If the checkpoint is not one.
 * @throws {RangeError} If it belongs to another training, or to more epochs than wanted.
 */
export function resumed<M extends Metrics>(task: Task<M>, resume: Checkpoint): Start {
  const { optimizer, steps, epochs } = task;
  checkShape(resume);
  const wanted = settingFor(task, resume.epochs);
  checkSetting(resume.setting, settingAsWritten(resume, wanted, task));
  checkSetting(wanted, { ...wanted, network: describeNetwork(resume.network) });
  const { epoch, step, taken, history, state } = resume;
  if (epoch > epochs + 1 || (epoch === epochs + 1 && step > 0)) {
    throw new RangeError(
      `epochs must be at least those of the checkpoint, which has ${taken} steps of ${steps} ` +
        `in an epoch, but found ${epochs}`,
    );
  }
  if (step > steps || taken !== (epoch - 1) * steps + step || history.length !== epoch - 1) {
    throw new RangeError(
      `The checkpoint must stand where its steps lead to, but found epoch ${epoch}, step ${step}, ` +
        `${taken} steps taken and ${history.length} epochs complete`,
    );
  }
  if (followsItsRule(optimizer)) checkState(resume, optimizer.rule!.slots);
  return {
    ...{ position: resume, network: copyOfNetwork(resume.network), state, history },
    warningsOn: (variant) => warningsOfChange(resume, task.executor, variant),
  };
}

/**
 * The setting, with the optimizer described as in version 1 if the checkpoint is of that version.
 * The descriptions of rules without options are the same if training is short.
 */
function settingAsWritten<M extends Metrics>(
  { setting, epochs }: Checkpoint,
  wanted: Setting,
  { optimizer, steps }: Task<M>,
): Setting {
  if (setting.optimizer === wanted.optimizer) return wanted;
  const before = describeOptimizerOfVersionOne(optimizer, epochs * steps);
  return setting.optimizer === before ? { ...wanted, optimizer: before } : wanted;
}

/** A warning if training is resumed by an executor, or a build of one, that has other bits. */
function warningsOfChange(
  resume: Checkpoint,
  executor: Executor,
  variant: string | undefined,
): string[] {
  const describeExecutor = (name: string, build?: string) => build ? `${name} (${build})` : name;
  const before = printable(describeExecutor(resume.executor, resume.variant));
  const now = describeExecutor(executor.sameBitsAs ?? executor.name, variant);
  if (before === now) return [];
  return [
    `the checkpoint was made by the executor ${before}, and training is resumed by ${now}: ` +
    "the result will differ in its last digits from that of an uninterrupted training",
  ];
}

function checkState({ state, taken, network }: Checkpoint, slots: readonly string[]): void {
  const { step, layers: remembered } = (state ?? {}) as Partial<RuleState>;
  if (step !== taken) {
    throw new RangeError(
      `The state of the checkpoint must be that after ${taken} steps, but found ${describe(step)}`,
    );
  }
  for (const { l, name: part, matrix } of parameterList(layersOf(network))) {
    for (const name of slots) {
      const found = remembered?.[l]?.[name]?.[part];
      const what = `${name} of the ${part} of layer ${l + 1}`;
      if (found !== undefined) checkMatrix(found, what);
      if (found === undefined || shapeOf(found) !== shapeOf(matrix)) {
        throw new RangeError(
          `The state of the checkpoint must have ${name} (${shapeOf(matrix)}) for the ` +
            `${part} of layer ${l + 1}, but found ${found ? `(${shapeOf(found)})` : "none"}`,
        );
      }
      checkNumbers(found, what);
    }
  }
}
