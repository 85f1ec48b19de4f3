import { pullBackRow } from "../activations/activation.ts";
import { expressions } from "../arithmetic/expression.ts";
import type { Loss } from "../losses/loss.ts";
import { pairOf } from "../losses/pair.ts";
import type { Rule } from "../optimizers/optimizer.ts";
import type { ParameterBlock, TrainingBuffers } from "./buffers.ts";
import type { Code, Local, Place } from "./emitter/code.ts";
import { f32, f32x4, f64, v128 } from "./emitter/instructions.ts";
import type { Callee, Procedure } from "./emitter/module_builder.ts";
import { kernel, type Program } from "./forward_program.ts";
import type { Target } from "./formula.ts";
import { type ByteRange, emitEntryFormulas, pullback } from "./kernels/entrywise.ts";
import { emitBiasSums, emitGradientSums } from "./kernels/gradient.ts";
import { emitProduct } from "./kernels/product.ts";
import { emitRowFormulas, type Turned } from "./kernels/rowwise.ts";
import type { Share } from "./kernels/share.ts";
import { emitSparseUpdate } from "./kernels/sparse.ts";
import { VECTOR } from "./kernels/tile.ts";
import { emitTranspose } from "./kernels/transpose.ts";
import { panelsOf, type Rows, WORD } from "./layout.ts";

/** A program that trains. */
export interface TrainingProgram extends Program {
  /** The loss. */
  readonly loss: Loss;
  /** The optimizer's rule. */
  readonly rule: Rule;
  /** What training needs of each layer. */
  readonly training: readonly TrainingBuffers[];
  /** Y, turned. */
  readonly targets: Turned;
  /** Where the loss of each example goes. */
  readonly losses: number;
  /** Where each number that the rule shares is, by name. */
  readonly shared: Readonly<Record<string, number>>;
}

/**
 * Emits the loss of each example and Δ^L: BP1.2, (57), from Z^L.
 *
 * Activation, loss and error are one formula, so what they share is computed once.
 */
export function emitOutputErrors(program: TrainingProgram): Procedure {
  const { network, layers, rows, loss, targets, losses } = program;
  const { activation: f } = network.layers.at(-1)!;
  const { z, errors } = layers.at(-1)!.turned;
  const pair = pairOf(f, loss);
  return kernel(program, "output errors", (target) => {
    emitRowFormulas(target, {
      rows,
      read: { z, y: targets },
      formulas: (m, row) => {
        const sums = row("z"), y = row("y");
        const a = f.kind === "rowwise" ? f.value(m, sums) : sums.map((entry) => f.value(m, entry));
        const at = { z: sums, a };
        return [
          { into: errors, values: pair.error(m, at, y) },
          { intoNumbers: losses, value: pair.value(m, at, y) },
        ];
      },
    });
  });
}

/** Emits C, the mean of the losses of the batch (19), summed in float64. */
export function emitCost({ module, rows, losses }: TrainingProgram): Callee<"f64"> {
  return module.function("cost", {}, (f) => {
    const total = f.local("f64", f64.constant(0)), m = f.local("i32");
    f.count({ counter: m, from: 0, below: rows * WORD, by: WORD }, () => {
      f.set(total, f64.add(total, f64.fromF32(f32.load({ base: m, offset: losses }))));
    });
    return f64.div(total, f64.constant(rows));
  });
}

/** Emits Δ of every layer below the last, from above: BP2.2, (58). */
export function emitErrors(program: TrainingProgram): Procedure[] {
  const { network, layers, training, rows } = program;
  const procedures: Procedure[] = [];
  for (let l = network.layers.length - 1; l > 0; l--) {
    const { activation: below } = network.layers[l - 1]!;
    const { z, a, errors, turned } = layers[l - 1]!;
    const product = {
      a: layers[l]!.errors,
      rows,
      panels: training[l]!.back!,
      stride: errors.stride,
    };
    procedures.push(kernel(program, `errors ${l}`, (target) => {
      emitProduct(target, {
        ...product,
        finish: below.kind === "elementwise"
          ? pullback(target, below, { z, a, errors })
          : ({ sum, place }) => target.f.do(v128.store(place(errors), sum)),
      });
    }));
    if (below.kind === "elementwise") continue;
    procedures.push(kernel(program, `pullback ${l}`, (target) => {
      emitRowFormulas(target, {
        rows,
        read: turned,
        formulas: (m, row) => {
          const at = { z: row("z"), a: row("a") };
          return [{ into: turned.errors, values: pullBackRow(m, below, at, row("errors")) }];
        },
      });
    }));
  }
  return procedures;
}

/**
 * Emits the step that the optimizer takes with the gradients, BP3.2 (61) and BP4.2 (65).
 *
 * A rule w − c g, with c the same for all parameters, is applied as the products of the gradient are
 * summed: W −= (c / M) Δᵀ A needs no room for the gradient. All other rules have the gradient stored
 * first, then move each parameter.
 */
export function emitUpdates(program: TrainingProgram, share: Share): Procedure[] {
  const rate = rateOfDescent(program.rule);
  return program.layers.flatMap((_, l) =>
    rate === undefined
      ? [emitGradient(program, share, l), emitMove(program, share, l)]
      : [emitDescent(program, share, l, rate)]
  );
}

