// The two ways that the executor lays inputs before its kernels: deno run … layouts.ts dense|packed
import {
  categoricalCrossEntropy,
  classification,
  type Dataset,
  dense,
  type Network,
  network,
  relu,
  sgd,
  softmax,
} from "../../../mod.ts";
import { permutation, randomKey, uniform } from "../../../src/random/random.ts";
import { reserveLayers, reserveTraining } from "../../../src/wasm/buffers.ts";
import { type InputsPlan, reserveBatch } from "../../../src/wasm/inputs.ts";
import { entryBytes } from "../../../src/wasm/kernels/sparse.ts";
import { Layout, PAGE, reserveRows, WORD } from "../../../src/wasm/layout.ts";
import { teamOfOne } from "../../../src/wasm/team.ts";
import {
  reserveTrainingMemory,
  type TrainingMemory,
  writeExamples,
  writeParameters,
} from "../../../src/wasm/training_memory.ts";
import { trainingModule } from "../../../src/wasm/training_module.ts";
import { fusedOfEngine } from "../../../src/wasm/variant.ts";
import type { LayoutWork, Outcome, Work } from "../work.ts";
import { secondsPerCall, serve, warmUp } from "./serve.ts";

const INPUTS = 784, CLASSES = 10, BATCH = 32;

/** So many that neither layout fits into the cache, as with real data. */
const EXAMPLES = 16_384;

/** How many of them differ; drawing all would take longer than measuring. */
const DRAWN = 512;

const LEARNING_RATE = 0.01;

/** The costs of the first steps show that both layouts compute the same. */
const COSTS_COMPARED = 8;

const [layout = "packed"] = Deno.args;
const rule = sgd({ learningRate: LEARNING_RATE }).rule!;

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

/** The executor's memory, with the inputs laid out as asked for instead of as they suit it. */
function memoryOf(
  net: Network,
  dataset: Dataset,
  { packing }: LayoutWork,
): TrainingMemory {
  const chosen = reserveTrainingMemory(net, {
    rule,
    dataset,
    batchSize: BATCH,
    workers: 1,
  });
  const places = new Layout();
  places.reserve(chosen.pages * PAGE);
  const packed = layout === "packed";
  const entries = Array.from(dataset.inputs.data).filter((entry) => entry !== 0).length;
  const plan: InputsPlan = packed ? { kind: "packed", packing, entries } : { kind: "dense" };
  const layers = reserveLayers(places, net, {
    rows: BATCH,
    packed,
    workers: 1,
  });
  const bytes = entries * entryBytes(packing);
  return {
    ...chosen,
    layers,
    training: reserveTraining(places, net, layers, rule),
    inputs: reserveBatch(places, net, BATCH, plan),
    examples: {
      targets: chosen.examples.targets,
      inputs: packed
        ? {
          packed: {
            starts: places.reserve((EXAMPLES + 1) * WORD),
            meanBytes: bytes / EXAMPLES,
          },
          entries: places.reserve(bytes + 1024),
        }
        : { dense: reserveRows(places, EXAMPLES, INPUTS) },
    },
    pages: places.pages,
  };
}

async function prepare(asked: Work): Promise<() => Promise<Outcome>> {
  const work = asked as LayoutWork;
  const net = network({
    inputs: INPUTS,
    layers: [dense(work.units, relu), dense(CLASSES, softmax)],
    seed: 1,
  });
  const dataset = datasetOf(work);
  const places = memoryOf(net, dataset, work);
  const { stretch, shared, pages } = places;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory;
  writeExamples(buffer, dataset, places);
  writeParameters(buffer, net, places);
  const count = Math.min(places.steps, EXAMPLES / BATCH);
  const order = permutation(randomKey(2), EXAMPLES).subarray(0, count * BATCH);
  new Uint32Array(buffer).set(order, stretch.orders / WORD);
  const names = Object.keys(shared);
  new Float32Array(buffer).fill(
    LEARNING_RATE,
    stretch.numbers / WORD,
    stretch.numbers / WORD + count * names.length,
  );
  const loss = categoricalCrossEntropy, fused = fusedOfEngine();
  const bytes = trainingModule({
    ...{ network: net, loss, rule, fused, memory: places },
    ...{ rows: BATCH, worker: 0, workers: 1 },
  });
  const team = teamOfOne(memory, new Map([[BATCH, bytes]]));
  await team.prepare();
  const call = () => {
    const done = team.take({ count, rows: BATCH, last: BATCH });
    if (done !== count) {
      throw new RangeError(`The cost was not finite in step ${done}`);
    }
  };
  call();
  const sample = Array.from(new Float64Array(buffer, stretch.costs, COSTS_COMPARED));
  await warmUp(call);
  return async () => ({ seconds: await secondsPerCall(call) / count, sample });
}

await serve(() => Promise.resolve({ version: `${layout} rows`, prepare }));
