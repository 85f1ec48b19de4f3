import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
  categoricalCrossEntropy,
  cosineSimilarity,
  crossEntropyFromLogits,
  dice,
  Dual,
  dual,
  float64,
  focal,
  gaussianNegativeLogLikelihood,
  hinge,
  huber,
  kullbackLeibler,
  labelSmoothing,
  logCosh,
  type Loss,
  loss,
  LOSSES,
  meanAbsoluteError,
  meanSquaredError,
  type Outcome,
  poisson,
  poissonFromLogRate,
  quantile,
  sigmoid,
  sigmoidBinaryCrossEntropy,
  smoothedCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  softplus,
  squaredHinge,
  sumOfSquaredErrors,
  tanh,
} from "../../../../engine.ts";
import { pairOf } from "../../../../src/nn/losses/pair.ts";

const positive = fc.double({ min: 0.01, max: 2, noNaN: true });
const any = fc.double({ min: -2, max: 2, noNaN: true });
const outcome = fc.array(fc.tuple(positive, any), { minLength: 1, maxLength: 5 })
  .map((pairs) => ({ a: pairs.map(([a]) => a), y: pairs.map(([, y]) => y) }));

Deno.test("losses take the values of (15) and (71)", () => {
  const at = { a: [0.25, 0.75], y: [1, 0] };
  assertEquals(categoricalCrossEntropy.value(float64, at), Math.log(4));
  assertEquals(categoricalCrossEntropy.gradient(float64, at), [-4, -0]);
  assertEquals(sumOfSquaredErrors.value(float64, at), 0.5625);
  assertEquals(sumOfSquaredErrors.gradient(float64, at), [-0.75, 0.75]);
});

for (const known of Object.values(LOSSES)) {
  Deno.test(`a gradient supplied by dual numbers equals that of ${known.name} to 1e-12`, () => {
    const { domain, kinks } = known;
    const derived = loss({ name: "derived", value: known.value, ...(domain && { domain }) });
    fc.assert(fc.property(outcome, (at) => {
      // Outside its domain, and where a divergence has a negative target, there is no derivative.
      if (Number.isNaN(known.value(float64, at))) return;
      // Nor is there at a kink, where the gradient is a convention.
      if (kinks?.(float64, at).includes(0)) return;
      const expected = known.gradient(float64, at);
      derived.gradient(float64, at).forEach((g, j) => {
        const wanted = expected[j]!;
        assertAlmostEquals(g, wanted, 1e-12 * Math.max(1, Math.abs(wanted)));
      });
    }));
  });
}

Deno.test("the losses beyond the paper take known values, to 1e-15", () => {
  const at = { a: [0.25, 0.75], y: [1, 0] };
  const log = Math.log;
  const smooth = [0.95, 0.05];
  const known: readonly (readonly [Loss, Outcome<number>, number])[] = [
    [meanSquaredError, { a: [1, 4], y: [0, 2] }, 2.5],
    [meanAbsoluteError, { a: [1, 4], y: [2, 2] }, 1.5],
    [huber(), { a: [0.5, 4], y: [0, 2] }, (0.125 + 1.5) / 2],
    [huber({ delta: 2 }), { a: [4], y: [0] }, 6],
    [hinge, { a: [0.25, -3], y: [1, -1] }, 0.375],
    [binaryCrossEntropy, at, 2 * log(4)],
    [binaryCrossEntropyFromLogits, { a: [log(3), -log(3)], y: [1, 1] }, log(4 / 3) + log(4)],
    [crossEntropyFromLogits, { a: [0, log(3)], y: [1, 0] }, log(4)],
    [smoothedCrossEntropy, at, -smooth[0]! * log(0.25) - smooth[1]! * log(0.75)],
    [kullbackLeibler, { a: [0.25, 0.75], y: [0.5, 0.5] }, 0.5 * log(4 / 3)],
    [kullbackLeibler, { a: [0.25, 0.75], y: [0.25, 0.75] }, 0],
    [kullbackLeibler, at, log(4)],
    [poisson, { a: [2, 0.5], y: [3, 0] }, 2.5 - 3 * log(2)],
  ];
  for (const [of, outcome, value] of known) {
    assertAlmostEquals(of.value(float64, outcome), value, 1e-15, of.name);
  }
});

