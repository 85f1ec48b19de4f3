import { loadStrokes } from "../../src/data/sets/strokes.ts";
import type { TrainAndTest } from "../../src/data/dataset.ts";
import type { Executor } from "../../src/executors/executor.ts";
import { type Network, network } from "../../src/engine/network.ts";
import { networkCodec } from "../../src/formats/network_file.ts";
import { type ActivationName, ACTIVATIONS } from "../../src/nn/activations/activations.ts";
import { softmax } from "../../src/nn/activations/softmax.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { categoricalCrossEntropy } from "../../src/nn/losses/categorical_cross_entropy.ts";
import { adam } from "../../src/optim/optimizers/adam.ts";
import type { Checkpoint } from "../../src/train/checkpoints/checkpoint.ts";
import { fit } from "../../src/train/fit/fit.ts";
import type { StepProgress } from "../../src/train/fit/fit_options.ts";
import { postToPage } from "../shell/workers.ts";
import { readDigitFiles } from "./digit_files.ts";
import { hasGpu } from "./gpu.ts";
import type { Plan, TrainAnswer, TrainRequest } from "./messages.ts";
import { count } from "../../src/core/support/quantities.ts";

/** How many epochs are trained at a press of the button. */
const EPOCHS = 6;

/** The examples of a step. */
const BATCH = 32;

/** Examples of strokes: enough for 0.97, and drawn within a second or two. */
const STROKES = { train: 6_000, test: 2_000, seed: 1 };

/** The pause between two reports of steps, in milliseconds. */
const REPORT_EVERY = 60;

/** Of the images, by which files of models say what they take. */
const INPUTS = { kind: "image", width: 28, height: 28, colour: "grey", framing: "digit" } as const;

let plan: Plan | undefined;
let untrained: Network | undefined;
let kept: Checkpoint | undefined;
let data: TrainAndTest | undefined;
let stopping = new AbortController();
/** Requests are answered one after the other, but `stop` is heeded at once. */
let queue = Promise.resolve();

addEventListener("message", ({ data: request }: MessageEvent<TrainRequest>) => {
  // Each training has its own from when it is asked for: it may have to stop before it begins.
  if (request.ask === "train") stopping = new AbortController();
  else stopping.abort();
  const { signal } = stopping;
  queue = queue.then(() => answer(request, signal)).catch((error) => {
    tell({ tell: "failed", words: (error as Error).message });
  });
});

async function answer(request: TrainRequest, signal: AbortSignal): Promise<void> {
  if (request.ask === "network") await begin(request.plan);
  if (request.ask === "train") await train(signal);
  if (request.ask === "data") await take(request.files);
}

function tell(message: TrainAnswer): void {
  postToPage(message);
}

/** A new network, untrained. */
async function begin(wanted: Plan): Promise<void> {
  plan = wanted;
  kept = undefined;
  const activation = ACTIVATIONS[wanted.activation as ActivationName];
  const hidden = wanted.layers.map((units) => dense(units, activation));
  untrained = network({ inputs: 784, layers: [...hidden, dense(10, softmax)], seed: wanted.seed });
  await show(untrained, 0);
}

/** Takes the data of files, if they are of a set; others leave what there is. */
async function take(files: readonly File[]): Promise<void> {
  tell({ tell: "preparing", words: "Reading the files" });
  const found = await readDigitFiles(files);
  tell({ tell: "files", files: found.files });
  if (found.data === undefined) return tellPause();
  data = found.data;
  tellData("images of your files");
  await begin(plan!);
}

function tellData(what: string): void {
  const { train, test } = data!;
  const [many, few] = [train, test].map(({ inputs }) => count(inputs.rows));
  tell({ tell: "data", words: `${many} ${what} to train on, ${few} others to test` });
}

async function show(network: Network, epochs: number): Promise<void> {
  const outputs = { task: "classification", names: Array.from("0123456789") } as const;
  const { bytes } = await networkCodec.encode!({ network, inputs: INPUTS, outputs });
  tell({ tell: "model", bytes, epochs });
}

/** Trains on from where training was stopped, until it is stopped or some epochs are over. */
async function train(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return tellPause();
  if (data === undefined) {
    tell({ tell: "preparing", words: "Drawing digits to learn from" });
    data = loadStrokes(STROKES);
    tellData("digits that the page has drawn");
  }
  const executor = await executorOf(plan!);
  const { onStep, flush } = stepReporter();
  try {
    await fit(untrained!, data.train, {
      loss: categoricalCrossEntropy,
      optimizer: adam({ learningRate: 0.002 }),
      batchSize: BATCH,
      seed: plan!.seed,
      epochs: (kept?.history.length ?? 0) + EPOCHS,
      executor,
      validation: data.test,
      checkpoint: { every: "epoch", save: (checkpoint) => void (kept = checkpoint) },
      ...(kept && { resume: kept }),
      ...{ signal, onStep, onWarning: () => {} },
      onEpoch: async ({ epoch, validation }, network) => {
        flush();
        const taken = epoch * Math.ceil(data!.train.inputs.rows / BATCH);
        tell({ tell: "epoch", epoch, taken, accuracy: validation!.accuracy });
        await show(network, epoch);
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    flush();
    if (kept !== undefined) await show(kept.network, kept.history.length);
  }
  tellPause();
}

/** What computes, which for WebGPU is loaded late. */
async function executorOf({ executor }: Plan): Promise<Executor | "wasm"> {
  if (executor === "wasm") return executor;
  if (!await hasGpu()) {
    throw new RangeError(
      "WebGPU finds nothing to compute on here: choose WebAssembly below, at Layers and data",
    );
  }
  const { webgpu } = await import("../../src/executors/webgpu/executor.ts");
  return webgpu();
}

function tellPause(): void {
  tell({ tell: "paused", accuracy: kept?.history.at(-1)?.validation?.accuracy });
}

/** Collects the costs of steps, of which there are thousands a second, and tells them now and then. */
function stepReporter() {
  let costs: number[] = [], latest: StepProgress | undefined, told = performance.now();
  const flush = () => {
    if (latest === undefined || costs.length === 0) return;
    const { epoch, step, steps } = latest;
    tell({
      tell: "steps",
      ...{ epoch, costs },
      share: step / steps,
      taken: (epoch - 1) * steps + step,
    });
    costs = [];
    told = performance.now();
  };
  const onStep = (progress: StepProgress) => {
    latest = progress;
    costs.push(progress.cost);
    if (performance.now() - told >= REPORT_EVERY) flush();
  };
  return { onStep, flush };
}
