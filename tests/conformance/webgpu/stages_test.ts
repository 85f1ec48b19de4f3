import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  categoricalCrossEntropy,
  dense,
  l2,
  layer,
  layerKind,
  network,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { webgpu } from "../../../executors.ts";
import { decayed, fit, predict, sgd } from "../../../train.ts";
import { hasAdapter } from "../../support/adapter.ts";
import {
  BATCH,
  BOUND,
  DESCENTS,
  EPOCHS,
  exactCase,
  examplesOf,
  networkOf,
  OUTPUT_BOUND,
  SHAPES,
  SMOOTH,
} from "../../support/compiled_shapes.ts";
import { distance } from "../../support/layers.ts";

const ignore = !await hasAdapter(), needs = "(needs an adapter of WebGPU)";

for (const [number, [name, shape]] of Object.entries(SHAPES).entries()) {
  // Each shape with some activations and a descent, in turn, as drivers take long to compile.
  const [what, parts] = Object.entries(SMOOTH)[number % 3]!;
  const [descent, rules] = Object.entries(DESCENTS)[number % Object.keys(DESCENTS).length]!;
  const title = `${name}, ${what}, ${descent}`;
  Deno.test({
    name: `webgpu agrees with the reference in what it predicts and learns: ${title} ${needs}`,
    ignore,
    fn: async () => {
      const net = networkOf(shape, parts);
      const dataset = examplesOf(net.inputs, shape.vocabulary)[
        number % 2 === 0 ? "dense rows" : "sparse bytes"
      ]!;
      const exact = await predict(net, dataset.inputs);
      const outputs = await predict(net, dataset.inputs, { executor: webgpu() });
      Array.from(outputs.data).forEach((x, i) => {
        assert(Math.abs(x - exact.data[i]!) < OUTPUT_BOUND, `${x} at ${i}`);
      });
      const plan = {
        ...{ loss: shape.loss ?? categoricalCrossEntropy, epochs: EPOCHS, seed: 4 },
        ...{ batchSize: BATCH, ...rules },
      };
      const expected = await fit(net, dataset, { ...plan, executor: "reference" });
      const got = await fit(net, dataset, { ...plan, executor: webgpu() });
      const off = distance(got.network, expected.network);
      assert(off < BOUND, `off by ${off}, where ${BOUND} is allowed`);
      got.history.forEach(({ cost }, e) => {
        const right = expected.history[e]!.cost;
        // The slope of the cost is below 8 along any parameter's way; costs are below 4.
        assert(Math.abs(cost - right) < 8 * BOUND, `${cost}, not ${right}`);
      });
    },
  });

  if (shape.rounds) continue;
  Deno.test({
    name: `webgpu computes integers exactly: ${name} ${needs}`,
    ignore,
    fn: async () => {
      const { whole, rows, sets } = exactCase(shape);
      const data = sets[number % 2]!;
      const outputsOf = async (executor: "reference" | ReturnType<typeof webgpu>) => {
        const { data: outputs } = await predict(whole, data.inputs, { executor });
        return Array.from(outputs, (x) => x + 0); // −0 is 0
      };
      assertEquals(await outputsOf(webgpu()), await outputsOf("reference"));
      const rules = [
        { optimizer: sgd({ learningRate: 0.25 }) },
        { optimizer: sgd({ learningRate: 0.25 }), regularizer: l2(0.5) },
        { optimizer: decayed(sgd({ learningRate: 0.5 }), { weightDecay: 0.5 }) },
      ][number % 3]!;
      const plan = { loss: sumOfSquaredErrors, epochs: 1, batchSize: rows, seed: 4, ...rules };
      const expected = await fit(whole, data, { ...plan, executor: "reference" });
      const got = await fit(whole, data, { ...plan, executor: webgpu() });
      assertEquals(distance(got.network, expected.network), 0);
      assertEquals(got.history[0]!.cost, expected.history[0]!.cost);
    },
  });
}

Deno.test({
  name: `webgpu refuses a kind without compiled form by name and place, and workers ${needs}`,
  ignore,
  fn: async () => {
    const shift = layerKind({
      name: "shift by one",
      outputShape: (_, inputs) => inputs,
      forward: (m, _, x) => ({
        outputs: { ...x, data: Array.from(x.data, (entry) => m.add(entry, m.one)) },
        saved: {},
      }),
    });
    const layers = [dense(3, tanh), layer(shift, {}), dense(3, softmax)];
    const net = network({ inputs: 3, layers }), data = examplesOf(3)["dense rows"]!;
    const options = { loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) };
    const message = "The webgpu executor has no compiled form of layer 2, of kind shift by one";
    const training = { ...options, executor: webgpu() };
    await assertRejects(() => fit(net, data, training), RangeError, message);
    await assertRejects(() => predict(net, data.inputs, training), TypeError);
    const predicting = () => predict(net, data.inputs, { executor: webgpu() });
    await assertRejects(predicting, RangeError, message);
    const shared = () => fit(net, data, { ...training, workers: 2 });
    await assertRejects(shared, RangeError, "The webgpu executor works alone");
  },
});
