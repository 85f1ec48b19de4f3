import type { Matrix } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import {
  checkStandardization,
  type Standardization,
  unstandardize,
} from "../data/generators/standardization.ts";
import { type Network, outputsOf } from "../engine/network.ts";
import { namesOf } from "../data/files/csv/columns.ts";
import type { CsvEncoding } from "../data/generators/csv/encoding.ts";
import { labelsOf } from "../metrics/decide.ts";

/**
 * What the outputs of a network mean: plain data, stored with it.
 * @category Models
 */
export interface ModelOutputs {
  /** One class of several, any number of labels at once, or numbers. */
  readonly task: "classification" | "labels" | "regression";
  /**
   * The names of the classes, labels or numbers: one for each output. A single output decides
   * between two classes, the second where it exceeds the threshold.
   */
  readonly names: readonly string[];
  /** The function that makes probabilities of outputs, for a loss that takes logits. */
  readonly activation?: "sigmoid" | "softmax";
  /** What a label, or the second of two classes, must exceed. Defaults to 0.5. */
  readonly threshold?: number;
  /** The standardization of the targets, which predictions undo. */
  readonly scale?: Standardization;
}

/**
 * What a model says of one example.
 * @category Models
 */
export interface Prediction {
  /** The class. */
  readonly class?: string;
  /** The labels. */
  readonly labels?: readonly string[];
  /** The probability of each class or label, by name. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** The numbers, by name. */
  readonly values?: Readonly<Record<string, number>>;
  /** Why the prediction deserves no trust, such as an input unlike those of training. */
  readonly warning?: string;
}

const TASKS = ["classification", "labels", "regression"];
const PROBABILITIES = ["sigmoid", "softmax"];

/** A name for each takes memory, and a file may claim any number. */
const MOST_SUGGESTED = 1_048_576;

/** What the last activation suggests: classes for softmax, labels for sigmoids, else numbers. */
export function suggestedOutputs(network: Network): ModelOutputs {
  const count = outputsOf(network);
  if (count > MOST_SUGGESTED) {
    throw new RangeError(
      `outputs of a model with more than ${MOST_SUGGESTED} of them must be given, but found ${count}`,
    );
  }
  const last = network.layers.at(-1)!.activation?.name;
  const numbers = (length: number) => Array.from({ length }, (_, j) => String(j));
  if (last === "softmax") return { task: "classification", names: numbers(count) };
  if (last === "sigmoid" && count === 1) return { task: "classification", names: numbers(2) };
  if (last === "sigmoid") return { task: "labels", names: numbers(count) };
  return { task: "regression", names: numbers(count).map((name) => `output ${name}`) };
}

/** What the targets of a CSV file mean. */
export function outputsOfEncoding({ targets, targetScale }: CsvEncoding): ModelOutputs {
  const [first] = targets, isClass = targets.length === 1 && first!.categories !== undefined;
  if (isClass) return { task: "classification", names: first!.categories! };
  const isLabels = targets.every(({ categories }) => categories !== undefined);
  if (isLabels) return { task: "labels", names: namesOf(targets) };
  return { task: "regression", names: namesOf(targets), scale: targetScale };
}

/** Throws unless a value, which may be read from a file, describes so many outputs. */
export function checkOutputs(value: ModelOutputs, outputs: number): void {
  const { task, names, activation, threshold, scale } = value;
  if (!TASKS.includes(task)) {
    const found = describe(task);
    throw new RangeError(
      `outputs.task of a model must be one of ${TASKS.join(", ")}, but found ${found}`,
    );
  }
  checkOptions("ModelOutputs", value, "task names activation threshold scale");
  const wanted = task === "classification" && outputs === 1 ? 2 : outputs;
  const isNames = Array.isArray(names) && names.every((name) => typeof name === "string");
  if (!isNames || names.length !== wanted || new Set(names).size !== wanted) {
    const found = isNames ? `${new Set(names).size} different ones` : describe(names);
    throw new TypeError(
      `outputs.names of a model must be ${wanted} different names, but found ${found}`,
    );
  }
  if (activation !== undefined && !PROBABILITIES.includes(activation)) {
    const found = describe(activation);
    throw new RangeError(
      `outputs.activation of a model must be sigmoid or softmax, but found ${found}`,
    );
  }
  if (activation === "softmax" && outputs === 1) {
    throw new RangeError(
      "outputs.activation of a model must be sigmoid for a single output, of which softmax makes 1, " +
        "but found softmax",
    );
  }
  if (threshold !== undefined && !Number.isFinite(threshold)) {
    throw new RangeError(
      `outputs.threshold of a model must be a number, but found ${describe(threshold)}`,
    );
  }
  if (scale !== undefined) checkStandardization(scale, outputs, "outputs.scale of a model");
}

/** What each row of outputs says (examples × outputs), once the activation has been applied. */
export function predictionsOf(outputs: Matrix, meaning: ModelOutputs): Prediction[] {
  const { task, names, threshold = 0.5, scale } = meaning, { rows, columns } = outputs;
  const { data } = scale === undefined ? outputs : unstandardize(outputs, scale);
  const rowOf = (i: number): number[] => {
    return Array.from({ length: columns }, (_, j) => data[i * columns + j]!);
  };
  const byName = (row: readonly number[]) => {
    return Object.fromEntries(names.map((name, j) => [name, row[j]!]));
  };
  if (task === "regression") {
    return Array.from({ length: rows }, (_, i) => ({ values: byName(rowOf(i)) }));
  }
  if (task === "labels") {
    return Array.from({ length: rows }, (_, i) => ({
      labels: names.filter((_, j) => data[i * columns + j]! > threshold),
      probabilities: byName(rowOf(i)),
    }));
  }
  const single = columns === 1, labels = single ? undefined : labelsOf({ rows, columns, data });
  return Array.from({ length: rows }, (_, i) => {
    const row = rowOf(i), [p] = row;
    return {
      class: names[single ? (p! > threshold ? 1 : 0) : labels![i]!]!,
      probabilities: byName(single ? [1 - p!, p!] : row),
    };
  });
}
