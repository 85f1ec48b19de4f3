// The executor's two layouts of inputs: deno run … layouts.ts dense|packed
import { classification, type Dataset } from "../../../data.ts";
import { categoricalCrossEntropy, dense, network, relu, softmax } from "../../../engine.ts";
import { sgd } from "../../../train.ts";
import { permutation, randomKey, uniform } from "../../../src/core/random/random.ts";
import { packedPlan } from "../../../src/executors/wasm/programs/inputs.ts";
import { openTraining } from "../../../src/executors/wasm/runtime/training_session.ts";
import { fusedOfEngine } from "../../../src/executors/wasm/runtime/variant.ts";
import type { LayoutWork } from "../work.ts";
import { type Run, secondsPerCall, serve, warmUp } from "./serve.ts";

const INPUTS = 784, CLASSES = 10, BATCH = 32;

/** Enough that neither layout fits into the cache, as with real data. */
const EXAMPLES = 16_384;

/** The number of distinct ones; drawing all would take longer than measuring. */
const DRAWN = 512;

const LEARNING_RATE = 0.01;

/** The costs of the first steps, to compare the results of both layouts. */
const COSTS_COMPARED = 8;

const [layout = "packed"] = Deno.args;

function datasetOf({ zeros, packing }: LayoutWork): Dataset {
  const drawn = uniform(randomKey(1), DRAWN * INPUTS);
  const repeated = { length: EXAMPLES * INPUTS };
  const at = (i: number) => drawn[i % drawn.length]!;
  const labels = Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES);
  const shape = { rows: EXAMPLES, columns: INPUTS };
  const pixel = (u: number) => u < zeros ? 0 : packing === "numbers" ? u : 1 + Math.floor(u * 254);
  const inputs = packing === "numbers"
    ? { ...shape, data: Float32Array.from(repeated, (_, i) => pixel(at(i))) }
    : { ...shape, scale: 1 / 255, data: Uint8Array.from(repeated, (_, i) => pixel(at(i))) };
  return classification(inputs, labels, CLASSES);
}

async function prepare(work: LayoutWork): Promise<Run> {
  const net = network({
    inputs: INPUTS,
    layers: [dense(work.units, relu), dense(CLASSES, softmax)],
    seed: 1,
  });
  const dataset = datasetOf(work);
  const { rule, init } = sgd({ learningRate: LEARNING_RATE });
  const session = await openTraining(net, {
    ...{ loss: categoricalCrossEntropy, rule: rule!, state: init(net), dataset },
    ...{ batchSize: BATCH, workers: 1, taken: 0, fused: fusedOfEngine() },
    inputs: layout === "packed" ? packedPlan(dataset.inputs) : { kind: "dense" },
    maskKey: () => randomKey(0), // nothing is dropped
  });
  const order = permutation(randomKey(2), EXAMPLES);
  const costs = await session.steps(order);
  const sample = Array.from(costs).slice(0, COSTS_COMPARED);
  const call = () => session.steps(order);
  await warmUp(call);
  return async () => ({ seconds: await secondsPerCall(call) / costs.length, sample });
}

await serve(() => Promise.resolve({ version: `${layout} rows`, prepare: { layout: prepare } }));
