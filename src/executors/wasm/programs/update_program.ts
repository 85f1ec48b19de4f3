import { type Expression, expressions } from "../../../core/arithmetic/expression.ts";
import { sumsOf, type TrainingProgram } from "./backward_program.ts";
import type { ParameterBlock } from "./buffers.ts";
import type { Code, Local, Place } from "../emitter/code.ts";
import { f32, f32x4, f64, v128 } from "../emitter/instructions.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { inputsOf, kernel } from "./forward_program.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { emitColumnSums, emitTotal } from "../kernels/column_sums.ts";
import { type ByteRange, emitEntryFormulas } from "../kernels/entrywise.ts";
import { emitBiasSums, emitGradientSums } from "../kernels/gradient.ts";
import { type Share, shareOf } from "../kernels/share.ts";
import { emitSparseUpdate } from "../kernels/sparse.ts";

import { type Panels, panelsOf, VECTOR } from "../memory/layout.ts";
import { derivativeOf, parameterUpdate, rateOfDescent, ruleVariable } from "./rule_formulas.ts";
import { type Part, partsOf, type ProductParts } from "./stages.ts";

/** Emits the sums of the regularizer over the parameters, stage by stage; nothing without one. */
export function emitRegularizers(program: TrainingProgram, share: Share): Procedure[] {
  const { regularizer } = program;
  if (regularizer === undefined) return [];
  const m = expressions();
  const value = regularizer.value(m, m.variable("parameter"));
  return emitParameterSums(
    program,
    share,
    "regularizers",
    ({ shrinks }) => shrinks ? value : undefined,
  );
}

/** Emits sums over each parameter of each product, where it has a value to be summed. */
function emitParameterSums(
  program: TrainingProgram,
  share: Share,
  name: "squares" | "regularizers",
  valueOf: (part: Part) => Expression | undefined,
): Procedure[] {
  return eachProduct(
    program,
    (s, product, { weights, biases }) =>
      kernel(program, `${name} ${s + 1}`, (target) => {
        const into = program.training[s]![name]!;
        const emit = (part: "weights" | "biases", panels: Panels, own: Share) => {
          const value = valueOf(product[part]);
          if (value === undefined) return;
          emitColumnSums(target, {
            ...{ value, squared: name === "squares", into: into[part], origin: weights.address },
            ...{ panels: own.of(panelsOf(panels)), inner: panels.inner },
            read: readFor(program, s),
          });
        };
        emit("weights", weights, share);
        if (share.leads) emit("biases", { ...weights, address: biases, inner: 1 }, shareOf(0, 1));
      }),
  );
}

/** A procedure for each stage that has a product. */
function eachProduct(
  { stages }: TrainingProgram,
  emit: (s: number, product: ProductParts, parameters: ParameterBlock) => Procedure,
): Procedure[] {
  return stages.flatMap(({ stage: { product }, parameters }, s) => {
    return product && parameters ? [emit(s, product, parameters)] : [];
  });
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
  const rate = rateOfDescent(program, partsOf(program.stages.map(({ stage }) => stage)));
  if (rate !== undefined) {
    return [eachProduct(program, (s, _, block) => emitDescent(program, share, s, block, rate))];
  }
  const gradients = eachProduct(program, (s) => emitGradient(program, share, s));
  const moves = eachProduct(
    program,
    (s, parts, block) => emitMove(program, share, s, parts, block),
  );
  if (program.rule.scale === undefined) return [[...gradients, ...moves]];
  const m = expressions();
  const squares = emitParameterSums(program, share, "squares", (part) => {
    return derivativeOf(m, program, part);
  });
  return [[...gradients, ...squares], [emitScale(program), ...moves]];
}

