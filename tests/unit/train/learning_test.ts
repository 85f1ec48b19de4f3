import { assert, assertEquals, assertRejects } from "@std/assert";
import { classification } from "../../../data.ts";
import {
  type Activation,
  ACTIVATIONS,
  binaryCrossEntropyFromLogits,
  crossEntropyFromLogits,
  dense,
  elementwise,
  hinge,
  labelSmoothing,
  type Loss,
  LOSSES,
  matrix,
  network,
} from "../../../engine.ts";
import { fit, sgd } from "../../../train.ts";

const { linear, logSoftmax, relu, sigmoid, softmax, softplus, tanh } = ACTIVATIONS;
const { categoricalCrossEntropy, meanSquaredError, sumOfSquaredErrors, poisson } = LOSSES;

/** The warnings of training a layer, each passed on once. */
async function warningsOf(
  activation: Activation,
  loss: Loss,
  rows: number[][],
  learningRate = 1e-3,
): Promise<readonly string[]> {
  const net = network({
    inputs: 1,
    layers: [dense(8, relu), dense(rows[0]!.length, activation)],
    seed: 1,
  });
  const dataset = { inputs: matrix(rows.map((_, i) => [i + 1])), targets: matrix(rows) };
  const told: string[] = [];
  const { warnings } = await fit(net, dataset, {
    ...{ loss, optimizer: sgd({ learningRate }), epochs: 3, batchSize: 1 },
    onWarning: (message) => told.push(message),
  });
  assertEquals(told, warnings);
  return warnings;
}

Deno.test("fit() refuses softmax of a single output in any layer, and cross-entropy of one", async () => {
  const optimizer = sgd({ learningRate: 0.1 });
  const dataset = { inputs: matrix([[1], [2]]), targets: matrix([[1], [1]]) };
  const of = (...layers: ReturnType<typeof dense>[]) => network({ inputs: 1, layers, seed: 1 });
  for (const activation of [softmax, logSoftmax]) {
    for (const net of [of(dense(1, activation)), of(dense(1, activation), dense(1, linear))]) {
      await assertRejects(
        () => fit(net, dataset, { loss: meanSquaredError, optimizer }),
        RangeError,
        `${activation.name} of a single output is always ${activation === softmax ? 1 : 0}, so ` +
          "layer 1 cannot learn: use dense(1, sigmoid)",
      );
    }
  }
  await assertRejects(
    () => fit(of(dense(1, sigmoid)), dataset, { loss: categoricalCrossEntropy, optimizer }),
    RangeError,
    "a single one of sigmoid, which cannot learn: use binaryCrossEntropy",
  );
});

Deno.test("fit() warns of outputs of one sign under a loss of logits", async () => {
  const signs = [[1], [-1]], labels = [[1], [0]], classes = [[1, 0], [0, 1]];
  for (
    const [activation, loss, targets] of [
      [sigmoid, binaryCrossEntropyFromLogits, labels],
      [softplus, binaryCrossEntropyFromLogits, labels],
      [{ ...sigmoid, name: "mine" }, labelSmoothing(binaryCrossEntropyFromLogits), labels],
      [softmax, crossEntropyFromLogits, classes],
      [sigmoid, hinge, signs],
    ] as const
  ) {
    const [warning, ...others] = await warningsOf(activation, loss, targets);
    assertEquals(
      [warning, others.length],
      [
        `${loss.name} takes outputs of either sign, but those of ${activation.name} are never ` +
        "negative: use linear for the last layer",
        0,
      ],
    );
  }
  for (const activation of [linear, tanh]) {
    assertEquals(await warningsOf(activation, binaryCrossEntropyFromLogits, labels), []);
    assertEquals(await warningsOf(activation, hinge, signs), []);
  }
});

Deno.test("fit() warns of targets that the last activation cannot give", async () => {
  const [warning] = await warningsOf(sigmoid, sumOfSquaredErrors, [[0.5], [255]]);
  assert(warning!.startsWith("the target 255 in row 1, column 0 is out of reach of sigmoid"));
  assertEquals((await warningsOf(tanh, meanSquaredError, [[-1], [1]])).length, 0);
  assertEquals((await warningsOf(ACTIVATIONS.softsign, meanSquaredError, [[-1], [1]])).length, 0);
  assert((await warningsOf(relu, meanSquaredError, [[-1], [1]]))[0]!.includes("gives 0 to"));
  assertEquals((await warningsOf(softplus, poisson, [[0], [255]])).length, 0);
  assertEquals((await warningsOf(linear, meanSquaredError, [[-255], [255]])).length, 0);
});

Deno.test("fit() warns if training ran away, or the outputs no longer depend on the inputs", async () => {
  const inputs = matrix(Array.from({ length: 40 }, (_, i) => [i % 4, i % 3]));
  const dataset = classification(inputs, Array.from({ length: 40 }, (_, i) => i % 2), 2);
  const trained = async (learningRate: number, below: Activation) => {
    const layers = [dense(8, below), dense(2, softmax)];
    const { warnings } = await fit(network({ inputs: 2, layers, seed: 1 }), dataset, {
      ...{ loss: categoricalCrossEntropy, optimizer: sgd({ learningRate }), epochs: 5 },
      onWarning: () => {},
    });
    return warnings.join("\n");
  };
  assertEquals(await trained(0.1, tanh), "");
  assert((await trained(1000, tanh)).includes("rose from"));
  // Below 0 for all inputs after a step that is too large.
  const dead = elementwise({ name: "dead", value: (m, z) => m.choose(m.neg(z), m.zero, m.zero) });
  assert((await trained(0.1, dead)).includes("gives the same outputs for 32 examples that differ"));
});
