import { assertRejects } from "@std/assert";
import {
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
  categoricalCrossEntropy,
  crossEntropyFromLogits,
  dense,
  dice,
  focal,
  gaussianNegativeLogLikelihood,
  hinge,
  kullbackLeibler,
  labelSmoothing,
  linear,
  type Loss,
  loss,
  LOSSES,
  matrix,
  network,
  poisson,
  poissonFromLogRate,
  sigmoid,
  squaredHinge,
} from "../../../engine.ts";
import { evaluate, fit, sgd } from "../../../train.ts";

/** A loss, targets of it, and some that are not, the first of them at the place that follows. */
const CASES: readonly (readonly [Loss, number[][], number[][], string])[] = [
  [binaryCrossEntropy, [[1], [0.5]], [[1], [-1]], "0 to 1, but found -1 in NAME, row 1, column 0"],
  [binaryCrossEntropy, [[1], [0]], [[1], [2]], "found 2 in NAME, row 1, column 0"],
  [binaryCrossEntropyFromLogits, [[1, 0]], [[0, 255]], "found 255 in NAME, row 0, column 1"],
  [hinge, [[1], [-1]], [[1], [0]], "targets of -1 or 1, but found 0 in NAME, row 1, column 0"],
  [labelSmoothing(hinge), [[1], [-1]], [[1], [0]], "write labels of 0 and 1 as 2 y - 1"],
  [categoricalCrossEntropy, [[0, 1]], [[0, 2]], "found 2 in NAME, row 0, column 1"],
  [
    categoricalCrossEntropy,
    [[0, 1]],
    [[1], [0]],
    "found 0 in NAME, row 1, column 0; classification(inputs, labels, classes) makes them",
  ],
  [crossEntropyFromLogits, [[0.5, 0.5]], [[3], [1]], "found 3 in NAME, row 0, column 0"],
  [LOSSES.smoothedCrossEntropy, [[0, 1]], [[0, NaN]], "must be finite"],
  [kullbackLeibler, [[0.2, 0.8]], [[1, 0], [-0.5, 1]], "found -0.5 in NAME, row 1, column 0"],
  [
    gaussianNegativeLogLikelihood,
    [[7, 0], [-2, 0]],
    [[7, 0], [-2, 1]],
    "needs targets in pairs of a number and 0, as outputs are of a mean and a log variance, but " +
    "found 1 in NAME, row 1, column 1",
  ],
  [
    gaussianNegativeLogLikelihood,
    [[7, 0]],
    [[7]],
    "found 7 in NAME, row 0, column 0; give the network two outputs for each number",
  ],
  [squaredHinge, [[1]], [[0]], "targets of -1 or 1, but found 0"],
  [focal(), [[1, 0.5]], [[2, 0]], "0 to 1, but found 2"],
  [dice(), [[1, 0.5]], [[0, -1]], "0 to 1, but found -1"],
  [poissonFromLogRate, [[7]], [[-1]], "targets of at least 0, but found -1"],
  [poisson, [[7], [0]], [[7], [-1]], "targets of at least 0, but found -1 in NAME"],
];

const optimizer = sgd({ learningRate: 1e-3 });

for (const [loss, right, wrong, message] of CASES) {
  Deno.test(`fit() and evaluate() refuse targets out of the range of ${loss.name}: ${wrong}`, async () => {
    const datasetOf = (targets: number[][]) => {
      return { inputs: matrix(targets.map((_, i) => [i])), targets: matrix(targets) };
    };
    const net = network({ inputs: 1, layers: [dense(right[0]!.length, sigmoid)], seed: 1 });
    const dataset = datasetOf(right), other = datasetOf(wrong);
    await fit(net, dataset, { loss, optimizer });
    await evaluate(net, dataset, { loss });
    const wide = network({ inputs: 1, layers: [dense(wrong[0]!.length, sigmoid)], seed: 1 });
    const refused = (run: () => Promise<unknown>, name: string) =>
      assertRejects(run, RangeError, message.replace("NAME", `${name}.targets`));
    await refused(() => fit(wide, other, { loss, optimizer }), "dataset");
    await refused(() => evaluate(wide, other, { loss }), "dataset");
    if (right[0]!.length !== wrong[0]!.length) return;
    await refused(() => fit(net, dataset, { loss, optimizer, validation: other }), "validation");
  });
}

Deno.test("fit() takes any targets for a loss that declares none", async () => {
  const custom = loss({ name: "linear", value: (m, { a, y }) => m.mul(a[0]!, y[0]!) });
  const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
  const dataset = { inputs: matrix([[1], [2]]), targets: matrix([[-255], [0.5]]) };
  await fit(net, dataset, { loss: custom, optimizer });
});
