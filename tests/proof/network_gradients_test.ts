import { assert, assertEquals } from "@std/assert";
import type { Activation } from "../../src/nn/activations/activation.ts";
import { ACTIVATIONS } from "../../src/nn/activations/activations.ts";
import {
  type Expression,
  expressions,
  type Variable,
} from "../../src/core/arithmetic/expression.ts";
import type { Loss } from "../../src/nn/losses/loss.ts";
import { LOSSES } from "../../src/nn/losses/losses.ts";
import type { Matrix } from "../../src/core/matrix/matrix.ts";
import { type Backpropagation, backward } from "../../src/engine/backward.ts";
import { forward } from "../../src/engine/forward.ts";
import { differentiate } from "../../src/symbolic/rewrite/differentiate.ts";
import { paperCrossings } from "../../src/verify/claims/crossings.ts";
import { compareExpressions, type Comparison } from "../../src/symbolic/decide/equality.ts";

/** Every gradient of a 1-2-1 network with one example, against the derivative of its cost. */
function compareAll(
  hidden: Activation,
  output: Activation,
  loss: Loss,
  equations: Partial<Backpropagation> = {},
): { readonly name: string; readonly comparison: Comparison }[] {
  const m = expressions();
  const symbols = (name: string, rows: number, columns: number): Matrix<Expression> => ({
    rows,
    columns,
    data: Array.from({ length: rows * columns }, (_, k) => m.variable(name + k)),
  });
  const layers = [
    { units: 2, activation: hidden, weights: symbols("w", 2, 1), biases: symbols("b", 1, 2) },
    { units: 1, activation: output, weights: symbols("v", 1, 2), biases: symbols("c", 1, 1) },
  ];
  const network = { inputs: 1, layers };
  const trace = forward(network, symbols("x", 1, 1), { arithmetic: m });
  const targets = symbols("y", 1, 1);
  const gradients = backward(network, trace, targets, loss, { arithmetic: m, equations });
  const where = Array.from(trace.outputs.data, (a) => loss.domain?.positive(m, a) ?? m.one);
  return gradients.layers.flatMap((found, l) =>
    (["weights", "biases"] as const).flatMap((member) =>
      Array.from(layers[l]![member].data, (parameter, k) => {
        const { name } = parameter as Variable;
        const derived = differentiate(gradients.cost, name, m);
        return { name, comparison: compareExpressions(found[member].data[k]!, derived, { where }) };
      })
    )
  );
}

for (const { layers: [hidden, output], loss } of paperCrossings()) {
  Deno.test(`backward() of 1-2-1, ${hidden!.name} below ${output!.name}, ${loss.name}, equals the derivative of forward() exactly`, () => {
    const comparisons = compareAll(hidden!, output!, loss);
    assertEquals(comparisons.length, 7);
    for (const { name, comparison } of comparisons) {
      assertEquals([name, comparison.verdict], [name, "equal"]);
    }
  });
}

Deno.test("a backward pass without the slope of the hidden layer is refuted, and only there", () => {
  const errorsBelow: Backpropagation["errorsBelow"] = (m, layer, errors) => ({
    rows: 1,
    columns: 2,
    data: Array.from(layer.weights.data, (weight) => m.mul(errors.data[0]!, weight)),
  });
  const { tanh } = ACTIVATIONS;
  for (
    const { name, comparison } of compareAll(tanh, tanh, LOSSES.sumOfSquaredErrors, { errorsBelow })
  ) {
    const isHidden = name.startsWith("w") || name.startsWith("b");
    assertEquals([name, comparison.verdict], [name, isHidden ? "different" : "equal"]);
    assert(!isHidden || comparison.counterexample !== undefined);
  }
});
