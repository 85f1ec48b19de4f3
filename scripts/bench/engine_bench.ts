import {
  categoricalCrossEntropy,
  checkTable,
  dense,
  gradients,
  loadStrokes,
  network,
  predict,
  sgd,
  softmax,
  tanh,
} from "../../mod.ts";

const loss = categoricalCrossEntropy;
const { train, test } = loadStrokes({ train: 32, test: 1000 });
const { init, update } = sgd({ learningRate: 0.1 });
const paper = network({
  inputs: 784,
  layers: [dense(32, tanh), dense(16, tanh), dense(10, softmax)],
  seed: 42,
});
const wide = network({
  inputs: 784,
  layers: [dense(128, tanh), dense(10, softmax)],
  seed: 42,
});

for (const [name, net] of Object.entries({ "784-32-16-10": paper, "784-128-10": wide })) {
  Deno.bench({
    group: `train step ${name}, batch 32`,
    name: "reference",
    baseline: true,
    fn: () => void update(net, gradients(net, train, loss), init(net)),
  });
}

Deno.bench({
  group: "predict 784-32-16-10, 1,000 examples",
  name: "reference",
  baseline: true,
  fn: () => void predict(paper, test.inputs),
});

Deno.bench({
  group: "check of gradients, 50 combinations",
  name: "finite differences",
  baseline: true,
  fn: () => void checkTable(),
});

Deno.bench({
  group: "draw digits, 1,000 examples",
  name: "strokes",
  baseline: true,
  fn: () => void loadStrokes({ train: 999, test: 1 }),
});
