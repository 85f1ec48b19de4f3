import { type Expression, expressions } from "../../../core/arithmetic/expression.ts";
import { sumsOf, type TrainingProgram } from "./backward_program.ts";
import type { ParameterBlock, PartPanels, TrainingBuffers } from "./buffers.ts";
import type { Code, Local, Place } from "../emitter/code.ts";
import { f32, f32x4, f64, v128 } from "../emitter/instructions.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { emitStates } from "./channel_formulas.ts";
import { factorOf, kernel, lookupOf } from "./forward_program.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { emitColumnSums, emitTotal } from "../kernels/column_sums.ts";
import { type ByteRange, emitEntryFormulas } from "../kernels/entrywise.ts";
import { emitBiasSums, isSummedInParts } from "../kernels/gradient.ts";
import { emitLookupSums } from "../kernels/lookup.ts";
import { ownPanels, type Share } from "../kernels/share.ts";
import { emitSparseUpdate } from "../kernels/sparse.ts";
import { type Rows, VECTOR } from "../memory/layout.ts";
import { parametersOf, type StageParameters } from "./parameters.ts";
import {
  derivativeOf,
  parameterUpdate,
  rateOfDescent,
  ruleVariable,
} from "../../lower/rule_formulas.ts";
import { isTrained, type Part } from "../../lower/stages.ts";

/** The parameters of a stage in training. */
interface Trained extends StageParameters {
  readonly training: TrainingBuffers;
}

function trainedOf({ stages }: TrainingProgram): Trained[] {
  const all = parametersOf(stages) as Trained[];
  return all.filter(({ s }) => isTrained(stages[s]!.stage));
}

/** Emits the sums of the regularizer over the parameters of each product; nothing without one. */
export function emitRegularizers(program: TrainingProgram, share: Share): Procedure[] {
  const { regularizer } = program;
  if (regularizer === undefined) return [];
  const m = expressions();
  const value = regularizer.value(m, m.variable("parameter"));
  const valueOf = ({ shrinks }: Part) => shrinks ? value : undefined;
  // The cost has those of frozen layers, too.
  const all = parametersOf(program.stages) as Trained[];
  return emitParameterSums(program, share, "regularizers", all, valueOf);
}

