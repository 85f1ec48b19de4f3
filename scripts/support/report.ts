import type { Dataset } from "../../data.ts";
import { describeNetwork, type Matrix, type Network } from "../../engine.ts";
import type { TrainingRecord } from "../../formats.ts";
import type { ReportTable } from "../../report.ts";
import {
  type ClassReport,
  classReport,
  mae,
  measure,
  microAverages,
  rmse,
  rSquared,
} from "../../metrics.ts";
import {
  baseline,
  type Evaluation,
  type Importance,
  permutationImportance,
  predict,
} from "../../train.ts";
import { confusionTable } from "./confusion_table.ts";
import type { Source } from "./sources/source.ts";
import { shortened } from "../../src/core/support/display_width.ts";
import { prose, table } from "./table.ts";
import { count, duration, rounded } from "../../src/core/support/quantities.ts";

/** A training, and how it did on the examples to test with. */
export interface Trained {
  readonly source: Source;
  readonly network: Network;
  readonly evaluation: Evaluation;
  readonly epochs: number;
  readonly parameters: number;
  readonly executor: string;
  readonly seconds: number;
  /** The SHA-256 of the trained parameters. */
  readonly digest: string;
  readonly batchSize: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly seed: number;
}

/** What a training is reported as. */
export interface Report {
  /** The object of `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The tables. */
  readonly text: string;
  /** The paper's table, where it is one of them. */
  readonly table?: ReportTable;
  /** What the result shows to have gone wrong. */
  readonly warnings: readonly string[];
  /** Why the training came to nothing, if it did. */
  readonly failure?: string | undefined;
  /** What is kept with the model. */
  readonly training: TrainingRecord;
}

/** The report that fits what was trained on: the paper's table for digits. */
export async function reportOf(trained: Trained): Promise<Report> {
  const { source, evaluation, epochs, optimizer, learningRate, batchSize, seed } = trained;
  const { network, executor, parameters } = trained, { name, data, outputs, loss } = source;
  const training = {
    ...{ data: name, examples: data.train.inputs.rows, loss: loss.name, optimizer, learningRate },
    ...{ epochs, batchSize, seed, executor },
  };
  const head = {
    ...{ dataset: name, examples: data.train.inputs.rows, parameters, epochs, executor },
    seconds: trained.seconds,
  };
  if (source.isOfPaper) {
    const json = { ...head, ...classMeasures(evaluation), digest: trained.digest };
    const paper = paperTable(trained);
    const tables = [
      table(paper.head, paper.rows),
      confusionTable(evaluation.confusion, outputs.names),
    ];
    return {
      ...{ json, text: tables.join("\n\n"), table: paper, warnings: [] },
      ...{ failure: failureOf(evaluation), training },
    };
  }
  const { groups = [] } = source, isMeasured = groups.length > 0 && groups.length <= MOST_SHUFFLED;
  const importances = !isMeasured ? [] : await permutationImportance(
    network,
    data.test,
    { loss, groups, seed, executor: "wasm" },
  );
  const result = await RESULTS[outputs.task](trained);
  const about = `${describeNetwork(network)}, ${count(epochs)} epochs of ` +
    `${count(data.train.inputs.rows)} examples in ${duration(trained.seconds)}, ` +
    `tested on ${count(data.test.inputs.rows)}`;
  return {
    json: {
      ...{ ...head, task: outputs.task, tested: data.test.inputs.rows, ...result.json },
      ...(importances.length > 0 && { importances }),
      digest: trained.digest,
    },
    text: [prose(about), ...result.tables, ...importanceTable(importances)].join("\n\n"),
    warnings: groups.length <= MOST_SHUFFLED ? result.warnings : [
      ...result.warnings,
      `the most important of ${count(groups.length)} columns are not measured, as that takes long`,
    ],
    training: { ...training, ...result.kept },
  };
}

/** Each column is shuffled several times, so that of more it takes longer than the training. */
const MOST_SHUFFLED = 500;

interface Result {
  readonly json: Readonly<Record<string, unknown>>;
  readonly tables: readonly string[];
  readonly warnings: readonly string[];
  /** Numbers to keep with the model. */
  readonly kept: TrainingRecord;
}

