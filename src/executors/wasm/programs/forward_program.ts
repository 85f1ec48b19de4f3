import type { Network } from "../../../engine/network.ts";
import type { LayerBuffers } from "./buffers.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { v128 } from "../emitter/instructions.ts";
import type { ModuleBuilder, Procedure } from "../emitter/module_builder.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import type { Target } from "../formulas/formula.ts";
import { emitDropout } from "../kernels/dropout.ts";
import { activation, slopeNeedsZ } from "../kernels/entrywise.ts";
import { emitProduct, type Entry } from "../kernels/product.ts";
import { emitRowFormulas } from "../kernels/rowwise.ts";
import { emitSparseProduct, type PackedBatch } from "../kernels/sparse.ts";
import type { Rows } from "../memory/layout.ts";

/** Where a batch's inputs are. */
export type BatchInputs =
  | { readonly kind: "packed"; readonly batch: PackedBatch }
  | { readonly kind: "dense"; readonly a: Rows };

/** A module in the making, and what its kernels work on. */
export interface Program {
  /** The module. */
  readonly module: ModuleBuilder;
  /** How products and sums are fused. */
  readonly fused: MultiplyAdd;
  /** The network. */
  readonly network: Network;
  /** How many examples a batch has. */
  readonly rows: number;
  /** The number of the first of them, where they are part of a larger batch. */
  readonly first: number;
  /** A⁰. */
  readonly inputs: BatchInputs;
  /** What belongs to each layer. */
  readonly layers: readonly LayerBuffers[];
}

/** Adds a procedure that a kernel is emitted into. */
export function kernel(
  { module, fused }: Program,
  name: string,
  emit: (target: Target, f: FunctionBuilder) => void,
): Procedure {
  return module.procedure(name, {}, (f) => emit({ f, fused }, f));
}

/**
 * Emits the forward pass: Z = A Wᵀ + b, (16), and A = f(Z), (17), of each layer.
 *
 * @param program What to emit into.
 * @param head What the last layer gives: its activations, or Z alone where the loss goes on from there.
 */
export function emitForward(program: Program, head: "a" | "z"): Procedure[] {
  return program.layers.flatMap((_, l) => [
    ...emitLayer(program, l, head),
    ...emitDrop(program, l),
  ]);
}

function emitLayer(program: Program, l: number, head: "a" | "z"): Procedure[] {
  const { network, layers } = program;
  const { activation: f } = network.layers[l]!;
  const last = l === layers.length - 1;
  const { z, a } = layers[l]!;
  const name = `forward ${l + 1}`;
  if (f.kind === "elementwise" && !(last && head === "z")) {
    const wanted = last || slopeNeedsZ(f) ? { a, z } : { a };
    return [kernel(program, name, (target) => {
      emitWeightedSums(program, target, l, activation(target, f, wanted));
    })];
  }
  const sums = kernel(program, name, (target) => {
    emitWeightedSums(program, target, l, ({ sum, place }) => {
      target.f.do(v128.store(place(z), sum));
    });
  });
  return last && head === "z" ? [sums] : [sums, emitActivation(program, l)];
}

/** What a layer passes on where it drops outputs. */
function emitDrop(program: Program, l: number): Procedure[] {
  const { rows, first } = program;
  const { a, out, dropout } = program.layers[l]!;
  if (!dropout) return [];
  return [kernel(program, `dropout ${l + 1}`, (target) => {
    emitDropout(target, { a, out, dropout, rows, first });
  })];
}

function emitWeightedSums(
  { inputs, layers, rows }: Program,
  target: Target,
  l: number,
  finish: (entry: Entry) => void,
): void {
  const { parameters, z } = layers[l]!;
  const { weights: panels, biases } = parameters;
  const product = { panels, biases, stride: z.stride, finish };
  if (l === 0 && inputs.kind === "packed") {
    emitSparseProduct(target, { ...product, batch: inputs.batch });
  } else {
    const a = l === 0 ? (inputs as { readonly a: Rows }).a : layers[l - 1]!.out;
    emitProduct(target, { ...product, a, rows });
  }
}

/** A = f(Z) of a layer whose activation takes whole rows. */
function emitActivation(program: Program, l: number): Procedure {
  const { network, layers, rows } = program;
  const { activation: f } = network.layers[l]!;
  const { z, a } = layers[l]!.turned;
  return kernel(program, `activate ${l + 1}`, (target) => {
    emitRowFormulas(target, {
      ...{ name: f.name, rows },
      read: { z },
      formulas: (m, row) => {
        const sums = row("z");
        const values = f.kind === "rowwise"
          ? f.value(m, sums)
          : sums.map((entry) => f.value(m, entry));
        return [{ into: a, values }];
      },
    });
  });
}
