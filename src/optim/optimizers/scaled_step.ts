import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { ParameterStep } from "./optimizer.ts";

/** θ − λ d / (√v + ε): a step along d, scaled by the root of the squares v of earlier derivatives. */
export function scaledStep<T>(
  m: Arithmetic<T>,
  { parameter, shared }: Pick<ParameterStep<T>, "parameter" | "shared">,
  direction: T,
  squares: T,
  epsilon: number,
): T {
  const size = m.add(m.sqrt(squares), m.constant(epsilon));
  return m.sub(parameter, m.div(m.mul(shared.learningRate!, direction), size));
}