/** How each task is reported, beside what one answer for all examples would reach. */
const RESULTS: Readonly<
  Record<Source["outputs"]["task"], (trained: Trained) => Result | Promise<Result>>
> = {
  classification: async ({ source, network, evaluation }) => {
    const { data, outputs: { names } } = source, base = baseline(data.train, data.test);
    const a = await outputsOn(network, data.test);
    const { perClass, macro } = measure(classReport(), a, data.test.targets);
    const { accuracy, crossEntropy } = evaluation;
    const most = shortened(names[base.label!]!, 30);
    return {
      json: {
        ...classMeasures(evaluation),
        ...{ macroF1: macro.f1, classes: names, confusion: rowsOf(evaluation.confusion) },
        baseline: { class: names[base.label!], accuracy: base.accuracy },
      },
      tables: [
        table(["", "network", `always ${most}`], [
          ["Accuracy", shown(accuracy), shown(base.accuracy!)],
          ["Cross-entropy", shown(crossEntropy ?? NaN), ""],
          ["Macro-averaged F1", shown(macro.f1), ""],
        ]),
        table(
          ["class", "examples", "precision", "recall", "F1"],
          rowsOfClasses(perClass, names),
        ),
        confusionTable(evaluation.confusion, names),
      ],
      warnings: [
        ...warningsOf(evaluation, names),
        ...(accuracy > base.accuracy!
          ? []
          : [`the network does not beat always answering ${most}`]),
      ],
      kept: { accuracy },
    };
  },
  labels: async ({ source, network }) => {
    const { data, outputs: { names } } = source;
    const a = await outputsOn(network, data.test);
    const { perClass, micro, macro } = measure(
      classReport({ threshold: 0.5 }),
      a,
      data.test.targets,
    );
    const averages = measure(microAverages({ threshold: 0.5 }), a, data.test.targets);
    return {
      json: { ...averages, microF1: micro.f1, macroF1: macro.f1, labels: names },
      tables: [
        table(
          ["label", "examples", "precision", "recall", "F1"],
          [
            ...rowsOfClasses(perClass, names),
            ["all (micro)", "", ...[micro.precision, micro.recall, micro.f1].map(shown)],
          ],
        ),
      ],
      warnings: [],
      kept: { microF1: micro.f1 },
    };
  },
  regression: async ({ source, network }) => {
    const { data, outputs: { names, scale } } = source;
    const a = await outputsOn(network, data.test), { targets } = data.test;
    const { outputs: means } = baseline(data.train, data.test);
    const answers = {
      ...{ rows: targets.rows, columns: targets.columns },
      data: Float64Array.from(targets.data, (_, i) => means[i % targets.columns]!),
    };
    const each = { average: "perOutput" } as const;
    // Errors are brought to the units at the end, as squares of large numbers overflow.
    const inUnits = (errors: readonly number[]) => {
      return errors.map((error, j) => error * (scale?.deviations[j] ?? 1));
    };
    const measures = (given: Matrix) => ({
      mae: inUnits(measure(mae(each), given, targets)),
      rmse: inUnits(measure(rmse(each), given, targets)),
      rSquared: measure(rSquared(each), given, targets),
    });
    const ofNetwork = measures(a), ofMean = measures(answers);
    const rows = names.flatMap((name, j) => {
      return NUMBER_ROWS.map(([words, key, text]) => [
        `${shortened(name, 24)}: ${words}`,
        ...[ofNetwork, ofMean].map((each) => text(each[key][j]!)),
      ]);
    });
    return {
      json: { targets: names, ...ofNetwork, baseline: ofMean },
      tables: [table(["", "network", "always the mean"], rows)],
      warnings: names.filter((_, j) => !(ofNetwork.rmse[j]! < ofMean.rmse[j]!)).map((name) => {
        return `the network does not beat always answering the mean of ${name}`;
      }),
      kept: { rmse: ofNetwork.rmse[0]!, mae: ofNetwork.mae[0]! },
    };
  },
};

