// TensorFlow.js, plain or on WebAssembly: deno run … tfjs.ts cpu|wasm
import {
  classesOf,
  type NetworkFile,
  type PlacedLayer,
  type PredictWork,
  type ProductWork,
  type TrainWork,
} from "../work.ts";
import { arraysOf, batchesOf, inputsOf, measured, orderOf, parametersOf } from "./arrays.ts";
import { type Contender, readFloats, repeated, type Run, serve, warmUp } from "./serve.ts";

// The part of the package that is used, so that checking types does not download it.
interface Tensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array;
  dispose(): void;
}
interface Variable extends Tensor {
  assign(value: Tensor): void;
}
interface TensorFlow {
  version_core: string;
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  ready(): Promise<void>;
  tidy<T>(run: () => T): T;
  tensor1d(values: Float32Array): Tensor;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  variable(value: Tensor): Variable;
  dispose(values: readonly Tensor[]): void;
  add(a: Tensor, b: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  transpose(x: Tensor, order: readonly number[]): Tensor;
  conv2d(x: Tensor, filter: Tensor, strides: number, padding: "valid"): Tensor;
  conv2dTranspose(
    x: Tensor,
    filter: Tensor,
    shape: readonly number[],
    strides: number,
    padding: "valid",
  ): Tensor;
  maxPool(x: Tensor, size: number, strides: number, padding: "valid"): Tensor;
  customGrad(
    f: (
      ...operands: (Tensor & ((saved: Tensor[]) => void))[]
    ) => { value: Tensor; gradFunc: (error: Tensor, saved: Tensor[]) => Tensor[] },
  ): (...operands: Tensor[]) => Tensor;
  tanh(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  softmax(x: Tensor): Tensor;
  logSoftmax(x: Tensor): Tensor;
  losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor };
  train: {
    sgd(learningRate: number): Optimizer;
    adam(learningRate: number, beta1: number, beta2: number, epsilon: number): Optimizer;
  };
}
interface Optimizer {
  minimize(cost: () => Tensor, returnCost: boolean, variables: Variable[]): Tensor | null;
  dispose(): void;
}

/** Variables, so that type checkers ignore the packages. */
const PACKAGES: Record<"plain" | "wasm", string> = {
  plain: "@tensorflow/tfjs",
  wasm: "@tensorflow/tfjs-backend-wasm",
};

const [backend = "cpu"] = Deno.args;

async function open(): Promise<Contender> {
  const tf: TensorFlow = await import(PACKAGES.plain);
  if (backend === "wasm") {
    (await import(PACKAGES.wasm)).setThreadsCount(1);
  }
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) {
    throw new Error(`the backend ${backend} does not start`);
  }
  return {
    version: `TensorFlow.js ${tf.version_core}, ${backend}`,
    prepare: {
      train: (work) => prepareTraining(tf, work),
      product: (work) => prepareProduct(tf, work),
      predict: (work) => preparePrediction(tf, work),
    },
  };
}

function variablesOf(tf: TensorFlow, network: NetworkFile): Variable[] {
  return tf.tidy(() =>
    parametersOf(network).flatMap(({ layer, inputs, units, weights, biases }) => {
      const { window, from: [, , channels] } = layer, w = tf.tensor2d(weights, [inputs, units]);
      return [
        tf.variable(window ? tf.reshape(w, [window, window, channels, units]) : w),
        tf.variable(tf.tensor1d(biases)),
      ];
    })
  );
}

/** The numbers of a tensor, read outside of `tidy`, which inspects each entry of its result. */
function read(tf: TensorFlow, compute: () => Tensor): Float32Array {
  const tensor = tf.tidy(compute);
  const numbers = tensor.dataSync();
  tensor.dispose();
  return numbers;
}

/** Z of the last layer. */
function logitsOf(
  tf: TensorFlow,
  { layers }: NetworkFile,
  parameters: readonly Tensor[],
  x: Tensor,
): Tensor {
  let a = x, next = 0;
  for (const layer of layers) {
    a = shaped(tf, a, layer);
    if ("pool" in layer) {
      a = tf.maxPool(a, layer.pool, layer.pool, "valid");
      continue;
    }
    const { activation, window } = layer, isFirst = next === 0;
    const weights = parameters[next++]!, biases = parameters[next++]!;
    const sums = window ? convolved(tf, a, weights, isFirst) : tf.matMul(a, weights);
    const z = tf.add(sums, biases);
    a = activation === "softmax" ? z : tf[activation](z);
  }
  return a;
}

