/**
 * The test of the design: kinds of layers that only this file knows are drawn, proved, refuted when
 * they are wrong, checked by differences, shown, summarized, saved, loaded and trained.
 */
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  checkGradients,
  type Checkpoint,
  decodeCheckpoint,
  dense,
  describeNetwork,
  encodeCheckpoint,
  fit,
  fromJson,
  layer,
  type LayerFormulas,
  type LayerKind,
  layerKind,
  matrix,
  network,
  predict,
  print,
  sgd,
  showNetwork,
  softmax,
  summary,
  sumOfSquaredErrors,
  tanh,
  times,
  timesTransposed,
  toJson,
  transposedTimes,
  verifyGradients,
} from "../../mod.ts";
import type { Arithmetic, Matrix } from "../../mod.ts";
import { findCase } from "../../src/verify/numeric/draw_case.ts";

interface AffineOptions {
  readonly units: number;
}

/** Z = A Wᵀ: an affine map without bias. */
const AFFINE: LayerFormulas<AffineOptions> = {
  name: "affineWithoutBias",
  outputShape: ({ units }) => [units],
  parameterShapes: ({ units }, [inputs]) => ({ weights: [units, inputs!] }),
  resized: (_, units) => ({ units }),
  samples: [{ units: 2 }],
  forward: (m, { parameters }, inputs) => ({
    outputs: timesTransposed(m, inputs, parameters.weights!),
    saved: { inputs },
  }),
  backward: (m, { parameters }, { inputs }, errors) => ({
    inputs: () => times(m, errors, parameters.weights!),
    parameters: { weights: mean(m, transposedTimes(m, errors, inputs!), errors.rows) },
  }),
};

/** Z = A + A Wᵀ: the same map with a skip connection around it. */
const SKIP: LayerFormulas<Record<never, never>> = {
  name: "skip",
  outputShape: (_, inputs) => inputs,
  parameterShapes: (_, [inputs]) => ({ weights: [inputs!, inputs!] }),
  samples: [{}],
  forward: (m, { parameters }, inputs) => ({
    outputs: add(m, inputs, timesTransposed(m, inputs, parameters.weights!)),
    saved: { inputs },
  }),
  backward: (m, { parameters }, { inputs }, errors) => ({
    inputs: () => add(m, errors, times(m, errors, parameters.weights!)),
    parameters: { weights: mean(m, transposedTimes(m, errors, inputs!), errors.rows) },
  }),
};

function add<T>(m: Arithmetic<T>, x: Matrix<T>, y: Matrix<T>): Matrix<T> {
  return { ...x, data: Array.from(x.data, (entry, i) => m.add(entry, y.data[i]!)) };
}

function mean<T>(m: Arithmetic<T>, sums: Matrix<T>, count: number): Matrix<T> {
  return { ...sums, data: Array.from(sums.data, (sum) => m.div(sum, m.constant(count))) };
}

const affine = layerKind(AFFINE), skip = layerKind(SKIP);
const kinds: LayerKind[] = [affine, skip];
const layers = () => [
  layer(affine, { units: 3 }, { activation: tanh }),
  layer(skip, {}),
  dense(2, softmax),
];
const net = network({ inputs: 2, layers: layers(), seed: 3 });
const batch = {
  inputs: matrix([[1, -2], [0.5, 0.25], [-1, 3]]),
  targets: matrix([[1, 0], [0, 1], [1, 0]]),
};

Deno.test("a custom kind is drawn: findCase() has its parameters in their shapes", () => {
  const drawn = findCase({ ...net, loss: sumOfSquaredErrors, examples: 2, seed: 1 })!;
  assertEquals(
    drawn.network.layers.map(({ parameters }) =>
      Object.entries(parameters).map(([name, { rows, columns }]) => [name, rows, columns])
    ),
    [[["weights", 3, 2]], [["weights", 3, 3]], [["weights", 2, 3], ["biases", 1, 2]]],
  );
});

Deno.test("a custom kind is proved, in its own network and by its samples", () => {
  const own = verifyGradients({ network: net, losses: [sumOfSquaredErrors] });
  assert(own.verdicts.every(({ verdict }) => verdict === "proved"), `${own}`);
  const { verdicts } = verifyGradients({ kinds: [affine, skip] });
  assertEquals(verdicts.map(({ verdict }) => verdict), Array(4).fill("proved"));
  assert(verdicts[2]!.subject.includes("skip"), verdicts[2]!.subject);
  assertEquals(verdicts[3]!.subject, "kind skip: its pullback is the derivative of its value");
});

Deno.test("a custom kind is refuted when its backward is wrong", () => {
  const summed = layerKind<AffineOptions>({
    ...AFFINE,
    backward: (m, { parameters }, { inputs }, errors) => ({
      inputs: () => times(m, errors, parameters.weights!),
      parameters: { weights: transposedTimes(m, errors, inputs!) },
    }),
  });
  const [first] = verifyGradients({ kinds: [summed] }).verdicts;
  assertEquals([first!.verdict, first!.factor], ["refuted", "batch size"]);
  const lost = layerKind<Record<never, never>>({
    ...SKIP,
    backward: (m, layer, saved, errors) => ({
      ...SKIP.backward!(m, layer, saved, errors),
      inputs: () => times(m, errors, layer.parameters.weights!),
    }),
  });
  const [second] = verifyGradients({ kinds: [lost] }).verdicts;
  assertEquals(second!.verdict, "refuted");
});