/** The rows of each target, and how they are written. */
const NUMBER_ROWS = [
  ["mean absolute error", "mae", rounded],
  ["root mean squared error", "rmse", rounded],
  ["share of variance, R²", "rSquared", shown],
] as const;

function rowsOfClasses(perClass: ClassReport["perClass"], names: readonly string[]): string[][] {
  return perClass.map(({ precision, recall, f1, support }, j) => [
    ...[shortened(names[j]!, 30), count(support)],
    ...[precision, recall, f1].map(shown),
  ]);
}

function outputsOn(network: Network, { inputs }: Dataset): Promise<Matrix> {
  return predict(network, inputs, { executor: "wasm" });
}

function classMeasures(evaluation: Evaluation) {
  const { accuracy, crossEntropy, microAccuracy, microPrecision, microRecall } = evaluation;
  return { accuracy, crossEntropy, microAccuracy, microPrecision, microRecall };
}

/** What a confusion matrix shows of a training that came to nothing. */
function warningsOf({ confusion }: Evaluation, names: readonly string[]): string[] {
  const { rows, columns, data } = confusion;
  const all = (length: number) => Array.from({ length }, (_, i) => i);
  const decided = all(columns).filter((j) => all(rows).some((i) => data[i * columns + j]! > 0));
  return decided.length !== 1 ? [] : [
    `every example is taken for class ${names[decided[0]!]}, so nothing useful was learned; ` +
    "a smaller --learning-rate may help",
  ];
}

/** Why a training on classes that are all as frequent came to nothing, if it did. */
function failureOf({ accuracy, confusion }: Evaluation): string | undefined {
  const sizes = rowsOf(confusion).map((row) => row.reduce((sum, n) => sum + n, 0));
  const largest = Math.max(...sizes) / sizes.reduce((sum, n) => sum + n, 0);
  if (accuracy > largest) return undefined;
  return "one class for all examples would be right as often as the network, of " +
    `${(100 * largest).toFixed(1)} %, so nothing useful was learned; ` +
    "a smaller --learning-rate may help";
}

/** The table of the paper's section "Empirical results", this run beside the paper's two. */
function paperTable(trained: Trained): ReportTable {
  const { source, evaluation, epochs, batchSize, optimizer, learningRate } = trained;
  const head = ["", `this run (${source.name})`, "paper (MNIST)", "its TensorFlow (MNIST)"];
  const rows = [
    ["Epochs", count(epochs), "5", "5"],
    ["Batch size", count(batchSize), "32", "32"],
    ["Optimizer", optimizer, "sgd", "sgd"],
    ["Learning rate", `${learningRate}`, "0.1", "0.1"],
    ["Categorical cross-entropy", evaluation.crossEntropy!.toFixed(3), "0.166", "0.290"],
    ["Accuracy (largest output is right)", evaluation.accuracy.toFixed(4), "0.950", "–"],
    ["Micro-averaged accuracy (104)", evaluation.microAccuracy.toFixed(4), "0.990", "0.984"],
    ["Micro-averaged precision (105)", evaluation.microPrecision.toFixed(4), "0.950", "0.941"],
    ["Micro-averaged recall (106)", evaluation.microRecall.toFixed(4), "0.950", "0.895"],
    ["Training time", duration(trained.seconds), "17.95 min", "6.64 min"],
    ["Processing unit", `CPU, ${trained.executor}`, "CPU", "GPU"],
  ];
  return { title: "This run beside the paper's", head, rows };
}

/** So many inputs are listed. */
const MOST_IMPORTANT = 10;

function importanceTable(importances: readonly Importance[]): string[] {
  if (importances.length === 0) return [];
  const rows = importances.slice(0, MOST_IMPORTANT).map(({ name, mean, deviation }) => [
    ...[shortened(name, 30), rounded(mean), `± ${rounded(deviation)}`],
  ]);
  return [table(["most important inputs", "rise of the cost, shuffled", ""], rows)];
}

function rowsOf({ rows, columns, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => {
    return Array.from({ length: columns }, (_, j) => data[i * columns + j]!);
  });
}

function shown(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(4);
}