/** The name of c where a rule is w − c g and remembers nothing, for numbers c that are shared. */
export function rateOfDescent(rule: Rule): string | undefined {
  if (rule.memory.length > 0) return undefined;
  const { m, moved } = movedBy(rule);
  return Object.keys(rule.shared(1)).find((name) => {
    const step = m.mul(m.variable(name), m.variable("derivative"));
    return moved.parameter === m.sub(m.variable("parameter"), step);
  });
}

function movedBy(rule: Rule) {
  const m = expressions();
  const named = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, m.variable(name)]));
  const moved = rule.move(m, {
    parameter: m.variable("parameter"),
    derivative: m.variable("derivative"),
    memory: named(rule.memory),
    shared: named(Object.keys(rule.shared(1))),
  });
  return { m, moved };
}

/** W −= (c / M) Δᵀ A and b −= (c / M) Σ Δ of a layer, in place. */
function emitDescent(
  program: TrainingProgram,
  share: Share,
  l: number,
  rate: string,
): Procedure {
  return kernel(program, `descent ${l + 1}`, (target) => {
    const { f, fused } = target;
    const factor = f.local(
      "v128",
      f32x4.div(
        f32x4.neg(v128.loadSplat({ offset: program.shared[rate]! })),
        f32x4.constant(program.rows),
      ),
    );
    emitSums(program, share, target, l, program.layers[l]!.parameters, factor, (place, sum) => {
      f.do(v128.store(place, fused.madd(factor, sum, v128.load(place))));
    });
  });
}

/** ∂C/∂W and ∂C/∂b of a layer, stored. */
function emitGradient(program: TrainingProgram, share: Share, l: number): Procedure {
  return kernel(program, `gradient ${l + 1}`, (target) => {
    const { f } = target;
    const { gradient } = program.training[l]!;
    const mean = f.local("v128", f32x4.constant(1 / program.rows));
    if (l === 0 && program.inputs.kind === "packed") {
      for (const range of ownRanges(gradient, share)) {
        emitEntryFormulas(target, {
          ...range,
          read: () => f32x4.constant(0),
          results: [{ into: gradient.weights.address, value: expressions().zero }],
        });
      }
    }
    emitSums(program, share, target, l, gradient, mean, (place, sum) => {
      f.do(v128.store(place, f32x4.mul(mean, sum)));
    });
  });
}

/** Goes through Δᵀ A and Σ Δ of a layer; packed rows add their multiples to the block themselves. */
function emitSums(
  { inputs, layers, rows }: TrainingProgram,
  share: Share,
  target: Target,
  l: number,
  block: ParameterBlock,
  factor: Local<"v128">,
  finish: (place: Place, sum: Code<"v128">) => void,
): void {
  const { errors } = layers[l]!;
  const panels = block.weights;
  if (l === 0 && inputs.kind === "packed") {
    emitSparseUpdate(target, { batch: inputs.batch, errors, panels, share, factor });
  } else {
    const a = l === 0 ? (inputs as { readonly a: Rows }).a : layers[l - 1]!.a;
    emitGradientSums(target, { a, errors, rows, panels, share, finish });
  }
  if (share.leads) emitBiasSums(target, { errors, rows, biases: block.biases, finish });
}

/** Which bytes of a block are a worker's, from where the weights begin: its panels; one has the biases. */
function ownRanges({ weights, biases, bytes }: ParameterBlock, share: Share): ByteRange[] {
  const panels = share.of(panelsOf(weights));
  const [first] = panels, last = panels.at(-1);
  const ranges = share.leads ? [{ from: biases - weights.address, below: bytes }] : [];
  if (!first || !last) return ranges;
  const end = last.address + weights.inner * last.vectors * VECTOR;
  return [{ from: first.address - weights.address, below: end - weights.address }, ...ranges];
}

/** The parameters of a layer after a step, and what the optimizer remembers of them. */
function emitMove(program: TrainingProgram, share: Share, l: number): Procedure {
  const { rule, shared } = program;
  const { parameters } = program.layers[l]!;
  const { gradient, memory } = program.training[l]!;
  const { moved } = movedBy(rule);
  return kernel(program, `move ${l + 1}`, (target) => {
    for (const range of ownRanges(parameters, share)) {
      emitEntryFormulas(target, {
        ...range,
        read: (name, at) => {
          if (name === "parameter") return v128.load(at(parameters.weights.address));
          if (name === "derivative") return v128.load(at(gradient.weights.address));
          const remembered = memory[name];
          return remembered
            ? v128.load(at(remembered.weights.address))
            : v128.loadSplat({ offset: shared[name]! });
        },
        results: [
          { into: parameters.weights.address, value: moved.parameter },
          ...rule.memory.map((name) => ({
            into: memory[name]!.weights.address,
            value: moved.memory[name]!,
          })),
        ],
      });
    }
  });
}

/** Emits the copies of the weights that errors are carried back with: the first layer needs none. */
export function emitWaysBack(program: TrainingProgram, share: Share): Procedure[] {
  return program.layers.slice(1).map(({ parameters: { weights: from } }, below) => {
    const l = below + 1;
    const to = program.training[l]!.back!;
    return kernel(program, `way back ${l + 1}`, (target) => {
      emitTranspose(target, { from, to, share });
    });
  });
}
