import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  dense,
  describeNetwork,
  embedding,
  flatten,
  float64,
  forward,
  gradients,
  KINDS,
  linear,
  matrix,
  network,
  reshape,
  residual,
  sumOfSquaredErrors as loss,
  tanh,
} from "../../../../engine.ts";
import { evaluate, fit, predict, sgd } from "../../../../train.ts";
import { checkGradients, verifyGradients } from "../../../../verify.ts";
import { drawCase } from "../../../../src/verify/numeric/draw_case.ts";

const { embedding: kind } = KINDS;
const options = kind.options({ vocabulary: 3, size: 2 });

Deno.test("embedding looks up a row for each index, whose derivative is the sum of its errors", () => {
  const one = { options, shape: [2], parameters: { weights: matrix([[1, 2], [3, 4], [5, 6]]) } };
  const { outputs, saved } = kind.forward(float64, one, matrix([[2, 0], [2, 2]]), {});
  assertEquals(outputs, matrix([[5, 6, 1, 2], [5, 6, 5, 6]]));
  const back = kind.backward(float64, one, saved, matrix([[1, 10, 2, 20], [3, 30, 4, 40]]));
  assertEquals(back.inputs(), matrix([[0, 0], [0, 0]]));
  // Means over two examples; no index chose row 1.
  assertEquals(back.parameters.weights, matrix([[1, 10], [0, 0], [(1 + 3 + 4) / 2, 80 / 2]]));
});

Deno.test("embedding() has a row for each integer, steps in front, and says what it is", () => {
  const layers = [embedding(5, 4, { trainable: false, activation: tanh }), dense(1, linear)];
  const net = network({ inputs: 3, layers, seed: 1 });
  assertEquals(describeNetwork(net), "3-embedding 5×4 tanh frozen-1 linear");
  const { rows, columns, data } = net.layers[0]!.parameters.weights!;
  assertEquals([rows, columns], [5, 4]);
  // glorotUniform of one value that enters and four that leave.
  assert(Array.from(data).every((w) => Math.abs(w) <= Math.sqrt(6 / 5)));
  assert(Array.from(data).some((w) => Math.abs(w) > Math.sqrt(6 / 9)));
  assertThrows(() => embedding(0, 2), RangeError, "vocabulary must be");
  assertThrows(() => embedding(2, 1.5), RangeError, "size must be");
  assertThrows(
    () => network({ inputs: [2, 2], layers: [embedding(2, 2)] }),
    RangeError,
    "embedding takes inputs of the shape [steps], but found 2×2",
  );
});

Deno.test("inputs of a network that looks up rows must be integers that it has rows for", async () => {
  const stacks = [
    [embedding(3, 2)],
    [flatten(), embedding(3, 2)],
    [reshape([2]), residual([embedding(3, 1), flatten()])],
  ];
  for (const layers of stacks) {
    const net = network({ inputs: 2, layers: [...layers, dense(1, linear)] });
    for (const [x, found] of [[3, "3"], [-1, "-1"], [0.5, "0.5"]] as const) {
      const inputs = matrix([[0, 1], [2, x]]), batch = { inputs, targets: matrix([[0], [0]]) };
      const message =
        `integers from 0 to 2, whose rows a layer looks up, but found ${found} in row 1`;
      assertThrows(() => forward(net, inputs), RangeError, message);
      assertThrows(() => gradients(net, batch, loss), RangeError, message);
      await assertRejects(() => predict(net, inputs), RangeError, message);
      await assertRejects(() => evaluate(net, batch, { loss }), RangeError, message);
      for (const executor of ["wasm", "reference"] as const) {
        const run = fit(net, batch, { loss, optimizer: sgd({ learningRate: 0.1 }), executor });
        await assertRejects(() => run, RangeError, message);
      }
    }
  }
  const net = network({ inputs: 2, layers: [embedding(3, 2), dense(1, linear)] });
  const bytes = { rows: 1, columns: 2, data: Uint8Array.of(2, 1), scale: 1 };
  assertEquals(forward(net, bytes), forward(net, matrix([[2, 1]])));
  assertThrows(() => forward(net, { ...bytes, scale: 0.5 }), RangeError, "found 0.5");
});

Deno.test("a network that begins with an embedding is drawn with indices, checked and proved", () => {
  const layers = [embedding(3, 2), dense(2, tanh)];
  const plan = { inputs: 2, layers, loss, examples: 6, seed: 1 };
  const { network: net, batch } = drawCase(plan);
  assertEquals(new Set(Array.from(batch.inputs.data)), new Set([0, 1, 2]));
  assert(checkGradients(net, batch, loss).passed);
  const small = network({ inputs: 1, layers: [embedding(2, 2), dense(2, tanh)] });
  const { verdicts } = verifyGradients({ network: small, losses: [loss] });
  assertEquals(new Set(verdicts.map(({ verdict }) => verdict)), new Set(["proved"]));
});