// torch.nn.functional of PyTorch 1.13 and its autograd, in float64; hinge, log cosh, quantiles, focal and
// Dice losses by their formulas in PyTorch.
const OF_PYTORCH: readonly (readonly [Loss, Outcome<number>, number, readonly number[]])[] =
  (() => {
    const a = [0.25, -1.5, 2], y = [1, 0, 3], labels = [1, 0, 0.25];
    return [
      [poissonFromLogRate, { a, y }, 2.6462116757668217, [
        0.2840254166877414,
        0.22313016014842982,
        4.38905609893065,
      ]],
      [squaredHinge, { a, y: [1, -1, -1] }, 3.1875, [-0.5, 0, 2]],
      [logCosh, { a, y }, 0.5158290329732104, [
        -0.21171631746242905,
        -0.3017160845482888,
        -0.2538647186519216,
      ]],
      [quantile({ level: 0.75 }), { a, y }, 0.8125, [-0.25, -0.25, -0.25]],
      [focal(), { a, y: labels }, 0.8925798067169263, [
        -0.20805637912486435,
        0.01703110522323593,
        0.4186013279305578,
      ]],
      [focal({ gamma: 3 }), { a, y: labels }, 0.584946268066346, [
        -0.11826554170681722,
        0.004106614129219281,
        0.3297117201385657,
      ]],
      [dice(), { a: [0.25, 0.5, 0.875], y: [1, 0, 1] }, 0.2030651340996169, [
        -0.3927129666329032,
        0.1954169786115882,
        -0.14844174336841798,
      ]],
      // cosine_embedding_loss, which has the same ε
      [cosineSimilarity, { a, y }, 0.21335403059066083, [
        -0.09470905928730755,
        -0.18692577490912032,
        -0.128355698770989,
      ]],
      [
        gaussianNegativeLogLikelihood,
        { a: [0.25, -1.5, 2, 0.75], y: [1, 0, 3, 0] },
        1.1216583274030882,
        [
          -3.361266802753549,
          -0.7604750510325808,
          -0.4723665527410147,
          0.26381672362949266,
        ],
      ],
    ];
  })();

for (const [loss, at, value, gradient] of OF_PYTORCH) {
  Deno.test(`${loss.name} and its gradient are those of PyTorch, to 1e-12`, () => {
    assertAlmostEquals(loss.value(float64, at), value, 1e-12);
    loss.gradient(float64, at).forEach((slope, j) => {
      assertAlmostEquals(slope, gradient[j]!, 1e-12);
    });
  });
}

Deno.test("focal() of γ = 0 is binary cross-entropy, and logCosh keeps its digits", () => {
  const at = { a: [0.25, -1.5, 2, -40], y: [1, 0, 0.25, 1] };
  const none = focal({ gamma: 0 });
  assertEquals(none.value(float64, at), binaryCrossEntropyFromLogits.value(float64, at));
  assertEquals(none.gradient(float64, at), binaryCrossEntropyFromLogits.gradient(float64, at));
  const of = (a: number) => logCosh.value(float64, { a: [a], y: [0] });
  assertEquals([of(1e308), of(-1e308)], [1e308, 1e308]);
  assertAlmostEquals(of(1e-6), 5e-13, 1e-21); // ½ e², where |e| − log 2 is off by 1e-16
  assertAlmostEquals(of(50), 50 - Math.LN2, 1e-14);
});

Deno.test("dice() of nothing found where nothing is costs nothing; cosineSimilarity of zeros is 1", () => {
  assertEquals(dice().value(float64, { a: [0, 0], y: [0, 0] }), 0);
  for (const [a, y, value] of [[[0, 0], [1, 2], 1], [[1, 2], [0, 0], 1], [[2], [-3], 2]] as const) {
    assertAlmostEquals(cosineSimilarity.value(float64, { a, y }), value, 1e-12);
  }
  assertEquals(cosineSimilarity.gradient(float64, { a: [0], y: [0] }).map((x) => x + 0), [0]);
});

Deno.test("gradients of losses at their kinks are the documented ones", () => {
  const gradient = (of: Loss, a: number[], y: number[]) => of.gradient(float64, { a, y });
  assertEquals(gradient(meanAbsoluteError, [2, 1, 3], [2, 2, 2]), [0, -1 / 3, 1 / 3]);
  assertEquals(gradient(huber({ delta: 2 }), [2, -2, 5, -5], [0, 0, 0, 0]), [0.5, -0.5, 0.5, -0.5]);
  assertEquals(gradient(hinge, [1, 2, 0.5], [1, 0.5, 1]), [0, 0, -1 / 3]);
  assertEquals(gradient(squaredHinge, [1, 2], [1, 0.5]), [0, 0]);
  assertEquals(gradient(quantile({ level: 0.25 }), [2, 1, 3], [2, 2, 2]), [0, -0.25 / 3, 0.75 / 3]);
  assertEquals(quantile().kinks!(float64, { a: [3], y: [1] }), [2]);
  assertEquals(huber({ delta: 2 }).kinks!(float64, { a: [2], y: [0] }), [0, 4]);
  assertEquals(hinge.kinks!(float64, { a: [0.5], y: [2] }), [0]);
});

