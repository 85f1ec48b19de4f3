import { describeNetwork, type Network, shapesOf } from "../engine/network.ts";
import { printable } from "../core/support/describe.ts";
import { describeShape, type Shape, sizeOf } from "../nn/layers/shape.ts";
import { escapeHtml } from "../report/html.ts";
import { shortened } from "../core/support/display_width.ts";
import { things } from "../core/support/quantities.ts";

/** In pixels. */
const STEP = 104, RADIUS = 5, GAP = 16, SHEET = 56, MARGIN = 12, BELOW = 46;
/** At most this many neurons of a layer are drawn, ... */
const MOST_UNITS = 7;
/** ... and this many layers. */
const MOST_LAYERS = 10;

/** What is drawn of a layer: circles, or sheets of an image. */
interface Stage {
  readonly shape: Shape;
  readonly words: string;
  /** Whether each neuron takes all values of the layer below. */
  readonly isFull: boolean;
}

/**
 * A network as a drawing: layers from left to right, neurons as circles, images as sheets, one for each
 * channel, and lines where each neuron takes every value below.
 */
export function architecture(network: Network<unknown>): string {
  const stages = stagesOf(network);
  const middle = MARGIN + Math.max(...stages.map((stage) => stage ? heightOf(stage) : 0)) / 2;
  const width = stages.length * STEP, height = 2 * middle + BELOW;
  const parts = stages.map((stage, k) => {
    if (stage === undefined) return text(centerOf(k), middle + 4, "…");
    const below = stages[k - 1];
    return (below ? link(below, stage, k, middle) : "") + glyph(stage, k, middle) +
      text(centerOf(k), height - 26, describeShape(stage.shape)) +
      text(centerOf(k), height - 10, shortened(stage.words, 16));
  });
  const name = escapeHtml(printable(shortened(describeNetwork(network), 200)));
  return `<svg class="layers" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<title>${name}</title><desc>${
      things(network.layers.length, "layer")
    }, from the inputs on the ` +
    `left to the outputs on the right.</desc>${parts.join("")}</svg>`;
}

/** The inputs and the layers, those in the middle of many left out. */
function stagesOf(network: Network<unknown>): readonly (Stage | undefined)[] {
  const shapes = shapesOf(network);
  const all = shapes.map((shape, k): Stage => {
    const layer = network.layers[k - 1];
    const words = layer ? [layer.kind.name, layer.activation?.name] : ["inputs"];
    return {
      shape,
      words: printable(words.filter(Boolean).join(" ")),
      isFull: layer?.kind.name === "dense",
    };
  });
  return all.length <= MOST_LAYERS
    ? all
    : [...all.slice(0, MOST_LAYERS - 4), undefined, ...all.slice(-3)];
}

function centerOf(k: number): number {
  return k * STEP + STEP / 2;
}

/** The vertical places of the circles of a column; undefined stands for those left out. */
function placesOf(units: number, middle: number): (number | undefined)[] {
  const drawn = Math.min(units, MOST_UNITS);
  return Array.from({ length: drawn }, (_, i) => {
    if (units > MOST_UNITS && i === (MOST_UNITS - 1) / 2) return undefined;
    return middle + (i - (drawn - 1) / 2) * GAP;
  });
}

function heightOf(stage: Stage): number {
  const circles = Math.min(sizeOf(stage.shape), MOST_UNITS);
  return isImage(stage) ? SHEET + 20 : 2 * RADIUS + (circles - 1) * GAP;
}

function isImage({ shape }: Stage): boolean {
  return shape.length === 3;
}

function glyph(stage: Stage, k: number, middle: number): string {
  const x = centerOf(k);
  if (isImage(stage)) return sheets(stage.shape, x, middle);
  return placesOf(sizeOf(stage.shape), middle).map((y) =>
    y === undefined
      ? text(x, middle + 4, "⋮")
      : `<circle cx="${x}" cy="${y}" r="${RADIUS}" fill="var(--chart-1)"/>`
  ).join("");
}

/** An image: a sheet for each channel, few of many, the larger the more pixels it has. */
function sheets([height = 1, width = 1, channels = 1]: Shape, x: number, middle: number): string {
  const longer = Math.max(height, width), size = Math.min(SHEET, 14 + 8 * Math.log2(longer));
  const w = Math.max(6, size * width / longer), h = Math.max(6, size * height / longer);
  const drawn = Math.min(channels, 4);
  return Array.from({ length: drawn }, (_, c) => {
    const shift = 5 * (c - (drawn - 1) / 2);
    return `<rect x="${(x - w / 2 + shift).toFixed(1)}" y="${
      (middle - h / 2 + shift).toFixed(1)
    }" ` +
      `width="${w.toFixed(1)}" height="${
        h.toFixed(1)
      }" fill="var(--chart-1)" fill-opacity="0.25" ` +
      `stroke="var(--chart-1)"/>`;
  }).join("");
}

/** Lines between all circles of two layers, or an arrow. */
function link(below: Stage, stage: Stage, k: number, middle: number): string {
  if (!stage.isFull || isImage(below) || isImage(stage)) return arrow(k, middle);
  const from = placesOf(sizeOf(below.shape), middle), to = placesOf(sizeOf(stage.shape), middle);
  const path = from.flatMap((a) =>
    to.flatMap((b) =>
      a === undefined || b === undefined
        ? []
        : `M${centerOf(k - 1) + RADIUS} ${a}L${centerOf(k) - RADIUS} ${b}`
    )
  ).join("");
  return `<path d="${path}" stroke="currentColor" stroke-opacity="0.25" fill="none"/>`;
}

function arrow(k: number, middle: number): string {
  const x = k * STEP;
  return `<path d="M${x - 10} ${middle}h18m-5 -4l5 4l-5 4" stroke="currentColor" ` +
    `stroke-opacity="0.6" fill="none"/>`;
}

function text(x: number, y: number, words: string): string {
  return `<text x="${x}" y="${y}" text-anchor="middle">${escapeHtml(words)}</text>`;
}
