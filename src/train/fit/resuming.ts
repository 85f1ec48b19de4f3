import { checkNetwork, type Network } from "../../engine/network.ts";
import type { Optimizer, RuleState } from "../../optim/optimizers/optimizer.ts";
import { shapeOf } from "../../core/matrix/matrix.ts";
import { describe } from "../../core/support/describe.ts";
import type { ExecutorName } from "../../executors/executor.ts";
import type { EpochRecord } from "../history.ts";
import type { Checkpoint, Position } from "./checkpoint.ts";
import { checkSetting, networkInWords, type Setting } from "./setting.ts";

/** Where training begins, or goes on. */
export interface Start {
  readonly position: Position;
  readonly network: Network;
  /** What the optimizer remembers; nothing if left out. */
  readonly state?: unknown;
  readonly history: readonly EpochRecord[];
}

/** The beginning of an epoch. */
export const UNBEGUN = { step: 0, total: 0, seconds: 0 } as const;

/** What training is that may begin from a checkpoint. */
export interface ResumePlan {
  readonly optimizer: Optimizer;
  /** S, the steps of each epoch. */
  readonly steps: number;
  readonly epochs: number;
  /** The setting of a training of so many epochs. */
  readonly setting: (epochs: number) => Setting;
}

/**
 * Where training begins: at the network, or at the checkpoint if there is one.
 *
 * @param network The network that was passed to `fit`.
 * @param resume The checkpoint.
 * @param plan What the checkpoint must fit.
 * @throws {TypeError} If the checkpoint is none.
 * @throws {RangeError} If it belongs to another training, or to more epochs than wanted.
 */
export function startOf(
  network: Network,
  resume: Checkpoint | undefined,
  { optimizer, steps, epochs, setting }: ResumePlan,
): Start {
  if (resume === undefined) {
    return { position: { epoch: 1, taken: 0, ...UNBEGUN }, network, history: [] };
  }
  checkShape(resume);
  const wanted = setting(resume.epochs);
  checkSetting(resume.setting, wanted);
  checkSetting(wanted, { ...wanted, network: networkInWords(resume.network) });
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
  if (optimizer.rule !== undefined) checkState(resume, optimizer.rule.memory);
  return { position: resume, network: resume.network, state, history };
}

/**
 * What to warn of where training goes on by other means: `undefined` if nothing.
 *
 * @param resume The checkpoint.
 * @param executor What carries out the steps now.
 * @param variant Its build.
 */
export function changeOfExecutor(
  resume: Checkpoint,
  executor: ExecutorName,
  variant: string | undefined,
): string | undefined {
  const inWords = (name: string, variant?: string) => variant ? `${name} (${variant})` : name;
  const before = inWords(resume.executor, resume.variant), now = inWords(executor, variant);
  if (before === now) return undefined;
  return `the checkpoint was made by the executor ${before}, and training goes on by ${now}: ` +
    "the result will differ in its last digits from that of an uninterrupted training";
}

/** Refuses what is no checkpoint. */
export function checkShape(value: Checkpoint): void {
  const { setting, network, history, epochs, epoch, step, taken, total, seconds } = value ?? {};
  const counts = [epochs, epoch, step, taken].every((n) => Number.isSafeInteger(n) && n >= 0);
  const numbers = [total, seconds].every(Number.isFinite);
  if (!counts || !numbers || !Array.isArray(history) || typeof setting !== "object" || !setting) {
    throw new TypeError(
      `A checkpoint must have a setting, a history and its place in them, but found ${
        describe(value)
      }`,
    );
  }
  checkNetwork(network);
}

function checkState({ state, taken, network }: Checkpoint, memory: readonly string[]): void {
  const { step, layers: remembered } = (state ?? {}) as Partial<RuleState>;
  if (step !== taken) {
    throw new RangeError(
      `The state of the checkpoint must be that after ${taken} steps, but found ${describe(step)}`,
    );
  }
  network.layers.forEach((layer, l) => {
    for (const name of memory) {
      for (const part of ["weights", "biases"] as const) {
        const found = remembered?.[l]?.[name]?.[part];
        if (found === undefined || shapeOf(found) !== shapeOf(layer[part])) {
          throw new RangeError(
            `The state of the checkpoint must have ${name} (${shapeOf(layer[part])}) for the ` +
              `${part} of layer ${l + 1}, but found ${found ? `(${shapeOf(found)})` : "none"}`,
          );
        }
      }
    }
  });
}
