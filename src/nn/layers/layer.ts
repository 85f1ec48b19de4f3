import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { describe, printable } from "../../core/support/describe.ts";
import type { Activation } from "../activations/activation.ts";
import { linear } from "../activations/linear.ts";
import type { Fans } from "../initializers/initializer.ts";
import type { CompiledForm } from "./compiled_form.ts";
import { describeLearning, type LayerLearning } from "./learning.ts";
import type { Shape } from "./shape.ts";

/**
 * Matrices by name, in a fixed order: the parameters of a layer, or numbers for each of them.
 * @category Layers
 */
export type Parameters<T = number> = Readonly<Record<string, Matrix<T>>>;

/**
 * The options of a layer: plain data, as stored in files.
 * @category Layers
 */
export type LayerOptions = Readonly<Record<string, unknown>> | object;

/**
 * What a forward pass takes besides inputs.
 * @category Layers
 */
export interface LayerContext<T> {
  /** The random factors of this training step (batch × outputs); absent in evaluation. */
  readonly mask?: Matrix<T> | undefined;
  /** Whether this is a step of training; defaults to false. */
  readonly training?: boolean | undefined;
}

/**
 * The result of a forward pass.
 * @category Layers
 */
export interface LayerOutputs<T> {
  /** (batch × outputs): Z of a layer with an activation. */
  readonly outputs: Matrix<T>;
  /** The values that the backward pass needs, by name. */
  readonly saved: Parameters<T>;
  /** The state after a step of training, of kinds that have one; what is left out stays. */
  readonly state?: Parameters<T>;
}

/**
 * The result of a backward pass.
 * @category Layers
 */
export interface LayerErrors<T> {
  /** Computes the errors of the inputs (batch × inputs), which the first layer does not need. */
  readonly inputs: () => Matrix<T>;
  /** The derivatives of the cost by the parameters: means over the batch, shaped as the parameters. */
  readonly parameters: Parameters<T>;
}

/**
 * What the functions of a kind take of a layer.
 * @category Layers
 */
export interface LayerValues<T, Options extends LayerOptions> {
  /** The shape of an example of its inputs. */
  readonly shape: Shape;
  /** The options of its kind. */
  readonly options: Options;
  /** The numbers that training changes. */
  readonly parameters: Parameters<T>;
  /** The numbers that a forward pass of training changes and evaluation uses, of kinds that have some. */
  readonly state?: Parameters<T>;
  /** Functions in the place of the kind's inner ones, by which proofs free these. */
  readonly inner?: readonly Activation[];
}

/**
 * A layer inside another: its kind, the options of that, and its activation if it has one.
 * @category Layers
 */
export type NestedLayer = Pick<Layer<unknown>, "kind" | "options" | "activation">;

/**
 * A kind of layer: pure functions, generic over the arithmetic, of matrices with a row per example.
 * @category Layers
 */
