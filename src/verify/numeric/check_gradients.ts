import { checkDataset } from "../../data/dataset.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { type Matrix, shapeOf } from "../../core/matrix/matrix.ts";
import type { Gradients } from "../../engine/backward.ts";
import { type Batch, cost, passOf } from "../../engine/cost.ts";
import { forward, type Trace } from "../../engine/forward.ts";
import { gradients as engineGradients } from "../../engine/gradients.ts";
import type { Network } from "../../engine/network.ts";
import { layersOf, parameterList } from "../../engine/parameters.ts";
import type { ParameterPlace } from "../../engine/place.ts";
import type { Regularized } from "../../engine/regularized.ts";
import { deriveKey, permutation, PURPOSE, randomKey } from "../../core/random/random.ts";
import { alongParameter, type CostParts } from "./along_parameter.ts";
import { type Curve, derivative } from "./finite_differences.ts";
import { distancesToKinks } from "./kinks.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode checkGradients}.
 * @category Finite differences
 */
export interface CheckGradientsOptions extends Regularized {
  /** The gradients to check; defaults to the engine's own. */
  readonly gradients?: (
    network: Network,
    batch: Batch,
    loss: Loss,
    options: Regularized,
  ) => Gradients;
  /** How many entries of each tensor to check at most, drawn at random; defaults to 256. */
  readonly samples?: number;
  /** The seed of that draw; defaults to 0. */
  readonly seed?: number;
}

/**
 * What {@linkcode checkGradients} found.
 * @category Finite differences
 */
export interface GradientCheck {
  /** Whether entries were checked, all of them agree, and the cost is that of the network. */
  readonly passed: boolean;
  /** The cost that came with the gradients, beside the network's own. */
  readonly cost: { readonly got: number; readonly expected: number };
  /** One finding for each tensor of parameters, from the first layer to the last. */
  readonly parameters: readonly ParameterCheck[];
}

/**
 * What was found for one tensor of parameters.
 * @category Finite differences
 */
export interface ParameterCheck {
  /** The number of the layer, from 1. */
  readonly layer: number;
  /** The name of the parameter. */
  readonly name: string;
  /** Whether every entry that was checked agrees. */
  readonly passed: boolean;
  /** How many entries were checked. */
  readonly checked: number;
  /** How many could not be, as a kink or the end of the loss's domain is too close. */
  readonly skipped: number;
  /** The entry with the largest error relative to its bound; all NaN if none could be checked. */
  readonly worst: Entry;
  /** All entries that were drawn; `expected` is NaN where none could be found. */
  readonly entries: readonly Entry[];
}

/**
 * One derivative and its comparison.
 * @category Finite differences
 */
export interface Entry {
  /** The place in `data`, row by row. */
  readonly index: number;
  /** The derivative under test. */
  readonly got: number;
  /** The derivative by finite differences. */
  readonly expected: number;
  /** |got − expected|. */
  readonly error: number;
  /** The estimated error of `expected`. */
  readonly estimate: number;
  /** The largest allowed `error`: see {@linkcode checkGradients}. */
  readonly bound: number;
}

const SAMPLES = 256;
/** An estimated error is not a bound: the entry that changed least may be off by some times that. */
const SAFETY = 10;
/**
 * Cancelling terms of a cost leave more rounding in its differences than the cost shows: some 1e-13,
 * which is 1e-9 of derivatives that saturation has reduced to 1e-4.
 */
const ROUNDING = 1e-9;
/** A difference that cannot resolve 1e-7 of a derivative's scale counts as a failure. */
const BLIND = 1e-7;
/**
 * But no difference of costs can tell a derivative from 0 that is smaller than this relative to the
 * terms of the cost, as all are at a minimum: ε / h at the largest steps, an eighth.
 */
const NOISE = 1e-12;

/**
 * Compares gradients with finite differences of the cost, in float64, entry by entry.
 *
 * The step is chosen for each entry and kept on its side of every kink, and differences are
 * extrapolated to step 0. An entry agrees if it is off by at most
 * min(10 × estimated error, max(1e-7 s, 1e-12 C)) + 1e-9 s, where C is the larger of cost and targets
 * and s the scale of the entry: the largest derivative of its row times that of its column, over that
 * of the tensor.
 *
 * @param options A regularizer, other gradients to check, and how many entries.
 * @returns Whether all agree, and the worst entry of each tensor.
 * @throws {TypeError} If the shapes do not fit, those of the gradients included.
 * @throws {RangeError} If the cost is not finite, or `samples` is below 1.
 *
 * @example
 * ```ts
 * import {
 *   categoricalCrossEntropy, checkGradients, dense, matrix, network, softmax, tanh,
 * } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
 * const batch = { inputs: matrix([[1, -2]]), targets: matrix([[0, 1]]) };
 * assert(checkGradients(net, batch, categoricalCrossEntropy).passed);
 * ```
 * @category Finite differences
 */
export function checkGradients(
  network: Network,
  batch: Batch,
  loss: Loss,
  options: CheckGradientsOptions = {},
): GradientCheck {
  const { cost, checks } = startCheck(network, batch, loss, options);
  const parameters = [...checks];
  return {
    passed: cost.agrees && parameters.every(({ passed }) => passed) &&
      parameters.some(({ checked }) => checked > 0),
    cost: { got: cost.got, expected: cost.expected },
    parameters,
  };
}

/** The costs, and the checks of all tensors, each made when it is asked for. */
interface StartedCheck {
  readonly cost: GradientCheck["cost"] & { readonly agrees: boolean };
  readonly checks: Iterable<ParameterCheck>;
}

