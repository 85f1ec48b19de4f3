import { drawCells, largestOf } from "../shell/cells.ts";
import { element, figure } from "../shell/element.ts";
import { mixed } from "../shell/rgb.ts";
import { colourOf, onThemeChange, signed } from "../shell/theme.ts";
import { openWorker } from "../shell/workers.ts";
import type { LookAnswer, LookRequest, Sight } from "./messages.ts";
import { percent } from "../../src/core/support/quantities.ts";

/** The pictures of what a network makes of the pad. */
export interface LookView {
  /** The probabilities, which belong beside the pad. */
  readonly bars: HTMLElement;
  readonly element: HTMLElement;
  /** Takes a model's file. */
  open(bytes: Uint8Array<ArrayBuffer>, isTrained: boolean): void;
  /** Looks at a picture; of several while it is busy, only at the last. */
  look(request: Omit<Extract<LookRequest, { ask: "look" }>, "ask" | "output">): void;
}

/** What the view tells others. */
export interface LookEvents {
  /** A model was opened, as words describe it. */
  readonly onModel: (words: string) => void;
  readonly onFailure: (words: string) => void;
}

/** With a decimal where 0 % or 100 % would say too much. */
const shareOf = (share: number) => percent(share, share > 0.995 || share < 0.01 ? 1 : 0);

/** How long a picture must stay for screen readers to hear of it, in milliseconds. */
const CALM = 700;

/** Bars of probabilities, and pictures of the pixels, of each layer and of the saliency. */
export function lookView({ onModel, onFailure }: LookEvents): LookView {
  const worker = openWorker("draw/look_worker");
  let waiting: LookRequest | undefined, isBusy = false, sight: Sight | undefined;
  let latest: LookRequest | undefined, chosen: number | undefined, names: readonly string[] = [];
  let calm: ReturnType<typeof setTimeout> | undefined, verb = "reads";

  const send = (request: LookRequest) => {
    isBusy = true;
    worker.postMessage(request);
  };
  const look = (request: LookRequest) => {
    latest = request;
    const full = { ...request, ...(chosen !== undefined && { output: chosen }) };
    if (isBusy) waiting = full;
    else send(full);
  };

  const rows = element("div", { class: "bars", role: "group", "aria-label": "Probabilities" });
  const verdict = element("p", { class: "verdict", id: "verdict" }, "Draw a digit.");
  const spoken = element("p", { class: "out-of-sight", role: "status" });
  const image = element("canvas", {
    class: "cells",
    role: "img",
    "aria-label": "The picture of 28 × 28 pixels",
  });
  const map = element("canvas", {
    class: "cells",
    role: "img",
    "aria-label": "The saliency of each pixel",
  });
  const mapWords = element("figcaption", { class: "caption" });
  const layers = element("div", { class: "layers" });
  let bars: {
    readonly row: HTMLButtonElement;
    readonly fill: HTMLElement;
    readonly number: HTMLElement;
  }[] = [];

  const makeBars = () => {
    bars = names.map((name, k) => {
      const fill = element("span", { class: "fill" }),
        number = element("span", { class: "number" });
      const row = element(
        "button",
        { type: "button", class: "bar", "aria-pressed": "false" },
        element("span", { class: "name" }, name),
        element("span", { class: "track" }, fill),
        number,
      );
      row.addEventListener("click", () => {
        chosen = chosen === k ? undefined : k;
        if (latest) look(latest);
      });
      return { row, fill, number };
    });
    rows.replaceChildren(...bars.map(({ row }) => row));
  };

  const show = () => {
    const best = sight ? argmax(sight.probabilities) : -1;
    bars.forEach(({ row, fill, number }, k) => {
      const share = sight?.probabilities[k] ?? 0;
      fill.style.transform = `scaleX(${Math.min(Math.max(share, 0), 1)})`;
      number.textContent = sight ? shareOf(share) : "";
      row.classList.toggle("best", k === best);
      row.setAttribute("aria-pressed", String(k === chosen));
    });
    const words = sight
      ? `It ${verb} ${names[best]}, with ${shareOf(sight.probabilities[best]!)}.`
      : "Draw a digit.";
    if (verdict.textContent !== words) verdict.textContent = words;
    clearTimeout(calm);
    calm = setTimeout(() => {
      if (spoken.textContent !== words) spoken.textContent = words;
    }, CALM);
    showPictures();
  };

  const showPictures = () => {
    const [paper, ink] = [colourOf("surface"), colourOf("ink")];
    drawCells(image, sight?.image ?? new Uint8Array(784), 28, (value) => mixed(paper, ink, value));
    const slopes = sight?.saliency ?? new Uint8Array(784), most = largestOf(slopes);
    drawCells(map, slopes, 28, (value) => signed(value / most));
    const name = sight ? names[sight.output] : undefined;
    mapWords.replaceChildren(
      name === undefined
        ? "Saliency: which pixels speak for or against a digit."
        : `Saliency: more ink at blue pixels would raise the score of ${name}, at orange ones lower it. ` +
          "It is the slope of the score along each pixel, by backpropagation. Choose another digit in the " +
          "bars to ask about it.",
    );
    const shown = sight?.layers ?? [];
    while (layers.children.length > shown.length) layers.lastChild!.remove();
    shown.forEach(({ name, values }, l) => {
      const figure = layers.children[l] as HTMLElement ?? layers.appendChild(layerFigure());
      const canvas = figure.querySelector("canvas")!, scale = largestOf(values);
      drawCells(canvas, values, Math.min(values.length, 16), (value) => signed(value / scale));
      canvas.setAttribute(
        "aria-label",
        `Activations of the ${values.length} units of layer ${l + 1}`,
      );
      figure.querySelector("figcaption")!.textContent = `Layer ${
        l + 1
      }, ${values.length} units of ${name}: blue units are positive, orange ones negative.`;
    });
  };

  worker.addEventListener("message", ({ data }: MessageEvent<LookAnswer>) => {
    isBusy = false;
    if (data.tell === "model") {
      names = data.names;
      chosen = undefined;
      if (
        bars.length !== names.length ||
        bars.some(({ row }, k) => row.firstChild!.textContent !== names[k])
      ) makeBars();
      onModel(data.words);
      if (latest) waiting ??= latest;
    }
    if (data.tell === "sight") {
      sight = data.sight;
      show();
    }
    if (data.tell === "failed") onFailure(data.words);
    if (waiting) {
      send(waiting);
      waiting = undefined;
    }
  });
  worker.addEventListener(
    "error",
    () => onFailure("The network could not be loaded. Reload the page"),
  );
  onThemeChange(showPictures);
  showPictures();

  const section = element(
    "section",
    { class: "panel look", "aria-labelledby": "look-title" },
    element("h3", { id: "look-title" }, "3 · Look inside"),
    element(
      "div",
      { class: "pictures" },
      figure(image, "What the network is given: 28 × 28 numbers."),
      element(
        "div",
        {},
        layers,
        element(
          "p",
          { class: "caption" },
          "Each square is a unit: a weighted sum of all squares before it, bent by its activation.",
        ),
      ),
      figure(map, mapWords),
    ),
  );
  return {
    ...{ bars: element("div", {}, verdict, spoken, rows), element: section },
    open: (bytes, isTrained) => {
      verb = isTrained ? "reads" : "guesses";
      worker.postMessage({ ask: "model", bytes });
    },
    look: (request) => look({ ask: "look", ...request }),
  };
}

function layerFigure(): HTMLElement {
  return figure(element("canvas", { class: "cells units", role: "img" }), "");
}

function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}