/** The inputs of a layer as images, or as rows. */
function shaped(tf: TensorFlow, x: Tensor, layer: PlacedLayer): Tensor {
  const [height, width, channels] = layer.from;
  const isImages = "pool" in layer || layer.window !== undefined;
  const shape = isImages ? [height, width, channels] : [height * width * channels];
  return shape.length + 1 === x.shape.length ? x : tf.reshape(x, [x.shape[0]!, ...shape]);
}

/**
 * A convolution. The wasm backend has no kernel for derivatives by filters (Conv2DBackpropFilter), so they
 * are a convolution here, in which examples and channels change places.
 */
function convolved(tf: TensorFlow, x: Tensor, filter: Tensor, isFirst: boolean): Tensor {
  const value = (x: Tensor, filter: Tensor) => tf.conv2d(x, filter, 1, "valid");
  if (backend !== "wasm") return value(x, filter);
  const byFilter = (x: Tensor, error: Tensor) =>
    tf.transpose(
      value(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(error, [1, 2, 0, 3])),
      [1, 2, 0, 3],
    );
  if (isFirst) {
    return tf.customGrad((filter, save) => {
      save!([x]);
      return {
        value: value(x, filter!),
        gradFunc: (error, [x]) => [byFilter(x!, error)],
      };
    })(filter);
  }
  return tf.customGrad((x, filter, save) => {
    save!([x!, filter!]);
    return {
      value: value(x!, filter!),
      gradFunc: (error, [x, filter]) => [
        tf.conv2dTranspose(error, filter!, x!.shape, 1, "valid"),
        byFilter(x!, error),
      ],
    };
  })(x, filter);
}

async function prepareTraining(
  tf: TensorFlow,
  work: TrainWork,
): Promise<Run> {
  const { network, learningRate } = work;
  const classes = classesOf(network);
  const examples = arraysOf(network, work.train, work.examples);
  const test = arraysOf(network, work.test);
  const order = orderOf(work);
  const trained = (most: number) => {
    const variables = variablesOf(tf, network);
    const optimizer = work.optimizer === "adam"
      ? tf.train.adam(learningRate, 0.9, 0.999, 1e-8)
      : tf.train.sgd(learningRate);
    const started = performance.now();
    let steps = 0;
    for (const { x, y, rows } of batchesOf(work, examples, order)) {
      if (steps++ === most) break;
      tf.tidy(() => {
        const inputs = tf.tensor2d(x, [rows, network.inputs]);
        const targets = tf.tensor2d(y, [rows, classes]);
        const cost = () =>
          tf.losses.softmaxCrossEntropy(
            targets,
            logitsOf(tf, network, variables, inputs),
          );
        optimizer.minimize(cost, false, variables);
      });
    }
    variables[0]!.dataSync();
    optimizer.dispose();
    return { variables, seconds: (performance.now() - started) / 1000 };
  };
  await warmUp(() => tf.dispose(trained(10).variables));
  return () => {
    const { variables, seconds } = trained(Infinity);
    const logOutputs = read(tf, () => {
      const inputs = tf.tensor2d(test.inputs, [test.rows, network.inputs]);
      return tf.logSoftmax(logitsOf(tf, network, variables, inputs));
    });
    tf.dispose(variables);
    return { seconds, ...measured(logOutputs, test.labels, classes) };
  };
}

function prepareProduct(
  tf: TensorFlow,
  work: ProductWork,
): Promise<Run> {
  const { size } = work;
  const a = tf.tensor2d(readFloats(work.a), [size, size]);
  const b = tf.tensor2d(readFloats(work.b), [size, size]);
  return repeated(() => read(tf, () => tf.matMul(a, b)));
}

function preparePrediction(
  tf: TensorFlow,
  { network, inputs, rows }: PredictWork,
): Promise<Run> {
  const variables = variablesOf(tf, network);
  const all = inputsOf(inputs, rows * network.inputs);
  return repeated(() =>
    read(tf, () => {
      const x = tf.tensor2d(all, [rows, network.inputs]);
      return tf.softmax(logitsOf(tf, network, variables, x));
    })
  );
}

await serve(open);
