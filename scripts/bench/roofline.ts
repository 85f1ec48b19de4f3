import { f32x4, v128 } from "../../src/executors/wasm/emitter/instructions.ts";
import { ModuleBuilder } from "../../src/executors/wasm/emitter/module_builder.ts";
import type { MultiplyAdd } from "../../src/executors/wasm/emitter/multiply_add.ts";
import { LANES, Layout, VECTOR } from "../../src/executors/wasm/memory/layout.ts";
import { fusedOfEngine } from "../../src/executors/wasm/runtime/variant.ts";
import { instantiate } from "./contenders/products.ts";

/** What one core can do in WebAssembly, measured. */
export interface Roofline {
  /** Multiplications and additions a second, of vectors in registers. */
  readonly peak: number;
  /** Bytes a second from and to memory, in a = b + s c of arrays that no cache holds. */
  readonly bandwidth: number;
}

/** Sums that do not wait for each other, more than the latency of two units asks for. */
const CHAINS = 12;

/** How many vectors each sum takes in a call, and the numbers of each array of the triad. */
const TAKEN = 20_000, NUMBERS = 2 ** 24;

/** How long each loop is repeated: many times what engines take to compile hot code for speed. */
const MILLISECONDS = 500;

/** Measures the roofline: the best call, as other processes only make it worse. */
export function measureRoofline(): Roofline {
  const operations = 2 * LANES * CHAINS * TAKEN;
  const bytes = 3 * Float32Array.BYTES_PER_ELEMENT * NUMBERS;
  const fused = fusedOfEngine();
  return {
    peak: operations / leastSeconds(multiplyAddsOf(fused)),
    bandwidth: bytes / leastSeconds(triadOf(fused)),
  };
}

function leastSeconds(call: () => void): number {
  let least = Infinity;
  for (const end = performance.now() + MILLISECONDS; performance.now() < end;) {
    const started = performance.now();
    call();
    least = Math.min(least, performance.now() - started);
  }
  return least / 1000;
}

function multiplyAddsOf(fused: MultiplyAdd): () => void {
  const module = new ModuleBuilder(), layout = new Layout();
  const out = layout.reserve(CHAINS * VECTOR);
  module.procedure("multiply", {}, (f) => {
    const sums = f.locals("v128", CHAINS), counter = f.local("i32");
    const [x, y] = [f.local("v128", f32x4.constant(0.5)), f.local("v128", f32x4.constant(1))];
    for (const sum of sums) f.set(sum, f32x4.constant(0));
    f.count({ counter, from: 0, below: TAKEN, by: 1 }, () => {
      for (const sum of sums) f.set(sum, fused.madd(x, sum, y));
    });
    sums.forEach((sum, i) => f.do(v128.store({ offset: out + i * VECTOR }, sum)));
  });
  return instantiate(module, layout).multiply;
}

function triadOf(fused: MultiplyAdd): () => void {
  const module = new ModuleBuilder(), layout = new Layout(), size = NUMBERS * VECTOR / LANES;
  const [a, b, c] = [layout.reserve(size), layout.reserve(size), layout.reserve(size)] as const;
  module.procedure("multiply", {}, (f) => {
    const at = f.local("i32"), s = f.local("v128", f32x4.constant(3));
    f.count({ counter: at, from: 0, below: size, by: LANES * VECTOR }, () => {
      for (let v = 0; v < LANES; v++) {
        const place = (address: number) => ({ base: at, offset: address + v * VECTOR });
        f.do(v128.store(place(a), fused.madd(s, v128.load(place(c)), v128.load(place(b)))));
      }
    });
  });
  return instantiate(module, layout).multiply;
}

/** The roofline in a sentence. */
export function describeRoofline({ peak, bandwidth }: Roofline): string {
  return `One core in vectors of 128 bits: ${(peak / 1e9).toFixed(1)} GFLOP/s; ` +
    `memory: ${(bandwidth / 1e9).toFixed(1)} GB/s.`;
}
