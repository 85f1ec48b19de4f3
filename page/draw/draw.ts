import { loadStrokes } from "../../src/data/sets/strokes.ts";
import { button, element, filePicker } from "../shell/element.ts";
import type { Mount } from "../shell/tab.ts";
import { colourOf, onThemeChange } from "../shell/theme.ts";
import { lookView } from "./look_view.ts";
import { drawingPad, SIDE } from "./pad.ts";
import { readPlan, writePlan } from "./plan.ts";
import { trainingView } from "./training_view.ts";

/** Samples are of another seed than what is trained on. */
const SAMPLES = { train: 1, test: 60, seed: 7 };

/** The largest file of a model that is read, in bytes. */
const MOST = 100e6;

/** The tab in which a network learns to read digits, and reads those of the visitor. */
export const mount: Mount = (root, address) => {
  let trained: Uint8Array<ArrayBuffer> | undefined, isLoaded = false;
  const isCentred = element("input", { type: "checkbox", id: "centred", checked: true });
  const pad = drawingPad(() => look(), () => `rgb(${colourOf("ink").join(" ")})`);
  const look = () => {
    const pixels = pad.pixels();
    inside.look({ ...(pixels && { pixels }), side: SIDE, isCentred: isCentred.checked });
  };
  isCentred.addEventListener("change", look);
  onThemeChange(() => pad.move(0, 0));

  const modelWords = element("p", { class: "caption", role: "status", id: "model-words" });
  function failed(words: string): void {
    modelWords.className = "note bad";
    modelWords.textContent = words;
  }
  const inside = lookView({
    onModel: (words) => {
      modelWords.className = "caption";
      modelWords.textContent = `${isLoaded ? "Your model" : "The network"}: ${words}.`;
    },
    onFailure: failed,
  });
  const training = trainingView({
    onModel: (bytes, isTrained) => {
      isLoaded = false;
      trained = bytes;
      download.disabled = !isTrained;
      inside.open(bytes, isTrained);
    },
    onPlan: (plan) => address.set(writePlan(plan)),
  });

  const download = button("Download the model", () => {
    const url = URL.createObjectURL(new Blob([trained!]));
    element("a", { href: url, download: "digits.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }, { disabled: true, id: "download" });
  const opener = filePicker("Open a model", async ([file]) => {
    await training.stop();
    const bytes = file!.size > MOST ? undefined : await file!.arrayBuffer().catch(() => undefined);
    if (bytes === undefined) {
      return failed(`The model must be a file of up to ${MOST / 1e6} MB that can be read`);
    }
    isLoaded = true;
    inside.open(new Uint8Array(bytes), true);
  }, { id: "open-model" });

  const turns = new Map<string, number>();
  const samples = element(
    "div",
    { class: "row samples", role: "group", "aria-label": "Sample digits" },
    ...Array.from("0123456789", (digit) =>
      button(digit, () => {
        const { test } = loadStrokes(SAMPLES), turn = turns.get(digit) ?? 0;
        turns.set(digit, turn + 1);
        const all = Array.from(test.labels!, (label, i) => label === Number(digit) ? i : -1)
          .filter((i) => i >= 0);
        const at = all[turn % all.length]! * 784;
        pad.place((test.inputs.data as Uint8Array).subarray(at, at + 784), 28);
      }, { "aria-label": `Sample ${digit}` })),
  );

  root.append(
    element(
      "p",
      { class: "lead" },
      "A small network learns to read handwritten digits, here and now. Then draw one yourself and watch " +
        "what it makes of each stroke. ",
      element("a", { href: "#play?lesson=1" }, "How does it learn? A lesson of five minutes"),
    ),
    element(
      "div",
      { class: "columns draw" },
      training.element,
      element(
        "section",
        { class: "panel", "aria-labelledby": "pad-title" },
        element("h3", { id: "pad-title" }, "2 · Draw"),
        element(
          "div",
          { class: "drawing" },
          element(
            "div",
            {},
            pad.element,
            element("div", { class: "row" }, button("Undo", pad.undo), button("Clear", pad.clear)),
          ),
          inside.bars,
        ),
        element(
          "p",
          { class: "caption", id: "pad-help" },
          "Draw with mouse, finger or pen. Without them: take a sample digit, then move it with the arrow keys.",
        ),
        samples,
        element(
          "label",
          { class: "row check" },
          isCentred,
          "Cut out and centre the digit, as those it learned from",
        ),
        modelWords,
        element(
          "div",
          { class: "row" },
          download,
          opener,
        ),
      ),
    ),
    inside.element,
  );

  for (const name of ["dragover", "drop"] as const) {
    root.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return; // texts may go into fields
      event.preventDefault(); // or the browser shows the file in place of the page
      root.classList.toggle("dropping", name === "dragover");
      if (name === "drop") training.take([...event.dataTransfer.files]);
    });
  }
  root.addEventListener("dragleave", () => root.classList.remove("dropping"));

  let shown: string | undefined;
  return {
    show: () => {
      const plan = readPlan(address.get()), text = JSON.stringify(plan);
      if (text !== shown) training.begin(plan);
      shown = text;
    },
    hide: () => void training.stop(),
  };
};
