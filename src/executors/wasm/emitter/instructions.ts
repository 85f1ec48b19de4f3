import type { Bytes } from "./bytes.ts";
import { type Code, instruction, type Place, type ValueType } from "./code.ts";

/*
 * The instructions in use, by their names in the WebAssembly specification (core 3.0, sections 5.4.5
 * to 5.4.9). A table entry is the opcode; those of SIMD follow the prefix 0xfd, those of threads 0xfe.
 */

type Unary<In extends ValueType, Out extends ValueType> = (x: Code<In>) => Code<Out>;
type Binary<In extends ValueType, Out extends ValueType> = (
  x: Code<In>,
  y: Code<In>,
) => Code<Out>;

type Opcode = readonly number[];

/* @__NO_SIDE_EFFECTS__ */
function unary<In extends ValueType, Out extends ValueType>(
  type: Out,
  opcode: Opcode,
): Unary<In, Out> {
  return (x) => instruction(type, [x], opcode);
}

/* @__NO_SIDE_EFFECTS__ */
function binary<In extends ValueType, Out extends ValueType>(
  type: Out,
  opcode: Opcode,
): Binary<In, Out> {
  return (x, y) => instruction(type, [x, y], opcode);
}

/** The opcode of a SIMD instruction: a prefix, then its number in LEB128. */
/* @__NO_SIDE_EFFECTS__ */
function simd(number: number): number[] {
  return number < 128 ? [0xfd, number] : [0xfd, (number & 127) | 128, number >> 7];
}

/** The operand and the immediates of an access to memory; `alignment` is a power of two. */
function access(
  { base, offset }: Place,
  alignment: number,
): { readonly address: Code<"i32">; readonly immediates: (to: Bytes) => void } {
  return {
    address: base ?? i32.constant(0),
    immediates: (to) => {
      to.unsigned(alignment);
      to.unsigned(offset);
    },
  };
}

/* @__NO_SIDE_EFFECTS__ */
function load<T extends ValueType>(
  type: T,
  alignment: number,
  opcode: Opcode,
): (place: Place) => Code<T> {
  return (place) => {
    const { address, immediates } = access(place, alignment);
    return instruction(type, [address], opcode, immediates);
  };
}

/** Instructions that leave nothing on the stack. */
export interface Statement {
  readonly write: (to: Bytes) => void;
}

/* @__NO_SIDE_EFFECTS__ */
function store<T extends ValueType>(
  _type: T,
  alignment: number,
  opcode: Opcode,
): (place: Place, value: Code<T>) => Statement {
  return (place, value) => {
    const { address, immediates } = access(place, alignment);
    return instruction("i32", [address, value], opcode, immediates);
  };
}

/** Typed arrays take some microseconds to make, so there is one for all constants. */
const WORD = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));

/** The four bytes of a float32, lowest first. */
function float32Bytes(x: number): number[] {
  WORD.setFloat32(0, x, true);
  return [WORD.getUint8(0), WORD.getUint8(1), WORD.getUint8(2), WORD.getUint8(3)];
}

/** Integers of 32 bits, and addresses. */
export const i32 = {
  constant: (x: number): Code<"i32"> => instruction("i32", [], [0x41], (to) => to.signed(x)),
  add: binary<"i32", "i32">("i32", [0x6a]),
  sub: binary<"i32", "i32">("i32", [0x6b]),
  mul: binary<"i32", "i32">("i32", [0x6c]),
  and: binary<"i32", "i32">("i32", [0x71]),
  or: binary<"i32", "i32">("i32", [0x72]),
  shl: binary<"i32", "i32">("i32", [0x74]),
  shrUnsigned: binary<"i32", "i32">("i32", [0x76]),
  countOnes: unary<"i32", "i32">("i32", [0x69]),
  isZero: unary<"i32", "i32">("i32", [0x45]),
  equal: binary<"i32", "i32">("i32", [0x46]),
  notEqual: binary<"i32", "i32">("i32", [0x47]),
  lessSigned: binary<"i32", "i32">("i32", [0x48]),
  lessUnsigned: binary<"i32", "i32">("i32", [0x49]),
  load: load("i32", 2, [0x28]),
  load8Unsigned: load("i32", 0, [0x2d]),
  store: store("i32", 2, [0x36]),
  /** Sequentially consistent between workers. */
  atomicLoad: load("i32", 2, [0xfe, 0x10]),
  atomicStore: store("i32", 2, [0xfe, 0x17]),
  /** Sleeps if the number is as expected: 0 if woken, 1 if it is not as expected, 2 on timeout. */
  atomicWait: (place: Place, expected: Code<"i32">, nanoseconds: Code<"i64">): Code<"i32"> => {
    const { address, immediates } = access(place, 2);
    return instruction("i32", [address, expected, nanoseconds], [0xfe, 0x01], immediates);
  },
  /** Rounds towards 0; 0 of NaN. */
  truncate: unary<"f64", "i32">("i32", [0xfc, 2]),
  drop: (x: Code<"i32">): Statement => instruction("i32", [x], [0x1a]),
};

