import { assertRejects } from "@std/assert";
import {
  categoricalCrossEntropy,
  dense,
  layer,
  layerKind,
  network,
  softmax,
  tanh,
} from "../../../engine.ts";
import { webgpu } from "../../../executors.ts";
import { fit, predict, sgd } from "../../../train.ts";
import { hasAdapter } from "../../support/adapter.ts";
import { examplesOf } from "../../support/compiled_shapes.ts";
import { checkAgreement, checkExactly, SHAPE_CASES } from "../../support/executor_checks.ts";

const ignore = !await hasAdapter(), needs = "(needs an adapter of WebGPU)";

for (const shapeCase of SHAPE_CASES) {
  const { name, title, shape } = shapeCase;
  Deno.test({
    name: `webgpu agrees with the reference in what it predicts and learns: ${title} ${needs}`,
    ignore,
    fn: () => checkAgreement(webgpu(), shapeCase),
  });

  if (shape.rounds) continue;
  Deno.test({
    name: `webgpu computes integers exactly: ${name} ${needs}`,
    ignore,
    fn: () => checkExactly(webgpu(), shapeCase),
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
