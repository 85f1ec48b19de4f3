import type { Network } from "../engine/network.ts";
import type { Familiarity } from "./familiarity.ts";
import type { ModelInputs } from "./inputs.ts";
import type { ModelOutputs } from "./outputs.ts";

/**
 * What a model consists of: plain data around a network. All but the network is optional, as formats
 * made elsewhere hold only that.
 * @category Models
 */
export interface ModelContent {
  /** The network with its parameters and state. */
  readonly network: Network;
  /** What its inputs are made from. Defaults to rows of numbers. */
  readonly inputs?: ModelInputs;
  /**
   * What its outputs mean. Defaults to the targets of a table, or to what the last activation suggests.
   */
  readonly outputs?: ModelOutputs;
  /** Statistics of the inputs it was trained on, to warn of others. */
  readonly familiarity?: Familiarity;
  /** How it was trained: the loss, the optimizer, the number of examples, … */
  readonly training?: TrainingRecord;
}

/**
 * How a model was trained, by names that people read: `{ loss: "categoricalCrossEntropy", epochs: 5 }`.
 * @category Models
 */
export type TrainingRecord = Readonly<Record<string, string | number>>;
