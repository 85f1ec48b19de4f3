import { type Expression, expressions } from "../../../core/arithmetic/expression.ts";
import { sumsOf, type TrainingProgram } from "./backward_program.ts";
import type { ParameterBlock, TrainingBuffers } from "./buffers.ts";
import type { Code, Local, Place } from "../emitter/code.ts";
import { f32, f32x4, f64, v128 } from "../emitter/instructions.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { factorOf, kernel } from "./forward_program.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { emitColumnSums, emitTotal } from "../kernels/column_sums.ts";
import { type ByteRange, emitEntryFormulas } from "../kernels/entrywise.ts";
import { emitBiasSums, emitGradientSums, isSummedInParts } from "../kernels/gradient.ts";
import { ALL, type Share } from "../kernels/share.ts";
import { emitSparseUpdate } from "../kernels/sparse.ts";
import { type Panels, panelsOf, VECTOR } from "../memory/layout.ts";
import { productsOf, type StageProduct } from "./parameters.ts";
import { derivativeOf, parameterUpdate, rateOfDescent, ruleVariable } from "./rule_formulas.ts";
import type { Part } from "./stages.ts";

/** A product in training. */
interface Product extends StageProduct {
  readonly training: TrainingBuffers;
}

function trainedProducts({ stages }: TrainingProgram): Product[] {
  return productsOf(stages) as Product[];
}

/** Emits the sums of the regularizer over the parameters of each product; nothing without one. */
export function emitRegularizers(program: TrainingProgram, share: Share): Procedure[] {
  const { regularizer } = program;
  if (regularizer === undefined) return [];
  const m = expressions();
  const value = regularizer.value(m, m.variable("parameter"));
  const valueOf = ({ shrinks }: Part) => shrinks ? value : undefined;
  return emitParameterSums(program, share, "regularizers", valueOf);
}

/** Emits sums over the parameters of each product that `valueOf` defines. */
function emitParameterSums(
  program: TrainingProgram,
  share: Share,
  name: "squares" | "regularizers",
  valueOf: (part: Part) => Expression | undefined,
): Procedure[] {
  return trainedProducts(program).map((product) => {
    const { s, parts, training, parameters: { weights, biases } } = product;
    return kernel(program, `${name} ${s + 1}`, (target) => {
      const emit = (part: "weights" | "biases", panels: Panels, own: Share) => {
        const of = parts[part], value = of && valueOf(of), into = training[name]![part];
        if (value === undefined) return;
        emitColumnSums(target, {
          ...{ value, squared: name === "squares", into, origin: weights.address },
          ...{ panels: own.of(panelsOf(panels)), inner: panels.inner },
          read: readFor(program, product),
        });
      };
      emit("weights", weights, share);
      if (share.leads) emit("biases", { ...weights, address: biases, inner: 1 }, ALL);
    });
  });
}

/**
 * Emits the step that the optimizer takes with the gradients, BP3.2 (61) and BP4.2 (65).
 *
 * A rule w − c g, with c the same for all parameters, is applied as the products of the gradient are
 * summed: W −= (c / M) Δᵀ A never stores the gradient. Other rules store the gradient first, then
 * move each parameter; if they need the norm of the gradient, squares are summed in between.
 *
 * @returns Stages: all workers must finish one before any starts the next.
 */
export function emitUpdates(program: TrainingProgram, share: Share): Procedure[][] {
  const products = trainedProducts(program);
  const parts = products.flatMap(({ parts: { weights, biases } }) =>
    [weights, biases ?? []].flat()
  );
  const rate = rateOfDescent(program, parts);
  if (rate !== undefined) {
    return [products.map((product) => emitDescent(program, share, product, rate))];
  }
  const gradients = products.map((product) => emitGradient(program, share, product));
  const moves = products.map((product) => emitMove(program, share, product));
  if (program.rule.scale === undefined) return [[...gradients, ...moves]];
  const m = expressions(), valueOf = (part: Part) => derivativeOf(m, program, part);
  const squares = emitParameterSums(program, share, "squares", valueOf);
  return [[...gradients, ...squares], [emitScale(program), ...moves]];
}

/** W −= (c / M) Δᵀ A and b −= (c / M) Σ Δ of a product, in place. */
function emitDescent(
  program: TrainingProgram,
  share: Share,
  { s, parameters }: Product,
  rate: string,
): Procedure {
  return kernel(program, `descent ${s + 1}`, (target) => {
    const { f, fused } = target;
    const minusRate = f32x4.neg(v128.loadSplat({ offset: program.shared[rate]! }));
    const factor = f.local("v128", f32x4.div(minusRate, f32x4.constant(program.rows)));
    emitSums(program, share, target, s, parameters, factor, (place, sum) => {
      f.do(v128.store(place, fused.madd(factor, sum, v128.load(place))));
    });
  });
}