Deno.test("losses of logits and pairs are finite and right at large logits, where the composed are not", () => {
  const y = [1, 0];
  const of = (value: Loss["value"], a: number[]) => value(float64, { a, y });
  assertEquals(of(binaryCrossEntropyFromLogits.value, [-800, 900]), 1700);
  assertEquals(of(binaryCrossEntropyFromLogits.value, [800, -900]), 0);
  assertEquals(binaryCrossEntropyFromLogits.gradient(float64, { a: [-800, 900], y }), [-1, 1]);
  assertEquals(of(crossEntropyFromLogits.value, [-1000, 1000]), 2000);
  assertEquals(crossEntropyFromLogits.gradient(float64, { a: [-1000, 1000], y }), [-1, 1]);
  const largest = Number.MAX_VALUE;
  assertEquals(of(binaryCrossEntropyFromLogits.value, [-largest, -1]), largest);

  const z = [-800, 900], a = z.map((zj) => sigmoid.value(float64, zj));
  assert(Number.isNaN(binaryCrossEntropy.value(float64, { a, y })));
  assertEquals(sigmoidBinaryCrossEntropy.value(float64, { z, a }, y), 1700);
  assertEquals(sigmoidBinaryCrossEntropy.error(float64, { z, a }, y), [-1, 1]);
  const shares = softmax.value(float64, z);
  const [divergence] = kullbackLeibler.pairs, [smooth] = smoothedCrossEntropy.pairs;
  assertEquals(divergence!.value(float64, { z, a: shares }, y), 1700);
  assertEquals(smooth!.value(float64, { z, a: shares }, y), 0.95 * 1700);
});

Deno.test("pairs equal the losses of their activations, to 1e-12 for any targets", () => {
  const logits = fc.array(fc.tuple(any, positive), { minLength: 1, maxLength: 5 });
  for (const paired of [binaryCrossEntropy, kullbackLeibler, smoothedCrossEntropy]) {
    const [pair] = paired.pairs;
    const { activation } = pair!;
    const composed = pairOf(activation, { ...paired, pairs: [] });
    fc.assert(fc.property(logits, (entries) => {
      const z = entries.map(([zj]) => 3 * zj), y = entries.map(([, yj]) => yj);
      const a = activation.kind === "rowwise"
        ? activation.value(float64, z)
        : z.map((zj) => activation.value(float64, zj));
      const at = { z, a };
      assertAlmostEquals(pair!.value(float64, at, y), composed.value(float64, at, y), 1e-12);
      const expected = composed.error(float64, at, y);
      pair!.error(float64, at, y).forEach((e, j) => assertAlmostEquals(e, expected[j]!, 1e-12));
    }));
  }
});

Deno.test("binaryCrossEntropy is NaN outside 0 < a < 1, and a divergence where a target is negative", () => {
  for (
    const [a, y] of [[0, 1], [1, 0], [0, 0.5], [1, 0.5], [-0.5, 0], [1.5, 1], [NaN, 0]] as const
  ) {
    const value = binaryCrossEntropy.value(float64, { a: [0.5, a], y: [1, y] });
    assert(Number.isNaN(value), `${a}, ${y}`);
    const [slope] = binaryCrossEntropy.gradient(float64, { a: [a], y: [y] });
    assert(Number.isNaN(slope), `${a}, ${y}`);
  }
  assert(Number.isNaN(kullbackLeibler.value(float64, { a: [0.5], y: [-1] })));
});

Deno.test("the end of a domain belongs to it for targets of which no logarithm is taken", () => {
  const at = { a: [1, 0], y: [1, 0] };
  for (const loss of [categoricalCrossEntropy, binaryCrossEntropy, kullbackLeibler]) {
    assertEquals(Math.abs(loss.value(float64, at)), 0, loss.name);
  }
  assertEquals(LOSSES.poisson.value(float64, at), 1); // a − y log a
  assertEquals(categoricalCrossEntropy.gradient(float64, at).map((x) => x + 0), [-1, 0]);
  assertEquals(binaryCrossEntropy.gradient(float64, at), [-1, 1]);
  // As dual numbers, which differentiate the value, there as elsewhere.
  const d = dual(float64), y = [new Dual(0, 0)];
  const { value, slope } = binaryCrossEntropy.value(d, { a: [new Dual(0, 1)], y });
  assertEquals([value + 0, slope], [0, 1]);
});

