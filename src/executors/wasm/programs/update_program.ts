import { expressions } from "../../../core/arithmetic/expression.ts";
import type { LayerPart } from "../../../optim/optimizers/optimizer.ts";
import type { TrainingProgram } from "./backward_program.ts";
import type { ParameterBlock } from "./buffers.ts";
import type { Code, Local, Place } from "../emitter/code.ts";
import { f32, f32x4, f64, v128 } from "../emitter/instructions.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { kernel } from "./forward_program.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { emitColumnSums, emitTotal } from "../kernels/column_sums.ts";
import { type ByteRange, emitEntryFormulas } from "../kernels/entrywise.ts";
import { emitBiasSums, emitGradientSums } from "../kernels/gradient.ts";
import type { Share } from "../kernels/share.ts";
import { emitSparseUpdate } from "../kernels/sparse.ts";
import { VECTOR } from "../kernels/tile.ts";
import { panelsOf, type Rows } from "../memory/layout.ts";
import { derivativeOf, movedBy, rateOfDescent, ruleVariable } from "./rule_formulas.ts";

/** Emits the sums of the penalties of the weights, layer by layer; nothing where there are none. */
export function emitPenalties(program: TrainingProgram, share: Share): Procedure[] {
  const { penalty } = program;
  if (penalty === undefined) return [];
  const m = expressions();
  const value = penalty.value(m, m.variable("parameter"));
  return program.layers.map(({ parameters: { weights } }, l) =>
    kernel(program, `penalties ${l + 1}`, (target) => {
      emitColumnSums(target, {
        ...{ value, squared: false, into: program.training[l]!.penalties!.weights },
        ...{ panels: share.of(panelsOf(weights)), inner: weights.inner, origin: weights.address },
        read: readFor(program, l),
      });
    })
  );
}

/**
 * Emits the step that the optimizer takes with the gradients, BP3.2 (61) and BP4.2 (65).
 *
 * A rule w − c g, with c the same for all parameters, is applied as the products of the gradient are
 * summed: W −= (c / M) Δᵀ A needs no room for the gradient. All other rules have the gradient stored
 * first, then move each parameter; where they ask for the norm of the gradient, the squares of all
 * workers are summed in between.
 *
 * @returns Stages: all workers are to be done with one before any begins with the next.
 */
export function emitUpdates(program: TrainingProgram, share: Share): Procedure[][] {
  const rate = rateOfDescent(program);
  const each = (emit: (l: number) => Procedure) => program.layers.map((_, l) => emit(l));
  if (rate !== undefined) return [each((l) => emitDescent(program, share, l, rate))];
  const gradients = each((l) => emitGradient(program, share, l));
  const moves = each((l) => emitMove(program, share, l));
  if (program.rule.scale === undefined) return [[...gradients, ...moves]];
  const squares = each((l) => emitSquares(program, share, l));
  return [[...gradients, ...squares], [emitScale(program), ...moves]];
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
    const a = l === 0 ? (inputs as { readonly a: Rows }).a : layers[l - 1]!.out;
    emitGradientSums(target, { a, errors, rows, panels, share, finish });
  }
  if (share.leads) emitBiasSums(target, { errors, rows, biases: block.biases, finish });
}

/** Some bytes of a block, counted from where its weights begin. */
interface OwnRange extends ByteRange {
  /** What they hold. */
  readonly part: LayerPart;
}

/** Which bytes of a block are a worker's: its panels; one has the biases. */
function ownRanges({ weights, biases, bytes }: ParameterBlock, share: Share): OwnRange[] {
  const panels = share.of(panelsOf(weights));
  const [first] = panels, last = panels.at(-1);
  const ranges: OwnRange[] = share.leads
    ? [{ from: biases - weights.address, below: bytes, part: "biases" }]
    : [];
  if (!first || !last) return ranges;
  const from = first.address - weights.address;
  const below = last.address + weights.inner * last.vectors * VECTOR - weights.address;
  return [{ from, below, part: "weights" }, ...ranges];
}

/** Reads what a formula of the rule is about, for the parameters of a layer. */
function readFor(
  { layers, training, shared, scale }: TrainingProgram,
  l: number,
): (name: string, at: (address: number) => Place) => Code<"v128"> {
  const { gradient, memory } = training[l]!;
  return (name, at) => {
    const variable = ruleVariable(name);
    switch (variable.kind) {
      case "parameter":
        return v128.load(at(layers[l]!.parameters.weights.address));
      case "derivative":
        return v128.load(at(gradient.weights.address));
      case "scale":
        return v128.load({ offset: scale });
      case "memory":
        return v128.load(at(memory[variable.name]!.weights.address));
      case "shared":
        return v128.loadSplat({ offset: shared[variable.name]! });
    }
  };
}

/** The sums of the squares of a layer's derivatives, the penalty included. */
function emitSquares(program: TrainingProgram, share: Share, l: number): Procedure {
  const { weights, biases } = program.training[l]!.gradient;
  const into = program.training[l]!.squares!;
  const m = expressions();
  return kernel(program, `squares ${l + 1}`, (target) => {
    const sums = { squared: true, origin: weights.address, read: readFor(program, l) };
    emitColumnSums(target, {
      ...{ ...sums, panels: share.of(panelsOf(weights)), inner: weights.inner },
      ...{ value: derivativeOf(m, program, "weights"), into: into.weights },
    });
    if (!share.leads) return;
    const row = { ...weights, address: biases, inner: 1 };
    emitColumnSums(target, {
      ...{ ...sums, panels: panelsOf(row), inner: 1 },
      ...{ value: derivativeOf(m, program, "biases"), into: into.biases },
    });
  });
}

/** What the rule makes of the norm of the whole gradient, by each worker for itself. */
function emitScale(program: TrainingProgram): Procedure {
  const { rule, layers, training, scale } = program;
  const squares = layers.flatMap(({ parameters: { weights: { columns: count } } }, l) => {
    const { weights, biases } = training[l]!.squares!;
    return [{ address: weights, count }, { address: biases, count }];
  });
  const m = expressions();
  return kernel(program, "scale", (target) => {
    const { f } = target;
    const norm = { offset: scale + VECTOR };
    f.do(f32.store(norm, f32.fromF64(f64.sqrt(emitTotal(f, squares)))));
    const { values, release } = compileFormulas(
      target,
      [rule.scale!(m, m.variable("norm"))],
      () => v128.loadSplat(norm),
    );
    f.do(v128.store({ offset: scale }, values[0]!));
    release();
  });
}

/** The parameters of a layer after a step, and what the optimizer remembers of them. */
function emitMove(program: TrainingProgram, share: Share, l: number): Procedure {
  const { rule } = program;
  const { parameters } = program.layers[l]!;
  const { memory } = program.training[l]!;
  return kernel(program, `move ${l + 1}`, (target) => {
    for (const { part, ...range } of ownRanges(parameters, share)) {
      const moved = movedBy(expressions(), program, part);
      emitEntryFormulas(target, {
        ...range,
        read: readFor(program, l),
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
