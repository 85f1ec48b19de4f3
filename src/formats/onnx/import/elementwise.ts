import { erf } from "../../../core/arithmetic/erf.ts";
import { celu } from "../../../nn/activations/celu.ts";
import { elu } from "../../../nn/activations/elu.ts";
import { leakyRelu } from "../../../nn/activations/leaky_relu.ts";
import { logSoftmax } from "../../../nn/activations/log_softmax.ts";
import { softmax } from "../../../nn/activations/softmax.ts";
import type { RowwiseActivation } from "../../../nn/activations/activation.ts";
import { residualKind } from "../../../nn/layers/residual.ts";
import { joined } from "../../../nn/layers/paths.ts";
import { sizeOf } from "../../../nn/layers/shape.ts";
import { elementCount } from "../../../data/files/elements.ts";
import type { Tensor } from "../tensors.ts";
import { affine } from "./affine.ts";
import { activated, activatedBy, combined, mapped } from "./functions.ts";
import { layersBetween } from "./layers.ts";
import type { Handler, Operator } from "./operator.ts";
import { append, asRow, type Flow, flowing, type Fn, inOrder, type Value } from "./values.ts";

/** A function of one input, numbers or examples. */
function unary(f: (operator: Operator) => (x: number) => number): Handler {
  return (operator) => {
    const value = operator.value(0), formula = f(operator);
    if (value?.is === "numbers") {
      const { dims, data } = value.tensor;
      return { is: "numbers", tensor: { dims, data: Float64Array.from(data, formula) } };
    }
    return { is: "function", fn: mapped(operator.function(0), formula) };
  };
}

/** An activation that the library has, by its name. */
function known(name: string | ((operator: Operator) => string)): Handler {
  return (operator) => ({
    is: "function",
    fn: activatedBy(
      operator.function(0),
      typeof name === "string" ? name : name(operator),
    ),
  });
}

function plus(x: number, y: number): number {
  return x + y;
}

/** A function of two inputs: of one flow, of a flow and fixed numbers, or of numbers. */
function binary(f: (x: number, y: number) => number): Handler {
  return (operator) => {
    if (operator.count > 2) throw operator.refusal("has more than two inputs");
    const [a, b] = [operator.value(0), operator.value(1)];
    if (a?.is === "numbers" && b?.is === "numbers") return numbers(operator, f);
    if (a?.is !== "numbers" && b?.is !== "numbers") {
      const fn = combined([operator.function(0), operator.function(1)], f);
      if (fn) return { is: "function", fn };
      if (f === plus) return around(operator);
      throw operator.refusal("joins two different inputs");
    }
    const isLeft = b?.is === "numbers", fixed = operator.tensor(isLeft ? 1 : 0);
    const of = isLeft ? f : (x: number, y: number) => f(y, x);
    const flow = f === plus && [a, b].find((value) => value?.is === "flow")?.flow;
    if (fixed.data.length === 1 && !(flow && lacksItsBias(flow))) {
      const fn = operator.function(isLeft ? 0 : 1), [y] = Array.from(fixed.data);
      return { is: "function", fn: mapped(fn, (x) => of(x, y!)) };
    }
    return flowing(affineBy(operator, operator.flow(isLeft ? 0 : 1), fixed, of));
  };
}

/** The values of one function or another, by a condition, of which some may be single numbers. */
const where: Handler = (operator) => {
  const places = [0, 1, 2], values = places.map((i) => operator.value(i));
  const first = places.find((i) => values[i]?.is !== "numbers");
  if (first === undefined) throw operator.refusal("chooses among fixed numbers");
  const of = operator.function(first);
  const fns = places.map((i) => {
    if (values[i]?.is !== "numbers") return operator.function(i);
    const [number, ...others] = Array.from(operator.tensor(i).data);
    if (number !== undefined && others.length === 0) return mapped(of, () => number);
    throw operator.refusal("chooses among fixed tensors");
  }) as [Fn, Fn, Fn];
  const fn = combined(fns, (condition, x, y) => condition ? x! : y!);
  if (fn) return { is: "function", fn };
  throw operator.refusal("chooses among different inputs");
};

