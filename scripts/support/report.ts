import type { Matrix } from "../../engine.ts";
import { duration } from "./progress.ts";
import { count, table } from "./table.ts";

/** The results of a training run: the keys of `--json`. */
export interface Run {
  readonly dataset: string;
  readonly examples: number;
  readonly parameters: number;
  readonly epochs: number;
  readonly executor: string;
  readonly seconds: number;
  readonly accuracy: number;
  readonly crossEntropy: number;
  readonly microAccuracy: number;
  readonly microPrecision: number;
  readonly microRecall: number;
  /** The SHA-256 of the trained parameters. */
  readonly digest: string;
}

/** The settings of the run. */
interface Settings {
  readonly batchSize: number;
  readonly optimizer: string;
  readonly learningRate: number;
}

/** The table of the paper's section "Empirical results", this run beside the paper's two. */
export function resultTable(run: Run, { batchSize, optimizer, learningRate }: Settings): string {
  const head = ["", `this run (${run.dataset})`, "paper (MNIST)", "its TensorFlow (MNIST)"];
  return table(head, [
    ["Epochs", count(run.epochs), "5", "5"],
    ["Batch size", count(batchSize), "32", "32"],
    ["Optimizer", optimizer, "sgd", "sgd"],
    ["Learning rate", `${learningRate}`, "0.1", "0.1"],
    ["Categorical cross-entropy", run.crossEntropy.toFixed(3), "0.166", "0.290"],
    ["Accuracy (largest output is right)", run.accuracy.toFixed(4), "0.950", "–"],
    ["Micro-averaged accuracy (104)", run.microAccuracy.toFixed(4), "0.990", "0.984"],
    ["Micro-averaged precision (105)", run.microPrecision.toFixed(4), "0.950", "0.941"],
    ["Micro-averaged recall (106)", run.microRecall.toFixed(4), "0.950", "0.895"],
    ["Training time", duration(run.seconds), "17.95 min", "6.64 min"],
    ["Processing unit", `CPU, ${run.executor}`, "CPU", "GPU"],
  ]);
}

/** The confusion matrix: a row for each true class, a column for each decided one. */
export function confusionTable({ rows, columns, data }: Matrix): string {
  const classes = Array.from({ length: columns }, (_, j) => `${j}`);
  const body = Array.from({ length: rows }, (_, i) => {
    const counts = classes.map((_, j) => data[i * columns + j]!);
    const total = counts.reduce((sum, n) => sum + n, 0);
    const recall = total === 0 ? "–" : `${(100 * counts[i]! / total).toFixed(1)} %`;
    return [`${i}`, ...counts.map((n) => n === 0 ? "·" : `${n}`), recall];
  });
  return table(["is \\ taken for", ...classes, "right"], body);
}
