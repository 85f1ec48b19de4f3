/**
 * Protobuf's wire format: fields in any order, each a number, a type, and a varint, 4 or 8 bytes, or a
 * length and bytes. A schema names the fields of a message; others are skipped. Bytes are views of the
 * file, so that tensors cost nothing until they are used.
 *
 * @module
 */
import { joinedBytes } from "../../core/support/joined_bytes.ts";

/** The types of fields; those in the plural are repeated, packed or not. */
interface Scalars {
  readonly int: number | undefined;
  readonly float: number | undefined;
  readonly text: string | undefined;
  readonly bytes: Uint8Array | undefined;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  readonly doubles: readonly number[];
  readonly texts: readonly string[];
  readonly byteses: readonly Uint8Array[];
}

type ScalarName = keyof Scalars;

/** The fields of a message: its number, and its type, or the schema of a message, once or repeated. */
export interface Schema {
  readonly [name: string]:
    | readonly [number: number, type: ScalarName]
    | readonly [number: number, message: Schema, "one" | "many"];
}

/** A message of a schema, as it is read. */
export type Message<S extends Schema> = {
  readonly [Name in keyof S]: S[Name] extends readonly [number, infer Type extends ScalarName]
    ? Scalars[Type]
    : S[Name] extends readonly [number, infer Inner extends Schema, infer Count]
      ? Count extends "many" ? readonly Message<Inner>[] : Message<Inner> | undefined
    : never;
};

/** A message of a schema, as it is written: what is left out is not. */
export type Draft<S extends Schema> = {
  readonly [Name in keyof S]?: S[Name] extends readonly [number, infer Type extends ScalarName]
    ? Scalars[Type]
    : S[Name] extends readonly [number, infer Inner extends Schema, infer Count]
      ? Count extends "many" ? readonly Draft<Inner>[] : Draft<Inner> | undefined
    : never;
};

const VARINT = 0, EIGHT = 1, LENGTH = 2, FOUR = 5;

/** The wire type of a value of each type of field that is not a message. */
const WIRE: Readonly<Record<ScalarName, number>> = {
  ...{ int: VARINT, ints: VARINT, float: FOUR, floats: FOUR, doubles: EIGHT },
  ...{ text: LENGTH, texts: LENGTH, bytes: LENGTH, byteses: LENGTH },
};

const LISTS: readonly ScalarName[] = ["ints", "floats", "doubles", "texts", "byteses"];

/**
 * The most messages, texts and byte strings of a file: an empty one takes two bytes there, and a hundred
 * in memory.
 */
const MOST_PARTS = 2 ** 17;

/**
 * The message in some bytes, untrusted.
 *
 * @throws {SyntaxError} If they are cut short, or a field is not of its type.
 * @throws {RangeError} If there are too many parts.
 */
export function readMessage<S extends Schema>(schema: S, bytes: Uint8Array): Message<S> {
  return read(schema, bytes, { parts: MOST_PARTS }) as Message<S>;
}

/** What is known of the fields of a schema: their names by number, and which are repeated. */
interface Fields {
  readonly names: ReadonlyMap<number, string>;
  readonly lists: readonly string[];
}

/** That of each schema, as files have many messages of one. */
const FIELDS: WeakMap<Schema, Fields> = /* @__PURE__ */ new WeakMap();

function fieldsOf(schema: Schema): Fields {
  const known = FIELDS.get(schema);
  if (known) return known;
  const fields = Object.entries(schema);
  const found = {
    names: new Map(fields.map(([name, [number]]) => [number, name])),
    lists: fields.filter(([, [, type, count]]) =>
      count === "many" || LISTS.includes(type as ScalarName)
    )
      .map(([name]) => name),
  };
  FIELDS.set(schema, found);
  return found;
}

