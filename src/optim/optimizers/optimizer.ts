import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { arithmeticOf, type Reading } from "../../core/arithmetic/reading.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { builder, byEntries, type Matrix, shapeOf } from "../../core/matrix/matrix.ts";
import type { Gradients } from "../../engine/backward.ts";
import type { Network } from "../../engine/network.ts";
import { mapNamed, mapParameters, parameterList } from "../../engine/parameters.ts";
import type { ParameterPlace } from "../../engine/place.ts";
import { isShrunk, type Parameters } from "../../nn/layers/layer.ts";
import type { LayerLearning } from "../../nn/layers/learning.ts";
import { describe } from "../../core/support/describe.ts";
import { isMadeOf, rememberMadeOf } from "../../core/support/made_of.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * One parameter before a step.
 * @category Optimizers
 */
export interface ParameterStep<T> extends ParameterUpdate<T> {
  /** The derivative of the cost by it. */
  readonly derivative: T;
  /** The numbers of the step that all parameters share, by name. */
  readonly shared: Readonly<Record<string, T>>;
  /** The name of its matrix in the layer, such as `weights`. */
  readonly part: string;
  /** Whether decay shrinks it; it does not shrink offsets such as biases. */
  readonly shrinks: boolean;
  /** The weight decay of its layer, in place of the rule's. */
  readonly weightDecay?: number | undefined;
}

/**
 * One parameter after a step.
 * @category Optimizers
 */
export interface ParameterUpdate<T> {
  /** The parameter. */
  readonly parameter: T;
  /** Its slots, by name. */
  readonly slots: Readonly<Record<string, T>>;
}

/**
 * How a step updates each parameter, generic over the arithmetic, so that executors can compile it.
 * @category Optimizers
 */
export interface Rule {
  /** The names of the numbers kept for each parameter from step to step, 0 before the first. */
  readonly slots: readonly string[];
  /** The numbers that all parameters share in a step, such as the learning rate; steps count from 1. */
  readonly shared: (step: number) => Readonly<Record<string, number>>;
  /**
   * The factor of all derivatives, given the norm of the whole gradient: √ of the sum of the squares of
   * its entries. Defaults to 1.
   */
  readonly scale?: <T>(m: Arithmetic<T>, norm: T) => T;
  /** Whether it decays weights, by `weightDecay` where a layer has its own; defaults to false. */
  readonly decays?: boolean;
  /** The parameter and its slots after the step. */
  readonly move: <T>(m: Arithmetic<T>, step: ParameterStep<T>) => ParameterUpdate<T>;
}

/**
 * The state of a rule between two steps.
 * @category Optimizers
 */
export interface RuleState {
  /** The number of steps taken. */
  readonly step: number;
  /** The slots of each layer, by name. */
  readonly layers: readonly LayerSlots[];
}

/**
 * The slots of a layer: for each name of a slot, its numbers by the names of the parameters.
 * @category Optimizers
 */
export type LayerSlots = Readonly<Record<string, Parameters>>;

/**
 * A rule that takes gradients to new parameters.
 * @category Optimizers
 */
export interface Optimizer<State = unknown> {
  /** The name, for reports. */
  readonly name: string;
  /**
   * The options it was made with: plain data, schedules and other optimizers. Checkpoints identify it by
   * its name and options; without options, by what its rule does at some steps.
   */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The rule for each parameter, for executors that compile it; `State` is `RuleState` then. */
  readonly rule?: Rule;
  /** The state before the first step. */
  init<T = number>(network: Network<T>, options?: Reading<T>): State;
  /** Takes a step; returns new parameters and a new state without changing any argument. */
  update<T = number>(
    network: Network<T>,
    gradients: Gradients<T>,
    state: State,
    options?: Reading<T>,
  ): { readonly network: Network<T>; readonly state: State };
}

