import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  activation,
  categoricalCrossEntropy,
  dense,
  elementwise,
  elu,
  gradients,
  hinge,
  huber,
  l1,
  linear,
  logSoftmax,
  loss,
  matrix,
  meanAbsoluteError,
  network,
  poisson,
  relu,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { fit, sgd } from "../../../train.ts";
import { neighboursIn } from "../../../src/verify/claims/combinations.ts";
import { checkTable } from "../../../src/verify/ladder/check_table.ts";
import { checkGradients } from "../../../src/verify/numeric/check_gradients.ts";
import { changed } from "../../support/layers.ts";
import { drawCase, findCase } from "../../../src/verify/numeric/draw_case.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, linear)], seed: 1 });
const batch = { inputs: matrix([[1, -2], [0.5, 1]]), targets: matrix([[1, 0], [0, 2]]) };

Deno.test("checkGradients() names the layer, tensor, index, got and expected of a wrong entry", () => {
  const right = gradients(net, batch, sumOfSquaredErrors);
  const { passed, parameters } = checkGradients(net, batch, sumOfSquaredErrors, {
    gradients: () => ({
      ...right,
      layers: right.layers.map((layer, l) =>
        changed(layer, "biases", (g, j) => l === 1 && j === 1 ? 1.5 * g : g)
      ),
    }),
  });
  assert(!passed);
  assertEquals(parameters.map(({ passed }) => passed), [true, true, true, false]);
  const { layer, name, worst } = parameters[3]!;
  assertEquals([layer, name, worst.index], [2, "biases", 1]);
  assert(Math.abs(worst.got / worst.expected - 1.5) < 1e-7);
  assertEquals(worst.error, Math.abs(worst.got - worst.expected));
});

Deno.test("checkGradients() fails on gradients that are NaN or infinite", () => {
  const right = gradients(net, batch, sumOfSquaredErrors);
  for (const odd of [NaN, Infinity]) {
    const layers = right.layers.map((layer) => changed(layer, "biases", () => odd));
    const wrong = { ...right, layers };
    assert(!checkGradients(net, batch, sumOfSquaredErrors, { gradients: () => wrong }).passed);
  }
});

Deno.test("checkGradients() skips entries at a kink and says how many; a cost that is NaN is no pass", () => {
  const kinked = network({ inputs: 1, layers: [dense(2, relu), dense(1, linear)], seed: 1 });
  const atZero = { inputs: matrix([[0]]), targets: matrix([[1]]) };
  const { passed, parameters } = checkGradients(kinked, atZero, sumOfSquaredErrors);
  const [, biases] = parameters;
  assertEquals([biases!.checked, biases!.skipped], [0, 2]);
  assert(passed && Number.isNaN(biases!.worst.expected));
  // The weight of a single unit at its kink changes nothing where its input is 0, and can be checked.
  const onlyKinks = network({ inputs: 1, layers: [dense(1, relu)], seed: 1 });
  const single = checkGradients(onlyKinks, atZero, sumOfSquaredErrors);
  assertEquals(single.parameters.map(({ checked }) => checked), [1, 0]);
  const nothing = checkGradients(onlyKinks, atZero, sumOfSquaredErrors, {
    gradients: (...of) => ({ ...gradients(...of), cost: NaN }),
  });
  assert(single.passed && !nothing.passed);
});

Deno.test("checkGradients() passes right gradients at a minimum, where all of them are rounding", async () => {
  const line = { inputs: matrix([[0], [1], [2], [3]]), targets: matrix([[1], [3.5], [5], [7.2]]) };
  const start = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
  const optimizer = sgd({ learningRate: 0.1 });
  const run = await fit(start, line, { loss: sumOfSquaredErrors, optimizer, epochs: 5000 });
  assert(checkGradients(run.network, line, sumOfSquaredErrors).passed);
});

Deno.test("checkGradients() sees a wrong sign in a column that is fed by far smaller inputs", () => {
  const uneven = network({ inputs: 2, layers: [dense(2, linear)], seed: 1 });
  const example = { inputs: matrix([[1e6, 1e-6]]), targets: matrix([[1, 2]]) };
  const { passed } = checkGradients(uneven, example, sumOfSquaredErrors, {
    gradients: (...of) => {
      const right = gradients(...of);
      const sign = (g: number, index: number) => index % 2 === 1 ? -g : g;
      return { ...right, layers: [changed(right.layers[0]!, "weights", sign)] };
    },
  });
  assert(!passed);
});

Deno.test("checkGradients() fails on an error of 3e-7 of the largest derivative, and on a wrong cost", () => {
  const right = gradients(net, batch, sumOfSquaredErrors);
  const spoiled = (factor: number) => ({
    ...right,
    layers: right.layers.map((layer) => changed(layer, "weights", (g) => g * factor)),
  });
  const passes = (given: typeof right) =>
    checkGradients(net, batch, sumOfSquaredErrors, { gradients: () => given }).passed;
  assert(passes(spoiled(1)) && !passes(spoiled(1 + 3e-7)));
  assert(!passes({ ...right, cost: 123 }));
});