/** Stores ∂C/∂W and ∂C/∂b of a product. */
function emitGradient(
  program: TrainingProgram,
  share: Share,
  product: Product,
): Procedure {
  const { s, training: { gradient } } = product;
  return kernel(program, `gradient ${s + 1}`, (target) => {
    const { f, fused } = target;
    const mean = f.local("v128", f32x4.constant(1 / program.rows));
    const isAdded = s === 0 && program.inputs.kind === "packed" ||
      isSummedInParts(factorOf(program, s));
    if (isAdded) {
      for (const range of ownRanges(product, gradient, share)) {
        emitEntryFormulas(target, {
          ...range,
          read: () => f32x4.constant(0),
          results: [{ into: gradient.weights.address, value: expressions().zero }],
        });
      }
    }
    emitSums(program, share, target, s, gradient, mean, (place, sum) => {
      const value = isAdded ? fused.madd(mean, sum, v128.load(place)) : f32x4.mul(mean, sum);
      f.do(v128.store(place, value));
    });
  });
}

/** Passes each vector of Δᵀ A and Σ Δ to `finish`; packed rows add to the block directly. */
function emitSums(
  program: TrainingProgram,
  share: Share,
  target: Target,
  s: number,
  block: ParameterBlock,
  factor: Local<"v128">,
  finish: (place: Place, sum: Code<"v128">) => void,
): void {
  const { inputs, stages, rows } = program;
  const { errors, stage: { positions, product } } = stages[s]!;
  const panels = block.weights;
  if (s === 0 && inputs.kind === "packed") {
    emitSparseUpdate(target, { batch: inputs.batch, errors, panels, share, factor });
  } else {
    emitGradientSums(target, { a: factorOf(program, s), errors, panels, share, finish });
  }
  if (!share.leads || !product!.biases) return;
  emitBiasSums(target, { errors, rows: rows * positions, biases: block.biases, finish });
}

/** A range of bytes of a block, relative to the address of its weights. */
interface OwnRange extends ByteRange {
  readonly part: "weights" | "biases";
}

/** A worker's bytes of a block: its panels, and for one worker the biases. */
function ownRanges(
  { parts }: Product,
  { weights, biases, bytes }: ParameterBlock,
  share: Share,
): OwnRange[] {
  const panels = share.of(panelsOf(weights));
  const [first] = panels, last = panels.at(-1);
  const ranges: OwnRange[] = share.leads && parts.biases
    ? [{ from: biases - weights.address, below: bytes, part: "biases" }]
    : [];
  if (!first || !last) return ranges;
  const from = first.address - weights.address;
  const below = last.address + weights.inner * last.vectors * VECTOR - weights.address;
  return [{ from, below, part: "weights" }, ...ranges];
}

/** Reads the variables of a rule's formulas for the parameters of a product. */
function readFor(
  { shared, scale }: TrainingProgram,
  { parameters, training: { gradient, slots } }: Product,
): (name: string, at: (address: number) => Place) => Code<"v128"> {
  return (name, at) => {
    const variable = ruleVariable(name);
    switch (variable.kind) {
      case "parameter":
        return v128.load(at(parameters.weights.address));
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

/** The rule's scale of the gradient from its norm, which each worker computes for itself. */
function emitScale(program: TrainingProgram): Procedure {
  const { rule, scale } = program;
  const squares = sumsOf(program, "squares");
  const m = expressions();
  return kernel(program, "scale", (target) => {
    const { f } = target;
    const norm = { offset: scale + VECTOR };
    f.do(f32.store(norm, f32.fromF64(f64.sqrt(emitTotal(f, squares)))));
    const formula = rule.scale!(m, m.variable("norm"));
    const { values, release } = compileFormulas(target, [formula], () => v128.loadSplat(norm));
    f.do(v128.store({ offset: scale }, values[0]!));
    release();
  });
}

/** Moves the parameters of a product and updates their slots. */
function emitMove(program: TrainingProgram, share: Share, product: Product): Procedure {
  const { s, parts, parameters, training } = product;
  return kernel(program, `move ${s + 1}`, (target) => {
    for (const { part, ...range } of ownRanges(product, parameters, share)) {
      const moved = parameterUpdate(expressions(), program, parts[part]!);
      const slots = Object.entries(training.slots).map(([name, { weights }]) => {
        return { into: weights.address, value: moved.slots[name]! };
      });
      emitEntryFormulas(target, {
        ...range,
        read: readFor(program, product),
        results: [{ into: parameters.weights.address, value: moved.parameter }, ...slots],
      });
    }
  });
}
