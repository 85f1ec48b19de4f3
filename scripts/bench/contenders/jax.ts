// jax-js on WebAssembly, on one thread.
import {
  classesOf,
  type NetworkFile,
  type PredictWork,
  type ProductWork,
  type TrainWork,
} from "../work.ts";
import { arraysOf, batchesOf, inputsOf, measured, orderOf, parametersOf } from "./arrays.ts";
import { type Contender, readFloats, repeated, type Run, serve, warmUp } from "./serve.ts";

// The part of the package that is used, so that checking types does not download it. An operation
// consumes its operands; `ref` allows one more use.
interface Jax {
  init(...devices: string[]): Promise<string[]>;
  defaultDevice(device: string): string;
  jit<F>(f: F): F;
  grad<F extends (parameters: Parameters, ...rest: ArrayOf[]) => ArrayOf>(
    f: F,
  ): (...operands: globalThis.Parameters<F>) => Parameters;
  blockUntilReady<T>(value: T): Promise<T>;
  numpy: {
    array(values: Float32Array): ArrayOf;
    dot(a: ArrayOf, b: ArrayOf): ArrayOf;
    matmul(a: ArrayOf, b: ArrayOf): ArrayOf;
    tanh(x: ArrayOf): ArrayOf;
    maximum(a: number, x: ArrayOf): ArrayOf;
    mean(x: ArrayOf): ArrayOf;
    max(x: ArrayOf): ArrayOf;
    sqrt(x: ArrayOf): ArrayOf;
    zerosLike(x: ArrayOf): ArrayOf;
  };
  lax: {
    conv(x: ArrayOf, filter: ArrayOf, strides: number[], padding: "VALID"): ArrayOf;
    reduceWindow(
      x: ArrayOf,
      computation: (x: ArrayOf) => ArrayOf,
      size: number[],
      strides: number[],
    ): ArrayOf;
  };
  nn: {
    softmax(x: ArrayOf): ArrayOf;
    logSoftmax(x: ArrayOf): ArrayOf;
  };
  tree: {
    map(f: (...x: ArrayOf[]) => ArrayOf, ...trees: Parameters[]): Parameters;
    ref(tree: Parameters): Parameters;
    dispose(tree: State): void;
  };
}
interface ArrayOf {
  readonly ref: ArrayOf;
  readonly shape: number[];
  transpose(order: number[]): ArrayOf;
  reshape(shape: number[]): ArrayOf;
  add(x: ArrayOf | number): ArrayOf;
  sub(x: ArrayOf): ArrayOf;
  mul(x: ArrayOf | number): ArrayOf;
  div(x: ArrayOf): ArrayOf;
  sum(axis: number): ArrayOf;
  dataSync(): Float32Array;
}
/** A variable, so that type checkers ignore the package. */
const PACKAGE: string = "@jax-js/jax";

type Parameters = { readonly weights: ArrayOf; readonly biases: ArrayOf }[];

/** What steps change: parameters and, with Adam, the means of derivatives and of their squares. */
type State = readonly Parameters[];

async function open(): Promise<Contender> {
  // Without shared memory the package starts no workers: one thread, as for all others, and for
  // small networks the fastest way, as no message is sent for each kernel.
  Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
  const jax: Jax = await import(PACKAGE);
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const imports: Record<string, string> = JSON.parse(
    Deno.readTextFileSync(new URL("../packages.json", import.meta.url)),
  ).imports;
  return {
    version: `jax-js ${imports["@jax-js/jax"]!.split("@").at(-1)}, wasm`,
    prepare: {
      train: (work) => prepareTraining(jax, work),
      product: (work) => prepareProduct(jax, work),
      predict: (work) => preparePrediction(jax, work),
    },
  };
}

function matrixOf({ numpy }: Jax, data: Float32Array, rows: number): ArrayOf {
  return numpy.array(data).reshape([rows, data.length / rows]);
}

/** The parameters for images with channels first, as the package has them. */
function initial(jax: Jax, network: NetworkFile): Parameters {
  return parametersOf(network).map(({ layer, inputs, units, weights, biases }) => {
    const { window, from: [height, width, channels] } = layer;
    const w = jax.numpy.array(weights).reshape([
      window ?? height,
      window ?? width,
      channels,
      units,
    ]);
    return {
      weights: window
        ? w.transpose([3, 2, 0, 1])
        : w.transpose([2, 0, 1, 3]).reshape([inputs, units]),
      biases: jax.numpy.array(biases).reshape(window ? [units, 1, 1] : [units]),
    };
  });
}

/** Z of the last layer. */
function logitsOf(
  jax: Jax,
  { layers }: NetworkFile,
  parameters: Parameters,
  x: ArrayOf,
): ArrayOf {
  const { numpy, lax } = jax, [rows] = x.shape;
  let a = x, next = 0;
  layers.forEach((layer) => {
    const [height, width, channels] = layer.from;
    if ("pool" in layer) {
      const size = [1, 1, layer.pool, layer.pool];
      a = lax.reduceWindow(a, numpy.max, size, size);
      return;
    }
    const { activation, window } = layer;
    const { weights, biases } = parameters[next++]!;
    // Images have one channel at first, and rows follow images.
    a = a.reshape(window ? [rows!, channels, height, width] : [rows!, height * width * channels]);
    const sums = window ? lax.conv(a, weights, [1, 1], "VALID") : numpy.dot(a, weights);
    const z = sums.add(biases);
    // The package's own relu is max(z, 0), whose derivative at 0 is 1 here, and 0 in all others: biases
    // start at 0, so that Z of black windows is.
    const relu = (z: ArrayOf) => numpy.maximum(0, z);
    a = activation === "softmax" ? z : activation === "tanh" ? numpy.tanh(z) : relu(z);
  });
  return a;
}

