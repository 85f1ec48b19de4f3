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
import { type Backpropagation, backward, type Equations } from "../../src/engine/backward.ts";
import { forward } from "../../src/engine/forward.ts";
import { denseFrom } from "../../src/nn/layers/dense.ts";
import { differentiate } from "../../src/symbolic/rewrite/differentiate.ts";
import { paperCombinations } from "../../src/verify/claims/combinations.ts";
import { compareExpressions, type Comparison } from "../../src/symbolic/decide/equality.ts";

/** Every gradient of a 1-2-1 network with one example, against the derivative of its cost. */
function compareAll(
  hidden: Activation,
  output: Activation,
  loss: Loss,
  equations: Equations = {},
): { readonly name: string; readonly comparison: Comparison }[] {
  const m = expressions();
  const symbols = (name: string, rows: number, columns: number): Matrix<Expression> => ({
    rows,
    columns,
    data: Array.from({ length: rows * columns }, (_, k) => m.variable(name + k)),
  });
  const layers = [
    denseFrom(hidden, symbols("w", 2, 1), symbols("b", 1, 2)),
    denseFrom(output, symbols("v", 1, 2), symbols("c", 1, 1)),
  ];
  const network = { inputs: 1, layers };
  const trace = forward(network, symbols("x", 1, 1), { arithmetic: m });
  const targets = symbols("y", 1, 1);
  const gradients = backward(network, trace, targets, loss, { arithmetic: m, equations });
  const where = Array.from(trace.outputs.data, (a) => loss.domain?.positive(m, a) ?? m.one);
  return gradients.layers.flatMap((found, l) =>
    (["weights", "biases"] as const).flatMap((member) =>
      Array.from(layers[l]!.parameters[member]!.data, (parameter, k) => {
        const { name } = parameter as Variable;
        const derived = differentiate(gradients.cost, name, m);
        const entry = found[member]!.data[k]!;
        return { name, comparison: compareExpressions(entry, derived, { where }) };
      })
    )
  );
}

for (const { layers: [hidden, output], loss } of paperCombinations()) {
  Deno.test(`backward() of 1-2-1, ${hidden!.name} below ${output!.name}, ${loss.name}, equals the derivative of forward() exactly`, () => {
    const comparisons = compareAll(hidden!, output!, loss);
    assertEquals(comparisons.length, 7);
    for (const { name, comparison } of comparisons) {
      assertEquals([name, comparison.verdict], [name, "equal"]);
    }
  });
}

Deno.test("a backward pass without the slope of the hidden layer is refuted, and only there", () => {
  const hiddenErrors: Backpropagation["hiddenErrors"] = (_m, _below, _at, carried) => carried;
  const { tanh } = ACTIVATIONS;
  for (
    const { name, comparison } of compareAll(tanh, tanh, LOSSES.sumOfSquaredErrors, {
      hiddenErrors,
    })
  ) {
    const isHidden = name.startsWith("w") || name.startsWith("b");
    assertEquals([name, comparison.verdict], [name, isHidden ? "different" : "equal"]);
    assert(!isHidden || comparison.counterexample !== undefined);
  }
});
