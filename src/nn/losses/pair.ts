import { type Activation, pullBackRow } from "../activations/activation.ts";
import { checkedRow } from "../../core/matrix/matrix.ts";
import { type Loss, type Pair, pairsOf } from "./loss.ts";

/**
 * The last activation and the loss as one function of the last weighted sums.
 *
 * A loss has its own formulas for some activations, as cross-entropy does for softmax. All others are
 * composed: δ^L = J(z)ᵀ ∇L(a), BP1.1 (22).
 */
export function pairOf(activation: Activation, loss: Loss): Pair {
  return pairsOf(loss).find((pair) => pair.activation === activation) ?? {
    activation,
    value: (m, { a }, y) => loss.value(m, { a, y }),
    error: (m, at, y) => {
      const gradient = checkedRow(loss.gradient(m, { a: at.a, y }), at.a.length);
      return pullBackRow(m, activation, at, gradient);
    },
  };
}
