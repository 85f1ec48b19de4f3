import { type Shape, sizeOf } from "../../../nn/layers/shape.ts";

/** An attribute of a node, of the type that its member names. */
export type Attribute =
  | { readonly i: number }
  | { readonly f: number }
  | { readonly ints: readonly number[] }
  | { readonly strings: readonly string[] };

/** A node of the graph. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** The set of operators; the standard one by default. */
  readonly domain?: string;
}

/** A tensor that the graph holds. */
export interface Constant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
  readonly type: "float32" | "int64";
  /** Whether each entry is one of the parameters or the state, or 0. */
  readonly isParameter: boolean;
}

/** What enters or leaves a graph; the first dimension is the batch. */
export interface GraphEnd {
  readonly name: string;
  readonly type: "float32" | "uint8" | "text";
  readonly dims: readonly number[];
}

/**
 * How the values of an example lie in a tensor: in a row (batch × size), in their shape (batch × sides),
 * or, of images, channels first (batch × channels × height × width) as ONNX's convolutions take them.
 */
type Layout = "rows" | "sides" | "planes";

/** A tensor of the values that leave a layer. */
export interface Value {
  readonly name: string;
  /** The shape of an example, channels last. */
  readonly shape: Shape;
  readonly layout: Layout;
}

/** Collects the nodes and the constants of a graph. */
export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly constants: Constant[] = [];
  readonly inputs: GraphEnd[] = [];
  readonly outputs: GraphEnd[] = [];
  readonly #names = new Set<string>();

  /** A name that nothing else in the graph has. */
  #unique(wanted: string): string {
    let name = wanted;
    while (name === "" || this.#names.has(name)) name += "_";
    this.#names.add(name);
    return name;
  }

  /** Adds a tensor that enters the graph, and returns its name. */
  input(wanted: string, type: GraphEnd["type"], dims: readonly number[]): string {
    const name = this.#unique(wanted);
    this.inputs.push({ name, type, dims });
    return name;
  }

  /** Lets a tensor of float32 leave the graph. */
  output(wanted: string, from: string, dims: readonly number[]): void {
    const name = this.#unique(wanted);
    this.nodes.push({ op: "Identity", inputs: [from], output: name, attributes: {} });
    this.outputs.push({ name, type: "float32", dims });
  }

  /** Adds a node, and returns the name of its output. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: GraphNode["attributes"] = {},
    domain?: string,
  ): string {
    const output = this.#unique(`${op}_${this.nodes.length + 1}`);
    this.nodes.push({ op, inputs, output, attributes, ...(domain && { domain }) });
    return output;
  }

  /** Adds a tensor of fixed numbers, and returns its name. */
  constant(
    data: ArrayLike<number>,
    dims: readonly number[] = [data.length],
    type: Constant["type"] = "float32",
  ): string {
    const name = this.#unique(`constant_${this.constants.length + 1}`);
    this.constants.push({ name, dims, data, type, isParameter: false });
    return name;
  }

  /** Adds a number. */
  scalar(x: number): string {
    return this.constant([x], []);
  }

  /** Adds a tensor of parameters, whose name tells which, and returns the name. */
  parameter(wanted: string, data: ArrayLike<number>, dims: readonly number[]): string {
    const name = this.#unique(wanted);
    this.constants.push({ name, dims, data, type: "float32", isParameter: true });
    return name;
  }

  reshape(name: string, dims: readonly number[]): string {
    return this.node("Reshape", [name, this.constant(dims, [dims.length], "int64")]);
  }

  transpose(name: string, order: readonly number[]): string {
    return this.node("Transpose", [name], { perm: { ints: order } });
  }

  /** The same values in a layout. */
  as(layout: Layout, { name, ...from }: Value): string {
    const { shape } = from;
    if (from.layout === layout || (shape.length === 1 && layout !== "planes")) return name;
    if (from.layout === "planes") {
      const last = this.transpose(name, [0, 2, 3, 1]);
      return layout === "sides" ? last : this.reshape(last, [0, sizeOf(shape)]);
    }
    if (layout === "rows") return this.reshape(name, [0, sizeOf(shape)]);
    // A dimension of 0 is that of the input: the batch may have any size.
    const sides = from.layout === "sides" ? name : this.reshape(name, [0, ...shape]);
    return layout === "sides" ? sides : this.transpose(sides, [0, 3, 1, 2]);
  }
}
