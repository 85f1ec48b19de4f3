import { Lines } from "../wgsl/lines.ts";
import { each, type Kernel, shader } from "../wgsl/kernel.ts";

/** A product C = A B of matrices that functions read, and what is done with each entry of C. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  /** The length of the sums. */
  readonly inner: number;
  /** The body of a function of `i` and `k` that returns an entry of A. */
  readonly a: string;
  /** The body of a function of `k` and `j` that returns an entry of B. */
  readonly b: string;
  /** Whether entries lie beside each other along k, or else along i or j. */
  readonly along: { readonly a: "k" | "i"; readonly b: "k" | "j" };
  /** Prints what is done with the entry `sum` in row `i` and column `j`. */
  readonly finish: (to: Lines) => void;
  /** Where sums of parts may be kept, if there is room for them. */
  readonly parts?: Parts | undefined;
}

/** Parts of sums that are computed beside each other. */
export interface Parts {
  readonly count: number;
  /** The region of the sums of each part, one matrix after the other. */
  readonly at: number;
}

/** The length of a part of the sums that a group computes at a time. */
const DEPTH = 16;
/** Each invocation computes so many rows and columns. */
const BLOCK = 4;

/** The most multiplications that are worth no tile, which takes longer to compile. */
const SMALL = 2 ** 21;

/** The entries of C of a group, along a side. */
function tileOf({ rows, columns }: Pick<Product, "rows" | "columns">): number {
  return Math.min(rows, columns) > 32 ? 64 : 32;
}

/** How many parts keep an adapter busy where C is small and sums are long. */
export function partsOf(
  { rows, columns, inner }: Pick<Product, "rows" | "columns" | "inner">,
): number {
  if (rows * columns * inner <= SMALL) return 1;
  const tile = tileOf({ rows, columns });
  const groups = Math.ceil(rows / tile) * Math.ceil(columns / tile);
  return Math.max(1, Math.min(Math.floor(inner / 512), Math.floor(128 / groups)));
}

/**
 * Products in tiles that a group of invocations reads once into its shared memory; each invocation keeps
 * 4 × 4 sums.
 *
 * The order of each sum depends on the sizes alone: results are bit-identical on one device.
 */
export function product(name: string, of: Product): Kernel[] {
  const { rows, columns, inner, parts = { count: 1, at: 0 } } = of;
  if (rows * columns * inner <= SMALL) return [small(name, of)];
  const tile = tileOf(of),
    side = tile / BLOCK,
    invocations = side * side,
    length = inner / parts.count;
  const to = new Lines();
  if (parts.count === 1) of.finish(to);
  else to.add(`w[${parts.at}u + (part * ${rows}u + i) * ${columns}u + j] = sum;`);
  const entries = Array.from({ length: BLOCK }, (_, n) => n);
  const vectors = DEPTH * side;
  /** Statements that read a tile of A or B. */
  const reading = (of: "a" | "b", along: "k" | "i" | "j", first: string, below: number) => {
    const read = entries.map((n) => {
      const [at, place] = [`first + ${n}u`, of === "a" ? `first + ${n}u, k` : `k, first + ${n}u`];
      return `if (${at} < ${below}u) { read[${n}] = read_${of}(${place}); }`;
    });
    // Neighbouring invocations read neighbouring numbers.
    const [k, vector] = along === "k"
      ? [`n % ${DEPTH}u`, `n / ${DEPTH}u`]
      : [`n / ${side}u`, `n % ${side}u`];
    return `for (var n = own; n < ${vectors}u; n += ${invocations}u) {
let at = ${k}; let vector = ${vector}; let k = begun + at; let first = ${first} + vector * ${BLOCK}u;
var read = vec4<f32>();
if (k < below) {
${read.join("\n")}
}
tile_${of}[at * ${side}u + vector] = read;
}`;
  };
  const sums = entries.map((n) => `var sum${n} = vec4<f32>();`);
  const adding = entries.map((n) => `sum${n} = fma(vec4<f32>(left[${n}]), right, sum${n});`);
  const code = `${reads(of)}
fn finish(i: u32, j: u32, sum: f32, part: u32) {
if (i >= ${rows}u || j >= ${columns}u) { return; }
${to.text}
}
var<workgroup> tile_a: array<vec4<f32>, ${vectors}>;
var<workgroup> tile_b: array<vec4<f32>, ${vectors}>;
@compute @workgroup_size(${invocations})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) own: u32) {
let y = own / ${side}u; let x = own % ${side}u;
let row = group.x * ${tile}u + y * ${BLOCK}u; let column = group.y * ${tile}u + x * ${BLOCK}u;
${sums.join("\n")}
let begin = group.z * ${Math.ceil(length)}u; let below = min(begin + ${
    Math.ceil(length)
  }u, ${inner}u);
for (var begun = begin; begun < below; begun += ${DEPTH}u) {
${reading("a", of.along.a, `group.x * ${tile}u`, rows)}
${reading("b", of.along.b, `group.y * ${tile}u`, columns)}
workgroupBarrier();
for (var k = 0u; k < ${DEPTH}u; k++) {
let left = tile_a[k * ${side}u + y]; let right = tile_b[k * ${side}u + x];
${adding.join("\n")}
}
workgroupBarrier();
}
var sums = array<vec4<f32>, ${BLOCK}>(${entries.map((n) => `sum${n}`).join(", ")});
for (var n = 0u; n < ${BLOCK}u; n++) {
for (var c = 0u; c < ${BLOCK}u; c++) { finish(row + n, column + c, sums[n][c], group.z); }
}
}`;
  const groups = [Math.ceil(rows / tile), Math.ceil(columns / tile), parts.count] as const;
  const summed = { name, code: shader(to.used, code), groups };
  return parts.count === 1 ? [summed] : [summed, together(`${name} together`, of, parts)];
}

/** The functions that read A and B. */
function reads({ a, b }: Product): string {
  return `fn read_a(i: u32, k: u32) -> f32 {
${a}
}
fn read_b(k: u32, j: u32) -> f32 {
${b}
}`;
}

/** A small product, one sum in each invocation. */
function small(name: string, of: Product): Kernel {
  const { rows, columns, inner, finish } = of;
  return each(name, rows * columns, (to) => {
    to.add(`let i = entry / ${columns}u; let j = entry % ${columns}u; var sum = 0f;`);
    // A bound that compilers do not know, so that they do not unroll the loop.
    to.add(`let below = min(${inner}u, arrayLength(&w));`);
    to.add(`for (var k = 0u; k < below; k++) { sum = fma(read_a(i, k), read_b(k, j), sum); }`);
    finish(to);
  }, { index: "entry", functions: reads(of) });
}

/** Adds the parts of each sum, the first first. */
function together(name: string, { rows, columns, finish }: Product, { count, at }: Parts): Kernel {
  return each(name, rows * columns, (to) => {
    to.add(`let i = entry / ${columns}u; let j = entry % ${columns}u; var sum = 0f;`);
    to.add(`for (var part = 0u; part < ${count}u; part++) {`);
    to.add(`sum += w[${at}u + part * ${rows * columns}u + entry];`, "}");
    finish(to);
  }, { index: "entry" });
}
