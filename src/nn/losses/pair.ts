import { type Activation, pullBackRow } from "../activations/activation.ts";
import { checkedRow } from "../../core/matrix/matrix.ts";
import type { Loss, Pair } from "./loss.ts";

/**
 * The last activation and the loss as one function of the last weighted sums.
 *
 * A loss may name the activations that it makes a better function with, as cross-entropy does with
 * softmax. All others are composed: δ^L = J(z)ᵀ ∇L(a), BP1.1 (22).
 *
 * @param activation The activation of the last layer.
 * @param loss The loss.
 * @returns Value and error of the two together.
 */
export function pairOf(activation: Activation, loss: Loss): Pair {
  return loss.pairs.find((pair) => pair.activation === activation) ?? {
    activation,
    value: (m, { a }, y) => loss.value(m, { a, y }),
    error: (m, at, y) => {
      const gradient = checkedRow(loss.gradient(m, { a: at.a, y }), at.a.length);
      return pullBackRow(m, activation, at, gradient);
    },
  };
}
