import type { Activation, ElementwiseActivation, RowwiseActivation } from "./activation.ts";
import { celu, CELUS } from "./celu.ts";
import { elu, ELUS } from "./elu.ts";
import { gelu } from "./gelu.ts";
import { geluTanh } from "./gelu_tanh.ts";
import { hardSigmoid } from "./hard_sigmoid.ts";
import { hardSwish } from "./hard_swish.ts";
import { LEAKY_RELUS, leakyRelu } from "./leaky_relu.ts";
import { linear } from "./linear.ts";
import { logSoftmax } from "./log_softmax.ts";
import { mish } from "./mish.ts";
import { relu } from "./relu.ts";
import { relu6 } from "./relu6.ts";
import { selu } from "./selu.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { softmax } from "./softmax.ts";
import { softplus } from "./softplus.ts";
import { softsign } from "./softsign.ts";
import { squaredRelu } from "./squared_relu.ts";
import { tanh } from "./tanh.ts";

/**
 * All built-in activations by name, parameters at their defaults. Those listed here are tested,
 * verified, and available by name.
 *
 * @example
 * ```ts
 * import { ACTIVATIONS, relu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(ACTIVATIONS.relu, relu);
 * ```
 * @category Activations
 */
export const ACTIVATIONS: {
  readonly linear: ElementwiseActivation;
  readonly sigmoid: ElementwiseActivation;
  readonly tanh: ElementwiseActivation;
  readonly relu: ElementwiseActivation;
  readonly softmax: RowwiseActivation;
  readonly leakyRelu: ElementwiseActivation;
  readonly elu: ElementwiseActivation;
  readonly selu: ElementwiseActivation;
  readonly softplus: ElementwiseActivation;
  readonly silu: ElementwiseActivation;
  readonly gelu: ElementwiseActivation;
  readonly geluTanh: ElementwiseActivation;
  readonly hardSigmoid: ElementwiseActivation;
  readonly softsign: ElementwiseActivation;
  readonly logSoftmax: RowwiseActivation;
  readonly relu6: ElementwiseActivation;
  readonly hardSwish: ElementwiseActivation;
  readonly mish: ElementwiseActivation;
  readonly celu: ElementwiseActivation;
  readonly squaredRelu: ElementwiseActivation;
} = /* @__PURE__ */ Object.freeze({
  linear,
  sigmoid,
  tanh,
  relu,
  softmax,
  leakyRelu: /* @__PURE__ */ leakyRelu(),
  elu: /* @__PURE__ */ elu(),
  selu,
  softplus,
  silu,
  gelu,
  geluTanh,
  hardSigmoid,
  softsign,
  logSoftmax,
  relu6,
  hardSwish,
  mish,
  celu: /* @__PURE__ */ celu(),
  squaredRelu,
});

/**
 * The name of a built-in activation.
 * @category Activations
 */
export type ActivationName = keyof typeof ACTIVATIONS;

/** Activations with a parameter, which is part of the name. */
const FAMILIES = [LEAKY_RELUS, ELUS, CELUS];

/**
 * The built-in activation of a name, such as `tanh` or `leakyRelu(0.2)`, or `undefined`.
 *
 * @example
 * ```ts
 * import { activationNamed, leakyRelu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(activationNamed("leakyRelu(0.2)"), leakyRelu({ slope: 0.2 }));
 * assertEquals(activationNamed("leekyRelu"), undefined);
 * ```
 * @category Activations
 */
export function activationNamed(name: string): Activation | undefined {
  if (Object.hasOwn(ACTIVATIONS, name)) return ACTIVATIONS[name as ActivationName];
  return FAMILIES.map(({ named }) => named(name)).find((found) => found !== undefined);
}
