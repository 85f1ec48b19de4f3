// The library itself: deno run … backproof.ts wasm|workers|auto|blas|webgpu|reference
import process from "node:process";
import config from "../../../deno.json" with { type: "json" };
import { blas, webgpu } from "../../../executors.ts";
import { predict } from "../../../train.ts";
import {
  type PredictWork,
  type ProductWork,
  sampleIndices,
  type TrainWork,
  type WindowsWork,
} from "../work.ts";
import { type Product, productByBlas, productInTypeScript, productInWasm } from "./products.ts";
import { inputsOf, networkOf, trainingOf } from "./training.ts";
import { windowsInTypeScript, windowsInWasm } from "./windows.ts";
import { readFloats, repeated, type Run, secondsPerCall, serve, warmUp } from "./serve.ts";

const [name = "wasm"] = process.argv.slice(2);
const executor = name === "webgpu"
  ? webgpu()
  : name === "blas"
  ? blas()
  : name === "reference"
  ? name
  : "wasm";
const workers = name === "auto" ? name : name === "workers" ? 2 : 1;

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
  const build = await buildOf(), { deno, node } = process.versions;
  const runtime = deno ? "" : `, Node ${node}`;
  return {
    version: `backproof ${config.version}, ${build}${runtime}${
      workers === 1 ? "" : `, ${workers} workers`
    }`,
    prepare: {
      ...{
        train: (work: TrainWork) => trainingOf(work, { executor, workers }),
        predict: preparePrediction,
      },
      ...{ product: prepareProduct, windows: prepareWindows },
    },
  };
});