/** 1 where a comparison holds, else 0. */
function compared(holds: (x: number, y: number) => boolean): Handler {
  return binary((x, y) => Number(holds(x, y)));
}

/** Whether a single number that is added is a bias, not the beginning of an activation. */
function lacksItsBias({ layer, shape }: Flow): boolean {
  const isUnbiased = (layer?.options as { unbiased?: boolean } | undefined)?.unbiased === true;
  return isUnbiased && shape.at(-1) === 1;
}

/** A flow and a number for each of its channels, features or values: only linear functions. */
function affineBy(
  operator: Operator,
  flow: Flow,
  tensor: Tensor,
  f: (x: number, y: number) => number,
): Flow {
  const each = spread(flow, tensor);
  const offsets = each?.map((y) => f(0, y)), factors = each?.map((y, i) => f(1, y) - offsets![i]!);
  const isLinear = each?.every((y, i) => {
    const beyond = 1 + 2 * Math.abs(y); // on both sides of a kink at y, as of Max
    return [-3, beyond, -beyond].every((x) => {
      const found = f(x, y);
      return Math.abs(found - (offsets![i]! + factors![i]! * x)) <= 1e-9 * (1 + Math.abs(found));
    });
  });
  const made = isLinear && affine(flow, factors!, offsets!);
  if (made) return made;
  throw operator.refusal("is by numbers that differ within a channel, or is not linear");
}

/** A fixed tensor for every value of an example, in the order here; `undefined` if it does not fit. */
function spread(flow: Flow, { dims, data }: Tensor): Float64Array | undefined {
  const wanted = flow.dims, rank = wanted.length + 1;
  const given = [...Array(Math.max(0, rank - dims.length)).fill(1), ...dims];
  const fits = given.length === rank && given.every((side, i) => {
    return side === 1 || (i > 0 && side === wanted[i - 1]);
  });
  if (!fits) return undefined;
  const all = new Float64Array(sizeOf(wanted));
  for (let i = 0; i < all.length; i++) {
    let rest = i, from = 0, stride = 1;
    for (let side = rank - 1; side > 0; side--) {
      const size = wanted[side - 1]!, at = rest % size;
      if (given[side] !== 1) from += at * stride, stride *= size;
      rest = (rest - at) / size;
    }
    all[i] = data[from]!;
  }
  return inOrder(flow, all);
}

/** Numbers of numbers, such as sizes, of which one may be a single one. */
function numbers(operator: Operator, f: (x: number, y: number) => number): Value {
  const [a, b] = [operator.tensor(0), operator.tensor(1)];
  const longer = elementCount(a.dims) < elementCount(b.dims) ? b : a;
  const isSingle = a.data.length === 1 || b.data.length === 1;
  if (!isSingle && sidesOf(a) !== sidesOf(b)) {
    throw operator.refusal("is of fixed tensors of different shapes");
  }
  const at = ({ data }: Tensor, i: number) => data[data.length === 1 ? 0 : i]!;
  const data = Float64Array.from({ length: longer.data.length }, (_, i) => f(at(a, i), at(b, i)));
  return { is: "numbers", tensor: { dims: longer.dims, data } };
}

/** The sides of a tensor but for leading ones, which broadcasting adds. */
function sidesOf({ dims }: Tensor): string {
  return dims.slice(dims.findIndex((side) => side !== 1)).join();
}

/** A sum of what some layers compute and what entered them. */
function around(operator: Operator): Value {
  const [a, b] = [operator.flow(0), operator.flow(1)];
  const between = layersBetween(a, b) ?? layersBetween(b, a);
  if (between === undefined) throw operator.refusal("joins two inputs, neither made of the other");
  const { from, to, layers } = between;
  const isSame = [from, to].map(({ dims, shape, image }) => [dims, shape, image ?? ""].join(";"));
  if (isSame[0] !== isSame[1]) throw operator.refusal("adds values in different orders");
  const nested = layers.map(({ kind, options, activation }) => {
    return Object.freeze({ kind, options, ...(activation && { activation }) });
  });
  return flowing(append(from, {
    kind: residualKind,
    options: { layers: Object.freeze(nested) },
    parameters: joined(layers.map(({ parameters }) => parameters)),
    state: joined(layers.map(({ state }) => state ?? {})),
  }, {}));
}

