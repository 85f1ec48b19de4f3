import type { Matrix } from "../core/matrix/matrix.ts";
import { checkCount } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkDropout, type Layer } from "../engine/layer.ts";
import { checkNetwork, type Network } from "../engine/network.ts";
import type { Codec } from "./codec.ts";
import { componentNamed, type DecodeOptions, nameOfComponent } from "./components.ts";

/** A network as JSON. Parameters are base64 of little-endian float64, so that no bit is lost. */
export interface NetworkJson {
  /** What this is. */
  readonly format: "backproof network";
  /** The version of the format. */
  readonly version: 1;
  /** How many values enter the first layer. */
  readonly inputs: number;
  /** The layers, from the first hidden one to the output layer. */
  readonly layers: readonly LayerJson[];
}

/** A layer as JSON. */
export interface LayerJson {
  /** How many neurons. */
  readonly units: number;
  /** The name of the activation. */
  readonly activation: string;
  /** W (units × inputs), row by row: base64 of little-endian float64. */
  readonly weights: string;
  /** b (1 × units): base64 of little-endian float64. */
  readonly biases: string;
  /** The share of outputs that training drops; none if left out. */
  readonly dropout?: number;
}

const FORMAT = "backproof network";
const VERSION = 1;
const BYTES_PER_NUMBER = 8;

/**
 * A network as a value for `JSON.stringify`. The round trip is exact, to the bit.
 *
 * In Python: `numpy.frombuffer(base64.b64decode(layer["weights"]), "<f8")`.
 *
 * @param network The network.
 * @returns A plain object.
 * @throws {TypeError} If a custom activation has the name of a built-in one.
 *
 * @example
 * ```ts
 * import { dense, fromJson, network, tanh, toJson } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(3, tanh)], seed: 1 });
 * assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(net)))), net);
 * ```
 */
export function toJson(network: Network): NetworkJson {
  return {
    format: FORMAT,
    version: VERSION,
    inputs: network.inputs,
    layers: network.layers.map(({ units, activation, weights, biases, dropout }) => ({
      units,
      activation: nameOfComponent("activation", activation),
      weights: encode(weights),
      biases: encode(biases),
      ...(dropout && { dropout }),
    })),
  };
}

/**
 * The network that {@linkcode toJson} was given. Trusts nothing it reads.
 *
 * @param value What `JSON.parse` returned.
 * @param options Custom activations that the file may name.
 * @returns The network.
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a size does not fit, an activation is unknown, or a number is not finite.
 *
 * @example
 * ```ts
 * import { dense, fromJson, network, tanh, toJson } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, tanh)], seed: 1 });
 * assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(net)))), net);
 * ```
 */
export function fromJson(value: unknown, options: DecodeOptions = {}): Network {
  const file = recordOf(value, "A network file");
  if (file.format !== FORMAT || file.version !== VERSION) {
    throw new RangeError(
      `A network file must say format "${FORMAT}" and version ${VERSION}, ` +
        `but found ${describe(file.format)} and ${describe(file.version)}`,
    );
  }
  const { inputs } = file;
  checkCount(inputs, "inputs");
  if (!Array.isArray(file.layers) || file.layers.length === 0) {
    throw new TypeError("layers of a network file must be an array of at least one layer");
  }
  let width = inputs;
  const layers = file.layers.map((entry, l): Layer => {
    const name = `layers[${l}]`;
    const layer = recordOf(entry, name);
    const { units } = layer;
    checkCount(units, `${name}.units`);
    const activation = componentNamed(
      "activation",
      layer.activation,
      `${name}.activation`,
      options,
    );
    const weights = decode(layer.weights, units, width, `${name}.weights`);
    const biases = decode(layer.biases, 1, units, `${name}.biases`);
    width = units;
    if (layer.dropout === undefined) {
      return Object.freeze({ units, activation, weights, biases });
    }
    checkDropout(layer.dropout, `${name}.dropout`);
    return Object.freeze({ units, activation, weights, biases, dropout: layer.dropout as number });
  });
  const network = Object.freeze({ inputs, layers: Object.freeze(layers) });
  checkNetwork(network);
  return network;
}

/** The codec of {@linkcode toJson}, as text. */
export const networkJson: Codec<Network> = {
  name: "json",
  title: "a saved network",
  recognizes: (bytes) => /^\s*\{/.test(textOf(bytes.subarray(0, 64))),
  encode: (network) =>
    Promise.resolve(network).then((network) => {
      return new TextEncoder().encode(`${JSON.stringify(toJson(network))}\n`);
    }),
  decode: (bytes, options) =>
    Promise.resolve(bytes).then((bytes) => {
      return fromJson(JSON.parse(textOf(bytes)), options);
    }),
  networkOf: (network) => network,
};

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function encode({ data }: Matrix): string {
  const view = new DataView(new ArrayBuffer(data.length * BYTES_PER_NUMBER));
  for (let index = 0; index < data.length; index++) {
    view.setFloat64(index * BYTES_PER_NUMBER, data[index]!, true);
  }
  const characters = Array.from(
    new Uint8Array(view.buffer),
    (byte) => String.fromCharCode(byte),
  );
  return btoa(characters.join(""));
}

function decode(text: unknown, rows: number, columns: number, name: string): Matrix {
  if (typeof text !== "string") {
    throw new TypeError(`${name} must be a string of base64, but found ${describe(text)}`);
  }
  const length = rows * columns;
  // Checked before anything is allocated: the sizes are only claims.
  const wanted = 4 * Math.ceil(length * BYTES_PER_NUMBER / 3);
  if (text.length !== wanted) {
    throw new RangeError(
      `${name} (${rows} × ${columns}) must be ${wanted} characters of base64, ` +
        `but found ${text.length}`,
    );
  }
  const bytes = bytesOf(text, length * BYTES_PER_NUMBER, name);
  const view = new DataView(bytes.buffer);
  const data = Float64Array.from({ length }, (_, index) => {
    return view.getFloat64(index * BYTES_PER_NUMBER, true);
  });
  const at = data.findIndex((number) => !Number.isFinite(number));
  if (at >= 0) throw new RangeError(`${name} must be finite, but found ${data[at]} at ${at}`);
  return Object.freeze({ rows, columns, data });
}

function bytesOf(text: string, wanted: number, name: string): Uint8Array<ArrayBuffer> {
  let characters = "";
  try {
    characters = atob(text);
  } catch {
    // Refused below, as what cannot be read holds no bytes.
  }
  if (characters.length !== wanted) {
    throw new RangeError(`${name} must be base64 of ${wanted} bytes, but found ${describe(text)}`);
  }
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

function recordOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} must be an object, but found ${describe(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
