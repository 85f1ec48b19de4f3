import { button, element, figure, filePicker } from "../shell/element.ts";
import { openWorker } from "../shell/workers.ts";
import { growingCurve } from "./growing_curve.ts";
import { HIDDEN, readLayers, writePlan } from "./plan.ts";
import type { Plan, Recognized, TrainAnswer, TrainRequest } from "./messages.ts";
import { percent } from "../../src/core/support/quantities.ts";

/** What training shows, and what others may do with it. */
export interface TrainingView {
  readonly element: HTMLElement;
  /** Begins with a new network. */
  begin(plan: Plan): void;
  /** Resolves once it has stopped, and told of the network that was reached. */
  stop(): Promise<void>;
  /** Takes files that were dropped. */
  take(files: readonly File[]): void;
}

/** What the view tells others. */
export interface TrainingEvents {
  /** The network has changed: its model's file. */
  readonly onModel: (bytes: Uint8Array<ArrayBuffer>, isTrained: boolean) => void;
  /** The settings were changed here. */
  readonly onPlan: (plan: Plan) => void;
}

const UNTRAINED = "Not trained yet: the network guesses.";

/** The button that trains, its curves, and the settings. */
export function trainingView({ onModel, onPlan }: TrainingEvents): TrainingView {
  const worker = openWorker("draw/train_worker");
  const ask = (request: TrainRequest) => worker.postMessage(request);
  let plan: Plan | undefined, isRunning = false, epochs = 0;

  const start = button("Train", () => {
    if (isRunning) return void stop();
    setRunning(true);
    say("Training");
    ask({ ask: "train" });
  }, { class: "first", id: "train" });
  const progress = element("progress", { max: 1, value: 0, "aria-label": "Progress of the epoch" });
  const status = element("p", { class: "caption number", role: "status", id: "train-status" });
  const data = element(
    "p",
    { class: "caption", id: "train-data" },
    "The page draws 8,000 digits itself. Or drop the four files of MNIST here.",
  );
  const losses = growingCurve({ label: "Loss of each step", format: (value) => value.toFixed(1) });
  const accuracies = growingCurve({
    ...{ label: "Accuracy on digits never trained on", top: 1, hasDots: true },
    format: (share) => `${Math.round(100 * share)} %`,
  });
  const files = element("ul", { class: "files", "aria-live": "polite" });
  const picker = filePicker("Choose MNIST's files", take, { multiple: true, id: "mnist" });

  const layers = element("input", {
    ...{ id: "layers", type: "text", inputmode: "numeric", size: 8, autocomplete: "off" },
    "aria-describedby": "layers-help",
  });
  const activation = element(
    "select",
    { id: "activation" },
    ...HIDDEN.map((name) => {
      return element("option", { value: name }, name);
    }),
  );
  const executor = element(
    "select",
    { id: "executor" },
    element("option", { value: "wasm" }, "WebAssembly"),
    element("option", { value: "webgpu" }, "WebGPU"),
  );
  const help = element("p", { class: "caption", id: "layers-help" });
  const settings = () => {
    const units = readLayers(layers.value);
    layers.setAttribute("aria-invalid", String(units === undefined));
    help.textContent = units === undefined
      ? "Up to 4 numbers from 1 to 256 with commas between them"
      : "Units of each hidden layer. A change begins with a new network.";
    if (units === undefined) return;
    const changed: Plan = {
      ...{ seed: plan!.seed, layers: units, activation: activation.value },
      executor: executor.value === "webgpu" ? "webgpu" : "wasm",
    };
    if (String(writePlan(changed)) === String(writePlan(plan!))) return;
    begin(changed);
    onPlan(changed);
  };
  layers.addEventListener("change", settings);
  activation.addEventListener("change", settings);
  executor.addEventListener("change", settings);

  const ended: (() => void)[] = [];
  function setRunning(running: boolean): void {
    isRunning = running;
    if (!running) ended.splice(0).forEach((resolve) => resolve());
    start.textContent = running ? "Stop" : epochs === 0 ? "Train" : "Train more";
    section.classList.toggle("running", running);
  }
  function say(words: string): void {
    status.textContent = words;
  }
  async function stop(): Promise<void> {
    ask({ ask: "stop" });
    if (!isRunning) return;
    await new Promise<void>((resolve) => ended.push(resolve));
  }
  function begin(wanted: Plan): void {
    plan = wanted;
    epochs = 0;
    layers.value = wanted.layers.join(", ");
    activation.value = wanted.activation;
    executor.value = wanted.executor;
    help.textContent = "Units of each hidden layer. A change begins with a new network.";
    setRunning(false);
    reset();
    ask({ ask: "network", plan: wanted });
  }
  function reset(): void {
    losses.clear();
    accuracies.clear();
    progress.value = 0;
    if (!isRunning) say(UNTRAINED);
  }
  function take(files: readonly File[]): void {
    if (files.length > 0) ask({ ask: "data", files });
  }
  function hear(answer: TrainAnswer): void {
    if (answer.tell === "preparing") say(`${answer.words} …`);
    if (answer.tell === "data") {
      data.textContent = `${answer.words}.`;
      if (isRunning) say("Training");
    }
    if (answer.tell === "files") {
      files.replaceChildren(...answer.files.map(fileItem));
      details.open = true; // as files may be dropped while it is closed
    }
    if (answer.tell === "steps") {
      if (!isRunning) setRunning(true); // a pause that came late was of the training before
      progress.value = answer.share;
      const first = answer.taken - answer.costs.length + 1;
      answer.costs.forEach((cost, i) => losses.add(first + i, cost));
    }
    if (answer.tell === "epoch") {
      epochs = answer.epoch;
      accuracies.add(answer.taken, answer.accuracy);
    }
    if (answer.tell === "model") {
      epochs = answer.epochs;
      if (epochs === 0) reset(); // also of what came late from the one before
      onModel(answer.bytes, answer.epochs > 0);
    }
    if (answer.tell === "paused") {
      const { accuracy } = answer;
      setRunning(false);
      say(
        accuracy === undefined
          ? UNTRAINED
          : `After ${epochs} passes through the digits it reads ${
            percent(accuracy)
          } of those it has never seen.`,
      );
    }
    if (answer.tell === "failed") {
      setRunning(false);
      say(answer.words);
    }
  }
  worker.addEventListener("message", ({ data }: MessageEvent<TrainAnswer>) => hear(data));
  worker.addEventListener("error", () => say("Training could not be loaded. Reload the page."));

  const details = element(
    "details",
    {},
    element("summary", {}, "Layers and data"),
    element(
      "div",
      { class: "row fields" },
      element("label", { for: "layers" }, "Hidden layers"),
      layers,
      element("label", { for: "activation" }, "Activation"),
      activation,
      element("label", { for: "executor" }, "Computes by"),
      executor,
    ),
    help,
    data,
    picker,
    files,
  );
  const section = element(
    "section",
    { class: "panel training", "aria-labelledby": "train-title" },
    element("h3", { id: "train-title" }, "1 · Let it learn"),
    element(
      "p",
      {},
      "The network sees a digit and says ten probabilities; the error of each is sent backwards " +
        "through the layers: each weight learns how it contributed, and moves a little. That is backpropagation.",
    ),
    element("div", { class: "row" }, start, element("div", { class: "grow" }, progress)),
    status,
    element(
      "div",
      { class: "curves" },
      figure(losses.element, "Loss: how wrong it is, step by step. Each step sees 32 digits."),
      figure(accuracies.element, "Accuracy: the share of new digits that it reads right."),
    ),
    details,
  );
  return { element: section, begin, stop, take };
}

function fileItem({ name, words, isTaken }: Recognized): HTMLElement {
  return element(
    "li",
    { class: isTaken ? "taken" : "refused" },
    `${isTaken ? "✓" : "✗"} ${name}${isTaken ? ":" : ""} ${words}`,
  );
}
