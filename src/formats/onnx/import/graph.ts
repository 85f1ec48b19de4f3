import { checkCount } from "../../../core/support/checks.ts";
import { describe, printable } from "../../../core/support/describe.ts";
import type { ModelContent } from "../../../model/content.ts";
import { type ModelOutputs, suggestedOutputs } from "../../../model/outputs.ts";
import { orderOf } from "../../channels_first.ts";
import {
  ELEMENT,
  type GraphMessage,
  type ModelMessage,
  type ValueInfoMessage,
} from "../messages.ts";
import { tensorOf } from "../tensors.ts";
import { CLASSES } from "./classes.ts";
import { ELEMENTWISE } from "./elementwise.ts";
import { networkOf } from "./layers.ts";
import { NORMS } from "./norms.ts";
import { flowOf, type Handler, Operator } from "./operator.ts";
import { PRODUCTS } from "./products.ts";
import { SHAPES } from "./shapes.ts";
import { STEPS } from "./steps.ts";
import { checkSize, type Flow, type Value } from "./values.ts";
import { WINDOWS } from "./windows.ts";

/** Every operator that is read; a new one is a line in one of these. */
const OPERATORS: Readonly<Record<string, Handler>> = {
  ...{ ...PRODUCTS, ...WINDOWS, ...NORMS, ...ELEMENTWISE, ...SHAPES, ...STEPS, ...CLASSES },
};

/** The standard set of operators, by both of its names. */
const STANDARD: readonly string[] = ["", "ai.onnx"];

/** The sets of operators: the standard one, and that of scikit-learn's models. */
const DOMAINS: readonly string[] = [...STANDARD, "ai.onnx.ml"];

/** The most nodes of a graph, as each takes time and memory however few bytes it has. */
const MOST_NODES = 10_000;

/** Numbers that a network may have beyond those of its file: zeros of groups, factors of one number. */
const SPARE = 2 ** 21;

/**
 * The network that a graph of another program computes, untrusted.
 *
 * Values of the graph are either fixed, or examples on their way through layers, which each operator
 * makes longer.
 *
 * @param size The bytes of the file, which bound the numbers of the network.
 * @throws {SyntaxError} If a value is used before it is computed, as in a circle.
 * @throws {TypeError} If an operator is unknown, or not one of a network; the message names the node.
 * @throws {RangeError} If the graph or a number in it is too large.
 */
export function contentOfGraph(
  graph: GraphMessage,
  model: ModelMessage,
  size: number,
): ModelContent {
  const { node } = graph;
  if (node.length > MOST_NODES) {
    throw new RangeError(`A graph must have at most ${MOST_NODES} nodes, but found ${node.length}`);
  }
  const fixed = new Map(graph.initializer.map((each) => [each.name ?? "", each]));
  const [input, ...others] = graph.input.filter(({ name }) => !fixed.has(name ?? ""));
  if (input === undefined || others.length > 0) {
    const found = input ? [input, ...others].map(({ name }) => describe(name)).join(", ") : "none";
    throw new TypeError(`An ONNX graph must have one input for a network, but found ${found}`);
  }
  const { flow, batch } = inputOf(
    input,
    isChannelsLast(graph, input.name ?? "", model.producerName ?? ""),
    2 * size + SPARE,
  );
  const values = new Map<string, Value>([[input.name ?? "", { is: "flow", flow }]]);
  const valueOf = (name: string): Value | undefined => {
    const tensor = fixed.get(name);
    if (name === "" || values.has(name) || tensor === undefined) return values.get(name);
    const value: Value = tensor.dataType === ELEMENT.text
      ? { is: "texts", texts: tensor.stringData.map((bytes) => new TextDecoder().decode(bytes)) }
      : { is: "numbers", tensor: tensorOf(tensor, name) };
    values.set(name, value);
    return value;
  };
  const version = model.opsetImport.find(({ domain = "" }) => STANDARD.includes(domain))?.version ??
    1;
  for (const each of node) {
    const { opType = "", domain = "" } = each;
    const operator = new Operator(
      each,
      each.input.map((name) => {
        const value = valueOf(name);
        if (value !== undefined || name === "") return value;
        throw new SyntaxError(`${describe(name)} must be computed before it is used`);
      }),
      version,
      batch,
    );
    if (!DOMAINS.includes(domain) || !Object.hasOwn(OPERATORS, opType)) {
      throw operator.refusal("is not one of its layers");
    }
    const made = [OPERATORS[opType]!(operator), ...operator.others];
    for (const [i, value] of made.entries()) {
      const name = each.output[i] ?? "";
      if (i > 0 && name === "") continue;
      if (values.has(name)) throw new SyntaxError(`${describe(name)} must be computed only once`);
      values.set(name, value.is === "function" ? { by: operator, ...value } : value);
    }
    operator.checkAttributes();
  }
  return contentOfEnds(graph.output.map(({ name = "" }) => valueOf(name)));
}