/** Integers of 64 bits: how long to sleep, in nanoseconds. */
export const i64 = {
  /** Of a number that fits 32 bits. */
  constant: (x: number): Code<"i64"> => instruction("i64", [], [0x42], (to) => to.signed(x)),
};

/** Single-precision numbers. */
export const f32 = {
  constant: (x: number): Code<"f32"> =>
    instruction("f32", [], [0x43], (to) => to.append(float32Bytes(x))),
  fromF64: unary<"f64", "f32">("f32", [0xb6]),
  load: load("f32", 2, [0x2a]),
  store: store("f32", 2, [0x38]),
};

/** Double-precision numbers, for sums. */
export const f64 = {
  constant: (x: number): Code<"f64"> =>
    instruction("f64", [], [0x44], (to) => to.append(new Uint8Array(new Float64Array([x]).buffer))),
  add: binary<"f64", "f64">("f64", [0xa0]),
  div: binary<"f64", "f64">("f64", [0xa3]),
  ceil: unary<"f64", "f64">("f64", [0x9b]),
  min: binary<"f64", "f64">("f64", [0xa4]),
  max: binary<"f64", "f64">("f64", [0xa5]),
  abs: unary<"f64", "f64">("f64", [0x99]),
  less: binary<"f64", "i32">("i32", [0x63]),
  sqrt: unary<"f64", "f64">("f64", [0x9f]),
  fromF32: unary<"f32", "f64">("f64", [0xbb]),
  load: load("f64", 3, [0x2b]),
  store: store("f64", 3, [0x39]),
};

/** Four lanes of 32 bits of any meaning. */
export const v128 = {
  load: load("v128", 4, simd(0)),
  /** Broadcasts one float32 to all lanes. */
  loadSplat: load("v128", 2, simd(9)),
  store: store("v128", 4, simd(11)),
  constant: (lanes: readonly [number, number, number, number]): Code<"v128"> =>
    instruction("v128", [], simd(12), (to) => {
      to.append(new Uint8Array(Int32Array.from(lanes).buffer));
    }),
  /** Picks lanes of x (0 to 3) and y (4 to 7). */
  shuffle: (
    x: Code<"v128">,
    y: Code<"v128">,
    lanes: readonly [number, number, number, number],
  ): Code<"v128"> =>
    instruction("v128", [x, y], simd(13), (to) => {
      for (const lane of lanes) to.append([4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]);
    }),
  and: binary<"v128", "v128">("v128", simd(0x4e)),
  /** x and not y. */
  andNot: binary<"v128", "v128">("v128", simd(0x4f)),
  or: binary<"v128", "v128">("v128", simd(0x50)),
  xor: binary<"v128", "v128">("v128", simd(0x51)),
  /** The bits of `ones` where the mask has ones, else those of `zeros`. */
  select: (ones: Code<"v128">, zeros: Code<"v128">, mask: Code<"v128">): Code<"v128"> =>
    instruction("v128", [ones, zeros, mask], simd(0x52)),
};

