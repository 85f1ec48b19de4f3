/**
 * Multi-layer perceptrons from scratch, with gradients that are checked before anything is trained.
 *
 * @example Train on digits that the library draws itself
 * ```ts
 * import {
 *   categoricalCrossEntropy, dense, evaluate, fit, loadStrokes, network, sgd, softmax, tanh,
 * } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const { train, test } = loadStrokes({ train: 2000, test: 500 });
 * const untrained = network({
 *   inputs: 784,
 *   layers: [dense(32, tanh), dense(16, tanh), dense(10, softmax)],
 *   seed: 42,
 * });
 * const run = await fit(untrained, train, {
 *   loss: categoricalCrossEntropy,
 *   optimizer: sgd({ learningRate: 0.1 }),
 *   epochs: 5,
 * });
 * const { accuracy } = await evaluate(run.network, test, { loss: categoricalCrossEntropy });
 * assert(accuracy > 0.7);
 * ```
 *
 * @module
 */

export * from "./data.ts";
export * from "./engine.ts";
export * from "./executors.ts";
export * from "./formats.ts";
export * from "./metrics.ts";
export * from "./notebook.ts";
export * from "./report.ts";
export * from "./serve.ts";
export * from "./symbolic.ts";
export * from "./train.ts";
export * from "./verify.ts";
