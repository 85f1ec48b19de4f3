import { type RandomKey, uniformAt } from "../../../src/core/random/random.ts";

/** Random choices. */
export interface Draw {
  /** An integer from 0 to below `n`. */
  readonly below: (n: number) => number;
  /** One of a list. */
  readonly of: <T>(list: ArrayLike<T>) => T;
}

/** The choices of a key, in order. */
export function drawsOf(key: RandomKey): Draw {
  let drawn = 0;
  const below = (n: number) => Math.floor(uniformAt(key, drawn++) * n);
  return { below, of: (list) => list[below(list.length)]! };
}

/** Numbers that sizes and places are compared with. */
const SIZES = [
  0,
  1,
  2,
  3,
  8,
  127,
  255,
  256,
  2 ** 15,
  2 ** 16 - 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];
/** Bytes with a meaning in some format, and others. */
const BYTES = [0, 1, 8, 0x0a, 0x0d, 0x1b, 0x1f, 0x22, 0x2c, 0x7f, 0x80, 0x9b, 0xd8, 0xd9, 0xff];

type Mutation = (bytes: Uint8Array, draw: Draw, other: Uint8Array) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  (bytes, draw) => changed(bytes, draw, (view, at) => view.setUint8(at, draw.below(256))),
  (bytes, draw) => changed(bytes, draw, (view, at) => view.setUint8(at, draw.of(BYTES))),
  (bytes, draw) =>
    changed(bytes, draw, (view, at) => view.setUint8(at, view.getUint8(at) ^ 1 << draw.below(8))),
  (bytes, draw) => changed(bytes, draw, (view, at) => view.setUint16(at, draw.of(SIZES)), 2),
  (bytes, draw) => changed(bytes, draw, (view, at) => view.setUint32(at, draw.of(SIZES)), 4),
  (bytes, draw) => changed(bytes, draw, (view, at) => view.setUint32(at, draw.of(SIZES), true), 4),
  (bytes, draw) => bytes.subarray(0, draw.below(bytes.length + 1)),
  (bytes, draw) => spliced(bytes, draw, new Uint8Array()),
  (bytes, draw) => spliced(bytes, draw, partOf(bytes, draw)),
  (bytes, draw, other) => spliced(bytes, draw, partOf(other, draw)),
  (bytes, draw) => spliced(bytes, draw, new Uint8Array(draw.below(64)).fill(draw.of(BYTES))),
];

/** Changes some places of bytes: to numbers at the end of ranges, or to parts of others. */
export function mutateBytes(bytes: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  let mutated = bytes;
  for (let times = 1 + draw.below(3); times > 0; times--) {
    mutated = draw.of(MUTATIONS)(mutated, draw, other);
  }
  return mutated;
}

function changed(
  bytes: Uint8Array,
  draw: Draw,
  change: (view: DataView, at: number) => void,
  width = 1,
): Uint8Array {
  if (bytes.length < width) return bytes;
  const copy = bytes.slice();
  change(new DataView(copy.buffer), draw.below(copy.length - width + 1));
  return copy;
}

/** Up to 32 bytes, wherever they are. */
function partOf(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw.below(bytes.length + 1);
  return bytes.subarray(at, at + draw.below(33));
}

/** Bytes with some of them, at most 16, replaced. */
function spliced(bytes: Uint8Array, draw: Draw, by: Uint8Array): Uint8Array {
  const at = draw.below(bytes.length + 1), rest = bytes.subarray(at + draw.below(17));
  const joined = new Uint8Array(at + by.length + rest.length);
  joined.set(bytes.subarray(0, at));
  joined.set(by, at);
  joined.set(rest, at + by.length);
  return joined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{},:]/g;

/** What stands where JSON has a value. */
const VALUES = [
  ...["null", "true", "[]", "{}", '""', "0", "-1", "-0", "0.5", "1e999", "1e15", "4294967296"],
  ...["9007199254740993", '"10"', '"\\u001b[2J"', '"__proto__"', '"constructor"', '"dense"'],
  ...['"dropout"', '"elu(1e999)"', '{"length":1e9}', '{"$array":["Float64Array",0,4294967295]}'],
  ...[
    '{"$array":["Uint8Array",0,1]}',
    '{"$number":"NaN"}',
    '{"$kind":"dense"}',
    "[[[[[[[[1]]]]]]]]",
  ],
  ...['{"$activation":"tanh"}', '{"__proto__":{"length":1}}', '{"rows":1,"columns":1,"data":[1]}'],
];
const NEST = [["[", "]"], ['{"a":', "}"], ['{"$array":', "}"], ['{"$number":', "}"]] as const;

/** Changes some tokens of JSON: to other values, to another token of the same text, or to nothing. */
export function mutateJson(text: string, draw: Draw): string {
  const tokens = Array.from(text.matchAll(TOKEN));
  let mutated = text, times = 1 + draw.below(3);
  // From the end, so that the places before stay.
  const places = Array.from({ length: times }, () => draw.below(tokens.length));
  for (const place of places.sort((a, b) => b - a)) {
    const { 0: token, index } = tokens[place]!;
    mutated = mutated.slice(0, index) + replacementOf(token, tokens, draw) +
      mutated.slice(index + token.length);
    if (--times === 0) break;
  }
  return mutated;
}

function replacementOf(token: string, tokens: readonly RegExpExecArray[], draw: Draw): string {
  switch (draw.below(40)) {
    case 0: {
      // Deep enough for any stack; seldom, as it takes a while.
      const [open, close] = draw.of(NEST), depth = draw.below(50) > 0 ? 201 : 100_000;
      return open.repeat(depth) + "1" + close.repeat(depth);
    }
    case 1:
      return "";
    case 2:
      return token + token;
    case 3:
    case 4:
    case 5:
      return draw.of(tokens)[0];
    default:
      return /^["\dtfn-]/.test(token) ? draw.of(VALUES) : draw.of([token, token, draw.of(VALUES)]);
  }
}

/** A text of JSON whose members are changed, or its bytes. */
export function mutateJsonFile(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(4) === 0) return mutateBytes(file, draw, other);
  return new TextEncoder().encode(mutateJson(new TextDecoder().decode(file), draw));
}