/** W −= (c / M) Δᵀ A and b −= (c / M) Σ Δ of a product, in place. */
function emitDescent(
  program: TrainingProgram,
  share: Share,
  s: number,
  block: ParameterBlock,
  rate: string,
): Procedure {
  return kernel(program, `descent ${s + 1}`, (target) => {
    const { f, fused } = target;
    const factor = f.local(
      "v128",
      f32x4.div(
        f32x4.neg(v128.loadSplat({ offset: program.shared[rate]! })),
        f32x4.constant(program.rows),
      ),
    );
    emitSums(program, share, target, s, block, factor, (place, sum) => {
      f.do(v128.store(place, fused.madd(factor, sum, v128.load(place))));
    });
  });
}

/** ∂C/∂W and ∂C/∂b of a product, stored. */
function emitGradient(program: TrainingProgram, share: Share, s: number): Procedure {
  return kernel(program, `gradient ${s + 1}`, (target) => {
    const { f } = target;
    const { gradient } = program.training[s]!;
    const mean = f.local("v128", f32x4.constant(1 / program.rows));
    if (s === 0 && program.inputs.kind === "packed") {
      for (const range of ownRanges(gradient, share)) {
        emitEntryFormulas(target, {
          ...range,
          read: () => f32x4.constant(0),
          results: [{ into: gradient.weights.address, value: expressions().zero }],
        });
      }
    }
    emitSums(program, share, target, s, gradient, mean, (place, sum) => {
      f.do(v128.store(place, f32x4.mul(mean, sum)));
    });
  });
}

/** Goes through Δᵀ A and Σ Δ of a product; packed rows add their multiples to the block themselves. */
function emitSums(
  { inputs, stages, rows }: TrainingProgram,
  share: Share,
  target: Target,
  s: number,
  block: ParameterBlock,
  factor: Local<"v128">,
  finish: (place: Place, sum: Code<"v128">) => void,
): void {
  const { errors } = stages[s]!;
  const panels = block.weights;
  if (s === 0 && inputs.kind === "packed") {
    emitSparseUpdate(target, { batch: inputs.batch, errors, panels, share, factor });
  } else {
    const a = inputsOf({ inputs, stages }, s);
    emitGradientSums(target, { a, errors, rows, panels, share, finish });
  }
  if (share.leads) emitBiasSums(target, { errors, rows, biases: block.biases, finish });
}

/** Some bytes of a block, counted from where its weights begin. */
interface OwnRange extends ByteRange {
  /** What they hold. */
  readonly part: "weights" | "biases";
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

/** Reads what a formula of the rule is about, for the parameters of a product. */
function readFor(
  { stages, training, shared, scale }: TrainingProgram,
  s: number,
): (name: string, at: (address: number) => Place) => Code<"v128"> {
  const { gradient, slots } = training[s]!;
  return (name, at) => {
    const variable = ruleVariable(name);
    switch (variable.kind) {
      case "parameter":
        return v128.load(at(stages[s]!.parameters!.weights.address));
      case "derivative":
        return v128.load(at(gradient.weights.address));
      case "scale":
        return v128.load({ offset: scale });
      case "slot":
        return v128.load(at(slots[variable.name]!.weights.address));
      case "shared":
        return v128.loadSplat({ offset: shared[variable.name]! });
    }
  };
}

/** What the rule makes of the norm of the whole gradient, by each worker for itself. */
function emitScale(program: TrainingProgram): Procedure {
  const { rule, scale } = program;
  const squares = sumsOf(program, "squares");
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

/** The parameters of a product after a step, and what the optimizer remembers of them. */
function emitMove(
  program: TrainingProgram,
  share: Share,
  s: number,
  parts: ProductParts,
  block: ParameterBlock,
): Procedure {
  const { rule } = program;
  const { slots } = program.training[s]!;
  return kernel(program, `move ${s + 1}`, (target) => {
    for (const { part, ...range } of ownRanges(block, share)) {
      const moved = parameterUpdate(expressions(), program, parts[part]);
      emitEntryFormulas(target, {
        ...range,
        read: readFor(program, s),
        results: [
          { into: block.weights.address, value: moved.parameter },
          ...rule.slots.map((name) => ({
            into: slots[name]!.weights.address,
            value: moved.slots[name]!,
          })),
        ],
      });
    }
  });
}
