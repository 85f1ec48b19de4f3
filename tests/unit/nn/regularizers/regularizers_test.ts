import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  categoricalCrossEntropy,
  cost,
  dense,
  float64,
  gradients,
  l1,
  l2,
  matrix,
  network,
  regularizer,
  REGULARIZERS,
  relu,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../../engine.ts";
import { fit, sgd } from "../../../../train.ts";
import { verifyGradients } from "../../../../src/verify/ladder/verify_gradients.ts";
import { checkGradients } from "../../../../src/verify/numeric/check_gradients.ts";
import { seeds } from "../../../support/arbitraries.ts";
import { changed } from "../../../support/layers.ts";
import { drawCase } from "../../../../src/verify/numeric/draw_case.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
const biased = {
  ...net,
  layers: net.layers.map((layer) => ({
    ...layer,
    parameters: changed(layer.parameters, "biases", () => 7),
  })),
};
const batch = { inputs: matrix([[1, -2], [0.5, 3]]), targets: matrix([[0, 1], [1, 0]]) };

Deno.test("cost() and gradients() add the regularizer of each weight once, whatever the batch, and of no bias", () => {
  for (
    const [of, value, slope] of [
      [l1(0.25), (w: number) => 0.25 * Math.abs(w), (w: number) => 0.25 * Math.sign(w)],
      [l2(0.25), (w: number) => 0.25 * w * w, (w: number) => 0.5 * w],
    ] as const
  ) {
    const bare = gradients(biased, batch, categoricalCrossEntropy);
    const regularized = gradients(biased, batch, categoricalCrossEntropy, { regularizer: of });
    const weights = biased.layers.flatMap(({ parameters }) => Array.from(parameters.weights!.data));
    const sum = weights.reduce((total, w) => total + value(w), 0);
    assertAlmostEquals(regularized.cost, bare.cost + sum, 1e-14);
    assertEquals(
      cost(biased, batch, categoricalCrossEntropy, { regularizer: of }),
      regularized.cost,
    );
    biased.layers.forEach(({ parameters }, l) => {
      assertEquals(regularized.layers[l]!.biases, bare.layers[l]!.biases);
      Array.from(parameters.weights!.data).forEach((w, i) => {
        const added = regularized.layers[l]!.weights!.data[i]! - bare.layers[l]!.weights!.data[i]!;
        assertAlmostEquals(added, slope(w), 1e-15);
      });
    });
  }
});

Deno.test("regularized gradients agree with finite differences, and fail where a slope is wrong", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const make of Object.values(REGULARIZERS)) {
        const right = make(0.125), loss = sumOfSquaredErrors;
        const { network, batch } = drawCase({
          inputs: 3,
          layers: [dense(3, relu), dense(2, softmax)],
          ...{ loss, examples: 2, regularizer: right, seed },
        });
        const check = checkGradients(network, batch, loss, { regularizer: right, seed });
        assert(check.passed, `${right.name}: ${JSON.stringify(check)}`);
        const wrong = regularizer({ ...right, slope: right.value });
        assert(!checkGradients(network, batch, loss, { regularizer: wrong }).passed);
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("verifyGradients() proves the built-in regularizers, and a network with one", () => {
  const regularizers = Object.values(REGULARIZERS).map((make) => make(0.3));
  const { verdicts } = verifyGradients({
    network: net,
    losses: [categoricalCrossEntropy],
    regularizers,
  });
  const subjects = verdicts.filter(({ subject }) => /l[12]\(/.test(subject));
  assertEquals(subjects.map(({ verdict }) => verdict), subjects.map(() => "proved"));
  assertEquals(subjects.at(-1)!.subject, "2-3 tanh-2 softmax, categoricalCrossEntropy, l2(0.3)");
});

Deno.test("a regularizer that jumps is refuted, and an undeclared kink undecided, by name", () => {
  const verdictsOf = (of: ReturnType<typeof regularizer>) =>
    verifyGradients({ activations: [], losses: [], regularizers: [of] }).verdicts;
  const [unlisted] = verdictsOf(regularizer({ ...l1(1), kinks: [] }))
    .filter(({ verdict }) => verdict !== "proved");
  assertEquals(unlisted!.verdict, "undecided");
  assert(unlisted!.reason!.endsWith("kinks: [0]"), unlisted!.reason);
  const jump = regularizer({ name: "jump", value: (m, w) => m.choose(w, m.one, m.zero) });
  assert(verdictsOf(jump).some(({ verdict }) => verdict === "refuted"));
});

Deno.test("fit() reports the regularizer in the cost, on both executors, and shrinks the weights", async () => {
  const options = {
    loss: categoricalCrossEntropy,
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 40,
  };
  const norm = (of: typeof net) =>
    of.layers.reduce(
      (sum, { parameters }) =>
        sum + l2(1).value(float64, Math.hypot(...Array.from(parameters.weights!.data))),
      0,
    );
  for (const executor of ["reference", "wasm"] as const) {
    const with_ = await fit(net, batch, { ...options, executor, regularizer: l2(0.25) });
    const first = cost(net, batch, categoricalCrossEntropy, { regularizer: l2(0.25) });
    // The first cost is one of a few float32 operations: 2⁻²⁰ is some ten roundings.
    assertAlmostEquals(with_.history[0]!.cost, first, 2 ** -20 * first);
    const without = await fit(net, batch, { ...options, executor });
    assert(norm(with_.network) < norm(without.network));
  }
});

Deno.test("regularizer() and its users throw unless it is a regularizer", async () => {
  assertThrows(() => regularizer({ name: "", value: (_m, w) => w }), TypeError, "needs a name");
  assertThrows(
    () => regularizer({ name: "p", value: 1 as never }),
    TypeError,
    "The value of regularizer p",
  );
  for (const strength of [0, -1, NaN]) assertThrows(() => l2(strength), RangeError, `${strength}`);
  const wrong = { regularizer: 0.01 as never };
  const message = "regularizer must be one such as l2(1e-4)";
  assertThrows(() => gradients(net, batch, categoricalCrossEntropy, wrong), TypeError, message);
  assertThrows(() => cost(net, batch, categoricalCrossEntropy, wrong), TypeError, message);
  assertThrows(() => verifyGradients({ regularizers: [0.01 as never] }), TypeError, message);
  const run = fit(net, batch, {
    ...wrong,
    loss: categoricalCrossEntropy,
    optimizer: sgd({ learningRate: 1 }),
  });
  assertEquals(await run.catch((error) => error instanceof TypeError), true);
});