async function prepareTraining(
  jax: Jax,
  work: TrainWork,
): Promise<Run> {
  const { network, learningRate } = work;
  const { jit, grad, tree, numpy, nn } = jax;
  const classes = classesOf(network);
  const examples = arraysOf(network, work.train, work.examples);
  const test = arraysOf(network, work.test);
  const order = orderOf(work);
  const cost = (parameters: Parameters, x: ArrayOf, y: ArrayOf) =>
    numpy.mean(
      nn.logSoftmax(logitsOf(jax, network, parameters, x)).mul(y).sum(1),
    ).mul(-1);
  const descent = jit(([parameters]: State, x: ArrayOf, y: ArrayOf): State => {
    const gradients = grad(cost)(tree.ref(parameters!), x, y);
    return [tree.map((p, g) => p!.sub(g!.mul(learningRate)), parameters!, gradients)];
  });
  const adam = jit(
    ([parameters, means, squares]: State, x: ArrayOf, y: ArrayOf, rate: ArrayOf, bias: ArrayOf) => {
      const gradients = grad(cost)(tree.ref(parameters!), x, y);
      const mean = tree.map(
        (m, g) => m!.mul(0.9).add(g!.mul(0.1)),
        means!,
        tree.ref(gradients),
      );
      const square = tree.map(
        (v, g) => v!.mul(0.999).add(g!.ref.mul(g!).mul(0.001)),
        squares!,
        gradients,
      );
      const moved = tree.map(
        (p, m, v) => {
          const size = numpy.sqrt(v!.div(bias.ref)).add(1e-8);
          return p!.sub(m!.mul(rate.ref).div(size));
        },
        parameters!,
        tree.ref(mean),
        tree.ref(square),
      );
      return [moved, mean, square] as State;
    },
  );
  /** The step of Adam after so many. */
  const adamStep = (state: State, x: ArrayOf, y: ArrayOf, step: number) => {
    const scalar = (value: number) => numpy.array(Float32Array.of(value)).reshape([]);
    const rate = scalar(learningRate / (1 - 0.9 ** step));
    return adam(state, x, y, rate, scalar(1 - 0.999 ** step));
  };
  const step = work.optimizer === "adam" ? adamStep : descent;
  const outputs = jit((parameters: Parameters, x: ArrayOf) =>
    nn.logSoftmax(logitsOf(jax, network, parameters, x))
  );
  const trained = (most: number) => {
    const start = initial(jax, network), zeros = () => tree.map(numpy.zerosLike, tree.ref(start));
    let state: State = work.optimizer === "adam" ? [start, zeros(), zeros()] : [start], steps = 0;
    const started = performance.now();
    for (const { x, y, rows } of batchesOf(work, examples, order)) {
      if (steps++ === most) break;
      state = step(state, matrixOf(jax, x, rows), matrixOf(jax, y, rows), steps);
      // Calls are queued until a result is read, and long queues are slow: reading a few numbers in each
      // step was the fastest of several ways.
      state[0]![0]!.biases.ref.dataSync();
    }
    state[0]!.forEach(({ weights, biases }) => [weights, biases].map((p) => p.ref.dataSync()));
    return { state, seconds: (performance.now() - started) / 1000 };
  };
  await warmUp(() => tree.dispose(trained(50).state));
  return () => {
    const { state: [parameters, ...slots], seconds } = trained(Infinity);
    tree.dispose(slots);
    const x = matrixOf(jax, test.inputs, test.rows);
    const logOutputs = outputs(parameters!, x).dataSync();
    return { seconds, ...measured(logOutputs, test.labels, classes) };
  };
}

function prepareProduct(
  jax: Jax,
  work: ProductWork,
): Promise<Run> {
  const { size } = work;
  const a = matrixOf(jax, readFloats(work.a), size),
    b = matrixOf(jax, readFloats(work.b), size);
  const product = jax.jit((a: ArrayOf, b: ArrayOf) => jax.numpy.matmul(a, b));
  return repeated(() => product(a.ref, b.ref).dataSync());
}

function preparePrediction(
  jax: Jax,
  { network, inputs, rows }: PredictWork,
): Promise<Run> {
  const parameters = initial(jax, network);
  const all = inputsOf(inputs, rows * network.inputs);
  const outputs = jax.jit((parameters: Parameters, x: ArrayOf) =>
    jax.nn.softmax(logitsOf(jax, network, parameters, x))
  );
  return repeated(() => outputs(jax.tree.ref(parameters), matrixOf(jax, all, rows)).dataSync());
}

await serve(open);