Deno.test("checkGradients() throws on gradients of another shape and invalid samples", () => {
  const right = gradients(net, batch, sumOfSquaredErrors);
  const wrong = { ...right, layers: right.layers.slice(1) };
  const run = (given: typeof right) =>
    checkGradients(net, batch, sumOfSquaredErrors, { gradients: () => given });
  assertThrows(() => run(wrong), TypeError, "weights of layer 1 must be (3 × 2), but found 2 × 3");
  for (const samples of [0, -1, NaN]) {
    assertThrows(() => checkGradients(net, batch, sumOfSquaredErrors, { samples }), RangeError);
  }
});

Deno.test("checkGradients() checks at most the samples asked for, drawn from the seed", () => {
  const wide = network({ inputs: 40, layers: [dense(10, linear)], seed: 1 });
  const one = { inputs: matrix([new Array(40).fill(1)]), targets: matrix([new Array(10).fill(0)]) };
  const { parameters } = checkGradients(wide, one, sumOfSquaredErrors, { samples: 20 });
  assertEquals(parameters.map(({ checked }) => checked), [20, 10]);
});

Deno.test("checkGradients() refuses a cost that is not finite", () => {
  const outside = drawCase({
    inputs: 1,
    layers: [dense(2, linear)],
    loss: sumOfSquaredErrors,
    examples: 8,
    seed: 1,
  });
  assertThrows(
    () => checkGradients(outside.network, outside.batch, categoricalCrossEntropy),
    RangeError,
    "but found NaN",
  );
});

Deno.test("checkTable() crosses all of the paper, and brings everything built in together", () => {
  const entries = checkTable();
  const paper = entries.filter(({ layers }) => layers.length === 2);
  assertEquals(new Set(paper.map(({ layers, loss }) => [...layers, loss].join())).size, 5 * 5 * 2);
  assertEquals(neighboursIn(entries.slice(paper.length)).activations, 20 * 20);
  assert(entries.every(({ check }) => check!.passed));
});

Deno.test("checkTable() says where no network lies in the domain of a loss", () => {
  const given = { activations: [logSoftmax], losses: [poisson, hinge] };
  assertEquals(checkTable(given).map(({ check }) => check?.passed), [undefined, true]);
});

Deno.test("checkGradients() keeps its steps on one side of the kinks of losses, and of bends", () => {
  const losses = [meanAbsoluteError, huber({ delta: 0.5 }), hinge];
  for (const [k, loss] of losses.entries()) {
    const layers = [dense(2, elu()), dense(2, linear)];
    for (let seed = 0; seed < 20; seed++) {
      const { network, batch } = drawCase({ inputs: 2, layers, loss, examples: 4, seed });
      assert(checkGradients(network, batch, loss).passed, `${k} ${seed}`);
    }
  }
  // At a kink itself nothing can be compared: the target is the output.
  const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
  const inputs = matrix([[1]]);
  const batch = { inputs, targets: matrix([[net.layers[0]!.parameters.weights!.data[0]!]]) };
  const { parameters } = checkGradients(net, batch, meanAbsoluteError);
  assertEquals(parameters.map(({ checked, skipped }) => [checked, skipped]), [[0, 1], [0, 1]]);
});

Deno.test("checkTable() passes a right activation of one's own and refutes a wrong one", () => {
  const cubic = elementwise({
    name: "cubic",
    value: (m, z) => m.mul(m.constant(0.1), m.mul(z, m.mul(z, z))),
  });
  const wrong = elementwise({ ...cubic, name: "wrong", slope: (m, { z }) => m.mul(z, z) });
  assert(checkTable({ activations: [cubic] }).every(({ check }) => check!.passed));
  assert(checkTable({ activations: [wrong] }).every(({ check }) => !check!.passed));
});

Deno.test("checkGradients() holds the kinks of a regularizer against weights alone: biases start at 0", () => {
  const net = network({ inputs: 2, layers: [dense(1, linear)], seed: 1 });
  const batch = { inputs: matrix([[1, 2]]), targets: matrix([[1]]) };
  const { parameters } = checkGradients(net, batch, sumOfSquaredErrors, { regularizer: l1(0.01) });
  const biases = parameters.find(({ name }) => name === "biases")!;
  assertEquals([biases.checked, biases.skipped], [1, 0]);
});

Deno.test("findCase() moves outputs into a domain by the last layer that has parameters", () => {
  const layers = [dense(3, linear), activation(linear)];
  for (let seed = 0; seed < 10; seed++) {
    const found = findCase({
      ...{ inputs: 2, layers, loss: categoricalCrossEntropy, examples: 8, seed },
    });
    assert(found !== undefined, `seed ${seed}`);
  }
});

Deno.test("drawCase() gives up with a RangeError where no output can lie in the domain", () => {
  const nowhere = loss({
    name: "nowhere",
    value: (m) => m.zero,
    domain: { text: "a > 0 and a < 0", positive: (m, a) => m.neg(m.mul(a, a)) },
  });
  const layers = [dense(1, linear)];
  assertThrows(
    () => drawCase({ inputs: 1, layers, loss: nowhere, examples: 1, seed: 0 }),
    RangeError,
    "domain of nowhere: a > 0 and a < 0",
  );
});
