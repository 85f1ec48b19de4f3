import { ModuleBuilder } from "../../executors/wasm/emitter/module_builder.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import type { Target } from "../../executors/wasm/formulas/formula.ts";
import type { Share } from "../../executors/wasm/kernels/share.ts";
import { Layout, WORD } from "../../executors/wasm/memory/layout.ts";
import { KERNELS, type Kernels } from "./kernels.ts";

/** A kernel on operands of some shape, in its part of a memory. */
interface KernelCase {
  readonly kernel: string;
  readonly shape: string;
  readonly operands: readonly Operand[];
  readonly emit: (kernels: Kernels, target: Target, share: Share) => void;
  /** The words that the kernel must leave; all others must stay as they were. */
  readonly expected: readonly Word[];
  /** Where it may leave anything. */
  readonly free?: readonly Region[];
}

/** Something that is written before kernels run. */
export interface Operand {
  readonly write: (memory: ArrayBufferLike) => void;
}

/** A number and its index among the float32 numbers of a memory. */
export type Word = readonly [index: number, value: number];

/** Bytes of a memory. */
export interface Region {
  readonly address: number;
  readonly bytes: number;
}

/** Reserves what a case needs. */
export type MakeCase = (layout: Layout) => KernelCase;

/** Cases in one memory, one after the other. */
export interface Cases {
  readonly all: readonly KernelCase[];
  /** The first word after each case. */
  readonly ends: readonly number[];
  readonly pages: number;
}

/** How kernels are built and divided among workers. */
interface Build {
  readonly fused: MultiplyAdd;
  /** How many workers, whose parts run one after the other. */
  readonly workers: number;
  /** Defaults to the kernels that train. */
  readonly kernels?: Kernels;
  /** Changes a module before it is compiled. */
  readonly mutate?: (module: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}

/** The initial words of a memory: NaN, so that a read outside of the operands shows. */
const NOTHING = 0x7fc0dead;

/** The bytes between cases. */
const GAP = 64;

/** Lays out cases in one memory. */
export function layOut(makers: readonly MakeCase[]): Cases {
  const layout = new Layout();
  const all: KernelCase[] = [], ends: number[] = [];
  for (const make of makers) {
    all.push(make(layout));
    ends.push(layout.reserve(GAP) / WORD);
  }
  return { all, ends, pages: layout.pages };
}

/**
 * Runs kernels on cases, and compares every word of the memory with the expected one.
 *
 * @returns The first failure of each case that fails, by its number.
 */
export function runCases({ all, ends, pages }: Cases, build: Build): Map<number, string> {
  const { workers, kernels = KERNELS } = build;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const words = new Uint32Array(memory.buffer), numbers = new Float32Array(memory.buffer);
  words.fill(NOTHING);
  for (const { operands } of all) for (const { write } of operands) write(memory.buffer);
  const before = words.slice();
  const failures = new Map<number, string>();
  const fail = (i: number, what: string) => {
    if (!failures.has(i)) failures.set(i, what);
  };

  // The last worker first, as parts must not depend on each other.
  for (let worker = workers - 1; worker >= 0; worker--) {
    const procedures = compile(all, pages, memory, build, kernels.shareOf(worker, workers));
    procedures.forEach((run, i) => {
      try {
        run();
      } catch (error) {
        fail(i, `trapped: ${(error as Error).message}`);
      }
    });
  }

  all.forEach(({ expected, free = [] }, i) => {
    for (const [index, value] of expected) {
      const found = numbers[index]!;
      if (!Object.is(found, value)) fail(i, `word ${index} is ${found}, but should be ${value}`);
      words[index] = before[index]!;
    }
    for (const { address, bytes } of free) {
      words.set(before.subarray(address / WORD, (address + bytes) / WORD), address / WORD);
    }
  });
  for (let index = 0, i = 0; index < words.length; index++) {
    while (i < ends.length - 1 && index >= ends[i]!) i++;
    if (words[index] !== before[index]) fail(i, `word ${index} must not be written`);
  }
  return failures;
}

/** The names of the kernels that each case uses. All use the one that divides the work. */
export function kernelsUsed({ all }: Cases, fused: MultiplyAdd): (keyof Kernels)[][] {
  return all.map(({ emit }) => {
    const used = new Set<keyof Kernels>(["shareOf"]);
    const kernels = new Proxy(KERNELS, {
      get: (target, name: keyof Kernels) => (used.add(name), target[name]),
    });
    const share = KERNELS.shareOf(0, 1);
    new ModuleBuilder().procedure("watched", {}, (f) => emit(kernels, { f, fused }, share));
    return [...used];
  });
}

function compile(
  cases: readonly KernelCase[],
  pages: number,
  memory: WebAssembly.Memory,
  { fused, kernels = KERNELS, mutate = (module) => module }: Build,
  share: Share,
): (() => void)[] {
  const module = new ModuleBuilder();
  cases.forEach(({ emit }, i) => {
    module.procedure(`${i}`, {}, (f) => emit(kernels, { f, fused }, share));
  });
  const compiled = new WebAssembly.Module(mutate(module.bytes({ pages, shared: false })));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return cases.map((_, i) => exports[`${i}`] as () => void);
}
