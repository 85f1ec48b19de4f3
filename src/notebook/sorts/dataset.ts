import type { Inputs } from "../../core/matrix/matrix.ts";
import { printable } from "../../core/support/describe.ts";
import type { Dataset } from "../../data/dataset.ts";
import { labelsOf } from "../../metrics/decide.ts";
import { describeShape } from "../../nn/layers/shape.ts";
import { escapeHtml } from "../../report/html.ts";
import { type Display, hasOwn } from "../display.ts";
import { imagesHtml, shapeOfImages } from "../images.ts";
import { isMatrix } from "./matrix.ts";
import { count, rounded, things } from "../../core/support/quantities.ts";
import { shortened } from "../../core/support/display_width.ts";

/** Whether a value has inputs and targets. */
function isDataset(value: unknown): value is Dataset {
  return hasOwn(value, "inputs", "targets") && isMatrix(value.inputs) && isMatrix(value.targets);
}

/** A data set: how many examples of which classes, and the first of them. */
export const datasets: Display<Dataset> = {
  recognizes: isDataset,
  text: (dataset) => inWords(dataset),
  html: (dataset) => datasetHtml(dataset),
};

/** Several data sets by name, such as training and test. */
interface Parts {
  readonly classes?: readonly string[];
  readonly inputNames?: readonly string[];
}

const NAMES = ["train", "validation", "test"] as const;

/** Parts of a data set: each by itself. */
export const parts: Display<Parts> = {
  recognizes: (value) => {
    return hasOwn(value, "train", "test") && NAMES.every((name) => {
      return !Object.hasOwn(value, name) || isDataset((value as Record<string, unknown>)[name]);
    });
  },
  text: (value) => partsOf(value).map(([name, part]) => `${name}: ${inWords(part)}`).join("\n"),
  html: async (value) => {
    const [first, ...others] = partsOf(value);
    const rest = others.map(([name, part]) => `<p>${name}: ${escapeHtml(inWords(part))}</p>`);
    return await datasetHtml(first![1], value, `${first![0]}: `) + rest.join("");
  },
};

function partsOf(value: Parts): (readonly [string, Dataset])[] {
  const given = value as Partial<Record<string, Dataset>>;
  return NAMES.flatMap((name) => given[name] === undefined ? [] : [[name, given[name]] as const]);
}

/** What a data set is, in a line. */
function inWords({ inputs, targets, labels, weights }: Dataset): string {
  const shape = shapeOfImages(inputs);
  const each = shape ? `images ${describeShape(shape)}` : things(inputs.columns, "input");
  const of = labels === undefined
    ? things(targets.columns, "target")
    : `${targets.columns === 1 ? 2 : targets.columns} classes`;
  return `${things(inputs.rows, "example")}, ${each}, ${of}${weights ? ", weighted" : ""}`;
}

/** At most this many rows of numbers, with this many columns. */
const MOST_ROWS = 5, MOST_COLUMNS = 10;

async function datasetHtml(dataset: Dataset, parts: Parts = {}, name = ""): Promise<string> {
  const { inputs, targets, labels } = dataset;
  const title = `<p class="title">${escapeHtml(name + inWords(dataset))}</p>`;
  const classOf = (label: number) => parts.classes?.[label] ?? `${label}`;
  const counts = labels === undefined ? "" : countsOf(labels, classOf);
  const shape = shapeOfImages(inputs);
  if (shape) {
    const captions = labels
      ? Array.from({ length: 20 }, (_, i) => i < labels.length ? classOf(labels[i]!) : "")
      : undefined;
    return title + counts + await imagesHtml(inputs, { shape, ...(captions && { captions }) });
  }
  const known = labels ??
    (targets.columns > 1 && isOneHot(targets) ? labelsOf(targets) : undefined);
  const rows = Array.from({ length: Math.min(MOST_ROWS, inputs.rows) }, (_, i) => {
    const target = known ? [classOf(known[i]!)] : numbersOf(targets, i);
    const cells = [...numbersOf(inputs, i), "→", ...target];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
  });
  const names = parts.inputNames?.slice(0, MOST_COLUMNS).map((each) =>
    `<th scope="col">${escapeHtml(shortened(printable(each), 24))}</th>`
  );
  const head = names ? `<thead><tr>${names.join("")}</tr></thead>` : "";
  const left = inputs.rows - rows.length;
  return `${title}${counts}<div class="scroll" tabindex="0" role="region" aria-label="the first rows">` +
    `<table>${head}<tbody>${rows.join("")}</tbody></table></div>` +
    (left > 0 ? `<p class="quiet">and ${things(left, "more row")}</p>` : "");
}

function numbersOf({ columns, data, ...inputs }: Inputs, i: number): string[] {
  const scale = "scale" in inputs ? inputs.scale : 1;
  const row = Array.from({ length: Math.min(columns, MOST_COLUMNS) }, (_, j) => {
    return rounded(data[i * columns + j]! * scale);
  });
  return columns > MOST_COLUMNS ? [...row, "…"] : row;
}

function isOneHot({ columns, data }: Dataset["targets"]): boolean {
  const some = Array.from(
    { length: Math.min(data.length, MOST_ROWS * columns) },
    (_, k) => data[k]!,
  );
  return some.every((entry) => entry === 0 || entry === 1);
}

/** At most this many classes are counted. */
const MOST_CLASSES = 30;

function countsOf(labels: ArrayLike<number>, classOf: (label: number) => string): string {
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const words = sorted.slice(0, MOST_CLASSES).map(([label, number]) => {
    return `${escapeHtml(printable(classOf(label)))}: ${count(number)}`;
  });
  const left = sorted.length - words.length;
  const rest = left > 0 ? `, and ${things(left, "more class", "more classes")}` : "";
  return `<p class="quiet">${words.join(", ")}${rest}</p>`;
}
