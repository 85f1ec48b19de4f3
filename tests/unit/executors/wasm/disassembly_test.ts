import { assert, assertEquals } from "@std/assert";
// deno-lint-ignore no-import-prefix -- what deno.json names is fetched by every task
import wabt from "npm:wabt@1.0.39";
import type { Code, ValueType } from "../../../../src/executors/wasm/emitter/code.ts";
import {
  f32,
  f32x4,
  f64,
  f64x2,
  i16x8,
  i32,
  i32x4,
  i64,
  i8x16,
  type Statement,
  v128,
} from "../../../../src/executors/wasm/emitter/instructions.ts";
import { localAt } from "../../../../src/executors/wasm/emitter/function_builder.ts";
import { ModuleBuilder } from "../../../../src/executors/wasm/emitter/module_builder.ts";

/** What the emitter writes, and what an independent disassembler is to make of it. */
type Case =
  | readonly [written: Code<ValueType>, text: string]
  | readonly [written: Statement, text: string, result: "none"];

const PARAMETERS = { i: "i32", x: "f32", d: "f64", v: "v128" } as const;
const i = localAt("i32", 0), x = localAt("f32", 1), d = localAt("f64", 2), v = localAt("v128", 3);
const place = { base: i, offset: 48 };

/** An entry for every instruction of the tables: the compiler misses those that are left out. */
const CASES: {
  readonly i32: Readonly<Record<keyof typeof i32, Case>>;
  readonly i64: Readonly<Record<keyof typeof i64, Case>>;
  readonly f32: Readonly<Record<keyof typeof f32, Case>>;
  readonly f64: Readonly<Record<keyof typeof f64, Case>>;
  readonly v128: Readonly<Record<keyof typeof v128, Case>>;
  readonly i8x16: Readonly<Record<keyof typeof i8x16, Case>>;
  readonly i16x8: Readonly<Record<keyof typeof i16x8, Case>>;
  readonly i32x4: Readonly<Record<keyof typeof i32x4, Case>>;
  readonly f32x4: Readonly<Record<keyof typeof f32x4, Case>>;
  readonly f64x2: Readonly<Record<keyof typeof f64x2, Case>>;
} = {
  i32: {
    constant: [i32.constant(-70000), "i32.const -70000"],
    add: [i32.add(i, i), "i32.add"],
    sub: [i32.sub(i, i), "i32.sub"],
    mul: [i32.mul(i, i), "i32.mul"],
    and: [i32.and(i, i), "i32.and"],
    or: [i32.or(i, i), "i32.or"],
    shl: [i32.shl(i, i), "i32.shl"],
    shrUnsigned: [i32.shrUnsigned(i, i), "i32.shr_u"],
    countOnes: [i32.countOnes(i), "i32.popcnt"],
    isZero: [i32.isZero(i), "i32.eqz"],
    equal: [i32.equal(i, i), "i32.eq"],
    notEqual: [i32.notEqual(i, i), "i32.ne"],
    lessSigned: [i32.lessSigned(i, i), "i32.lt_s"],
    lessUnsigned: [i32.lessUnsigned(i, i), "i32.lt_u"],
    load: [i32.load(place), "i32.load offset=48"],
    load8Unsigned: [i32.load8Unsigned(place), "i32.load8_u offset=48"],
    store: [i32.store(place, i), "i32.store offset=48", "none"],
    atomicLoad: [i32.atomicLoad(place), "i32.atomic.load offset=48"],
    atomicStore: [i32.atomicStore(place, i), "i32.atomic.store offset=48", "none"],
    atomicWait: [
      i32.atomicWait(place, i, i64.constant(1)),
      "memory.atomic.wait32 offset=48",
    ],
    truncate: [i32.truncate(d), "i32.trunc_sat_f64_s"],
    drop: [i32.drop(i), "drop", "none"],
  },
  i64: {
    constant: [i64.constant(-70000), "i64.const -70000"],
  },
  f32: {
    constant: [f32.constant(-0.375), "f32.const -0x1.8p-2 (;=-0.375;)"],
    fromF64: [f32.fromF64(d), "f32.demote_f64"],
    load: [f32.load(place), "f32.load offset=48"],
    store: [f32.store(place, x), "f32.store offset=48", "none"],
  },
  f64: {
    constant: [f64.constant(-0.375), "f64.const -0x1.8p-2 (;=-0.375;)"],
    add: [f64.add(d, d), "f64.add"],
    div: [f64.div(d, d), "f64.div"],
    ceil: [f64.ceil(d), "f64.ceil"],
    min: [f64.min(d, d), "f64.min"],
    max: [f64.max(d, d), "f64.max"],
    abs: [f64.abs(d), "f64.abs"],
    less: [f64.less(d, d), "f64.lt"],
    sqrt: [f64.sqrt(d), "f64.sqrt"],
    fromF32: [f64.fromF32(x), "f64.promote_f32"],
    load: [f64.load(place), "f64.load offset=48"],
    store: [f64.store(place, d), "f64.store offset=48", "none"],
  },
  v128: {
    load: [v128.load(place), "v128.load offset=48"],
    loadSplat: [v128.loadSplat(place), "v128.load32_splat offset=48"],
    store: [v128.store(place, v), "v128.store offset=48", "none"],
    constant: [
      v128.constant([1, 2, -1, 0x7f]),
      "v128.const i32x4 0x00000001 0x00000002 0xffffffff 0x0000007f",
    ],
    shuffle: [
      v128.shuffle(v, v, [3, 0, 7, 4]),
      "i8x16.shuffle 12 13 14 15 0 1 2 3 28 29 30 31 16 17 18 19",
    ],
    and: [v128.and(v, v), "v128.and"],
    andNot: [v128.andNot(v, v), "v128.andnot"],
    or: [v128.or(v, v), "v128.or"],
    xor: [v128.xor(v, v), "v128.xor"],
    select: [v128.select(v, v, v), "v128.bitselect"],
  },
  i8x16: {
    splat: [i8x16.splat(i), "i8x16.splat"],
    notEqual: [i8x16.notEqual(v, v), "i8x16.ne"],
    shuffle: [
      i8x16.shuffle(v, v, [16, 16, 16, 0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 3]),
      "i8x16.shuffle 16 16 16 0 16 16 16 1 16 16 16 2 16 16 16 3",
    ],
    swizzle: [i8x16.swizzle(v, v), "i8x16.swizzle"],
    bitmask: [i8x16.bitmask(v), "i8x16.bitmask"],
    narrow: [i8x16.narrow(v, v), "i8x16.narrow_i16x8_s"],
  },
  i16x8: { narrow: [i16x8.narrow(v, v), "i16x8.narrow_i32x4_s"] },
  i32x4: {
    constant: [
      i32x4.constant(-2),
      "v128.const i32x4 0xfffffffe 0xfffffffe 0xfffffffe 0xfffffffe",
    ],
    splat: [i32x4.splat(i), "i32x4.splat"],
    add: [i32x4.add(v, v), "i32x4.add"],
    sub: [i32x4.sub(v, v), "i32x4.sub"],
    shl: [i32x4.shl(v, 3), "i32x4.shl"],
    shrSigned: [i32x4.shrSigned(v, 3), "i32x4.shr_s"],
    shrUnsigned: [i32x4.shrUnsigned(v, 3), "i32x4.shr_u"],
    greaterOrEqualUnsigned: [i32x4.greaterOrEqualUnsigned(v, v), "i32x4.ge_u"],
  },
  f32x4: {
    constant: [
      f32x4.constant(1),
      "v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000",
    ],
    lane: [f32x4.lane(v, 2), "f32x4.extract_lane 2"],
    add: [f32x4.add(v, v), "f32x4.add"],
    sub: [f32x4.sub(v, v), "f32x4.sub"],
    mul: [f32x4.mul(v, v), "f32x4.mul"],
    div: [f32x4.div(v, v), "f32x4.div"],
    neg: [f32x4.neg(v), "f32x4.neg"],
    abs: [f32x4.abs(v), "f32x4.abs"],
    sqrt: [f32x4.sqrt(v), "f32x4.sqrt"],
    pseudoMin: [f32x4.pseudoMin(v, v), "f32x4.pmin"],
    pseudoMax: [f32x4.pseudoMax(v, v), "f32x4.pmax"],
    equal: [f32x4.equal(v, v), "f32x4.eq"],
    notEqual: [f32x4.notEqual(v, v), "f32x4.ne"],
    less: [f32x4.less(v, v), "f32x4.lt"],
    greater: [f32x4.greater(v, v), "f32x4.gt"],
    convert: [f32x4.convert(v), "f32x4.convert_i32x4_s"],
    relaxedMadd: [f32x4.relaxedMadd(v, v, v), "f32x4.relaxed_madd"],
    relaxedNmadd: [f32x4.relaxedNmadd(v, v, v), "f32x4.relaxed_nmadd"],
  },
  f64x2: {
    add: [f64x2.add(v, v), "f64x2.add"],
    mul: [f64x2.mul(v, v), "f64x2.mul"],
    promoteLow: [f64x2.promoteLow(v), "f64x2.promote_low_f32x4"],
  },
};

