import type { Activation } from "../../nn/activations/activation.ts";
import { activationNamed } from "../../nn/activations/activations.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import { type Module, torchShape, tuple } from "./module.ts";

/** The class of PyTorch for each activation that has one; a parameter follows in parentheses. */
const CLASSES: Readonly<Record<string, string>> = {
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  relu: "ReLU",
  softmax: "Softmax(dim=1)",
  leakyRelu: "LeakyReLU",
  elu: "ELU",
  selu: "SELU",
  softplus: "Softplus",
  silu: "SiLU",
  gelu: "GELU",
  geluTanh: 'GELU(approximate="tanh")',
  hardSigmoid: "Hardsigmoid",
  softsign: "Softsign",
  logSoftmax: "LogSoftmax(dim=1)",
  relu6: "ReLU6",
  hardSwish: "Hardswish",
  mish: "Mish",
  celu: "CELU",
};

/** The modules of an activation of values of a shape; `undefined` if PyTorch has none. */
export function activationModules(
  activation: Activation,
  shape: Shape,
): readonly Module[] | undefined {
  if (activationNamed(activation.name) !== activation) return undefined;
  if (activation.name === "linear") return [];
  const [name, parameter = ""] = activation.name.split(/(?=\()/);
  const found = Object.hasOwn(CLASSES, name!) ? CLASSES[name!]! : undefined;
  if (found === undefined) return undefined;
  const module = { code: `nn.${found}${found.includes("(") ? "" : parameter || "()"}` };
  if (activation.kind === "elementwise" || shape.length === 1) return [module];
  // Rows are whole examples here, of which PyTorch would take one side.
  const back = { code: `nn.Unflatten(1, ${tuple(torchShape(shape))})` };
  return [{ code: "nn.Flatten()" }, module, back];
}
