import { describe } from "../../core/support/describe.ts";
import { describeShape, type ShapedArray } from "../../data/files/elements.ts";
import { type Network, networkFrom, type NetworkParts } from "../../engine/network.ts";
import { sizeOf } from "../../nn/layers/shape.ts";
import type { Module, ModuleTensor } from "./module.ts";
import { modulesOf } from "./modules.ts";

/** Arrays by name, such as those of a `state_dict`. */
export type Tensors = Readonly<Record<string, ShapedArray>>;

/**
 * The parameters and the state of a network by the names, and in the layouts, that the equivalent
 * `nn.Sequential` has them: `load_state_dict` takes them.
 *
 * @throws {TypeError} If PyTorch has no module for a layer, which the message names.
 */
export function tensorsOf(network: Network): Tensors {
  const seen = new Map<string, Uint8Array>();
  return Object.fromEntries(
    namedTensors(network).map(({ name, l, tensor: { shape, parts } }) => {
      if (parts.length === 0) return [name, { shape, data: new Int32Array(sizeOf(shape)) }];
      const data = new Float64Array(sizeOf(shape)), { parameters, state } = network.layers[l]!;
      let next = 0;
      for (const { of, count, at } of parts) {
        const entries = (parameters[of] ?? state![of]!).data, key = `${l} ${of}`;
        const written = seen.get(key) ?? new Uint8Array(entries.length);
        seen.set(key, written);
        for (let i = 0; i < count; i++) {
          const index = at(i);
          // What two tensors hold the sum of stands in the first.
          data[next++] = written[index] ? 0 : entries[index]!;
          written[index] = 1;
        }
      }
      return [name, { shape, data }];
    }),
  );
}

/**
 * A network of given layers whose parameters and state are those of the equivalent `nn.Sequential`.
 *
 * @param tensors Untrusted; a path that all names begin with is left out, such as `net.`.
 * @throws {TypeError} If PyTorch has no module for a layer, a tensor is missing, of another shape, or
 * of no layer.
 * @throws {RangeError} If a number is not finite.
 */
export function networkOfTensors(parts: NetworkParts, tensors: Tensors): Network {
  const wanted = namedTensors(parts), found = new Map(Object.entries(tensors));
  const given = wanted.every(({ name }) => found.has(name)) ? found : withoutPath(found);
  const sums = new Map<string, Float64Array>();
  for (const { name, l, tensor } of wanted) {
    const array = given.get(name);
    given.delete(name);
    if (tensor.parts.length > 0) add(sums, l, tensor, checked(array, tensor, name, found));
  }
  const [other] = given.keys();
  if (other !== undefined) {
    throw new TypeError(
      `The parameters must be those of the network's layers, ${namesOf(wanted)}, but found ` +
        `${describe(other)}, too`,
    );
  }
  const make = ([rows, columns]: readonly [number, number], place: { l: number; name: string }) => {
    const data = sums.get(`${place.l} ${place.name}`)!;
    const at = data.findIndex((number) => !Number.isFinite(number));
    if (at < 0) return Object.freeze({ rows, columns, data });
    const what = `${place.name} of layer ${place.l + 1}`;
    throw new RangeError(`${what} must be finite, but found ${data[at]} at ${at}`);
  };
  return networkFrom(parts, make, make);
}

interface NamedTensor {
  readonly name: string;
  /** The index of the layer. */
  readonly l: number;
  readonly tensor: ModuleTensor;
}

/** All tensors of a network: modules count from 0, whether they have tensors or not. */
function namedTensors(parts: NetworkParts): readonly NamedTensor[] {
  let next = 0;
  return modulesOf(parts).flatMap((modules, l) => {
    return modules.flatMap((module) => tensorsIn(module, `${next++}.`, l));
  });
}

function tensorsIn({ tensors = [], nested = [] }: Module, path: string, l: number): NamedTensor[] {
  return [
    ...tensors.map((tensor) => ({ name: path + tensor.name, l, tensor })),
    ...nested.flatMap((module, i) => tensorsIn(module, `${path}${i}.`, l)),
  ];
}

/** The same by names without the path that all begin with, as of a member that is the `nn.Sequential`. */
function withoutPath(tensors: ReadonlyMap<string, ShapedArray>): Map<string, ShapedArray> {
  const names = [...tensors.keys()], [first = ""] = names;
  let length = 0;
  for (let at = first.indexOf("."); at >= 0; at = first.indexOf(".", at + 1)) {
    // A number is the name of a module.
    const isWord = /[^\d]/.test(first.slice(length, at));
    if (!isWord || !names.every((name) => name.startsWith(first.slice(0, at + 1)))) break;
    length = at + 1;
  }
  return new Map(names.map((name) => [name.slice(length), tensors.get(name)!]));
}

function checked(
  found: ShapedArray | undefined,
  { shape }: ModuleTensor,
  name: string,
  all: ReadonlyMap<string, ShapedArray>,
): ShapedArray {
  const what = `${name} (${describeShape(shape)}) of the network's layers`;
  if (found === undefined) {
    const names = [...all.keys()].slice(0, 8).map((each) => describe(each)).join(", ");
    throw new TypeError(`${what} must be among the parameters, but found ${names || "none"}`);
  }
  if (String(found.shape) === String(shape)) return found;
  throw new TypeError(`${what} must have this shape, but found ${describeShape(found.shape)}`);
}

/** Adds the entries of a tensor to those of the parameters that they are. */
function add(
  sums: Map<string, Float64Array>,
  l: number,
  { parts }: ModuleTensor,
  { data }: ShapedArray,
): void {
  let next = 0;
  for (const { of, count, at } of parts) {
    const key = `${l} ${of}`;
    // −0 leaves what is added to it as it is. A first tensor has all entries of a parameter.
    const sum = sums.get(key) ?? new Float64Array(count).fill(-0);
    sums.set(key, sum);
    for (let i = 0; i < count; i++) sum[at(i)]! += data[next++]!;
  }
}

function namesOf(wanted: readonly NamedTensor[]): string {
  const names = wanted.slice(0, 8).map(({ name }) => name);
  return names.join(", ") + (wanted.length > 8 ? ", …" : "");
}