function read(schema: Schema, bytes: Uint8Array, left: { parts: number }): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { names, lists } = fieldsOf(schema), message: Record<string, unknown> = {};
  for (const name of lists) message[name] = [];
  let at = 0;
  /** A varint as a signed integer of 64 bits, exact within ±2⁵³. */
  const varint = (): number => {
    let low = 0, high = 0;
    for (let i = 0; i < 10; i++) {
      if (at >= bytes.length) throw cutShort();
      const byte = bytes[at++]!, bits = byte & 0x7f;
      if (i < 4) low += bits * 2 ** (7 * i);
      else if (i === 4) low += (bits & 0xf) * 2 ** 28, high += bits >> 4;
      else high += bits * 2 ** (7 * i - 32);
      if (byte < 0x80) return ((high | 0) === high ? high : high - 2 ** 32) * 2 ** 32 + low;
    }
    throw new SyntaxError("An integer must end within 10 bytes, but found a longer one");
  };
  const skip = (length: number): number => {
    if (length < 0 || length > bytes.length - at) throw cutShort();
    at += length;
    return at - length;
  };
  const scalar = (wire: number): number => {
    if (wire === VARINT) return varint();
    return wire === FOUR ? view.getFloat32(skip(4), true) : view.getFloat64(skip(8), true);
  };
  while (at < bytes.length) {
    const tag = varint(), wire = tag & 7, number = Math.floor(tag / 8);
    const name = names.get(number), field = name === undefined ? undefined : schema[name];
    if (wire !== LENGTH) {
      if (wire !== VARINT && wire !== EIGHT && wire !== FOUR) {
        throw new SyntaxError(`A field must be of a known wire type, but found ${wire}`);
      }
      const value = scalar(wire);
      if (name === undefined) continue;
      const type = field![1];
      if (typeof type !== "string" || WIRE[type] !== wire) throw mistyped(name, type, wire);
      put(message, name, value);
      continue;
    }
    const length = varint(), from = skip(length);
    if (name === undefined) continue;
    const part = bytes.subarray(from, at), type = field![1];
    if (typeof type === "string" && WIRE[type] !== LENGTH) {
      if (!LISTS.includes(type)) throw mistyped(name, type, wire);
      const end = at, list = message[name] as number[];
      at = from;
      while (at < end) list.push(scalar(WIRE[type]));
      if (at !== end) throw cutShort();
      continue;
    }
    if (left.parts-- === 0) {
      throw new RangeError(`A file must have at most ${MOST_PARTS} parts, but found more`);
    }
    if (typeof type !== "string") put(message, name, read(type, part, left));
    else put(message, name, type.startsWith("text") ? new TextDecoder().decode(part) : part);
  }
  return message;
}

function put(message: Record<string, unknown>, name: string, value: unknown): void {
  const list = message[name];
  if (Array.isArray(list)) list.push(value);
  else message[name] = value;
}

function cutShort(): SyntaxError {
  return new SyntaxError("A field must end within its message, but it is cut short or damaged");
}

function mistyped(name: string, type: Schema[string][1], wire: number): SyntaxError {
  const wanted = typeof type === "string" ? WIRE[type] : LENGTH;
  return new SyntaxError(`The field ${name} must be of wire type ${wanted}, but found ${wire}`);
}

/** The bytes of a message. */
export function writeMessage<S extends Schema>(
  schema: S,
  draft: Draft<S>,
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  write(schema, draft, parts);
  return joinedBytes(parts);
}

/** Appends the parts of a message, of which large ones are not copied. */
function write(schema: Schema, draft: Readonly<Record<string, unknown>>, parts: Uint8Array[]) {
  for (const [name, [number, type]] of Object.entries(schema)) {
    const value = draft[name];
    if (value === undefined) continue;
    const all = Array.isArray(value) ? value : [value];
    const bytes = (content: readonly Uint8Array[]) => {
      parts.push(
        Uint8Array.from([...varintOf(number * 8 + LENGTH), ...varintOf(lengthOf(content))]),
      );
      for (const part of content) parts.push(part);
    };
    if (typeof type !== "string") {
      for (const each of all) {
        const inner: Uint8Array[] = [];
        write(type, each, inner);
        bytes(inner);
      }
    } else if (WIRE[type] === LENGTH) {
      for (const each of all) {
        bytes([typeof each === "string" ? new TextEncoder().encode(each) : each]);
      }
    } else if (LISTS.includes(type)) {
      if (all.length > 0) bytes([Uint8Array.from(all.flatMap((each) => scalarOf(type, each)))]);
    } else if (all.length > 0) {
      parts.push(
        Uint8Array.from([...varintOf(number * 8 + WIRE[type]), ...scalarOf(type, all[0])]),
      );
    }
  }
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((length, part) => length + part.length, 0);
}

function scalarOf(type: ScalarName, value: number): number[] {
  if (WIRE[type] === VARINT) return varintOf(value);
  const view = new DataView(new ArrayBuffer(WIRE[type] === FOUR ? 4 : 8));
  if (WIRE[type] === FOUR) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer)];
}

/** An integer as a varint; negative ones take 10 bytes. */
function varintOf(value: number): number[] {
  if (Number.isInteger(value) && value >= 0 && value <= 0x7f) return [value];
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}