Deno.test("labelSmoothing() takes any loss, and refuses an amount outside 0 to 1", () => {
  const smoothed = labelSmoothing(meanAbsoluteError, { amount: 0.5 });
  assertEquals(smoothed.name, "meanAbsoluteError, labels smoothed by 0.5");
  assertEquals(smoothed.value(float64, { a: [0, 0], y: [1, 0] }), 0.5);
  assertEquals(smoothed.kinks!(float64, { a: [0.75, 0], y: [1, 0] }), [0, -0.25]);
  assertThrows(() => labelSmoothing(hinge, { amount: 1.5 }), RangeError, "but found 1.5");
  assertThrows(() => labelSmoothing(undefined as never), TypeError, "A loss such as");
});

Deno.test("huber() is one record for each δ, and refuses what is no δ", () => {
  assert(huber() === LOSSES.huber && huber({ delta: 2 }) === huber({ delta: 2 }));
  assertEquals([huber().name, huber({ delta: 2 }).name], ["huber", "huber(2)"]);
  assertThrows(() => huber({ delta: 0 }), RangeError, "Cannot make huber with the parameter 0");
  assert(quantile({ level: 0.5 }) === LOSSES.quantile && dice({ smooth: 1 }) === LOSSES.dice);
  assertEquals([focal({ gamma: 3 }).name, quantile({ level: 0.9 }).name], [
    "focal(3)",
    "quantile(0.9)",
  ]);
  for (const level of [0, 1, NaN]) assertThrows(() => quantile({ level }), RangeError, "quantile");
  for (const gamma of [-1, 1.5, 17]) assertThrows(() => focal({ gamma }), RangeError, "focal");
  for (const smooth of [0, -1, Infinity]) assertThrows(() => dice({ smooth }), RangeError, "dice");
});

Deno.test("categoricalCrossEntropy and its gradient are NaN outside a > 0, beyond 0 even where y is 0", () => {
  for (const [a, y] of [[0, 1], [-0, 1], [0, 0.5], [-1e-300, 0], [-1, 0], [NaN, 0]] as const) {
    const at = { a: [0.5, a], y: [1, y] };
    assert(Number.isNaN(categoricalCrossEntropy.value(float64, at)), `${a}, ${y}`);
    assert(Number.isNaN(categoricalCrossEntropy.gradient(float64, at)[1]), `${a}, ${y}`);
  }
});

Deno.test("softmaxCrossEntropy is the pair of softmax and cross-entropy; others are composed", () => {
  assert(pairOf(softmax, categoricalCrossEntropy) === softmaxCrossEntropy);
  assert(pairOf(tanh, categoricalCrossEntropy) !== softmaxCrossEntropy);
  assert(pairOf(softmax, sumOfSquaredErrors) !== softmaxCrossEntropy);
});

Deno.test("softmaxCrossEntropy equals the loss of softmax, and BP1.1, to 1e-12 for any targets", () => {
  const unpaired = pairOf(softmax, { ...categoricalCrossEntropy, pairs: [] });
  fc.assert(fc.property(fc.array(fc.tuple(any, any), { minLength: 1, maxLength: 5 }), (pairs) => {
    const z = pairs.map(([zj]) => 3 * zj), y = pairs.map(([, yj]) => yj);
    const at = { z, a: softmax.value(float64, z) };
    assertAlmostEquals(
      softmaxCrossEntropy.value(float64, at, y),
      unpaired.value(float64, at, y),
      1e-12,
    );
    const expected = unpaired.error(float64, at, y);
    softmaxCrossEntropy.error(float64, at, y)
      .forEach((e, j) => assertAlmostEquals(e, expected[j]!, 1e-12));
  }));
});

Deno.test("softmaxCrossEntropy is finite at a confident wrong prediction, and right", () => {
  const z = [1000, -1000], y = [0, 1];
  const at = { z, a: softmax.value(float64, z) };
  assertEquals(softmaxCrossEntropy.value(float64, at, y), 2000);
  assertEquals(softmaxCrossEntropy.error(float64, at, y), [1, -1]);
});

