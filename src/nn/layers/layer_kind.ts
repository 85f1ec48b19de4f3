import { Dual, dual } from "../../core/arithmetic/dual.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byEntries, mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { describe } from "../../core/support/describe.ts";
import { isMadeOf, rememberMadeOf } from "../../core/support/made_of.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { CompiledForm } from "./compiled_form.ts";
import {
  describeLayer,
  type LayerErrors,
  type LayerKind,
  type LayerOptions,
  type LayerOutputs,
  type LayerValues,
  type Parameters,
} from "./layer.ts";
import type { Shape } from "./shape.ts";

/**
 * The formulas of a {@linkcode layerKind}: the members of {@linkcode LayerKind}, most optional.
 * @category Layers
 */
export type LayerFormulas<Options extends LayerOptions> =
  & Pick<LayerKind<Options>, "name" | "outputShape" | "forward">
  & Partial<LayerKind<Options>>;

/** The members that must be functions, if given. */
const FUNCTIONS = [
  ...["outputShape", "forward", "backward", "options", "parameterShapes", "drawMask"] as const,
  ...["compiled", "describe", "resized", "starts", "stateShapes", "fans", "inner"] as const,
  ...["multiplyAdds", "sampleShape", "kinks", "isOffset", "nested", "indices"] as const,
];

/**
 * Makes a kind of layer from its formulas.
 *
 * Without `backward`, dual numbers compute it, exactly but with a forward pass for each input and
 * parameter: for small layers and for experiments. `verifyGradients` proves a hand-written one. By
 * default, `options` accepts anything, and there are no parameters and no offsets.
 *
 * @throws {TypeError} If the name is empty or a formula is not a function.
 *
 * @example A gain for each value
 * ```ts
 * import { forward, layer, layerKind, matrix, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const gain = layerKind({
 *   name: "gain",
 *   outputShape: (_, inputs) => inputs,
 *   parameterShapes: (_, [inputs]) => ({ gains: [1, inputs!] }),
 *   forward: (m, { parameters: { gains } }, x) => ({
 *     outputs: { ...x, data: Array.from(x.data, (v, i) => m.mul(v, gains!.data[i % x.columns]!)) },
 *     saved: {},
 *   }),
 * });
 * const net = network({ inputs: 1, layers: [layer(gain, {})] });
 * const [g] = Array.from(net.layers[0]!.parameters.gains!.data);
 * assertEquals(forward(net, matrix([[2]])).outputs.data[0], 2 * g!);
 * ```
 * @category Layers
 */
export function layerKind<Options extends LayerOptions>(
  given: LayerFormulas<Options>,
): LayerKind<Options> {
  const formulas = checkOptions(
    "layerKind()",
    given,
    "name outputShape forward backward options parameterShapes offsets starts drawMask",
    "isOffset nested stateShapes inner fans kinks indices compiled describe resized multiplyAdds samples sampleShape",
  );
  const { name, forward, backward } = formulas;
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`A kind of layer needs a name, but found ${describe(name)}`);
  }
  for (const member of FUNCTIONS) {
    const formula = formulas[member];
    const needed = member === "outputShape" || member === "forward";
    if (typeof formula === "function" || (formula === undefined && !needed)) continue;
    throw new TypeError(
      `The ${member} of the kind ${name} must be a function, but found ${describe(formula)}`,
    );
  }
  for (const member of ["offsets", "samples"] as const) {
    const list = formulas[member];
    if (list === undefined || Array.isArray(list)) continue;
    throw new TypeError(
      `The ${member} of the kind ${name} must be an array, but found ${describe(list)}`,
    );
  }
  const kind = Object.freeze<LayerKind<Options>>({
    options: (given) => given as Options,
    parameterShapes: () => ({}),
    offsets: [],
    describe: (options) => [name, ...Object.values(options).map(describeOption)].join(" "),
    samples: [],
    ...formulas,
    ...(backward === undefined ? byDualNumbers(forward) : { forward, backward }),
  });
  const { compiled, drawMask } = kind;
  if (compiled) rememberMadeOf(compiled, kind.forward, kind.backward, drawMask);
  return kind;
}