/**
 * Starts a check of gradients, which can be left at the first tensor that fails.
 *
 * Takes and throws what {@linkcode checkGradients} does.
 */
export function startCheck(
  network: Network,
  batch: Batch,
  loss: Loss,
  options: CheckGradientsOptions,
): StartedCheck {
  checkOptions("checkGradients()", options, "gradients samples seed regularizer");
  const { gradients = engineGradients, samples = SAMPLES, seed = 0, regularizer } = options;
  checkDataset(batch, "batch");
  if (!(samples >= 1)) throw new RangeError(`samples must be at least 1, but found ${samples}`);
  const expected = cost(network, batch, loss, { regularizer });
  if (!Number.isFinite(expected)) {
    throw new RangeError(
      `The cost must be finite to compare its differences, but found ${expected}`,
    );
  }
  const found = gradients(network, batch, loss, { regularizer });
  const parameters = parameterList(layersOf(network));
  for (const { l, name, matrix } of parameters) {
    checkShape(found.layers?.[l]?.[name], matrix, `the gradient of ${name} of layer ${l + 1}`);
  }
  const agrees = Math.abs(found.cost - expected) <= ROUNDING * Math.abs(expected);
  const checks = function* (): Generator<ParameterCheck> {
    // The terms of a cost may cancel; they are about as large as its targets.
    const magnitude = largestOf([expected, ...Array.from(batch.targets.data)]);
    const whole = forward(network, batch.inputs, passOf(batch)), key = randomKey(seed);
    for (const { l, name, matrix } of parameters) {
      const { data, columns } = matrix;
      const tensor = Object.keys(network.layers[l]!.parameters).indexOf(name);
      const order = permutation(deriveKey(key, PURPOSE.draw, l, tensor), data.length);
      const along = curves({ network, whole, batch, loss, regularizer }, { l, name });
      const compared = Array.from(order.subarray(0, samples), (index) => ({
        index,
        got: found.layers[l]![name]!.data[index]!,
        expected: derivative(along(index), data[index]!, magnitude),
      }));
      yield { layer: l + 1, name, ...judge(compared, columns, magnitude) };
    }
  };
  return { cost: { got: found.cost, expected, agrees }, checks: checks() };
}

function checkShape(got: Matrix | undefined, wanted: Matrix, name: string): void {
  const found = got === undefined ? "none" : `${shapeOf(got)} with ${got.data?.length} entries`;
  if (found !== `${shapeOf(wanted)} with ${wanted.data.length} entries`) {
    throw new TypeError(`${name} must be (${shapeOf(wanted)}), but found ${found}`);
  }
}

/** The cost as a function of one parameter, on the branch that the network is on, between kinks. */
function curves(parts: CostParts, place: ParameterPlace): (index: number) => Curve {
  const { network, whole, batch, loss, regularizer } = parts, moved = alongParameter(parts, place);
  // What lies below the parameter's layer does not depend on it.
  const branchOf = (network: Network, trace: Trace) =>
    distancesToKinks(network, trace, batch.targets, loss, regularizer, place.l).map(Math.sign);
  const branch = branchOf(network, whole);
  return (index) => (x) => {
    const { network, trace, cost } = moved(index, x);
    const crossed = branchOf(network, trace).some((side, i) => side !== branch[i]);
    return !crossed && Number.isFinite(cost) ? cost : undefined;
  };
}

interface Compared {
  readonly index: number;
  readonly got: number;
  readonly expected: ReturnType<typeof derivative>;
}

function judge(
  compared: readonly Compared[],
  columns: number,
  magnitude: number,
): Omit<ParameterCheck, "layer" | "name"> {
  const scale = scales(compared, columns);
  const entries = compared.map(({ index, got, expected }): Entry => {
    if (expected === undefined) {
      return { index, got, expected: NaN, error: NaN, estimate: NaN, bound: 0 };
    }
    const { value, error: estimate } = expected;
    const s = scale(index);
    const bound = Math.min(SAFETY * estimate, Math.max(BLIND * s, NOISE * magnitude)) +
      ROUNDING * s;
    return { index, got, expected: value, error: Math.abs(got - value), estimate, bound };
  });
  const checked = entries.filter(({ expected }) => !Number.isNaN(expected));
  return {
    passed: checked.every(({ error, bound }) => error <= bound),
    checked: checked.length,
    skipped: entries.length - checked.length,
    worst: (checked.length > 0 ? checked : entries)
      .reduce((worst, entry) => excess(entry) > excess(worst) ? entry : worst),
    entries,
  };
}

/** The largest absolute value. */
function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((largest, number) => Math.max(largest, Math.abs(number)), 0);
}

/** The scale of each entry: a column may be fed by far smaller inputs than another. */
function scales(compared: readonly Compared[], columns: number): (index: number) => number {
  const rows = new Map<number, number>(), places = new Map<number, number>();
  let largest = 0;
  for (const { index, expected } of compared) {
    const size = Math.abs(expected?.value ?? 0);
    const row = Math.floor(index / columns), column = index % columns;
    rows.set(row, Math.max(size, rows.get(row) ?? 0));
    places.set(column, Math.max(size, places.get(column) ?? 0));
    largest = Math.max(largest, size);
  }
  return (index) => {
    if (largest === 0) return 0;
    return rows.get(Math.floor(index / columns))! * (places.get(index % columns)! / largest);
  };
}

/** The error relative to its bound; 0 for no error, even if the bound is 0. */
function excess({ error, bound }: Entry): number {
  return error === 0 ? 0 : Number.isNaN(error) ? Infinity : error / bound;
}
