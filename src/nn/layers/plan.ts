import { describe } from "../../core/support/describe.ts";
import { checkOptions, unknownOption } from "../../core/support/options.ts";
import { type Activation, checkActivation } from "../activations/activation.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { glorotUniform } from "../initializers/scaled.ts";
import { checkKind, type Layer, type LayerKind, type LayerOptions } from "./layer.ts";
import { checkedLearning, type LayerLearning, LEARNING } from "./learning.ts";

/**
 * A layer without parameters, as its inputs are not known yet.
 * @category Layers
 */
export interface LayerPlan extends Omit<Layer<unknown>, "parameters" | "state"> {
  /** Draws parameters that are not offsets. */
  readonly initializer: Initializer;
  /** The initializer of each parameter, by its name, if not all have one. */
  readonly initializerOf?: (parameter: string) => Initializer;
  /** Layers that directly follow it. */
  readonly followedBy?: readonly LayerPlan[];
}

/**
 * Options of {@linkcode layer}.
 * @category Layers
 */
export interface LayerPlanOptions extends LayerLearning {
  /** f, applied to the outputs of the kind; none by default. */
  readonly activation?: Activation;
  /** Draws parameters; defaults to that of the activation, or `glorotUniform`. */
  readonly initializer?: Initializer;
}

/**
 * Plans a layer of any kind, for `network`.
 *
 * @param kind The kind, such as one made by `layerKind`.
 * @param options The options of the kind, which checks them.
 * @throws {TypeError} If `kind`, the activation or the initializer is not one.
 *
 * @example
 * ```ts
 * import { KINDS, layer, network, parametersOf, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const plan = layer(KINDS.dense, { units: 2 }, { activation: tanh });
 * assertEquals(parametersOf(network({ inputs: 3, layers: [plan] })), 3 * 2 + 2);
 * ```
 * @category Layers
 */
export function layer<Options extends LayerOptions>(
  kind: LayerKind<Options>,
  options: Options,
  plan: LayerPlanOptions = {},
): LayerPlan {
  const { activation, initializer = activation?.initializer ?? glorotUniform, ...given } =
    checkOptions("layer()", plan, "activation initializer", LEARNING);
  const learning = checkedLearning(given);
  checkKind(kind);
  if (activation !== undefined) checkActivation(activation);
  if (typeof initializer?.weights !== "function") {
    const found = describe(initializer);
    throw new TypeError(
      `initializer must be one such as heUniform or orthogonal(), but found ${found}`,
    );
  }
  return Object.freeze({
    kind,
    options: checkedOptions(kind, { ...options }, `a layer of kind ${kind.name}`),
    ...(activation && { activation }),
    ...(learning && { learning }),
    initializer,
  });
}

/**
 * Options from elsewhere, checked by their kind.
 *
 * @param where The layer, for messages.
 * @param others Other members that are allowed.
 * @throws {TypeError} If an option is of the wrong type, or the kind has no such option.
 * @throws {RangeError} If an option is out of range.
 */
export function checkedOptions(
  kind: LayerKind,
  given: Readonly<Record<string, unknown>>,
  where: string,
  others: readonly string[] = [],
): LayerOptions {
  try {
    const options = kind.options(given);
    const unknown = Object.keys(given).find((name) => {
      return !Object.hasOwn(options, name) && !others.includes(name);
    });
    if (unknown === undefined) return Object.freeze(options);
    throw unknownOption(`kind ${kind.name}`, unknown, Object.keys(options));
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof TypeError) throw new TypeError(`${where}: ${message}`, { cause: error });
    if (error instanceof RangeError) throw new RangeError(`${where}: ${message}`, { cause: error });
    throw error;
  }
}
