// The library itself: deno run … backproof.ts wasm|workers|auto|blas|webgpu|reference
import { classification, type Dataset } from "../../../data.ts";
import {
  categoricalCrossEntropy,
  type Inputs,
  mapParameters,
  type Network,
} from "../../../engine.ts";
import { blas, webgpu } from "../../../executors.ts";
import { adam, evaluate, fit, predict, sgd } from "../../../train.ts";
import { drawNetwork } from "../networks.ts";
import {
  classesOf,
  type ExamplesFile,
  type NetworkFile,
  type PredictWork,
  type ProductWork,
  sampleIndices,
  type TrainWork,
  type WindowsWork,
} from "../work.ts";
import { type Product, productByBlas, productInTypeScript, productInWasm } from "./products.ts";
import { windowsInTypeScript, windowsInWasm } from "./windows.ts";
import {
  readBytes,
  readFloats,
  repeated,
  type Run,
  secondsPerCall,
  serve,
  warmUp,
} from "./serve.ts";

const [name = "wasm"] = Deno.args;
const executor = name === "webgpu"
  ? webgpu()
  : name === "blas"
  ? blas()
  : name === "reference"
  ? name
  : "wasm";
const workers = name === "auto" ? name : name === "workers" ? 2 : 1;
const loss = categoricalCrossEntropy;

function networkOf({ layers, parameters }: NetworkFile): Network {
  const numbers = readFloats(parameters);
  const made = drawNetwork(layers[0]!.from, layers, 0);
  let from = 0;
  const next = (length: number) => Float64Array.from(numbers.subarray(from, from += length));
  return mapParameters(made, (matrix) => ({ ...matrix, data: next(matrix.data.length) }));
}

function inputsOf(file: ExamplesFile, columns: number, wanted: number): Inputs {
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

async function prepareTraining(
  work: TrainWork,
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
    executor,
    workers,
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

function prepareProduct({ size, a, b }: ProductWork): Promise<Run> {
  const product = name === "blas"
    ? productByBlas
    : executor === "wasm"
    ? productInWasm
    : productInTypeScript;
  return prepared(product(size, readFloats(a), readFloats(b)));
}

function prepareWindows(work: WindowsWork): Promise<Run> {
  const product = executor === "wasm" ? windowsInWasm : windowsInTypeScript;
  return prepared(product(work, readFloats(work.a), readFloats(work.b)));
}

async function prepared({ multiply, length, entry }: Product): Promise<Run> {
  await warmUp(multiply);
  return async () => ({
    seconds: await secondsPerCall(multiply),
    sample: sampleIndices(length).map(entry),
  });
}

function preparePrediction(
  work: PredictWork,
): Promise<Run> {
  const net = networkOf(work.network);
  const inputs = inputsOf(work.inputs, work.network.inputs, work.rows);
  return repeated(async () => (await predict(net, inputs, { executor })).data);
}

/** What computes; rejects where there is no adapter for a GPU. */
async function buildOf(): Promise<string> {
  if (executor === "reference") return executor;
  if (name === "blas") {
    const { leaseBackend } = await import("../../../src/executors/blas/backend.ts");
    const { description, close } = leaseBackend({ threads: 1 });
    close();
    return `blas, ${description}`;
  }
  if (executor === "wasm") {
    const { fusedOfEngine } = await import("../../../src/executors/wasm/runtime/variant.ts");
    return `wasm, ${fusedOfEngine().name} SIMD`;
  }
  const adapter = await navigator.gpu?.requestAdapter();
  const { openDevice } = await import("../../../src/executors/webgpu/runtime/device.ts");
  const { adapter: called } = await openDevice({});
  if (adapter?.info.isFallbackAdapter) throw new Error(`${called} is a program, and no GPU`);
  return `webgpu, ${called}`;
}

await serve(async () => {
  const { version } = JSON.parse(
    Deno.readTextFileSync(new URL("../../../deno.json", import.meta.url)),
  );
  const build = await buildOf();
  return {
    version: `backproof ${version}, ${build}${workers === 1 ? "" : `, ${workers} workers`}`,
    prepare: {
      ...{ train: prepareTraining, predict: preparePrediction },
      ...{ product: prepareProduct, windows: prepareWindows },
    },
  };
});
