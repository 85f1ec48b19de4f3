import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";
import { reserveTransposed } from "../../executors/wasm/programs/buffers.ts";
import { v128 } from "../../executors/wasm/emitter/instructions.ts";
import { ModuleBuilder } from "../../executors/wasm/emitter/module_builder.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import type { Target } from "../../executors/wasm/formulas/formula.ts";
import { writeRows } from "../../executors/wasm/programs/inputs.ts";
import { emitEntryFormulas } from "../../executors/wasm/kernels/entrywise.ts";
import { emitRowFormulas } from "../../executors/wasm/kernels/rowwise.ts";
import { LANES, Layout, reserveRows, roundUp, WORD } from "../../executors/wasm/memory/layout.ts";

/** Evaluates formulas of one variable at many numbers, by the kernel for entries. */
export function runEntries(
  fused: MultiplyAdd,
  xs: Float32Array,
  formulas: (m: Expressions, x: Expression) => readonly Expression[],
): Float32Array[] {
  const layout = new Layout(), m = expressions();
  const values = formulas(m, m.variable("x"));
  const bytes = roundUp(xs.length, LANES) * WORD;
  const [from, ...into] = [xs, ...values].map(() => layout.reserve(bytes));
  const memory = run(fused, layout, (target) => {
    emitEntryFormulas(target, {
      ...{ from: 0, below: bytes },
      read: (_, at) => v128.load(at(from!)),
      results: values.map((value, i) => ({ into: into[i]!, value })),
    });
  }, (memory) => new Float32Array(memory).set(xs, from! / WORD));
  return into.map((address) => new Float32Array(memory, address, xs.length).slice());
}

/**
 * Evaluates formulas of whole rows, by the kernel for rows.
 *
 * @param read Matrices of one shape, by name.
 * @param formulas Given the row of each matrix by its name; each returns a row.
 * @returns A matrix for each formula.
 */
export function runRows(
  fused: MultiplyAdd,
  read: Readonly<Record<string, Matrix>>,
  formulas: <T>(m: Arithmetic<T>, row: (name: string) => readonly T[]) => readonly (readonly T[])[],
): Matrix[] {
  const layout = new Layout();
  const rows = Object.values(read)[0]!.rows;
  const reserve = (columns: number) =>
    reserveTransposed(layout, reserveRows(layout, rows, columns), 1);
  const from = Object.fromEntries(
    Object.entries(read).map(([name, { columns }]) => [name, reserve(columns)]),
  );
  const numbers = (name: string) => Array.from(rowOf(read[name]!, 0));
  const widths = formulas(float64, numbers).map(({ length }) => length);
  const into = widths.map(reserve);
  const memory = run(fused, layout, (target) => {
    emitRowFormulas(target, {
      ...{ name: "A formula", rows, read: from },
      formulas: (m, row) => formulas(m, row).map((values, i) => ({ into: into[i]!, values })),
    });
  }, (memory) => {
    for (const [name, matrix] of Object.entries(read)) {
      writeRows(memory, from[name]!.rows, matrix);
    }
  });
  return into.map(({ rows: { address, stride } }, n) =>
    byRows(float64, rows, widths[n]!, (i) => {
      return new Float32Array(memory, address + i * stride, widths[n]);
    })
  );
}

function run(
  fused: MultiplyAdd,
  layout: Layout,
  emit: (target: Target) => void,
  write: (memory: ArrayBuffer) => void,
): ArrayBuffer {
  const module = new ModuleBuilder();
  module.procedure("run", {}, (f) => emit({ f, fused }));
  const { pages } = layout;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory as { readonly buffer: ArrayBuffer };
  write(buffer);
  const compiled = new WebAssembly.Module(module.bytes({ pages, shared: false }));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  (exports.run as () => void)();
  return buffer;
}