/** What an executor may compile, if it still stands for the formulas, which a copy may have replaced. */
export function compiledFormOf<Options extends LayerOptions>(
  { compiled, forward, backward, drawMask }: LayerKind<Options>,
  options: Options,
  inputs: Shape,
): CompiledForm | undefined {
  return compiled && isMadeOf(compiled, [forward, backward, drawMask], true)
    ? compiled(options, inputs)
    : undefined;
}

/** Describes an option in a word; different values have different words. */
export function describeOption(option: unknown): string {
  if (typeof option !== "object" || option === null) return String(option);
  const isLayer = (each: unknown) => typeof Object(each).kind?.forward === "function";
  // JSON has no formulas, by which layers inside others differ.
  if (Array.isArray(option) && option.some(isLayer)) return option.map(describeLayer).join(", ");
  return JSON.stringify(option);
}

/** Stands for training among matrices, which are all that a forward pass can save. */
const NOTHING = { rows: 0, columns: 0, data: [] } as const;

/** A forward pass that saves its inputs, and its backward pass by dual numbers. */
function byDualNumbers<Options extends LayerOptions>(
  forward: LayerKind<Options>["forward"],
): Pick<LayerKind<Options>, "forward" | "backward"> {
  const backward = <T>(
    m: Arithmetic<T>,
    layer: LayerValues<T, Options>,
    { inputs, mask, training }: Parameters<T>,
    errors: Matrix<T>,
  ): LayerErrors<T> => {
    const d = dual(m);
    const still = (matrix: Matrix<T>) => mapEntries(matrix, (x) => new Dual(x, m.zero));
    const stillAll = (named: Parameters<T>) =>
      Object.fromEntries(Object.entries(named).map(([name, matrix]) => [name, still(matrix)]));
    const fixed = stillAll(layer.parameters);
    const { options, shape, state, inner } = layer;
    const kept = {
      options,
      shape,
      ...(inner && { inner }),
      ...(state && { state: stillAll(state) }),
    };
    const context = { mask: mask && still(mask), training: training !== undefined };
    /** Σ over the batch of ∂L/∂x for each entry x of a matrix, which `run` takes with slope 1. */
    const along = (
      matrix: Matrix<T>,
      run: (moving: Matrix<Dual<T>>) => LayerOutputs<Dual<T>>,
    ): Matrix<T> =>
      byEntries(m, matrix, (place) => {
        const moving = mapEntries(matrix, (x, i) => new Dual(x, i === place ? m.one : m.zero));
        const { data } = run(moving).outputs;
        return sum(m, Array.from(data, ({ slope }, i) => m.mul(errors.data[i]!, slope)));
      });
    const run = (parameters: Parameters<Dual<T>>, x: Matrix<Dual<T>>) =>
      forward(d, { ...kept, parameters }, x, context);
    const examples = m.constant(errors.rows);
    return {
      inputs: () => along(inputs!, (moving) => run(fixed, moving)),
      parameters: Object.fromEntries(
        Object.entries(layer.parameters).map(([name, matrix]) => {
          const x = still(inputs!);
          const sums = along(matrix, (moving) => run({ ...fixed, [name]: moving }, x));
          return [name, byEntries(m, sums, (i) => m.div(sums.data[i]!, examples))];
        }),
      ),
    };
  };
  return {
    forward: (m, layer, inputs, context) => {
      const { mask, training } = context;
      const { outputs, state } = forward(m, layer, inputs, context) ?? {};
      return {
        outputs: outputs!, // `passThrough` says what is wrong
        saved: { inputs, ...(mask && { mask }), ...(training && { training: NOTHING }) },
        ...(state && { state }),
      };
    },
    backward,
  };
}
