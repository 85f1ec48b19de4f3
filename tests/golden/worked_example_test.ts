import { assertAlmostEquals } from "@std/assert";
import {
  categoricalCrossEntropy,
  denseFrom,
  forward,
  gradients,
  matrix,
  type Network,
  sigmoid,
  softmax,
} from "../../engine.ts";

// The paper's example network, 3-2-2 with sigmoid, softmax and cross-entropy, (92) to (103). The
// expected numbers are products of its Jacobians, worked out with 50 decimal digits and rounded once:
//   ∂L/∂W² = (93)(94)(95)            ∂L/∂b² = (93)(94)(97)
//   ∂L/∂W¹ = (93)(94)(99)(100)(101)  ∂L/∂b¹ = (93)(94)(99)(100)(103)
const network: Network = {
  inputs: 3,
  layers: [
    denseFrom(sigmoid, matrix([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]), matrix([[0.1, -0.1]])),
    denseFrom(softmax, matrix([[0.7, -0.8], [0.9, 1]]), matrix([[0.2, -0.3]])),
  ],
};
const batch = { inputs: matrix([[1, 2, -1]]), targets: matrix([[0, 1]]) };

// A handful of operations of relative error ε = 2.2e-16 on numbers below 2.
const TOLERANCE = 4e-15;

function assertNumbers(actual: ArrayLike<number>, expected: readonly number[]): void {
  expected.forEach((number, i) => assertAlmostEquals(actual[i]!, number, TOLERANCE));
}

Deno.test("forward() of the worked example gives (1) to (14) to 4e-15", () => {
  const { layers: [hidden, output] } = forward(network, batch.inputs);
  assertNumbers(hidden!.z.data, [-0.5, 1.9]);
  assertNumbers(hidden!.a.data, [0.37754066879814546, 0.8698915256370021]);
  assertNumbers(output!.z.data, [-0.23163475235089992, 0.9096781275553331]);
  assertNumbers(output!.a.data, [0.24207939621885124, 0.7579206037811488]);
});

Deno.test("gradients() of the worked example are the Jacobian products (92) to (103) to 4e-15", () => {
  const { cost, layers: [hidden, output] } = gradients(network, batch, categoricalCrossEntropy);
  assertAlmostEquals(cost, 0.2771766431778846, TOLERANCE);
  assertNumbers(output!.weights!.data, [
    0.09139481715071633,
    0.21058281530210082,
    -0.09139481715071633,
    -0.21058281530210082,
  ]);
  assertNumbers(output!.biases!.data, [0.24207939621885124, -0.24207939621885124]);
  assertNumbers(hidden!.weights!.data, [
    -0.011377911351790134,
    -0.02275582270358027,
    0.011377911351790134,
    -0.049317495886838335,
    -0.09863499177367667,
    0.049317495886838335,
  ]);
  assertNumbers(hidden!.biases!.data, [-0.011377911351790134, -0.049317495886838335]);
});
