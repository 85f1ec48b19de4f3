import { float64 } from "../core/arithmetic/float64.ts";
import type { Inputs, Matrix } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import { recordOf } from "../core/support/untrusted.ts";
import { checkNetwork, outputsOf } from "../engine/network.ts";
import { activate } from "../nn/activations/activation.ts";
import { sigmoid } from "../nn/activations/sigmoid.ts";
import { softmax } from "../nn/activations/softmax.ts";
import { predict, type PredictOptions } from "../train/predict.ts";
import type { ModelContent, TrainingRecord } from "./content.ts";
import { areUnfamiliar, checkFamiliarity } from "./familiarity.ts";
import type { Pixels } from "./image_inputs.ts";
import { type ExampleLimits, inputKindOf, type ModelInputs } from "./inputs.ts";
import {
  checkOutputs,
  type ModelOutputs,
  outputsOfEncoding,
  type Prediction,
  predictionsOf,
  suggestedOutputs,
} from "./outputs.ts";

/**
 * One example for a model: a record by the names of columns, an array of values, the bytes of an image
 * file, or pixels.
 * @category Models
 */
export type Example =
  | Readonly<Record<string, string | number | null>>
  | readonly (string | number | null)[]
  | Uint8Array
  | Pixels;

/**
 * A network with all that a prediction needs: how inputs are made, and what outputs mean.
 * @category Models
 */
export interface Model extends ModelContent {
  /** What its inputs are made from. */
  readonly inputs: ModelInputs;
  /** What its outputs mean. */
  readonly outputs: ModelOutputs;
  /** Predicts each of several examples, or one that is not an array itself. */
  readonly predict: ModelPredict;
}

/**
 * Predicts each of several examples, or one that is not an array itself.
 *
 * @throws {TypeError} If an example is not of the kind that the model takes.
 * @throws {RangeError} If a value is out of range.
 * @throws {SyntaxError} If the bytes of an image cannot be decoded.
 * @category Models
 */
export interface ModelPredict {
  (examples: readonly Example[], options?: PredictOptions): Promise<readonly Prediction[]>;
  (
    example: Exclude<Example, readonly unknown[]>,
    options?: PredictOptions,
  ): Promise<Prediction>;
}

/**
 * Makes a model of a network and what is known of its inputs and outputs.
 *
 * @throws {TypeError} If the network is not one, or a description does not fit it.
 * @throws {RangeError} If a word or a number in a description is out of range.
 *
 * @example
 * ```ts
 * import { dense, model, network, softmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
 * const iris = model({
 *   network: net,
 *   outputs: { task: "classification", names: ["setosa", "virginica"] },
 * });
 * const [first] = await iris.predict([[0, 0]]);
 * assertEquals(first!.class, "setosa");
 * assertEquals(first!.probabilities, { setosa: 0.5, virginica: 0.5 });
 * ```
 * @category Models
 */
export function model(content: ModelContent): Model {
  const given = checkOptions("model()", content, "network inputs outputs familiarity training");
  const { network, familiarity, training } = given;
  checkNetwork(network);
  const inputs = given.inputs ?? { kind: "numbers", size: network.inputs };
  const kind = inputKindOf(inputs);
  kind.check(inputs);
  if (kind.size(inputs) !== network.inputs) {
    throw new TypeError(
      `inputs of a model must make the ${network.inputs} inputs of its network, but make ` +
        `${kind.size(inputs)}`,
    );
  }
  const outputs = given.outputs ??
    (inputs.kind === "table" ? outputsOfEncoding(inputs.encoding) : suggestedOutputs(network));
  checkOutputs(outputs, outputsOf(network));
  if (familiarity !== undefined) checkFamiliarity(familiarity, network.inputs);
  if (training !== undefined) checkTraining(training);
  const made: Model = {
    ...{ network, inputs, outputs },
    ...(familiarity && { familiarity }),
    ...(training && { training }),
    predict: async (examples: Example | readonly Example[], options?: PredictOptions) => {
      const all = (Array.isArray(examples) ? examples : [examples]) as readonly Example[];
      if (all.length === 0) return [] as never;
      const predictions = await predictionsFor(made, await encoded(made, all), options);
      return (Array.isArray(examples) ? predictions : predictions[0]) as never;
    },
  };
  return Object.freeze(made);
}

const UNFAMILIAR = "the input is unlike those that the network was trained on";

/** The inputs of a model's network (examples × inputs) that examples become. */
export function encoded(
  { inputs }: Model,
  examples: readonly Example[],
  limits?: ExampleLimits,
): Promise<Inputs> {
  return inputKindOf(inputs).encode(examples, inputs, limits);
}

/** What a model says of inputs of its network (examples × inputs). */
export async function predictionsFor(
  { network, outputs, familiarity }: Model,
  inputs: Inputs,
  options?: PredictOptions,
): Promise<Prediction[]> {
  const found = probabilitiesOf(await predict(network, inputs, options), outputs);
  const unfamiliar = familiarity ? areUnfamiliar(inputs, familiarity) : [];
  return predictionsOf(found, outputs).map((prediction, i) => {
    return unfamiliar[i] ? { ...prediction, warning: UNFAMILIAR } : prediction;
  });
}

function probabilitiesOf(outputs: Matrix, { activation }: ModelOutputs): Matrix {
  if (activation === undefined) return outputs;
  return activate(float64, activation === "softmax" ? softmax : sigmoid, outputs);
}

function checkTraining(training: TrainingRecord): void {
  for (const [name, value] of Object.entries(recordOf(training, "training of a model"))) {
    if (typeof value === "string" || Number.isFinite(value)) continue;
    throw new TypeError(
      `training.${describe(name)} of a model must be a text or a number, but found ${
        describe(value)
      }`,
    );
  }
}