/**
 * Makes an optimizer from a rule for one parameter.
 *
 * @param options The options of the rule, by which checkpoints tell apart rules of this name. Without
 * them, a resumed training compares what the rule does at 16 steps, and the numbers it shares at 256,
 * and misses differences between these steps.
 * @returns The optimizer, which `fit` can compile.
 *
 * @example Descent by the sign of the gradient
 * ```ts
 * import { dense, gradients, linear, matrix, network, optimizerFromRule, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const bySign = optimizerFromRule("sign", {
 *   slots: [],
 *   shared: () => ({ rate: 0.25 }),
 *   move: (m, { parameter, derivative, shared }) => {
 *     const step = m.choose(derivative, shared.rate!, m.neg(shared.rate!));
 *     return { parameter: m.sub(parameter, step), slots: {} };
 *   },
 * });
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const slopes = gradients(net, { inputs: matrix([[0]]), targets: matrix([[2]]) }, sumOfSquaredErrors);
 * const { network: stepped, state } = bySign.update(net, slopes, bySign.init(net));
 * assertEquals([stepped.layers[0]!.parameters.biases!.data[0], state.step], [0.25, 1]);
 * ```
 * @category Optimizers
 */
export function optimizerFromRule(
  name: string,
  rule: Rule,
  options?: Readonly<Record<string, unknown>>,
): Optimizer<RuleState> {
  checkOptions("optimizerFromRule()", rule, "slots shared scale decays move");
  const optimizer = Object.freeze<Optimizer<RuleState>>({
    name,
    ...(options && { options: Object.freeze({ ...options }) }),
    rule,
    init: <T>(network: Network<T>, options?: Reading<T>) => {
      const m = arithmeticOf(options);
      checkDecays(network, rule);
      const zeros = (parameters: Parameters<T>) =>
        mapNamed(parameters, (matrix) => byEntries(m, matrix, () => m.zero));
      const layers = network.layers.map(({ parameters }) =>
        Object.fromEntries(rule.slots.map((name) => [name, zeros(parameters)]))
      );
      return { step: 0, layers: layers as unknown as RuleState["layers"] };
    },
    update: (network, gradients, state, options) => {
      return moveParameters(arithmeticOf(options), rule, network, gradients, state);
    },
  });
  rememberMadeOf(optimizer.update, rule);
  return optimizer;
}

/** Whether `update` does what the rule says: in a copy, `{ ...sgd(options), update }`, it may not. */
export function followsItsRule({ rule, update }: Optimizer): boolean {
  return rule !== undefined && isMadeOf(update, [rule], false);
}

/**
 * The rule of an optimizer, for those who use it in the place of `update`.
 *
 * @throws {TypeError} If it has none, or its `update` is not of the rule; the message names the caller.
 */
export function ruleOf(optimizer: Optimizer<RuleState>, by: string): Rule {
  if (optimizer?.rule !== undefined && followsItsRule(optimizer)) return optimizer.rule;
  const found = optimizer?.rule === undefined
    ? describe(optimizer)
    : `${optimizer.name} with an update that is not of its rule`;
  throw new TypeError(
    `${by} needs an optimizer made from a rule, such as adam(), but found ${found}`,
  );
}

/**
 * The rule of an optimizer that shares its `learningRate`, for those who use this number.
 *
 * @throws {TypeError} If it has none; the message names the caller.
 */
export function ruleWithRate(optimizer: Optimizer<RuleState>, by: string): Rule {
  const rule = ruleOf(optimizer, by);
  if ("learningRate" in rule.shared(1)) return rule;
  throw new TypeError(
    `${by} needs a rule that shares its learningRate, as ${optimizer.name} does not`,
  );
}