export interface LayerKind<Options extends LayerOptions = LayerOptions> {
  /** The name, unique among the kinds of a network file. */
  readonly name: string;
  /** Checks options, which may come from a file, and throws if they are invalid. */
  options(given: Readonly<Record<string, unknown>>): Options;
  /** The shape of an example's outputs. */
  outputShape(options: Options, inputs: Shape): Shape;
  /** The shape of each parameter, rows and columns, in their order. */
  parameterShapes(options: Options, inputs: Shape): ParameterShapes;
  /** The parameters that start at a fixed number, and that regularizers and decay do not shrink. */
  readonly offsets: readonly string[];
  /** Whether a parameter is an offset, for kinds whose parameters depend on options. */
  isOffset?(options: Options, parameter: string): boolean;
  /** The shape of each matrix of the state, which no optimizer changes; none by default. */
  stateShapes?(options: Options, inputs: Shape): ParameterShapes;
  /** What offsets and state start at, by name, such as 1 for gains; 0 for all others. */
  starts?(options: Options): Readonly<Record<string, number>>;
  /**
   * The activations that its formulas use inside, such as the gates of an LSTM, and which `layer.inner`
   * replaces. They are proved by themselves, and the kind for free functions in their places.
   */
  inner?(options: Options): readonly Activation[];
  /** The layers inside it, of kinds that have some. */
  nested?(options: Options): readonly NestedLayer[];
  /** Computes the outputs, and values for the backward pass. */
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
  /** What is 0 where a derivative of `forward` jumps, such as differences of what it chooses from. */
  kinks?<T>(m: Arithmetic<T>, layer: LayerValues<T, Options>, inputs: Matrix<T>): readonly T[];
  /**
   * Of kinds whose inputs are integers from 0: how many there are. Inputs of a network that begins with
   * such a layer are checked, and drawn so.
   */
  indices?(options: Options): number | undefined;
  /** Draws the mask of a training step, for kinds that use random numbers. */
  drawMask?(options: Options, key: RandomKey, rows: number, inputs: Shape): Matrix;
  /** What an executor may compile; without it, a kind only runs on the reference executor. */
  compiled?(options: Options, inputs: Shape): CompiledForm;
  /** Describes the layer in a word or two, without its activation. */
  describe(options: Options): string;
  /** Options for another number of outputs, if that can be chosen. */
  resized?(options: Options, outputs: number): Options;
  /** What enters and leaves a value by a parameter; by default, its columns and its rows. */
  fans?(options: Options, inputs: Shape, parameter: string): Pick<Fans, "fanIn" | "fanOut">;
  /** Products of one example; by default, one for each entry of parameters that are not offsets. */
  multiplyAdds?(options: Options, inputs: Shape): number;
  /** Examples of options, from which the verifier draws layers. */
  readonly samples: readonly Options[];
  /** The shape of the inputs of a sample; [3] by default. */
  sampleShape?(options: Options): Shape;
}

/**
 * Rows and columns of each parameter, by name.
 * @category Layers
 */
export type ParameterShapes = Readonly<Record<string, readonly [rows: number, columns: number]>>;

/**
 * A layer with its parameters. Immutable: training returns new ones.
 * @category Layers
 */
export interface Layer<T = number, Options extends LayerOptions = LayerOptions>
  extends Omit<LayerValues<T, Options>, "shape"> {
  /** The kind, which computes Z. */
  readonly kind: LayerKind;
  /** f, applied to the outputs of the kind: A = f(Z). Without it A is Z. */
  readonly activation?: Activation;
  /** How its parameters are trained, if not as those of other layers. */
  readonly learning?: LayerLearning;
}

/** The shape of the inputs of a sample of a kind. */
export function sampleShapeOf<Options extends LayerOptions>(
  kind: LayerKind<Options>,
  options: Options,
): Shape {
  return kind.sampleShape?.(options) ?? [3];
}

/** The activation of a layer, `linear` by default. */
export function activationOf({ activation }: Pick<Layer<unknown>, "activation">): Activation {
  return activation ?? linear;
}

/** A layer with another number of outputs, if its kind allows it. */
export function resized<Of extends Pick<Layer<unknown>, "kind" | "options">>(
  layer: Of,
  outputs: number,
): Of {
  const { kind, options } = layer;
  return kind.resized ? { ...layer, options: kind.resized(options, outputs) } : layer;
}

/** Whether regularizers and decay shrink a parameter. */
export function isShrunk(
  { kind, options }: Pick<Layer<unknown>, "kind" | "options">,
  name: string,
): boolean {
  return !(kind.isOffset?.(options, name) ?? kind.offsets.includes(name));
}

/** The products of one example. */
export function multiplyAddsOf(
  { kind, options }: Pick<Layer<unknown>, "kind" | "options">,
  inputs: Shape,
): number {
  if (kind.multiplyAdds) return kind.multiplyAdds(options, inputs);
  const shapes = Object.entries(kind.parameterShapes(options, inputs));
  return shapes.filter(([name]) => isShrunk({ kind, options }, name))
    .reduce((total, [, [rows, columns]]) => total + rows * columns, 0);
}

/** Describes a layer in a few words: `32 tanh`, `dropout 0.2`. */
export function describeLayer(
  { kind, options, activation, learning }: Omit<Layer<unknown>, "parameters" | "state">,
) {
  const words = [kind.describe(options), activation?.name, describeLearning(learning)];
  return printable(words.filter(Boolean).join(" "));
}

/** Throws a TypeError unless `value` is a kind of layer. */
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
