import { classification, type Dataset } from "../../../data.ts";
import {
  categoricalCrossEntropy,
  type Inputs,
  mapParameters,
  type Network,
} from "../../../engine.ts";
import { adam, evaluate, fit, type FitOptions, sgd } from "../../../train.ts";
import { drawNetwork } from "../networks.ts";
import { classesOf, type ExamplesFile, type NetworkFile, type TrainWork } from "../work.ts";
import { readBytes, readFloats, type Run, warmUp } from "./serve.ts";

const loss = categoricalCrossEntropy;

/** The network of a file. */
export function networkOf({ layers, parameters }: NetworkFile): Network {
  const numbers = readFloats(parameters);
  const made = drawNetwork(layers[0]!.from, layers, 0);
  let from = 0;
  const next = (length: number) => Float64Array.from(numbers.subarray(from, from += length));
  return mapParameters(made, (matrix) => ({ ...matrix, data: next(matrix.data.length) }));
}

/** The inputs of a file. */
export function inputsOf(file: ExamplesFile, columns: number, wanted: number): Inputs {
  if (file.format === "bytes") {
    const data = readBytes(file.inputs).subarray(0, wanted * columns);
    return { rows: data.length / columns, columns, data, scale: 1 / 255 };
  }
  const data = readFloats(file.inputs).subarray(0, wanted * columns);
  return { rows: data.length / columns, columns, data };
}

function datasetOf(
  network: NetworkFile,
  file: ExamplesFile,
  wanted?: number,
): Dataset {
  const labels = readBytes(file.labels).subarray(0, wanted);
  return classification(
    inputsOf(file, network.inputs, labels.length),
    labels,
    classesOf(network),
  );
}

/** A training, after a short one. */
export async function trainingOf(
  work: TrainWork,
  by: Pick<FitOptions, "executor" | "workers">,
): Promise<Run> {
  const { epochs, batchSize, learningRate, seed } = work;
  const untrained = networkOf(work.network);
  const train = datasetOf(work.network, work.train, work.examples);
  const test = datasetOf(work.network, work.test);
  const optimizer = { sgd, adam }[work.optimizer]({ learningRate });
  const options = {
    loss,
    optimizer,
    batchSize,
    seed,
    ...by,
  } as const;
  const few = datasetOf(
    work.network,
    work.train,
    Math.min(work.examples, 4 * batchSize),
  );
  await warmUp(() => fit(untrained, few, options));
  return async () => {
    const trained = await fit(untrained, train, { ...options, epochs });
    const { crossEntropy, accuracy } = await evaluate(trained.network, test, {
      loss,
    });
    return { seconds: trained.seconds, crossEntropy: crossEntropy!, accuracy };
  };
}