/** Emits sums over the parameters of each product that `valueOf` defines. */
function emitParameterSums(
  program: TrainingProgram,
  share: Share,
  name: "squares" | "regularizers",
  of: readonly Trained[],
  valueOf: (part: Part) => Expression | undefined,
): Procedure[] {
  return of.map((trained) => {
    const { s, training, values } = trained;
    return kernel(program, `${name} ${s + 1}`, (target) => {
      for (const { part, panels } of values.parts) {
        const value = valueOf(part);
        if (value === undefined) continue;
        emitColumnSums(target, {
          ...{ value, squared: name === "squares", into: training[name]![part.name]! },
          ...{ panels: ownPanels(panels, share), inner: panels.inner, origin: values.address },
          read: readFor(program, trained),
        });
      }
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
  const all = trainedOf(program);
  const parts = all.flatMap(({ values }) => values.parts.map(({ part }) => part));
  const rate = rateOfDescent(program, parts);
  const states = share.leads ? emitStates(program) : [];
  if (rate !== undefined) {
    return [[...states, ...all.map((trained) => emitDescent(program, share, trained, rate))]];
  }
  const gradients = all.map((trained) => emitGradient(program, share, trained));
  const moves = all.map((trained) => emitMove(program, share, trained));
  if (program.rule.scale === undefined) return [[...states, ...gradients, ...moves]];
  const m = expressions(), valueOf = (part: Part) => derivativeOf(m, program, part);
  const squares = emitParameterSums(program, share, "squares", all, valueOf);
  return [[...states, ...gradients, ...squares], [emitScale(program), ...moves]];
}

/** W −= (c / M) Δᵀ A and b −= (c / M) Σ Δ of a product, in place. */
function emitDescent(
  program: TrainingProgram,
  share: Share,
  { s, values }: Trained,
  rate: string,
): Procedure {
  return kernel(program, `descent ${s + 1}`, (target) => {
    const { f } = target;
    const minusRate = f32x4.neg(v128.loadSplat({ offset: program.shared[rate]! }));
    const factor = f.local("v128", f32x4.div(minusRate, f32x4.constant(program.rows)));
    emitSums(program, share, target, s, { block: values, factor, isAdded: true });
  });
}

/** Stores ∂C/∂W and ∂C/∂b of a product. */
function emitGradient(
  program: TrainingProgram,
  share: Share,
  { s, training: { gradient } }: Trained,
): Procedure {
  return kernel(program, `gradient ${s + 1}`, (target) => {
    const { f } = target;
    const mean = f.local("v128", f32x4.constant(1 / program.rows));
    const { product, looksUp } = program.stages[s]!.stage;
    const isAdded = s === 0 && program.inputs.kind === "packed" || looksUp ||
      product !== undefined && isSummedInParts(factorOf(program, s));
    if (isAdded) {
      for (const range of ownRanges(gradient, share)) {
        emitEntryFormulas(target, {
          ...range,
          read: () => f32x4.constant(0),
          results: [{ into: gradient.address, value: expressions().zero }],
        });
      }
    }
    emitSums(program, share, target, s, { block: gradient, factor: mean, isAdded });
  });
}

/** Where sums go, times a factor: added to what is there, or in its place. */
interface ScaledSums {
  readonly block: ParameterBlock;
  readonly factor: Local<"v128">;
  readonly isAdded: boolean;
}

/** Stores Δᵀ A and Σ Δ, or adds them; packed rows are always added. */
function emitSums(
  program: TrainingProgram,
  share: Share,
  target: Target,
  s: number,
  { block, factor, isAdded }: ScaledSums,
): void {
  const { inputs, stages, rows } = program;
  const { errors, formulas, columns, products, stage } = stages[s]!;
  const finish = (place: Place, sum: Code<"v128">) => {
    const value = isAdded
      ? target.fused.madd(factor, sum, v128.load(place))
      : f32x4.mul(factor, sum);
    target.f.do(v128.store(place, value));
  };
  const sumRows = (errors: Rows, rows: number, { panels }: PartPanels) => {
    if (share.leads) emitBiasSums(target, { errors, rows, biases: panels.address, finish });
  };
  if (columns) {
    for (const place of block.parts) {
      const sums = {
        address: columns.derivatives[place.part.name]!,
        columns: stage.units,
        stride: 0,
      };
      sumRows(sums, 1, place);
    }
    return;
  }
  if (formulas) {
    for (const place of block.parts) {
      sumRows(formulas.derivatives[place.part.name]!.rows, rows, place);
    }
    return;
  }
  if (stage.looksUp) {
    if (share.leads) emitLookupSums(target, { ...lookupOf(program, s), errors, block, finish });
    return;
  }
  const [{ panels }, ...biases] = block.parts as [PartPanels, ...PartPanels[]];
  if (s === 0 && inputs.kind === "packed") {
    emitSparseUpdate(target, { batch: inputs.batch, errors, panels, share, factor });
  } else {
    const a = factorOf(program, s);
    products.emitGradient(target, { a, errors, panels, share, factor, isAdded, finish });
  }
  for (const place of biases) sumRows(errors, rows * stage.positions, place);
}

/** A range of bytes of a parameter, relative to the address of its block. */
interface OwnRange extends ByteRange {
  readonly part: Part;
}

/** A worker's bytes of a block. */
function ownRanges({ address, parts }: ParameterBlock, share: Share): OwnRange[] {
  return parts.flatMap(({ part, panels }) => {
    const own = ownPanels(panels, share), [first] = own, last = own.at(-1);
    if (!first || !last) return [];
    const below = last.address + panels.inner * last.vectors * VECTOR - address;
    return [{ from: first.address - address, below, part }];
  });
}

/** Reads the variables of a rule's formulas for the parameters of a product. */
function readFor(
  { shared, scale }: TrainingProgram,
  { values, training: { gradient, slots } }: Trained,
): (name: string, at: (address: number) => Place) => Code<"v128"> {
  return (name, at) => {
    const variable = ruleVariable(name);
    switch (variable.kind) {
      case "parameter":
        return v128.load(at(values.address));
      case "derivative":
        return v128.load(at(gradient.address));
      case "scale":
        return v128.load({ offset: scale });
      case "slot":
        return v128.load(at(slots[variable.name]!.address));
      case "shared":
        return v128.loadSplat({ offset: shared[variable.name]! });
    }
  };
}

/** The rule's scale of the gradient from its norm, which each worker computes for itself. */
function emitScale(program: TrainingProgram): Procedure {
  const { rule, scale } = program;
  const squares = sumsOf(program, "squares").filter(({ part }) => part.learning?.trainable ?? true);
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

/** Moves the parameters of a stage and updates their slots. */
function emitMove(program: TrainingProgram, share: Share, trained: Trained): Procedure {
  const { s, values, training } = trained;
  return kernel(program, `move ${s + 1}`, (target) => {
    for (const { part, ...range } of ownRanges(values, share)) {
      const moved = parameterUpdate(expressions(), program, part);
      const slots = Object.entries(training.slots).map(([name, { address }]) => {
        return { into: address, value: moved.slots[name]! };
      });
      emitEntryFormulas(target, {
        ...range,
        read: readFor(program, trained),
        results: [{ into: values.address, value: moved.parameter }, ...slots],
      });
    }
  });
}
