import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { describe } from "../../core/support/describe.ts";
import { type Activation, checkActivation } from "../activations/activation.ts";
import { linear } from "../activations/linear.ts";
import type { Initializer } from "../initializers/initializer.ts";
import { glorotUniform } from "../initializers/scaled.ts";

/** The sizes of one example, channels last: `[784]`, or `[28, 28, 1]`. Its values are one row. */
export type Shape = readonly number[];

/** How many values an example of a shape has. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, side) => size * side, 1);
}

/** Matrices by name, in a fixed order: the parameters of a layer, or one number for each of them. */
export type Parameters<T = number> = Readonly<Record<string, Matrix<T>>>;

/** The options of a layer: plain data, as it stands in files. */
export type LayerOptions = Readonly<Record<string, unknown>> | object;

/** What a layer is given beside its inputs. */
export interface LayerContext<T> {
  /** What chance multiplies by in this step of training, (batch × outputs); absent in evaluation. */
  readonly mask?: Matrix<T> | undefined;
}

/** What a forward pass of a layer finds. */
export interface LayerOutputs<T> {
  /** (batch × outputs): Z of a layer with an activation. */
  readonly outputs: Matrix<T>;
  /** What the backward pass needs, by name. */
  readonly saved: Parameters<T>;
}

/** What a backward pass of a layer finds. */
export interface LayerErrors<T> {
  /** The errors of the inputs (batch × inputs), worked out when asked for: nobody asks the first layer. */
  readonly inputs: () => Matrix<T>;
  /** The derivatives of the cost by the parameters: means over the batch, shaped as the parameters. */
  readonly parameters: Parameters<T>;
}

/** What the functions of a kind are given of a layer. */
export interface LayerValues<T, Options extends LayerOptions> {
  /** What it was made with. */
  readonly options: Options;
  /** What training changes. */
  readonly parameters: Parameters<T>;
}

/** How an executor may carry out a layer without running its functions. */
export type CompiledForm =
  /** Z = A Wᵀ + b; W (outputs × inputs) and b (1 × outputs) are parameters of these names. */
  | { readonly form: "product"; readonly weights: string; readonly biases: string }
  /** Each output is the input of its place. */
  | { readonly form: "identity" }
  /** Each output is the input of its place times a mask of dropout. */
  | { readonly form: "dropout"; readonly rate: number };

/**
 * A kind of layer: pure functions over any arithmetic. One example is a row.
 *
 * @typeParam Options What layers of this kind are made with.
 */
export interface LayerKind<Options extends LayerOptions = LayerOptions> {
  /** The name, unique among the kinds of a network file. */
  readonly name: string;
  /** Options from elsewhere, such as a file: throws unless there is a layer with them. */
  options(given: Readonly<Record<string, unknown>>): Options;
  /** The shape of an example's outputs. */
  outputShape(options: Options, inputs: Shape): Shape;
  /** The shape of each parameter, rows and columns, in their order. */
  parameterShapes(options: Options, inputs: Shape): ParameterShapes;
  /** The parameters that are offsets: they start at 0; regularizers and decay do not shrink them. */
  readonly offsets: readonly string[];
  /** The outputs, and what is saved for the backward pass. */
  forward<T>(
    m: Arithmetic<T>,
    layer: LayerValues<T, Options>,
    inputs: Matrix<T>,
    context: LayerContext<T>,
  ): LayerOutputs<T>;
  /** The pullback of `forward`: from ∂L/∂outputs (batch × outputs), one row for each example. */
  backward<T>(
    m: Arithmetic<T>,
    layer: LayerValues<T, Options>,
    saved: Parameters<T>,
    errors: Matrix<T>,
  ): LayerErrors<T>;
  /** Draws the mask of a step of training; a kind without it leaves nothing to chance. */
  drawMask?(options: Options, key: RandomKey, rows: number, inputs: Shape): Matrix;
  /** What an executor may compile; a kind without it runs on the reference executor alone. */
  compiled?(options: Options): CompiledForm;
  /** The layer in a word or two; its activation is named beside it. */
  describe(options: Options): string;
  /** The same layer with another number of outputs, where that may be chosen. */
  resized?(options: Options, outputs: number): Options;
  /** Options that the verifier draws layers of this kind with. */
  readonly samples: readonly Options[];
}

/** Rows and columns of each parameter, by name. */
export type ParameterShapes = Readonly<Record<string, readonly [rows: number, columns: number]>>;