Deno.test("a custom kind that decides in JavaScript is undecided: it is tied to its operations", () => {
  const deciding = layerKind<AffineOptions>({
    ...AFFINE,
    backward: (m, layer, saved, errors) => {
      const found = AFFINE.backward!(m, layer, saved, errors);
      const [error] = Array.from(errors.data);
      const isSpecial = (error as unknown) === 0.5;
      return isSpecial ? { ...found, parameters: { weights: layer.parameters.weights! } } : found;
    },
  });
  const { verdicts } = verifyGradients({ kinds: [deciding] });
  const { subject, verdict, reason } = verdicts[1]!;
  assertEquals([subject.slice(0, 23), verdict], ["kind affineWithoutBias ", "undecided"]);
  assert(reason!.includes("a formula must not decide by ==="), reason);
});

Deno.test("a custom kind is checked by differences, and a wrong one fails", () => {
  assert(checkGradients(net, batch, sumOfSquaredErrors).passed);
  const wrong = layerKind<AffineOptions>({
    ...AFFINE,
    backward: (m, layer, saved, errors) => {
      const found = AFFINE.backward!(m, layer, saved, errors);
      return { ...found, parameters: { weights: mean(m, found.parameters.weights!, 2) } };
    },
  });
  const other = { ...net, layers: [{ ...net.layers[0]!, kind: wrong }, ...net.layers.slice(1)] };
  const { parameters } = checkGradients(other, batch, sumOfSquaredErrors);
  assertEquals(parameters.map(({ passed }) => passed), [false, true, true, true]);
});

Deno.test("a custom kind without backward has that of dual numbers: the same gradients", () => {
  const { backward: _, ...formulas } = AFFINE;
  const byDuals = layerKind(formulas);
  const other = { ...net, layers: [{ ...net.layers[0]!, kind: byDuals }, ...net.layers.slice(1)] };
  assert(checkGradients(other, batch, sumOfSquaredErrors).passed);
  const { verdicts } = verifyGradients({ kinds: [byDuals] });
  assertEquals(verdicts.map(({ verdict }) => verdict), ["proved", "proved"]);
});

Deno.test("a custom kind is summarized and shown", () => {
  assertEquals(describeNetwork(net), "2-affineWithoutBias 3 tanh-skip-2 softmax");
  const rows = summary(net).layers;
  assertEquals(
    rows.map(({ kind, inputs, units, parameters }) => [kind, inputs, units, parameters]),
    [
      ["affineWithoutBias", 2, 3, 6],
      ["skip", 3, 3, 9],
      ["dense", 3, 2, 8],
    ],
  );
  const { forward, gradients } = showNetwork({
    inputs: 1,
    layers: [layer(affine, { units: 1 }, { activation: tanh })],
    loss: sumOfSquaredErrors,
  });
  assertEquals(print(forward[0]!), "z¹₁ = x·w¹₁₁");
  assertEquals(gradients.map(print), ["∂C/∂w¹₁₁ = δ¹₁·x"]);
});

Deno.test("a custom kind is saved and loaded as JSON; without it the file is refused", () => {
  const file = JSON.parse(JSON.stringify(toJson(net)));
  assertEquals(fromJson(file, { kinds }), net);
  assertThrows(() => fromJson(file), RangeError, "affineWithoutBias");
});

Deno.test("a custom kind whose members share a name cannot be written to a file", () => {
  for (const options of [{ kind: 1 }, { weights: 1 }, { activation: 1 }]) {
    const clash = layerKind<Record<string, unknown>>({
      ...SKIP as LayerFormulas<Record<string, unknown>>,
      name: "clash",
    });
    const net = network({ inputs: 2, layers: [layer(clash, options, { activation: tanh })] });
    const name = Object.keys(options)[0];
    assertThrows(() => toJson(net), TypeError, `found two called "${name}" in layer 1`);
  }
});

Deno.test("a custom kind is trained by the reference executor, saved on the way, and resumed", async () => {
  const saved: Checkpoint[] = [];
  const options = {
    loss: sumOfSquaredErrors,
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    epochs: 20,
    batchSize: 2,
    executor: "reference",
  } as const;
  const whole = await fit(net, batch, {
    ...options,
    checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
  });
  assert(whole.history.at(-1)!.cost < 0.1 * whole.history[0]!.cost);
  const halfway = await decodeCheckpoint(await encodeCheckpoint(saved[9]!), { kinds });
  assertEquals(halfway, saved[9]);
  const resumed = await fit(net, batch, { ...options, resume: halfway });
  assertEquals(resumed.network, whole.network);
  const outputs = await predict(whole.network, batch.inputs);
  assertAlmostEquals(outputs.data[0]!, 1, 0.2);
});

Deno.test("a custom kind without a compiled form is refused by name by the wasm executor", async () => {
  const options = { loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 0.1 }) };
  await assertRejects(
    () => fit(net, batch, { ...options, executor: "wasm" }),
    RangeError,
    "layer 1, of kind affineWithoutBias",
  );
});
