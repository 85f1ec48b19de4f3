import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries } from "../../core/matrix/matrix.ts";
import { shapesOf } from "../../engine/network.ts";
import { mapNamed } from "../../engine/parameters.ts";
import type { LayerKind, LayerOptions } from "../../nn/layers/layer.ts";
import { kindPlans, placeOfSample } from "../claims/kind_plans.ts";
import type { Mutant } from "./mutant.ts";

/** Changes one entry of a matrix that a backward pass returns. */
type Change = <T>(m: Arithmetic<T>, examples: number, entry: T) => T;

/** Errors in the gradient of a parameter. */
const PARAMETER_CHANGES: readonly Wrong[] = [
  ["left at zero", "a parameter left out of the derivatives", (m) => m.zero],
  ["negated", "a sign lost", (m, _, entry) => m.neg(entry)],
  [
    "summed over the batch",
    "the mean over the batch lost",
    (m, examples, entry) => m.mul(m.constant(examples), entry),
  ],
];

/** Errors in what is carried to the layer below. */
const ERROR_CHANGES: readonly Wrong[] = [
  ["left at zero", "a graph cut below a layer", (m) => m.zero],
  ["doubled", "a path counted twice", (m, _, entry) => m.add(entry, entry)],
];

type Wrong = readonly [name: string, source: string, change: Change];

/**
 * Wrong backward passes through layers of a kind: the right one with the gradient of one parameter or
 * the input errors changed in the ways that people get them wrong.
 */
export function wrongKinds(kind: LayerKind): Mutant[] {
  return kindPlans(kind).flatMap((plan, n) => {
    const place = placeOfSample(plan), { options } = plan.layers[place]!;
    const mutant = (of: string, [name, source, change]: Wrong, parameter?: string): Mutant => ({
      name: `${kind.name}${n > 0 ? ` (sample ${n + 1})` : ""}, ${of} ${name}`,
      source,
      plan: { ...plan, equations: { kinds: { [kind.name]: changed(kind, change, parameter) } } },
    });
    return [
      ...Object.keys(kind.parameterShapes(options, shapesOf(plan)[place]!)).flatMap((parameter) =>
        PARAMETER_CHANGES.map((wrong) => mutant(`the gradient of ${parameter}`, wrong, parameter))
      ),
      // Indices have no errors.
      ...(kind.indices?.(options) ? [] : ERROR_CHANGES).map((wrong) =>
        mutant("the errors of its inputs", wrong)
      ),
    ];
  });
}

/** A wrong backward pass through layers of a kind, in a network of one of its samples. */
export function wrongBackward<Options extends LayerOptions>(
  kind: LayerKind<Options>,
  name: string,
  source: string,
  backward: LayerKind["backward"],
  sample = 0,
): Mutant {
  const equations = { kinds: { [kind.name]: backward } };
  const plan = { ...kindPlans(kind as LayerKind)[sample]!, equations };
  return { name: `${kind.name} ${name}`, source, plan };
}

/** The backward pass with the gradient of a parameter changed, or the input errors without one. */
function changed(kind: LayerKind, change: Change, parameter?: string): LayerKind["backward"] {
  return (m, layer, saved, errors) => {
    const { inputs, parameters } = kind.backward(m, layer, saved, errors);
    const other = (matrix: typeof errors) =>
      byEntries(m, matrix, (i) => change(m, errors.rows, matrix.data[i]!));
    return {
      inputs: () => parameter === undefined ? other(inputs()) : inputs(),
      parameters: mapNamed(parameters, (matrix, name) => {
        return name === parameter ? other(matrix) : matrix;
      }),
    };
  };
}