/** A layer with its parameters. Immutable: training makes new ones. */
export interface Layer<T = number, Options extends LayerOptions = LayerOptions>
  extends LayerValues<T, Options> {
  /** What it computes. */
  readonly kind: LayerKind;
  /** f, applied to what the kind computes: A = f(Z). Without it A is Z. */
  readonly activation?: Activation;
}

/** A layer that does not know its inputs yet, and so has no parameters. */
export interface LayerPlan {
  /** What it computes. */
  readonly kind: LayerKind;
  /** What it is made with. */
  readonly options: LayerOptions;
  /** f, applied to what the kind computes. */
  readonly activation?: Activation;
  /** How parameters are drawn that are not offsets. */
  readonly initializer: Initializer;
  /** Layers that come with it, directly behind. */
  readonly followedBy?: readonly LayerPlan[];
}

/** What {@linkcode layer} may be told. */
export interface LayerPlanOptions {
  /** f, applied to what the kind computes; nothing is by default. */
  readonly activation?: Activation;
  /** How parameters are drawn: by default as the activation wants it, or Glorot's way. */
  readonly initializer?: Initializer;
}

/**
 * Plans a layer of any kind, for `network`.
 *
 * @param kind The kind, such as one made by `layerKind`.
 * @param options What the layer is made with; the kind checks it.
 * @param rest Its activation and initializer.
 * @returns The plan.
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
 */
export function layer<Options extends LayerOptions>(
  kind: LayerKind<Options>,
  options: Options,
  { activation, initializer = activation?.initializer ?? glorotUniform }: LayerPlanOptions = {},
): LayerPlan {
  checkKind(kind);
  if (activation !== undefined) checkActivation(activation);
  if (typeof initializer?.weights !== "function") {
    throw new TypeError(
      `initializer must be one such as heUniform or orthogonal(), but found ${
        describe(initializer)
      }`,
    );
  }
  return Object.freeze({
    kind,
    options: checkedOptions(kind, { ...options }, `a layer of kind ${kind.name}`),
    ...(activation && { activation }),
    initializer,
  });
}

/**
 * Options from elsewhere as a kind takes them; where it refuses them, the message says of which layer.
 *
 * @param kind The kind.
 * @param given The options.
 * @param where What names the layer, for the message.
 * @param others What may stand beside the options.
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
    throw new TypeError(
      `the options of kind ${kind.name} are ${Object.keys(options).join(", ") || "none"}, ` +
        `but found ${describe(unknown)}`,
    );
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof TypeError) throw new TypeError(`${where}: ${message}`, { cause: error });
    if (error instanceof RangeError) throw new RangeError(`${where}: ${message}`, { cause: error });
    throw error;
  }
}

/** The activation of a layer; a layer without one passes on what its kind computes. */
export function activationOf({ activation }: Pick<Layer<unknown>, "activation">): Activation {
  return activation ?? linear;
}

/** A layer with another number of outputs, where its kind can have them. */
export function resized<Of extends Pick<Layer<unknown>, "kind" | "options">>(
  layer: Of,
  outputs: number,
): Of {
  const { kind, options } = layer;
  return kind.resized ? { ...layer, options: kind.resized(options, outputs) } : layer;
}

/** Whether regularizers and decay shrink a parameter. */
export function isShrunk({ kind }: Pick<Layer<unknown>, "kind">, name: string): boolean {
  return !kind.offsets.includes(name);
}

/** A layer in a few words: `32 tanh`, `dropout 0.2`. */
export function describeLayer({ kind, options, activation }: Omit<Layer<unknown>, "parameters">) {
  return [kind.describe(options), activation?.name].filter(Boolean).join(" ");
}

/**
 * Throws unless `value` is a kind of layer.
 *
 * @param value What was passed.
 * @throws {TypeError} If it is not.
 */
export function checkKind(value: unknown): asserts value is LayerKind {
  const kind = (value ?? {}) as Partial<LayerKind>;
  const formulas = [kind.forward, kind.backward, kind.outputShape, kind.parameterShapes];
  const all = [...formulas, kind.options, kind.describe];
  if (Array.isArray(kind.offsets) && all.every((formula) => typeof formula === "function")) return;
  throw new TypeError(
    `A kind of layer such as KINDS.dense or layerKind({ name, … }) is needed, ` +
      `but found ${describe(value)}`,
  );
}
