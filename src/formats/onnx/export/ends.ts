import { missingNumbers } from "../../../data/files/csv/number.ts";
import { CHANNELS } from "../../../data/files/images/picture.ts";
import type { Standardization } from "../../../data/generators/standardization.ts";
import type { ImageInputs } from "../../../model/image_inputs.ts";
import type { ModelInputs } from "../../../model/inputs.ts";
import type { NumberInputs } from "../../../model/number_inputs.ts";
import type { ModelOutputs } from "../../../model/outputs.ts";
import type { TableInputs } from "../../../model/table_inputs.ts";
import { ELEMENT } from "../messages.ts";
import type { Graph } from "./graph.ts";

/** Each kind of inputs as nodes, which return rows for the network; a new one is a line here. */
const INPUTS: {
  readonly [Kind in ModelInputs["kind"]]: (
    graph: Graph,
    inputs: Extract<ModelInputs, { readonly kind: Kind }>,
  ) => string;
} = { numbers, table, image };

/** The rows for the network that a description makes of what enters the graph. */
export function emitInputs(graph: Graph, inputs: ModelInputs): string {
  const emit = INPUTS[inputs.kind] as (graph: Graph, inputs: ModelInputs) => string;
  return emit(graph, inputs);
}

function numbers(graph: Graph, { size, scale }: NumberInputs): string {
  return standardized(graph, graph.input("inputs", "float32", [size]), scale);
}

/** Bytes of pixels, channels last. */
function image(graph: Graph, { width, height, colour, scale = 1 / 255 }: ImageInputs): string {
  const dims = [height, width, CHANNELS[colour]];
  const bytes = graph.input("image", "uint8", dims);
  const scaled = graph.node("Mul", [floats(graph, bytes), graph.scalar(scale)]);
  return graph.reshape(scaled, [0, dims[0]! * dims[1]! * dims[2]!]);
}

function floats(graph: Graph, name: string): string {
  return graph.node("Cast", [name], { to: { i: ELEMENT.float32 } });
}

/**
 * Records: one tensor if all columns are of numbers, in which NaN and the codes of the file are missing;
 * else one (batch × 1) for each column, by its name, of numbers or of texts.
 */
function table(
  graph: Graph,
  { encoding: { inputs, inputScale, format = {} } }: TableInputs,
): string {
  const codes = missingNumbers(format);
  if (inputs.every(({ categories }) => categories === undefined)) {
    const given = graph.input("inputs", "float32", [inputs.length]);
    return standardized(graph, filled(graph, given, inputs, codes), inputScale);
  }
  const given = inputs.map(({ name, categories }) => {
    return graph.input(name, categories ? "text" : "float32", [1]);
  });
  const columns = inputs.map((column, k) => {
    if (!column.categories) return filled(graph, given[k]!, [column], codes);
    const strings = { strings: column.categories };
    // An unknown category is an error.
    const attributes = { cats_strings: strings, zeros: { i: 0 } };
    const shares = graph.node("OneHotEncoder", [given[k]!], attributes, "ai.onnx.ml");
    // The type is not inferred of that operator.
    return graph.reshape(floats(graph, shares), [0, column.categories.length]);
  });
  const all = columns.length > 1 ? graph.node("Concat", columns, { axis: { i: 1 } }) : columns[0]!;
  return standardized(graph, all, inputScale);
}

/** The fill of each column in the place of NaN and of codes; NaN where it has none. */
function filled(
  graph: Graph,
  name: string,
  columns: TableInputs["encoding"]["inputs"],
  codes: readonly number[],
): string {
  const fills = columns.map((column) => {
    return typeof column.fill === "number" ? column.fill : NaN;
  });
  if (fills.every(Number.isNaN) && codes.length === 0) return name;
  const isMissing = codes.reduce((others, code) => {
    return graph.node("Or", [others, graph.node("Equal", [name, graph.scalar(code)])]);
  }, graph.node("IsNaN", [name]));
  return graph.node("Where", [isMissing, graph.constant(fills), name]);
}

function standardized(graph: Graph, name: string, scale: Standardization | undefined): string {
  if (scale === undefined || isNone(scale)) return name;
  const centered = graph.node("Sub", [name, graph.constant(scale.means)]);
  return graph.node("Div", [centered, graph.constant(scale.deviations)]);
}

function isNone({ means, deviations }: Standardization): boolean {
  return means.every((mean) => mean === 0) && deviations.every((deviation) => deviation === 1);
}

/** Lets out what the rows of a network mean: probabilities of each name, or values in their units. */
export function emitOutputs(
  graph: Graph,
  rows: string,
  { task, names, activation, scale }: ModelOutputs,
  count: number,
): void {
  const f = activation === "softmax" ? "Softmax" : "Sigmoid";
  let made = activation
    ? graph.node(f, [rows], activation === "softmax" ? { axis: { i: 1 } } : {})
    : rows;
  if (scale && !isNone(scale)) {
    made = graph.node("Mul", [made, graph.constant(scale.deviations)]);
    made = graph.node("Add", [made, graph.constant(scale.means)]);
  }
  if (names.length > count) { // one output for two classes
    const first = graph.node("Sub", [graph.scalar(1), made]);
    made = graph.node("Concat", [first, made], { axis: { i: 1 } });
  }
  graph.output(task === "regression" ? "values" : "probabilities", made, [names.length]);
}