function rowwise(activation: RowwiseActivation): Handler {
  return (operator) => {
    const flow = operator.flow(0), rank = flow.dims.length + 1;
    const axis = operator.int("axis", operator.version < 13 ? 1 : -1);
    const side = flow.dims[(axis < 0 ? rank + axis : axis) - 1];
    const isRow = side === sizeOf(flow.dims) || (operator.version < 13 && axis === 1);
    if (isRow) return flowing(activated(asRow(flow) ?? flow, activation));
    throw operator.refusal("is not over all values of an example");
  };
}

const clipped: Handler = (operator) => {
  const [low, high] = [1, 2].map((i) => operator.optional(i)?.data[0]);
  const least = low ?? operator.float("min", -Infinity);
  const most = high ?? operator.float("max", Infinity);
  return unary(() => (x) => Math.min(most, Math.max(least, x)))(operator);
};

const powered: Handler = (operator) => {
  const [exponent, ...others] = Array.from(operator.tensor(1).data);
  if (exponent === undefined || others.length > 0) throw operator.refusal("must have one exponent");
  return unary(() => (x) => x ** exponent)(operator);
};

/** (x − offset) · scale, as StandardScaler of scikit-learn. */
const scaler: Handler = (operator) => {
  const flow = operator.flow(0), size = sizeOf(flow.dims);
  const [offset = [], scale = []] = ["offset", "scale"].map((name) => operator.floats(name));
  const fits = [offset, scale].every(({ length }) => length === 1 || length === size);
  const at = (list: readonly number[], i: number) => list[list.length === 1 ? 0 : i]!;
  const factors = Array.from({ length: size }, (_, i) => at(scale, i));
  const offsets = factors.map((factor, i) => -at(offset, i) * factor);
  const made = fits && affine(flow, inOrder(flow, factors), inOrder(flow, offsets));
  if (made) return flowing(made);
  throw operator.refusal("must have an offset and a factor for each value, or one");
};

/** Operators of each value by itself, of two values at one place, or of a row of values. */
export const ELEMENTWISE: Readonly<Record<string, Handler>> = {
  ...{ Relu: known("relu"), Sigmoid: known("sigmoid"), Tanh: known("tanh") },
  ...{ Softplus: known("softplus"), Softsign: known("softsign"), Mish: known("mish") },
  ...{ HardSwish: known("hardSwish") },
  Gelu: known((operator) => operator.text("approximate", "none") === "tanh" ? "geluTanh" : "gelu"),
  LeakyRelu: known((operator) => leakyRelu({ slope: operator.float("alpha", 0.01) }).name),
  Elu: known((operator) => elu({ alpha: operator.float("alpha", 1) }).name),
  Celu: known((operator) => celu({ alpha: operator.float("alpha", 1) }).name),
  Selu: unary((operator) => {
    const alpha = operator.float("alpha", 1.6732632), gamma = operator.float("gamma", 1.050701);
    return (x) => gamma * (x > 0 ? x : alpha * Math.expm1(x));
  }),
  HardSigmoid: unary((operator) => {
    const alpha = operator.float("alpha", 0.2), beta = operator.float("beta", 0.5);
    return (x) => Math.max(0, Math.min(1, alpha * x + beta));
  }),
  Clip: clipped,
  Pow: powered,
  ...{ Exp: unary(() => Math.exp), Log: unary(() => Math.log), Sqrt: unary(() => Math.sqrt) },
  ...{ Abs: unary(() => Math.abs), Neg: unary(() => (x) => -x), Erf: unary(() => erf) },
  Reciprocal: unary(() => (x) => 1 / x),
  ...{ Add: binary(plus), Sub: binary((x, y) => x - y) },
  ...{ Mul: binary((x, y) => x * y), Div: binary((x, y) => x / y) },
  ...{ Max: binary(Math.max), Min: binary(Math.min), Where: where },
  ...{ Greater: compared((x, y) => x > y), GreaterOrEqual: compared((x, y) => x >= y) },
  ...{ Less: compared((x, y) => x < y), LessOrEqual: compared((x, y) => x <= y) },
  ...{ Softmax: rowwise(softmax), LogSoftmax: rowwise(logSoftmax), Scaler: scaler },
};
