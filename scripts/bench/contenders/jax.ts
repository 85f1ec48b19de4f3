// jax-js on WebAssembly, on one thread.
import type { NetworkFile, PredictWork, ProductWork, TrainWork } from "../work.ts";
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
    mean(x: ArrayOf): ArrayOf;
  };
  nn: {
    relu(x: ArrayOf): ArrayOf;
    softmax(x: ArrayOf): ArrayOf;
    logSoftmax(x: ArrayOf): ArrayOf;
  };
  tree: {
    map(
      f: (x: ArrayOf, y: ArrayOf) => ArrayOf,
      a: Parameters,
      b: Parameters,
    ): Parameters;
    ref(tree: Parameters): Parameters;
    dispose(tree: Parameters): void;
  };
}
interface ArrayOf {
  readonly ref: ArrayOf;
  reshape(shape: number[]): ArrayOf;
  add(x: ArrayOf): ArrayOf;
  sub(x: ArrayOf): ArrayOf;
  mul(x: ArrayOf | number): ArrayOf;
  sum(axis: number): ArrayOf;
  dataSync(): Float32Array;
}
/** A variable, so that type checkers ignore the package. */
const PACKAGE: string = "@jax-js/jax";

type Parameters = { readonly weights: ArrayOf; readonly biases: ArrayOf }[];

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

function initial(jax: Jax, network: NetworkFile): Parameters {
  return parametersOf(network).map(({ inputs, weights, biases }) => ({
    weights: matrixOf(jax, weights, inputs),
    biases: jax.numpy.array(biases),
  }));
}

/** Z of the last layer. */
function logitsOf(
  jax: Jax,
  { layers }: NetworkFile,
  parameters: Parameters,
  x: ArrayOf,
): ArrayOf {
  let a = x;
  layers.forEach(({ activation }, l) => {
    const { weights, biases } = parameters[l]!;
    const z = jax.numpy.dot(a, weights).add(biases);
    a = activation === "softmax" ? z : activation === "tanh" ? jax.numpy.tanh(z) : jax.nn.relu(z);
  });
  return a;
}

async function prepareTraining(
  jax: Jax,
  work: TrainWork,
): Promise<Run> {
  const { network, learningRate } = work;
  const { jit, grad, tree, numpy, nn } = jax;
  const classes = network.layers.at(-1)!.units;
  const examples = arraysOf(network, work.train, work.examples);
  const test = arraysOf(network, work.test);
  const order = orderOf(work);
  const cost = (parameters: Parameters, x: ArrayOf, y: ArrayOf) =>
    numpy.mean(
      nn.logSoftmax(logitsOf(jax, network, parameters, x)).mul(y).sum(1),
    ).mul(-1);
  const step = jit((parameters: Parameters, x: ArrayOf, y: ArrayOf) => {
    const gradients = grad(cost)(tree.ref(parameters), x, y);
    return tree.map(
      (p, g) => p.sub(g.mul(learningRate)),
      parameters,
      gradients,
    );
  });
  const outputs = jit((parameters: Parameters, x: ArrayOf) =>
    nn.logSoftmax(logitsOf(jax, network, parameters, x))
  );
  const trained = (most: number) => {
    let parameters = initial(jax, network), steps = 0;
    const started = performance.now();
    for (const { x, y, rows } of batchesOf(work, examples, order)) {
      if (steps++ === most) break;
      parameters = step(
        parameters,
        matrixOf(jax, x, rows),
        matrixOf(jax, y, rows),
      );
      // Calls are queued until a result is read, and long queues are slow: reading a few numbers in each
      // step was the fastest of several ways.
      parameters[0]!.biases.ref.dataSync();
    }
    parameters.forEach(({ weights, biases }) => [weights, biases].map((p) => p.ref.dataSync()));
    return { parameters, seconds: (performance.now() - started) / 1000 };
  };
  await warmUp(() => tree.dispose(trained(50).parameters));
  return () => {
    const { parameters, seconds } = trained(Infinity);
    const x = matrixOf(jax, test.inputs, test.rows);
    const logOutputs = outputs(parameters, x).dataSync();
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