Deno.test("softmaxCrossEntropy is finite wherever the cost itself is a double", () => {
  const logit = fc.double({ noNaN: true, noDefaultInfinity: true });
  const logits = fc.array(logit, { minLength: 1, maxLength: 5 });
  const weight = fc.constantFrom(0, 0.5, 1, 3);
  fc.assert(fc.property(logits, fc.array(weight, { minLength: 5, maxLength: 5 }), (z, weights) => {
    // Where the distance to the largest logit is no double, a target there makes the cost none.
    const top = Math.max(...z);
    const y = z.map((zj, j) => 16 * (top / 16 - zj / 16) < 1e307 ? weights[j]! : 0);
    const at = { z, a: softmax.value(float64, z) };
    assert(Number.isFinite(softmaxCrossEntropy.value(float64, at, y)));
    assert(softmaxCrossEntropy.error(float64, at, y).every(Number.isFinite));
  }));
});

Deno.test("softmaxCrossEntropy keeps its digits at large logits", () => {
  const z = [1e10, 1e10 - 1], y = [1, 1];
  const at = { z, a: softmax.value(float64, z) };
  assertAlmostEquals(
    softmaxCrossEntropy.value(float64, at, y),
    1 + 2 * Math.log1p(1 / Math.E),
    1e-15,
  );
});

Deno.test("loss() refuses what is no formula", () => {
  assertThrows(() => loss({ name: "", value: () => 0 as never }), TypeError, "needs a name");
  assertThrows(() => loss({ name: "l", value: 1 as never }), TypeError, "value of loss l");
});

Deno.test("labelSmoothing() takes a single output for the second of two classes", () => {
  const smoothed = labelSmoothing(binaryCrossEntropyFromLogits, { amount: 0.2 });
  // σ(0) − y for y = 0.1 and 0.9: neither class is favoured.
  assertAlmostEquals(smoothed.gradient(float64, { a: [0], y: [0] })[0]!, 0.4, 1e-15);
  assertAlmostEquals(smoothed.gradient(float64, { a: [0], y: [1] })[0]!, -0.4, 1e-15);
});

Deno.test("labelSmoothing() moves independent labels by ε/2, however many, as Keras does", () => {
  // keras.losses.binary_crossentropy: y_true * (1 − label_smoothing) + 0.5 * label_smoothing.
  for (const base of [binaryCrossEntropy, binaryCrossEntropyFromLogits]) {
    const smoothed = labelSmoothing(base, { amount: 0.25 }), a = [0.5, 0.25, 0.75, 0.5];
    const y = [1, 0, 0, 1], moved = [0.875, 0.125, 0.125, 0.875];
    assertEquals(smoothed.value(float64, { a, y }), base.value(float64, { a, y: moved }));
    assertEquals(smoothed.gradient(float64, { a, y }), base.gradient(float64, { a, y: moved }));
  }
  // −y (1 − ε) / N, where the margin is not reached.
  const smoothed = labelSmoothing(hinge, { amount: 0.25 });
  assertEquals(smoothed.gradient(float64, { a: [0, 0], y: [1, -1] }), [-0.375, 0.375]);
});

Deno.test("poisson of softplus is right where softplus underflows", () => {
  const pair = pairOf(softplus, LOSSES.poisson);
  const at = (z: number) => ({ z: [z], a: [softplus.value(float64, z)] });
  for (const z of [-740, -800, -1e300]) {
    assertEquals(pair.error(float64, at(z), [1]), [-1], `${z}`);
    // Of a denormal a few digits are left.
    assertAlmostEquals(pair.value(float64, at(z), [2]), -2 * z, -1e-5 * z);
    assertEquals(pair.error(float64, at(z), [0]), [sigmoid.value(float64, z)]);
  }
  const composed = pairOf(softplus, { ...LOSSES.poisson, pairs: [] });
  for (const z of [-30, -1, -1e-9, 0, 1e-9, 1, 30, 800]) {
    const error = composed.error(float64, at(z), [3])[0]!;
    assertAlmostEquals(pair.error(float64, at(z), [3])[0]!, error, 1e-14 * Math.abs(error) + 1e-15);
    const value = composed.value(float64, at(z), [3]);
    assertAlmostEquals(pair.value(float64, at(z), [3]), value, 1e-14 * Math.abs(value));
  }
});

Deno.test("binaryCrossEntropyFromLogits keeps its digits where an example is nearly certain", () => {
  for (const a of [30, 40, 700]) {
    // log(1 + e⁻ᵃ) is e⁻ᵃ to all digits of a double there.
    const expected = Math.exp(-a);
    for (const at of [{ a: [a], y: [1] }, { a: [-a], y: [0] }]) {
      const found = binaryCrossEntropyFromLogits.value(float64, at);
      assertAlmostEquals(found, expected, 1e-12 * expected);
    }
  }
});
