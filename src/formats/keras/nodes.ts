import { isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { listOf, recordOf } from "../../core/support/untrusted.ts";
import { TRAINING_CLASSES } from "./preparation.ts";
import { type Shape, sizeOf } from "../../nn/layers/shape.ts";

/** A layer in the description of a Keras model, untrusted. */
export interface KerasNode {
  readonly name: string;
  readonly className: string;
  /** How many layers of its class come before it: files of Keras 3 name arrays by that. */
  readonly number: number;
  readonly config: Readonly<Record<string, unknown>>;
  /** The names of the layers whose outputs it takes. */
  readonly inbound: readonly string[];
  /** The models that it is in, within the whole one, the outermost first. */
  readonly within?: readonly KerasNode[];
}

/** Classes of models, which may be layers of others. */
export const MODEL_CLASSES: readonly string[] = ["Sequential", "Functional", "Model"];

/** The layers of a Keras model in order, and the name of the one whose outputs are the model's. */
export interface KerasGraph {
  readonly nodes: readonly KerasNode[];
  readonly output: string;
}

/**
 * The layers of the description of a Keras model, as `model.to_json()` writes it.
 *
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If it is not a chain of layers or a graph with one input and one output.
 */
export function readGraph(topology: unknown): KerasGraph {
  const model = recordOf(topology, "The description of a Keras model");
  const inner = model.model_config;
  if (inner !== undefined && inner !== null) return readGraph(withoutNesting(inner));
  const { class_name: className, config } = model;
  if (className === "Sequential") {
    const layers = Array.isArray(config) ? config : recordOf(config, "config of Sequential").layers;
    return sequential(listOf(layers, "layers of Sequential"));
  }
  if (className === "Functional" || className === "Model") {
    return functional(recordOf(config, `config of ${className}`));
  }
  throw new RangeError(
    `A Keras model must be Sequential, Functional or Model, but found ${describe(className)}`,
  );
}

/** A description inside another, which holds no third. */
function withoutNesting(topology: unknown): unknown {
  const { model_config: _, ...model } = recordOf(topology, "model_config");
  return model;
}

function nodesOf(layers: readonly unknown[]): KerasNode[] {
  const counts = new Map<string, number>(), names = new Set<string>();
  return layers.map((layer, i) => {
    const { class_name: className, config: given, name, ...others } = recordOf(
      layer,
      `layers[${i}]`,
    );
    if (typeof className !== "string") {
      throw new TypeError(
        `class_name of layers[${i}] must be a text, but found ${describe(className)}`,
      );
    }
    const config = recordOf(given, `config of layers[${i}]`);
    const own = name ?? config.name ?? `layer ${i + 1}`;
    if (typeof own !== "string" || names.has(own)) {
      throw new TypeError(`layers[${i}] must have a unique name, but found ${describe(own)}`);
    }
    names.add(own);
    const number = counts.get(className) ?? 0;
    counts.set(className, number + 1);
    // Keras 3 has the shape that a layer was built for beside its configuration.
    const build = others.build_config ?? undefined;
    const shape = build === undefined ? undefined : recordOf(build, "build_config").input_shape;
    return {
      ...{ name: own, className, number, inbound: inboundOf(others.inbound_nodes, own, className) },
      config: shape === undefined ? config : { built_for: shape, ...config },
    };
  });
}

function sequential(layers: readonly unknown[]): KerasGraph {
  const nodes = nodesOf(layers);
  if (nodes.length === 0) throw new RangeError("A Sequential model must have layers, but has none");
  return {
    nodes: nodes.map((node, i) => ({ ...node, inbound: i === 0 ? [] : [nodes[i - 1]!.name] })),
    output: nodes.at(-1)!.name,
  };
}

function functional(config: Readonly<Record<string, unknown>>): KerasGraph {
  const nodes = nodesOf(listOf(config.layers, "layers of a Functional model"));
  const [input, output] = ["input_layers", "output_layers"].map((member) => {
    const found = listOf(config[member], `${member} of a Functional model`);
    const names = typeof found[0] === "string" ? [found] : found;
    const [first, ...others] = names.map((each) => listOf(each, member)[0]);
    if (typeof first === "string" && others.length === 0) return first;
    throw new RangeError(`${member} must be one, but found ${names.length}`);
  }) as [string, string];
  const inputs = nodes.filter(({ className }) => className === "InputLayer");
  if (inputs.length === 1 && inputs[0]!.name === input) return { nodes, output };
  throw new RangeError(`A Functional model must have one InputLayer, but found ${inputs.length}`);
}

/** The names of the layers below one, in the words of Keras 2 and 3. */
function inboundOf(nodes: unknown, name: string, className: string): string[] {
  if (nodes === undefined || nodes === null) return [];
  const [node, ...others] = listOf(nodes, `inbound_nodes of ${describe(name)}`);
  if (others.length > 0) {
    throw new RangeError(`${describe(name)} is used ${others.length + 1} times, but must be once`);
  }
  if (node === undefined) return [];
  const isList = Array.isArray(node), call = isList ? {} : recordOf(node, "An inbound node");
  checkArguments(call.kwargs, name, className);
  const tensors = isList ? node : tensorsOf(call.args, name);
  return tensors.map((tensor) => {
    const [below, , , given] = listOf(tensor, `An inbound node of ${describe(name)}`);
    checkArguments(given, name, className);
    if (typeof below === "string") return below;
    throw new TypeError(
      `An inbound node of ${describe(name)} must name a layer, but found ${describe(below)}`,
    );
  });
}

/** Throws if a layer is called with more than its inputs, such as `training: true` or a mask. */
function checkArguments(given: unknown, name: string, className: string): void {
  if (given === undefined || given === null) return;
  const found = Object.entries(recordOf(given, `The arguments of ${describe(name)}`));
  // What is for training alone is saved with `training: true`, which predict() overrides.
  const isTraining = TRAINING_CLASSES.includes(className);
  const other = found.find(([argument, value]) => {
    return value !== null && value !== false && !(isTraining && argument === "training");
  });
  if (other === undefined) return;
  throw new RangeError(
    `${describe(name)} must be called with its inputs alone, but found ${describe(other[0])}: ` +
      describe(other[1]),
  );
}

/** Where the arguments of a layer come from, in Keras 3: tensors, or one list of them. */
function tensorsOf(args: unknown, name: string): unknown[] {
  const list = listOf(args, "args of an inbound node");
  return list.flatMap((arg) => Array.isArray(arg) ? arg : [arg]).map((tensor) => {
    if (typeof tensor !== "object") {
      throw new RangeError(
        `${describe(name)} must be called with the outputs of layers, but found ${
          describe(tensor)
        }: make it a layer, such as Rescaling`,
      );
    }
    const { config } = recordOf(tensor, "A tensor of an inbound node");
    return recordOf(config, "config of a tensor").keras_history;
  });
}

/**
 * The shape of an example of the inputs of a layer, if its configuration says it.
 *
 * @throws {RangeError} If an axis has no fixed size.
 */
export function inputShapeOf({ config, className, name }: KerasNode): Shape | undefined {
  const batch = config.batch_input_shape ?? config.batch_shape ?? config.built_for ?? undefined;
  const length = config.input_length ?? undefined;
  if (batch === undefined && className === "Embedding" && length !== undefined) {
    return sides([length]);
  }
  return batch === undefined ? undefined : sides(listOf(batch, "The shape of inputs").slice(1));

  function sides(shape: readonly unknown[]): Shape {
    if (shape.length > 0 && shape.every(isCount) && Number.isSafeInteger(sizeOf(shape))) {
      return shape;
    }
    const found = shape.map((side) => side === null ? "open" : describe(side)).join(" × ");
    throw new RangeError(
      `The inputs of ${describe(name)} must have a fixed size along each axis, but found ${
        found || "none"
      }`,
    );
  }
}