/** Sixteen lanes of bytes. */
export const i8x16 = {
  splat: unary<"i32", "v128">("v128", simd(15)),
  notEqual: binary<"v128", "v128">("v128", simd(0x24)),
  /** Picks bytes of x (0 to 15) and y (16 to 31). */
  shuffle: (x: Code<"v128">, y: Code<"v128">, lanes: readonly number[]): Code<"v128"> =>
    instruction("v128", [x, y], simd(13), (to) => to.append(lanes)),
  /** Picks bytes of x by the lanes of y; 0 from 16 on. */
  swizzle: binary<"v128", "v128">("v128", simd(14)),
  /** The highest bit of each lane, as the bits of an integer. */
  bitmask: unary<"v128", "i32">("i32", simd(0x64)),
  /** Saturates the lanes of two vectors of 16 bits, those of the first below. */
  narrow: binary<"v128", "v128">("v128", simd(0x65)),
};

/** Eight lanes of integers of sixteen bits. */
export const i16x8 = {
  /** Saturates the lanes of two vectors of 32 bits, those of the first below. */
  narrow: binary<"v128", "v128">("v128", simd(0x85)),
};

/** Four lanes of integers. */
export const i32x4 = {
  constant: (x: number): Code<"v128"> => v128.constant([x, x, x, x]),
  splat: unary<"i32", "v128">("v128", simd(0x11)),
  add: binary<"v128", "v128">("v128", simd(0xae)),
  sub: binary<"v128", "v128">("v128", simd(0xb1)),
  shl: (x: Code<"v128">, bits: number): Code<"v128"> =>
    instruction("v128", [x, i32.constant(bits)], simd(0xab)),
  shrSigned: (x: Code<"v128">, bits: number): Code<"v128"> =>
    instruction("v128", [x, i32.constant(bits)], simd(0xac)),
  shrUnsigned: (x: Code<"v128">, bits: number): Code<"v128"> =>
    instruction("v128", [x, i32.constant(bits)], simd(0xad)),
  greaterOrEqualUnsigned: binary<"v128", "v128">("v128", simd(0x40)),
};

/** Four lanes of single-precision numbers. */
export const f32x4 = {
  constant: (x: number): Code<"v128"> => {
    const bytes = float32Bytes(x);
    return instruction("v128", [], simd(12), (to) => {
      for (let lane = 0; lane < 4; lane++) to.append(bytes);
    });
  },
  lane: (x: Code<"v128">, lane: number): Code<"f32"> =>
    instruction("f32", [x], simd(0x1f), (to) => to.byte(lane)),
  add: binary<"v128", "v128">("v128", simd(0xe4)),
  sub: binary<"v128", "v128">("v128", simd(0xe5)),
  mul: binary<"v128", "v128">("v128", simd(0xe6)),
  div: binary<"v128", "v128">("v128", simd(0xe7)),
  neg: unary<"v128", "v128">("v128", simd(0xe1)),
  abs: unary<"v128", "v128">("v128", simd(0xe0)),
  sqrt: unary<"v128", "v128">("v128", simd(0xe3)),
  /** y < x ? y : x. */
  pseudoMin: binary<"v128", "v128">("v128", simd(0xea)),
  /** x < y ? y : x. */
  pseudoMax: binary<"v128", "v128">("v128", simd(0xeb)),
  equal: binary<"v128", "v128">("v128", simd(0x41)),
  notEqual: binary<"v128", "v128">("v128", simd(0x42)),
  less: binary<"v128", "v128">("v128", simd(0x43)),
  greater: binary<"v128", "v128">("v128", simd(0x44)),
  /** From integers. */
  convert: unary<"v128", "v128">("v128", simd(0xfa)),
  /** x y + z, rounded once or twice depending on the machine. Relaxed SIMD. */
  relaxedMadd: (x: Code<"v128">, y: Code<"v128">, z: Code<"v128">): Code<"v128"> =>
    instruction("v128", [x, y, z], simd(0x105)),
  /** z − x y, rounded once or twice depending on the machine. Relaxed SIMD. */
  relaxedNmadd: (x: Code<"v128">, y: Code<"v128">, z: Code<"v128">): Code<"v128"> =>
    instruction("v128", [x, y, z], simd(0x106)),
};

/** Two lanes of double-precision numbers. */
export const f64x2 = {
  add: binary<"v128", "v128">("v128", simd(0xf0)),
  mul: binary<"v128", "v128">("v128", simd(0xf2)),
  /** From the two lower of four single-precision numbers. */
  promoteLow: unary<"v128", "v128">("v128", simd(0x5f)),
};
