import { isNatural } from "../core/support/checks.ts";
import { describe, printable } from "../core/support/describe.ts";
import type { CustomComponents } from "./components.ts";
import { componentNamed, componentNames, componentTypeOf, isComponentType } from "./components.ts";

/** Typed arrays whose elements float64 represents exactly. */
const ARRAYS = {
  Float64Array,
  Float32Array,
  Uint32Array,
  Int32Array,
  Uint16Array,
  Int16Array,
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
} as const;

/** The deepest nesting of plain data, which is walked by recursion. */
const MOST_DEPTH = 200;

/** The numbers that JSON lacks. */
const NUMBERS = ["NaN", "Infinity", "-Infinity", "-0"];

/** Plain data as a value for `JSON.stringify` and the elements of all typed arrays in it. */
export interface Packed {
  readonly json: unknown;
  readonly arrays: readonly ArrayLike<number>[];
}

/**
 * Packs plain data without loss: records, arrays, strings, booleans, all numbers, typed arrays, and
 * components such as activations, by name.
 *
 * Values that JSON lacks become a record of one member: `{ "$number": "NaN" }`, `{ "$activation":
 * "tanh" }`, `{ "$array": [kind, first, length] }` for a range of all elements.
 *
 * @throws {TypeError} If it contains other values, is nested deeper than 200, or a custom component
 * is named as a built-in one.
 */
export function pack(value: unknown): Packed {
  const nameOf = componentNames();
  const arrays: ArrayLike<number>[] = [];
  let elements = 0;
  function walk(value: unknown, depth: number): unknown {
    if (depth > MOST_DEPTH) throw new TypeError(`A file cannot hold data nested ${depth} deep`);
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") {
      const exact = Number.isFinite(value) && !Object.is(value, -0);
      return exact ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
    }
    if (Array.isArray(value)) return value.map((each) => walk(each, depth + 1));
    if (ArrayBuffer.isView(value) && Object.hasOwn(ARRAYS, value.constructor.name)) {
      const array = value as unknown as ArrayLike<number>;
      const first = elements;
      arrays.push(array);
      elements += array.length;
      return { $array: [value.constructor.name, first, array.length] };
    }
    const type = componentTypeOf(value);
    if (type) return { [`$${type}`]: nameOf(type, value as never) };
    if (!isRecord(value)) throw new TypeError(`A file cannot hold ${describe(value)}`);
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    const reserved = members.find(([name]) => name.startsWith("$"));
    if (reserved) {
      throw new TypeError(`A file cannot hold a member named ${printable(reserved[0])}`);
    }
    return Object.fromEntries(members.map(([name, member]) => [name, walk(member, depth + 1)]));
  }
  return { json: walk(value, 0), arrays };
}

/**
 * The inverse of {@linkcode pack}, for untrusted JSON. Records and arrays are frozen.
 *
 * @throws {SyntaxError} If it is not packed data.
 * @throws {RangeError} If a component is unknown.
 */
export function unpack(json: unknown, elements: Float64Array, given: CustomComponents): unknown {
  let next = 0;
  function walk(value: unknown, depth: number): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (depth > MOST_DEPTH) throw new SyntaxError(`it is nested deeper than ${MOST_DEPTH}`);
    if (Array.isArray(value)) return Object.freeze(value.map((each) => walk(each, depth + 1)));
    const members = Object.entries(value);
    const [name, content] = members[0] ?? ["", undefined];
    if (members.length === 1 && name.startsWith("$")) return special(name, content);
    return Object.freeze(
      Object.fromEntries(members.map(([name, member]) => [name, walk(member, depth + 1)])),
    );
  }
  function special(name: string, content: unknown): unknown {
    if (name === "$number" && NUMBERS.includes(content as string)) return Number(content);
    const type = name.slice(1);
    if (isComponentType(type)) {
      return componentNamed(type, content, `Each ${type} of a checkpoint`, given);
    }
    const [kind, first, length] = Array.isArray(content) ? content : [];
    if (name !== "$array" || typeof kind !== "string" || !Object.hasOwn(ARRAYS, kind)) {
      throw new SyntaxError(`it holds ${printable(name)}, which has no meaning`);
    }
    if (!isNatural(first) || !isNatural(length) || first + length > elements.length) {
      throw new SyntaxError(`it holds an array that lies beyond its ${elements.length} numbers`);
    }
    if (first < next) throw new SyntaxError("it holds arrays that overlap, or are out of order");
    next = first + length;
    return ARRAYS[kind as keyof typeof ARRAYS].from(elements.subarray(first, first + length));
  }
  return walk(json, 0);
}

/** Whether it is a record of plain members, not an instance of a class. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
