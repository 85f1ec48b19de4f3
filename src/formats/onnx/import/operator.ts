import { describe, printable } from "../../../core/support/describe.ts";
import type { NodeMessage } from "../messages.ts";
import { type Tensor, tensorOf } from "../tensors.ts";
import { applied, identity } from "./functions.ts";
import type { Flow, Fn, Refusing, Value } from "./values.ts";

/**
 * Attributes that change nothing here: what the shapes of tensors say as well, what is for training or
 * for other outputs, and the axis of lists, which have one.
 */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  ArgMax: ["keepdims", "select_last_index"],
  BatchNormalization: ["momentum", "spatial"],
  Cast: ["round_mode", "saturate"],
  Concat: ["axis"],
  Conv: ["kernel_shape"],
  ConvTranspose: ["kernel_shape"],
  Dropout: ["ratio", "seed"],
  Gather: ["axis"],
  LayerNormalization: ["stash_type"],
  MaxPool: ["storage_order"],
  Pad: ["mode", "value"],
  ReduceMean: ["noop_with_empty_axes"],
  Slice: ["axes"],
};

/** A node of a graph whose inputs are known. */
export class Operator {
  readonly #node: NodeMessage;
  readonly #inputs: readonly (Value | undefined)[];
  /** The names of the attributes that were asked for. */
  readonly #asked = new Set<string>();
  /** What the outputs behind the first are. */
  readonly others: Value[] = [];
  /** The version of the operator's set. */
  readonly version: number;
  /** The number of examples that the graph is for, if it is for one number only. */
  readonly batch: number | undefined;

  constructor(
    node: NodeMessage,
    inputs: readonly (Value | undefined)[],
    version: number,
    batch: number | undefined,
  ) {
    this.#node = node;
    this.#inputs = inputs;
    this.version = version;
    this.batch = batch;
  }

  /** How many inputs there are. */
  get count(): number {
    return this.#inputs.length;
  }

  /** An input; `undefined` if it is left out. */
  value(i: number): Value | undefined {
    return this.#inputs[i];
  }

  /** An input that is a batch of examples, one after the other. */
  flow(i: number): Flow {
    const flow = this.anyFlow(i);
    if (!flow.batchAxis) return flow;
    throw this.refusal("must have the batch as its first dimension");
  }

  /** An input that is a batch of examples, whichever dimension says which. */
  anyFlow(i: number): Flow {
    const value = this.value(i);
    if (value?.is === "flow") return value.flow;
    if (value?.is === "function") return flowOf(value, this);
    throw this.refusal(`must have examples as input ${i + 1}`);
  }

  /** An input that is an element-wise function of examples, perhaps the identity. */
  function(i: number): Fn {
    const value = this.value(i);
    return value?.is === "function" ? value.fn : identity(this.flow(i));
  }

  /** An input that is fixed; `undefined` if it is left out. */
  optional(i: number): Tensor | undefined {
    const value = this.value(i);
    if (value === undefined || value.is === "numbers") return value?.tensor;
    throw this.refusal(`must have a fixed tensor as input ${i + 1}`);
  }

  tensor(i: number): Tensor {
    const tensor = this.optional(i);
    if (tensor) return tensor;
    throw this.refusal(`must have an input ${i + 1}`);
  }

  #attribute(name: string) {
    this.#asked.add(name);
    return this.#node.attribute.find((attribute) => attribute.name === name);
  }

  int(name: string, usual: number): number {
    return this.#attribute(name)?.i ?? usual;
  }

  /** A number; one that was rounded to float32 as the shortest decimal that is rounded to it. */
  float(name: string, usual: number): number {
    const found = this.#attribute(name)?.f;
    if (found === undefined) return usual;
    const short = Number(found.toPrecision(7));
    return Math.fround(short) === found ? short : found;
  }

  floats(name: string): readonly number[] | undefined {
    return this.#attribute(name)?.floats;
  }

  ints(name: string): readonly number[] | undefined {
    return this.#attribute(name)?.ints;
  }

  text(name: string, usual: string): string {
    const bytes = this.#attribute(name)?.s;
    return bytes === undefined ? usual : new TextDecoder().decode(bytes);
  }

  texts(name: string): readonly string[] {
    return (this.#attribute(name)?.strings ?? []).map((bytes) => new TextDecoder().decode(bytes));
  }

  held(name: string): Tensor | undefined {
    const message = this.#attribute(name)?.t;
    return message && tensorOf(message, `${name} of ${this.name}`);
  }

  /** Throws if the node has an attribute that nobody asked for, as it may change what is computed. */
  checkAttributes(): void {
    const { opType = "", attribute } = this.#node, harmless = HARMLESS[opType] ?? [];
    const other = attribute.find(({ name = "" }) => {
      return !this.#asked.has(name) && !harmless.includes(name);
    });
    if (other === undefined) return;
    throw this.refusal(`has the attribute ${describe(other.name)}, which is not understood`);
  }

  /** Integers that are an input in newer versions, and an attribute in older ones. */
  intsOr(i: number, name: string): readonly number[] | undefined {
    const tensor = this.optional(i);
    return tensor ? Array.from(tensor.data) : this.ints(name);
  }

  /** The operator and the node, for messages: `Conv "conv1"`. */
  get name(): string {
    const { opType = "", name, output } = this.#node;
    return `${printable(opType.slice(0, 40))} ${describe(name || output[0] || "")}`;
  }

  /** The error that names the operator and the node. */
  refusal(why: string): TypeError {
    return new TypeError(`A network cannot express the operator ${this.name}, which ${why}`);
  }
}

/**
 * The flow after a function.
 *
 * @param user The operator that takes it, if any.
 * @throws {TypeError} If it is not an activation that the library has; the message names its operator.
 */
export function flowOf(
  { fn, by }: Extract<Value, { readonly is: "function" }>,
  user?: Refusing,
): Flow {
  const flow = applied(fn);
  if (flow) return flow;
  const why =
    "computes a function of each value that the library lacks as an activation: use another";
  const at = by ?? user;
  throw at?.refusal(why) ?? new TypeError(why);
}

/** What an operator makes of its inputs. */
export type Handler = (operator: Operator) => Value;
