import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { mapEntries } from "../../core/matrix/matrix.ts";
import { checkSize, mapNamed } from "../../engine/parameters.ts";
import { type Activation, elementwise, rowwise } from "../../nn/activations/activation.ts";
import {
  type LayerKind,
  type LayerOptions,
  type Parameters,
  sampleShapeOf,
} from "../../nn/layers/layer.ts";
import { checkedOptions } from "../../nn/layers/plan.ts";
import { type Shape, sizeOf } from "../../nn/layers/shape.ts";
import { ONLY } from "./matrix_function.ts";
import { namedRule, type Rule } from "./rule.ts";

const EXAMPLES = 2;
const INPUTS = "inputs", MASK = "mask";

/**
 * The backward passes of a kind by themselves, for each sample of its options: pullbacks like any other.
 *
 * Kinds with a state have one in evaluation, too, which uses it.
 */
export function kindRules(kind: LayerKind): Rule[] {
  return rulesOf(kind, (options, mode) => kindRule(kind, options, mode));
}

/**
 * The same with simple functions in the place of inner activations. The chain rule takes these as free
 * functions, but at random numbers; what is wrong at a single point only shows where formulas are known.
 */
export function standInRules(kind: LayerKind): Rule[] {
  return rulesOf(kind, (options, mode) => {
    const inner = kind.inner!(options).map((each) =>
      each.kind === "rowwise" ? ROWWISE : ELEMENTWISE
    );
    return kindRule(kind, options, mode, { inner });
  });
}

function rulesOf(kind: LayerKind, ruleFor: (options: LayerOptions, training: boolean) => Rule) {
  return casesOf(kind).map(({ options, training }) => ruleFor(options, training));
}

/** What the rules of a kind are made for, in their order. */
export function casesOf(kind: LayerKind): { options: LayerOptions; training: boolean }[] {
  const modes = kind.stateShapes ? [true, false] : [true];
  return kind.samples.flatMap((sample) => {
    const options = checkedOptions(kind, { ...sample }, `a sample of the kind ${kind.name}`);
    return modes.map((training) => ({ options, training }));
  });
}

/** z² + z. */
const ELEMENTWISE: Activation = /* @__PURE__ */ elementwise({
  name: "stand-in",
  value: (m, z) => m.add(m.mul(z, z), z),
  slope: (m, { z }) => m.add(m.add(z, z), m.one),
});

/** zᵢ² + Σ z. */
const ROWWISE: Activation = /* @__PURE__ */ rowwise({
  name: "stand-in",
  value: (m, z) => z.map((x) => m.add(m.mul(x, x), sum(m, z))),
  pullback: (m, { z }, errors) =>
    z.map((x, i) => m.add(m.mul(m.add(x, x), errors[i]!), sum(m, errors))),
});

/** What the rule of a kind is for, besides its options. */
export interface RuleSetting {
  /** Simple functions in the place of its activations inside. */
  readonly inner?: readonly Activation[];
  /** The number of examples. */
  readonly examples?: number;
  /** The shape of the inputs; that of a sample by default. */
  readonly shape?: Shape;
  /** Whether its random factors are drawn, if it has some. */
  readonly isMasked?: boolean;
}

/** The backward pass of a kind with some options, in training or in evaluation. */
export function kindRule(
  kind: LayerKind,
  options: LayerOptions,
  training: boolean,
  { inner, examples = EXAMPLES, shape = sampleShapeOf(kind, options), isMasked = true }:
    RuleSetting = {},
): Rule {
  const parameterShapes = kind.parameterShapes(options, shape);
  const stateShapes = kind.stateShapes?.(options, shape) ?? {}, starts = kind.starts?.(options);
  const hasMask = isMasked && kind.drawMask !== undefined;
  const outputs = sizeOf(kind.outputShape(options, shape));
  const pick = <T>(matrices: Parameters<T>, of: object): Parameters<T> =>
    Object.fromEntries(Object.keys(of).map((name) => [name, matrices[name]!]));
  const run = <T>(m: Arithmetic<T>, { inputs, mask, ...others }: Parameters<T>) => {
    const layer = {
      ...{ shape, options, parameters: pick(others, parameterShapes) },
      ...(inner && { inner }),
      ...(kind.stateShapes && { state: pick(others, stateShapes) }),
    };
    const found = kind.forward(m, layer, inputs!, { training, ...(mask && { mask }) });
    checkSize(found.outputs, { rows: examples, columns: outputs }, `outputs of ${kind.name}`);
    return { layer, found };
  };
  return namedRule({
    name: `kind ${nameOf(kind, options)}${training ? "" : ", in evaluation"}`,
    sizes: {
      ...parameterShapes,
      ...stateShapes,
      [INPUTS]: [examples, sizeOf(shape)],
      ...(hasMask && { [MASK]: [examples, outputs] }),
    },
    fixed: [...Object.keys(stateShapes), ...(hasMask ? [MASK] : [])],
    ranges: {},
    // What starts above 0 is a variance or a scale: a square, so that its root needs no other region.
    impose: (m, fixed) =>
      mapNamed(fixed, (matrix, name) => {
        return starts?.[name]! > 0 ? mapEntries(matrix, (x) => m.mul(x, x)) : matrix;
      }),
    formulas: [kind.forward, kind.backward],
    mode: "pullback",
    value: (m, inputs) => ({ [ONLY]: run(m, inputs).found.outputs }),
    apply: (m, inputs, errors) => {
      const { layer, found } = run(m, inputs);
      const back = kind.backward(m, layer, found.saved, errors[ONLY]!);
      // Parameters have means over the batch.
      const batch = m.constant(examples);
      const sums = mapNamed(back.parameters, (matrix) => {
        return mapEntries(matrix, (mean) => m.mul(mean, batch));
      });
      return { ...sums, [INPUTS]: back.inputs() };
    },
  });
}

function nameOf(kind: LayerKind, options: LayerOptions): string {
  const described = kind.describe(options);
  if (described === "") return kind.name;
  return described.includes(kind.name) ? described : `${kind.name} (${described})`;
}
