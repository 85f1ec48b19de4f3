import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { checkBoolean, isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { Activation } from "../activations/activation.ts";
import { sigmoid } from "../activations/sigmoid.ts";
import { tanh } from "../activations/tanh.ts";
import type { Fans } from "../initializers/initializer.ts";
import type { LayerKind, ParameterShapes } from "./layer.ts";
import { LEARNING } from "./learning.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import type { Shape } from "./shape.ts";
import { columnsOf, sideBySide, stepsOf } from "./steps.ts";

/**
 * The options of a recurrent layer, of the kinds `lstm` and `gru`.
 * @category Layers
 */
export interface RecurrentKindOptions {
  /** The number of units, u. */
  readonly units: number;
  /** Whether the outputs are those of all steps, [steps, units], not of the last, [units]. */
  readonly returnSequences: boolean;
}

/**
 * Options of `lstm` and `gru`.
 * @category Layers
 */
export interface RecurrentOptions extends LayerPlanOptions {
  /** Whether the outputs are those of all steps, [steps, units], not of the last; defaults to false. */
  readonly returnSequences?: boolean;
}

/** The checked options of a recurrent layer, which may come from a file. */
function recurrentOptions(
  { units, returnSequences }: Readonly<Record<string, unknown>>,
): RecurrentKindOptions {
  if (!isCount(units)) {
    throw new RangeError(
      `A layer must have a positive number of units, but found ${describe(units)}`,
    );
  }
  checkBoolean(returnSequences, "returnSequences");
  return { units, returnSequences };
}

/** σ of gates; tanh of candidates and cells. */
export const INNER: readonly [Activation, Activation] = [sigmoid, tanh];

/**
 * The shapes and words that recurrent layers of a name share, with so many gates.
 *
 * @param others The names of other biases, (1 × units) each.
 */
export function recurrent(name: string, gates: number, others: readonly string[] = []) {
  return {
    name,
    options: recurrentOptions,
    parameterShapes: ({ units }: RecurrentKindOptions, inputs: Shape): ParameterShapes => {
      const [, features] = stepsOf(name, inputs);
      return {
        inputWeights: [gates * units, features],
        recurrentWeights: [gates * units, units],
        biases: [1, gates * units],
        ...Object.fromEntries(others.map((other) => [other, [1, units] as const])),
      };
    },
    offsets: ["biases", ...others],
    inner: () => INNER,
    outputShape: ({ units, returnSequences }: RecurrentKindOptions, inputs: Shape): Shape => {
      const [steps] = stepsOf(name, inputs);
      return returnSequences ? [steps, units] : [units];
    },
    fans: ({ units }: RecurrentKindOptions, inputs: Shape, parameter: string) => {
      const fanIn = parameter === "recurrentWeights" ? units : inputs.at(-1)!;
      return { fanIn, fanOut: units } satisfies Partial<Fans>; // of one gate
    },
    describe: ({ units, returnSequences }: RecurrentKindOptions) =>
      `${name} ${units}${returnSequences ? " sequences" : ""}`,
    samples: [{ units: 2, returnSequences: false }, { units: 1, returnSequences: true }],
    sampleShape: ({ returnSequences }: RecurrentKindOptions): Shape =>
      returnSequences ? [3, 1] : [2, 2],
    multiplyAdds: ({ units }: RecurrentKindOptions, inputs: Shape): number => {
      const [steps, features] = stepsOf(name, inputs);
      return steps * gates * units * (features + units);
    },
  };
}

/** A plan of a recurrent layer from the arguments of its function. */
export function recurrentPlan(
  kind: LayerKind<RecurrentKindOptions>,
  units: number,
  options: RecurrentOptions,
): LayerPlan {
  const names = "returnSequences activation initializer";
  const { returnSequences = false, ...plan } = checkOptions(
    `${kind.name}()`,
    options,
    names,
    LEARNING,
  );
  return layer(kind, { units, returnSequences }, plan);
}

/** The outputs of all steps side by side, or of the last. */
export function outputsOf<T>(
  m: Arithmetic<T>,
  hidden: readonly Matrix<T>[],
  { returnSequences }: RecurrentKindOptions,
): Matrix<T> {
  return returnSequences ? sideBySide(m, hidden) : hidden.at(-1)!;
}

/** The errors that reach the output of step t from above; none for steps that have no output. */
export function errorsAt<T>(
  m: Arithmetic<T>,
  errors: Matrix<T>,
  t: number,
  steps: number,
  { units, returnSequences }: RecurrentKindOptions,
): Matrix<T> | undefined {
  if (returnSequences) return columnsOf(m, errors, t * units, units);
  return t === steps - 1 ? errors : undefined;
}