/** Updates every parameter of a network by a rule. */
function moveParameters<T>(
  m: Arithmetic<T>,
  rule: Rule,
  network: Network<T>,
  gradients: Gradients<T>,
  state: RuleState,
): { readonly network: Network<T>; readonly state: RuleState } {
  const step = state.step + 1;
  const shared = Object.fromEntries(
    Object.entries(rule.shared(step)).map(([name, number]) => [name, m.constant(number)]),
  );
  checkDecays(network, rule);
  const scaled = scaling(m, rule, network, gradients);
  const layers: Record<string, Record<string, Matrix<T>>>[] = network.layers.map(() =>
    Object.fromEntries(rule.slots.map((name) => [name, {}]))
  );
  const moved = mapParameters(network, (old, place, layer) => {
    const slopes = matching(gradients.layers, place, old);
    const { l, name: part } = place, shrinks = isShrunk(layer, part);
    const { trainable = true } = layer.learning ?? {};
    const parameters = builder(m, old.rows, old.columns);
    const slots = rule.slots.map((name) => {
      const after = builder(m, old.rows, old.columns);
      const before = state.layers[l]![name]![part]! as unknown as Matrix<T>;
      layers[l]![name]![part] = trainable ? after : before;
      return { name, after, before };
    });
    if (!trainable) return old;
    for (let index = 0; index < old.data.length; index++) {
      const after = moveAsLearned(m, rule, layer.learning, {
        parameter: old.data[index]!,
        derivative: scaled(slopes.data[index]!),
        part,
        shrinks,
        slots: Object.fromEntries(slots.map(({ name, before }) => [name, before.data[index]!])),
        shared,
      });
      parameters.data[index] = after.parameter;
      for (const { name, after: next } of slots) next.data[index] = after.slots[name]!;
    }
    return Object.freeze(parameters);
  });
  return { network: moved, state: { step, layers: layers as unknown as RuleState["layers"] } };
}

/** The step of a rule with a parameter of a layer that may have its own rate and decay. */
export function moveAsLearned<T>(
  m: Arithmetic<T>,
  { move }: Rule,
  { learningRateFactor = 1, weightDecay }: LayerLearning = {},
  step: ParameterStep<T>,
): ParameterUpdate<T> {
  const moved = move(m, { ...step, weightDecay });
  if (learningRateFactor === 1) return moved;
  const way = m.sub(moved.parameter, step.parameter);
  return { ...moved, parameter: m.add(step.parameter, m.mul(m.constant(learningRateFactor), way)) };
}

/** Throws if a layer has a weight decay of its own and the rule would ignore it. */
function checkDecays({ layers }: Network<unknown>, { decays = false }: Rule): void {
  const l = layers.findIndex(({ learning }) => learning?.weightDecay !== undefined);
  if (decays || l < 0) return;
  throw new RangeError(
    `The optimizer must decay weights, such as adamw() or decayed(sgd({ … }), { weightDecay: 0 }), ` +
      `as layer ${l + 1} has a weight decay of its own: ${layers[l]!.learning!.weightDecay}`,
  );
}

/** Returns a function that scales derivatives, given the gradient by what is trained. */
function scaling<T>(
  m: Arithmetic<T>,
  { scale }: Rule,
  network: Network<T>,
  gradients: Gradients<T>,
): (derivative: T) => T {
  if (scale === undefined) return (derivative) => derivative;
  const layers = gradients.layers.filter((_, l) => network.layers[l]?.learning?.trainable ?? true);
  const squares = parameterList(layers).map(({ matrix }) =>
    sum(m, Array.from(matrix.data, (entry) => m.mul(entry, entry)))
  );
  const factor = scale(m, m.sqrt(sum(m, squares)));
  return (derivative) => m.mul(factor, derivative);
}

/** Updates every entry of the parameters of a network from the old one and its derivative. */
export function updateParameters<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  gradients: Gradients<T>,
  rule: (parameter: T, derivative: T) => T,
): Network<T> {
  return mapParameters(network, (old, place) => {
    const slopes = matching(gradients.layers, place, old);
    return Object.freeze(
      byEntries(m, old, (index) => rule(old.data[index]!, slopes.data[index]!)),
    );
  });
}

/** The derivatives by one parameter; throws a TypeError if they are missing or of another shape. */
function matching<T>(
  layers: readonly Parameters<T>[] | undefined,
  { l, name }: ParameterPlace,
  parameter: Matrix<unknown>,
): Matrix<T> {
  const found = layers?.[l]?.[name];
  if (found !== undefined && shapeOf(found) === shapeOf(parameter)) return found;
  throw new TypeError(
    `The gradients must be of this network: (${found ? shapeOf(found) : "none"}) for ${name} of ` +
      `layer ${l + 1} (${shapeOf(parameter)})`,
  );
}