/** The instructions of each function, in the text format of an independent disassembler. */
async function disassemble(module: ModuleBuilder): Promise<string[][]> {
  const { readWasm } = await wabt();
  const bytes = module.bytes({ pages: 1, shared: true });
  assert(WebAssembly.validate(bytes));
  const read = readWasm(bytes, { relaxed_simd: true, threads: true });
  try {
    const text = read.toText({ foldExprs: false, inlineExport: false });
    // A function's lines are indented below its head; the last ends with the head's parenthesis.
    return [...text.matchAll(/^ {2}\(func .*\n((?: {4}.*\n)*) {4}(.*)\)$/gm)].map(
      ([, lines, last]) => `${lines}${last}`.split("\n").map((line) => line.trim()),
    );
  } finally {
    read.destroy();
  }
}

Deno.test("wabt reads every instruction of the tables as the one that its name means", async () => {
  const module = new ModuleBuilder();
  const cases: Record<string, Case> = {};
  for (const [type, table] of Object.entries(CASES)) {
    for (const [name, entry] of Object.entries<Case>(table)) cases[`${type}.${name}`] = entry;
  }
  for (const [name, [written, , result]] of Object.entries(cases)) {
    if (result) module.procedure(name, PARAMETERS, (f) => f.do(written));
    else module.function(name, PARAMETERS, () => written as Code<ValueType>);
  }
  const functions = await disassemble(module);
  assertEquals(
    Object.fromEntries(Object.keys(cases).map((name, n) => [name, functions[n]!.at(-1)])),
    Object.fromEntries(Object.entries(cases).map(([name, [, text]]) => [name, text])),
  );
});

Deno.test("wabt reads variables, calls, branches and loops as they were meant", async () => {
  const module = new ModuleBuilder();
  const twice = module.function("twice", { i: "i32" }, (_, { i }) => i32.add(i, i));
  module.function("all", { i: "i32" }, (f, { i }) => {
    const count = f.local("i32", twice.call(i));
    f.if(count, () => f.return(count), () => f.set(count, i32.constant(7)));
    f.repeat(() => i32.isZero(count));
    return count;
  });
  const [first, second] = await disassemble(module);
  assertEquals(first, ["local.get 0", "local.get 0", "i32.add"]);
  // deno-fmt-ignore
  assertEquals(second, [
    "(local i32)", "local.get 0", "call 0", "local.set 1",
    "local.get 1", "if  ;; label = @1", "local.get 1", "return", "else", "i32.const 7", "local.set 1", "end",
    "loop  ;; label = @1", "local.get 1", "i32.eqz", "br_if 0 (;@1;)", "end",
    "local.get 1",
  ]);
});
