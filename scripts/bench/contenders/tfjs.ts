// TensorFlow.js, plain or on WebAssembly: deno run … tfjs.ts cpu|wasm
import type { NetworkFile, PredictWork, ProductWork, TrainWork } from "../work.ts";
import { arraysOf, batchesOf, inputsOf, measured, orderOf, parametersOf } from "./arrays.ts";
import { type Contender, readFloats, repeated, type Run, serve, warmUp } from "./serve.ts";

// The part of the package that is used, so that checking types does not download it.
interface Tensor {
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
  tanh(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  softmax(x: Tensor): Tensor;
  logSoftmax(x: Tensor): Tensor;
  losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor };
  train: {
    sgd(learningRate: number): {
      minimize(
        cost: () => Tensor,
        returnCost: boolean,
        variables: Variable[],
      ): Tensor | null;
    };
  };
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
    parametersOf(network).flatMap(({ inputs, units, weights, biases }) => [
      tf.variable(tf.tensor2d(weights, [inputs, units])),
      tf.variable(tf.tensor1d(biases)),
    ])
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
  let a = x;
  layers.forEach(({ activation }, l) => {
    const z = tf.add(tf.matMul(a, parameters[2 * l]!), parameters[2 * l + 1]!);
    a = activation === "softmax" ? z : tf[activation](z);
  });
  return a;
}

async function prepareTraining(
  tf: TensorFlow,
  work: TrainWork,
): Promise<Run> {
  const { network, learningRate } = work;
  const classes = network.layers.at(-1)!.units;
  const examples = arraysOf(network, work.train, work.examples);
  const test = arraysOf(network, work.test);
  const order = orderOf(work);
  const trained = (most: number) => {
    const variables = variablesOf(tf, network);
    const optimizer = tf.train.sgd(learningRate);
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
