import type { Matrix } from "../core/matrix/matrix.ts";
import { base64Of } from "../core/support/base64.ts";
import { checkCount } from "../core/support/checks.ts";
import { describe, printable } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import { recordOf } from "../core/support/untrusted.ts";
import { checkNetwork, type Network, type NetworkParts } from "../engine/network.ts";
import { parameterShapesOf, stateShapesOf } from "../engine/parameter_shapes.ts";
import type { Layer, ParameterShapes } from "../nn/layers/layer.ts";
import { checkedOptions } from "../nn/layers/plan.ts";
import type { Shape } from "../nn/layers/shape.ts";
import { checkedLearning } from "../nn/layers/learning.ts";
import { componentNamed, componentNames, type CustomComponents } from "./components.ts";
import { packOption, unpackOption } from "./option_data.ts";
import { BYTES_PER_NUMBER, float64Bytes, float64Numbers } from "./float64_bytes.ts";
import { currentLayers } from "./version_one.ts";

/**
 * A network as JSON. Parameters are base64 of little-endian float64, so that no bit is lost.
 * @category Files
 */
export interface NetworkJson {
  /** The name of the format. */
  readonly format: "backproof network";
  /** The version of the format. */
  readonly version: 1;
  /** The number of values that enter the first layer. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerJson[];
}

/**
 * A layer as JSON: its kind, its activation if it has one, its options by name (`units` of a dense
 * layer), and its parameters by name (`weights` and `biases`), row by row: base64 of little-endian
 * float64.
 * @category Files
 */
export interface LayerJson {
  /** The name of its kind; defaults to `dense`. */
  readonly kind?: string;
  /** The name of its activation. */
  readonly activation?: string;
  /** An option, a parameter, or a matrix of the state. */
  readonly [member: string]: unknown;
}

/** The name of the format. */
export const NETWORK_FORMAT = "backproof network";
const VERSION = 1;

/**
 * A network as a plain object for `JSON.stringify`. The round trip is bit-exact.
 *
 * In Python: `numpy.frombuffer(base64.b64decode(layer["weights"]), "<f8")`.
 *
 * @throws {TypeError} If a custom activation or kind has the name of a built-in one, or two members
 * of a layer have the same name.
 *
 * @example
 * ```ts
 * import { dense, fromJson, network, tanh, toJson } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(3, tanh)], seed: 1 });
 * assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(net)))), net);
 * ```
 * @category Files
 */
export function toJson(network: Network): NetworkJson {
  return written(network, ({ parameters, state }) => {
    return Object.entries({ ...parameters, ...state })
      .map(([name, { data }]) => [name, base64Of(float64Bytes(data))] as const);
  });
}

/** The same without parameters and state, for files that hold them in another way. */
export function architectureOf(network: Network): NetworkJson {
  return written(network, () => []);
}

function written(
  { inputs, layers }: Network,
  matricesOf: (layer: Layer) => readonly (readonly [name: string, text: string])[],
): NetworkJson {
  const nameOf = componentNames();
  return {
    format: NETWORK_FORMAT,
    version: VERSION,
    inputs,
    layers: layers.map((layer, l) => {
      const { kind, options, activation, learning } = layer;
      return distinct(`layer ${l + 1}`, [
        ["kind", nameOf("kind", kind)],
        ...Object.entries(options).map(([name, option]) => {
          const what = `${name}: ${describe(option)} in layer ${l + 1}`;
          return [name, packOption(option, nameOf, what)] as const;
        }),
        ...(activation ? [["activation", nameOf("activation", activation)] as const] : []),
        ...(learning ? [["learning", learning] as const] : []),
        ...matricesOf(layer),
      ]);
    }),
  };
}

/** A record of members, each of which must have a unique name. */
function distinct(
  what: string,
  members: readonly (readonly [string, unknown])[],
): Readonly<Record<string, unknown>> {
  const twice = members.find(([name], i) => members.findIndex(([other]) => other === name) < i);
  if (twice === undefined) return Object.fromEntries(members);
  throw new TypeError(
    "Options and parameters must differ in name, and none may be called kind, activation or " +
      `learning, to be written to a file, but found two called ${describe(twice[0])} in ${what}`,
  );
}

/**
 * The network of {@linkcode toJson}, from the result of `JSON.parse`. Trusts nothing it reads.
 *
 * @param custom Custom activations and kinds of layers that the file may name.
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a size does not fit, an activation or a kind is unknown, or an option or a
 * number is out of range.
 *
 * @example
 * ```ts
 * import { dense, fromJson, network, tanh, toJson } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, tanh)], seed: 1 });
 * assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(net)))), net);
 * ```
 * @category Files
 */
export function fromJson(value: unknown, custom: CustomComponents = {}): Network {
  checkOptions("fromJson()", custom, "activations kinds");
  const { inputs, layers } = read(value, custom, decode);
  const network = Object.freeze({ inputs, layers: Object.freeze(layers as readonly Layer[]) });
  checkNetwork(network);
  return network;
}

/**
 * The layers of {@linkcode architectureOf}, from the result of `JSON.parse`. Trusts nothing it reads, but
 * that the layers fit together, which a network of them is checked for.
 */
export function fromArchitecture(value: unknown, custom: CustomComponents): NetworkParts {
  return read(value, custom);
}

/** A network in a file, without parameters and state if these are not decoded. */
function read(
  value: unknown,
  custom: CustomComponents,
  matrixOf?: typeof decode,
): NetworkParts {
  const file = recordOf(value, "A network file");
  if (file.format !== NETWORK_FORMAT || file.version !== VERSION) {
    throw new RangeError(
      `A network file must say format "${NETWORK_FORMAT}" and version ${VERSION}, ` +
        `but found ${describe(file.format)} and ${describe(file.version)}`,
    );
  }
  const { inputs } = file;
  checkCount(inputs, "inputs");
  if (!Array.isArray(file.layers) || file.layers.length === 0) {
    throw new TypeError("layers of a network file must be an array of at least one layer");
  }
  let shape: Shape = [inputs];
  const layers = file.layers.flatMap((entry, l) => {
    const name = `layers[${l}]`; // as in the file, even if the layer becomes two
    return currentLayers([recordOf(entry, name)]).map((layer) => ({ layer, name }));
  })
    .map(({ layer, name }, l) => {
      const { kind: kindName = "dense", activation: activationName, ...others } = layer;
      const { learning: found, ...written } = others;
      const members = Object.fromEntries(
        Object.entries(written).map(([member, value]) => {
          return [member, unpackOption(value, `${name}.${printable(member)}`, custom)];
        }),
      );
      const learning = found === undefined
        ? undefined
        : checkedLearning(recordOf(found, `${name}.learning`));
      const kind = componentNamed("kind", kindName, `${name}.kind`, custom);
      // Files without kinds are of the version in which every layer had an activation.
      const activation = activationName === undefined && layer.kind !== undefined
        ? undefined
        : componentNamed("activation", activationName, `${name}.activation`, custom);
      const lenient = checkedOptions(kind, members, name, Object.keys(members));
      const parameterShapes = parameterShapesOf({ kind, options: lenient }, shape, l);
      const stateShapes = stateShapesOf({ kind, options: lenient }, shape, l);
      const isOption = ([member]: [string, unknown]) =>
        !Object.hasOwn(parameterShapes, member) && !Object.hasOwn(stateShapes, member);
      const given = Object.fromEntries(Object.entries(members).filter(isOption));
      const made = checkedOptions(kind, given, name);
      // Frozen, so that the network is checked once.
      const decoded = (shapes: ParameterShapes) =>
        Object.freeze(Object.fromEntries(
          Object.entries(shapes).map(([part, [rows, columns]]) => {
            return [part, matrixOf!(members[part], rows, columns, `${name}.${part}`)];
          }),
        ));
      shape = kind.outputShape(made, shape);
      return Object.freeze({
        ...{ kind, options: made, ...(activation && { activation }) },
        ...(learning && { learning }),
        ...(matrixOf && {
          parameters: decoded(parameterShapes),
          ...(kind.stateShapes && { state: decoded(stateShapes) }),
        }),
      });
    });
  return { inputs, layers };
}

function decode(text: unknown, rows: number, columns: number, name: string): Matrix {
  if (typeof text !== "string") {
    throw new TypeError(`${name} must be a string of base64, but found ${describe(text)}`);
  }
  const length = rows * columns;
  // Checked before anything is allocated, as the sizes are untrusted.
  const wanted = 4 * Math.ceil(length * BYTES_PER_NUMBER / 3);
  if (text.length !== wanted) {
    const what = `${name} (${rows} × ${columns})`;
    throw new RangeError(
      `${what} must be ${wanted} characters of base64, but found ${text.length}`,
    );
  }
  const data = float64Numbers(bytesOf(text, length * BYTES_PER_NUMBER, name));
  const at = data.findIndex((number) => !Number.isFinite(number));
  if (at >= 0) throw new RangeError(`${name} must be finite, but found ${data[at]} at ${at}`);
  return Object.freeze({ rows, columns, data });
}

function bytesOf(text: string, wanted: number, name: string): Uint8Array<ArrayBuffer> {
  let characters = "";
  try {
    characters = atob(text);
  } catch {
    // Throws below, as text that cannot be decoded has no bytes.
  }
  if (characters.length !== wanted) {
    throw new RangeError(`${name} must be base64 of ${wanted} bytes, but found ${describe(text)}`);
  }
  const bytes = new Uint8Array(wanted);
  for (let i = 0; i < wanted; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