/** What enters a graph: a row, or an image, which here has its channels last. */
function inputOf({ name, type }: ValueInfoMessage, isLast: boolean, left: number) {
  const given = type?.tensorType?.shape?.dim ?? [];
  // The one side of any size is the batch, as of PyTorch's recurrent layers; else it is the first.
  const open = given.flatMap(({ dimValue }, i) => dimValue ? [] : [i]);
  const batchAxis = open.length === 1 ? open[0]! : 0, first = given[batchAxis];
  const dims = given.toSpliced(batchAxis, 1).map(({ dimValue }, i) => {
    checkCount(
      dimValue,
      `Dimension ${i + 1 + Number(i >= batchAxis)} of the input ${printable(name ?? "")}`,
    );
    return dimValue;
  });
  if (dims.length === 0) {
    throw new TypeError(
      `The input ${describe(name)} must have a batch, and values of each example`,
    );
  }
  const [channels, height, width] = dims as [number, number, number];
  const shape = dims.length !== 3 || isLast ? dims : [height, width, channels];
  checkSize(shape);
  const image = isLast ? undefined : orderOf(shape);
  const budget = { left };
  return {
    flow: { shape, dims, batchAxis, image, budget } satisfies Flow,
    batch: first?.dimValue || undefined,
  };
}

/**
 * Whether the images that enter have their channels last, as Keras's: these are transposed before an
 * operator needs the channels first; if none does, the program that exported them tells.
 */
function isChannelsLast({ node }: GraphMessage, name: string, producer: string): boolean {
  let at = name;
  for (const { opType = "", input, output, attribute } of node) {
    if (!input.includes(at)) continue;
    if (opType === "Transpose") {
      return String(attribute.find(({ name }) => name === "perm")?.ints) === "0,3,1,2";
    }
    if (Object.hasOwn(WINDOWS, opType)) return false;
    if (opType === "Reshape" || opType === "Flatten") break;
    at = output[0] ?? "";
  }
  return /^(tf2onnx|keras)/i.test(producer);
}

/** The network of what leaves a graph, and what it means. */
function contentOfEnds(ends: readonly (Value | undefined)[]): ModelContent {
  const flows = ends.flatMap((value) => {
    if (value?.is === "function") return [flowOf(value)];
    return value && "flow" in value ? [value.flow] : [];
  });
  const [flow] = flows;
  if (flow === undefined || flows.some((each) => each !== flow)) {
    throw new TypeError(
      "An ONNX graph must have one output for a network, or a class and its probabilities",
    );
  }
  const { network, inputs: { scale } } = networkOf(flow);
  const names = ends.flatMap((value) => value?.is === "class" ? [value.names ?? []] : [])
    .find(({ length }) => length > 0);
  const isDecided = ends.some((value) => value?.is === "class");
  return {
    network,
    ...(scale && { inputs: { kind: "numbers", size: network.inputs, scale } }),
    ...(isDecided && { outputs: decidedOutputs(suggestedOutputs(network), names) }),
  };
}

/** Outputs of which one class is decided, by their names. */
function decidedOutputs(
  suggested: ModelOutputs,
  names: readonly string[] | undefined,
): ModelOutputs {
  const isClass = suggested.task === "classification";
  const count = suggested.names.length;
  return {
    task: "classification",
    names: names ?? Array.from({ length: count }, (_, j) => String(j)),
    ...(!isClass && suggested.task === "regression" && { activation: "softmax" as const }),
  };
}
