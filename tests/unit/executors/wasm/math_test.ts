import { assert, assertEquals } from "@std/assert";
import {
  COMPARED,
  COMPARED_NAMES,
  type ComparedName,
} from "../../../../scripts/support/compared.ts";
import { BUILDS, CHUNK, type Emit, mapper } from "../../../../scripts/support/mapper.ts";
import { compare } from "../../../../scripts/support/ulp.ts";
import type { Local } from "../../../../src/executors/wasm/emitter/code.ts";
import { f32x4 } from "../../../../src/executors/wasm/emitter/instructions.ts";
import type { MultiplyAdd } from "../../../../src/executors/wasm/emitter/multiply_add.ts";
import { ELEMENTARY } from "../../../../src/executors/wasm/formulas/elementary.ts";

/** Where a formula changes, a result leaves the float32 numbers, or digits may cancel. */
const AWKWARD = [
  0,
  2 ** -126,
  2 ** -25,
  2 ** -24,
  Math.LN2 / 4,
  Math.LN2 / 2,
  Math.SQRT1_2,
  1,
  Math.SQRT2,
  1.5 * Math.LN2,
  2,
  0.927734375,
  3.92,
  4,
  9.01,
  10,
  17.33,
  20,
  2 ** 24,
  2 ** 26,
  87.34,
  88.38,
  88.72,
  89,
  103.28,
  103.97,
  104,
  Math.SQRT1_2 * 2 ** 128,
];
/** The bits of the infinities; NaN follows. */
const INFINITIES = [0x7f800000, 0xff800000];
const EDGES = [
  ...new Uint32Array(Float32Array.from(AWKWARD.flatMap((x) => [x, -x])).buffer),
  ...INFINITIES,
  // NaN with all bits.
  0x7fffffff,
  0xffffffff,
];
const NEIGHBOURS = 4096;
const DENSE = 2 ** 20;
/** 2²⁰ of these steps go around all 2³² patterns once, and vary the lowest bits. */
const STEP = 2 ** 12 + 3;

for (const name of COMPARED_NAMES) {
  const { emit, exact, allowed } = COMPARED[name];
  Deno.test(`${name}, in each build, is within ${allowed} ulp of float64`, () => {
    const builds = BUILDS.map((fused) => mapper(emit, fused));
    const dense = compare(exact, builds, DENSE, (i) => (i * STEP) >>> 0);
    const edges = compare(
      exact,
      builds,
      EDGES.length * NEIGHBOURS,
      (i) => EDGES[Math.floor(i / NEIGHBOURS)]! + i % NEIGHBOURS - NEIGHBOURS / 2 >>> 0,
    );
    for (const found of [dense, edges]) {
      found.forEach(({ worst, at }, build) => {
        assert(worst <= allowed, `${name}(${at}), ${BUILDS[build]!.name}, is off by ${worst} ulp`);
      });
    }
  });
}

const LEAST = 2 ** -149;
/** Where f(x) = x, signs of zeros included, of all f with f(0) = 0 and f′(0) = 1. */
const FIXED = [[0, 0], [-0, -0], [LEAST, LEAST], [-LEAST, -LEAST]] as const;
const SPECIAL: Readonly<Record<ComparedName, readonly (readonly [x: number, y: number])[]>> = {
  exp: [
    [0, 1],
    [-0, 1],
    [LEAST, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [88.73, Infinity],
    [-103.9, 2 ** -149],
    [-104.5, 0],
    [3e38, Infinity],
    [-3e38, 0],
    [NaN, NaN],
  ],
  expm1: [
    ...FIXED,
    [Infinity, Infinity],
    [-Infinity, -1],
    [88.73, Infinity],
    [-40, -1],
    [NaN, NaN],
  ],
  log: [
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [-LEAST, NaN],
    [-1, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [LEAST, Math.fround(-149 * Math.LN2)],
    [NaN, NaN],
  ],
  log1p: [
    ...FIXED,
    [-1, -Infinity],
    [-1.0000001, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [NaN, NaN],
  ],
  tanh: [
    ...FIXED,
    [Infinity, 1],
    [-Infinity, -1],
    [10, 1],
    [-10, -1],
    [3e38, 1],
    [NaN, NaN],
  ],
  erf: [
    ...FIXED,
    [Infinity, 1],
    [-Infinity, -1],
    [4, 1],
    [-3e38, -1],
    [NaN, NaN],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [-103.9, 2 ** -149],
    [NaN, NaN],
  ],
};

for (const name of COMPARED_NAMES) {
  for (const fused of BUILDS) {
    Deno.test(`${name}, ${fused.name}, has the right value at each special argument`, () => {
      const cases = SPECIAL[name];
      const values = valuesOf(COMPARED[name].emit, fused, cases.map(([x]) => x));
      assertEquals(values, cases.map(([, y]) => y));
    });
  }
}

for (const fused of BUILDS) {
  Deno.test(`tanh, ${fused.name}, is odd and never beyond 1`, () => {
    const xs = Array.from({ length: CHUNK }, (_, i) => 11 * i / CHUNK);
    const up = valuesOf(ELEMENTARY.tanh, fused, xs),
      down = valuesOf(ELEMENTARY.tanh, fused, xs.map((x) => -x));
    assertEquals(down, up.map((y) => -y));
    assert(up.every((y) => y <= 1));
  });

  Deno.test(`math, ${fused.name}, leaves its argument and other results alone`, () => {
    const x = 0.75;
    for (const [name, kernel] of Object.entries(ELEMENTARY)) {
      const [alone] = valuesOf(kernel, fused, [x]);
      const together: Emit = (f, fused, code) => {
        const given = f.local("v128", code);
        const first = kernel(f, fused, given), others: Local<"v128">[] = [];
        for (const other of Object.values(ELEMENTARY)) others.push(other(f, fused, given));
        f.release(...others);
        // Differences: 0 unless a variable was given away too early.
        const sum = f.local("v128", f32x4.constant(0));
        for (const again of [kernel(f, fused, given), kernel(f, fused, f32x4.constant(x))]) {
          f.set(sum, f32x4.add(sum, f32x4.abs(f32x4.sub(first, again))));
        }
        return f32x4.add(first, sum);
      };
      assertEquals(valuesOf(together, fused, [x]), [alone], name);
    }
  });
}

/** The values of a function in float32. */
function valuesOf(emit: Emit, fused: MultiplyAdd, xs: readonly number[]): number[] {
  const { inputs, outputs, run } = mapper(emit, fused);
  inputs.set(xs);
  run();
  return [...outputs.subarray(0, xs.length)];
}
