import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { shapesOf } from "../../engine/network.ts";
import { mapNamed } from "../../engine/parameters.ts";
import type { LayerKind, LayerOptions, LayerValues, Parameters } from "../../nn/layers/layer.ts";
import { kindPlans } from "../claims/kind_plans.ts";
import type { Mutant } from "./mutant.ts";

/** What becomes of one entry of what a backward pass has found, on a batch of so many examples. */
type Change = <T>(m: Arithmetic<T>, examples: number, entry: T) => T;

/** What goes wrong with the derivatives by a parameter. */
const PARAMETER_CHANGES: readonly Wrong[] = [
  ["left at zero", "a parameter that nobody differentiates by", (m) => m.zero],
  ["negated", "a sign lost", (m, _, entry) => m.neg(entry)],
  [
    "summed over the batch",
    "the mean over the batch lost",
    (m, examples, entry) => m.mul(m.constant(examples), entry),
  ],
];

/** What goes wrong with the errors that are carried to the layer below. */
const ERROR_CHANGES: readonly Wrong[] = [
  ["left at zero", "a graph that is cut below a layer", (m) => m.zero],
  ["doubled", "a path that is counted twice", (m, _, entry) => m.add(entry, entry)],
];

type Wrong = readonly [name: string, source: string, change: Change];

/**
 * Wrong backward passes through layers of a kind, made from the right one: every parameter and the
 * errors of the inputs, each changed in the ways that people get them wrong.
 *
 * @param kind The kind.
 */
export function wrongKinds(kind: LayerKind): Mutant[] {
  return kindPlans(kind).flatMap((plan, n) => {
    const shown = plan.layers[1]!;
    const mutant = (of: string, [name, source, change]: Wrong, parameter?: string): Mutant => ({
      name: `${kind.name}${n > 0 ? ` (sample ${n + 1})` : ""}, ${of} ${name}`,
      source,
      plan: { ...plan, equations: { kinds: { [kind.name]: changed(kind, change, parameter) } } },
    });
    return [
      ...Object.keys(kind.parameterShapes(shown.options, shapesOf(plan)[1]!)).flatMap((parameter) =>
        PARAMETER_CHANGES.map((wrong) => mutant(`the gradient of ${parameter}`, wrong, parameter))
      ),
      ...ERROR_CHANGES.map((wrong) => mutant("the errors of its inputs", wrong)),
    ];
  });
}

/** The backward pass with one matrix changed: the derivatives by a parameter, or the input errors. */
function changed(kind: LayerKind, change: Change, parameter?: string): LayerKind["backward"] {
  return <T>(
    m: Arithmetic<T>,
    layer: LayerValues<T, LayerOptions>,
    saved: Parameters<T>,
    errors: Matrix<T>,
  ) => {
    const { inputs, parameters } = kind.backward(m, layer, saved, errors);
    const other = (matrix: Matrix<T>) =>
      byEntries(m, matrix, (i) => change(m, errors.rows, matrix.data[i]!));
    return {
      inputs: () => parameter === undefined ? other(inputs()) : inputs(),
      parameters: mapNamed(parameters, (matrix, name) => {
        return name === parameter ? other(matrix) : matrix;
      }),
    };
  };
}
