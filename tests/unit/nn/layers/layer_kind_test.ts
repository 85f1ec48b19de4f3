import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import {
  dense,
  describeNetwork,
  float64,
  KINDS,
  layer,
  type LayerKind,
  layerKind,
  type LayerPlan,
  linear,
  matrix,
  network,
  sumOfSquaredErrors,
  tanh,
} from "../../../../engine.ts";
import { fit, sgd } from "../../../../train.ts";
import { checkGradients } from "../../../../src/verify/numeric/check_gradients.ts";
import { randomKey } from "../../../../src/core/random/random.ts";
import { mapNamed } from "../../../../src/engine/parameters.ts";
import { describeOption } from "../../../../src/nn/layers/layer_kind.ts";
import { sizeOf } from "../../../../src/nn/layers/shape.ts";
import { matrixOf } from "../../../support/arbitraries.ts";
import { distance, stateOf } from "../../../support/layers.ts";

/** Each value times a gain of its own: a kind that leaves out all that may be left out. */
const gain = layerKind<{ readonly power?: number }>({
  name: "gain",
  outputShape: (_, inputs) => inputs,
  parameterShapes: (_, inputs) => ({ gains: [1, sizeOf(inputs)] }),
  forward: (m, { parameters: { gains } }, x) => ({
    outputs: { ...x, data: Array.from(x.data, (v, i) => m.mul(v, gains!.data[i % x.columns]!)) },
    saved: {},
  }),
});

Deno.test("layerKind() makes a kind that cannot be changed, with defaults for what is left out", () => {
  assert(Object.isFrozen(gain));
  const given = { power: 2 };
  assert(gain.options(given) === given, "options as they are");
  assertEquals([gain.offsets, gain.samples], [[], []]);
  assertEquals([gain.describe({}), gain.describe(given)], ["gain", "gain 2"]);
  assertEquals([gain.compiled, gain.drawMask, gain.resized], [undefined, undefined, undefined]);
  const { forward, outputShape } = gain;
  const bare = layerKind({ name: "bare", outputShape, forward });
  assertEquals(bare.parameterShapes({}, [3]), {});
  const net = network({ inputs: 3, layers: [layer(gain, given), dense(1, linear)], seed: 1 });
  assertEquals(describeNetwork(net), "3-gain 2-1 linear");
});

Deno.test("layerKind() throws unless a kind has a name and its formulas are functions, and names them", () => {
  const { forward, outputShape } = gain;
  for (const [name, found] of [["", '""'], [undefined, "undefined"], [5, "5"]] as const) {
    assertThrows(
      () => layerKind({ name: name as never, outputShape, forward }),
      TypeError,
      `A kind of layer needs a name, but found ${found}`,
    );
  }
  const members = [
    ...["forward", "outputShape", "backward", "options", "parameterShapes", "drawMask"],
    ...["compiled", "describe", "resized", "starts", "fans", "multiplyAdds", "sampleShape"],
  ];
  for (const member of members) {
    assertThrows(
      () => layerKind({ name: "odd", outputShape, forward, [member]: "none" }),
      TypeError,
      `The ${member} of the kind odd must be a function, but found "none"`,
    );
  }
  assertThrows(
    () => layerKind({ name: "odd", outputShape } as never),
    TypeError,
    "The forward of the kind odd must be a function, but found undefined",
  );
});

Deno.test("layer() throws on an invalid kind, activation or initializer", () => {
  const { offsets: _, ...whole } = KINDS.dense;
  assertThrows(() => layer(whole as never, { units: 1 }), TypeError, "A kind of layer such as");
  for (const [kind, found] of [[{}, "an object without members"], ["dense", '"dense"']] as const) {
    assertThrows(
      () => layer(kind as never, {}),
      TypeError,
      `A kind of layer such as KINDS.dense or layerKind({ name, … }) is needed, but found ${found}`,
    );
  }
  assertThrows(
    () => layer(gain, {}, { activation: "tanh" as never }),
    TypeError,
    'An activation such as tanh or elementwise({ name, value }) is needed, but found "tanh"',
  );
  assertThrows(
    () => layer(gain, {}, { initializer: "he" as never }),
    TypeError,
    'initializer must be one such as heUniform or orthogonal(), but found "he"',
  );
});

Deno.test("layer() copies its options, and freezes them and the plan", () => {
  const options = { power: 2 };
  const plan = layer(gain, options, { activation: tanh });
  options.power = 3;
  assertEquals(plan.options, { power: 2 });
  assert(Object.isFrozen(plan) && Object.isFrozen(plan.options));
  assertEquals([plan.activation, plan.initializer.name], [tanh, "glorotUniform"]);
});

/** A kind with the backward pass that dual numbers make. */
function byDuals({ backward: _, ...formulas }: LayerKind): LayerKind {
  return layerKind(formulas);
}

for (const kind of Object.values(KINDS) as LayerKind[]) {
  for (const options of kind.samples) {
    const what = [kind.name, ...Object.values(options).map(describeOption)].join(" ");
    const claim = `dual numbers make the backward pass of ${what} that is written by hand`;
    const modes = kind.stateShapes ? [true, false] : [true];
    for (const training of modes) {
      Deno.test(`${claim}, to 1e-12, ${training ? "in training" : "in evaluation"}`, () => {
        const shape = kind.sampleShape?.(options) ?? [5];
        const again = byDuals(kind), rows = 4, inputs = matrixOf(rows, sizeOf(shape), 1);
        const shapes = Object.entries(kind.parameterShapes(options, shape));
        const parameters = Object.fromEntries(
          shapes.map(([name, [rows, columns]], i) => [name, matrixOf(rows, columns, 2 + i)]),
        );
        const one = { options, shape, parameters, state: stateOf(kind, options, shape) };
        const mask = kind.drawMask?.(options, randomKey(4), rows, shape);
        const expected = kind.forward(float64, one, inputs, { mask, training });
        const got = again.forward(float64, one, inputs, { mask, training });
        assertEquals([got.outputs, got.state], [expected.outputs, expected.state]);
        const errors = matrixOf(rows, sizeOf(kind.outputShape(options, shape)), 9);
        const byHand = kind.backward(float64, one, expected.saved, errors);
        const back = again.backward(float64, one, got.saved, errors);
        const pairs = [
          [back.inputs(), byHand.inputs()] as const,
          ...Object.keys(byHand.parameters).map((name) =>
            [back.parameters[name]!, byHand.parameters[name]!] as const
          ),
        ];
        assertEquals(Object.keys(back.parameters), shapes.map(([name]) => name));
        assertEquals(Object.keys(byHand.parameters), shapes.map(([name]) => name));
        for (const [n, [x, y]] of pairs.entries()) {
          assertEquals([x.rows, x.columns, x.data.length], [y.rows, y.columns, y.data.length]);
          // Sums of at most twenty products of numbers below 2, in another order.
          Array.from(x.data).forEach((entry, i) => assertAlmostEquals(entry, y.data[i]!, 1e-12));
          const isOfIndices = n === 0 && kind.indices?.(options) !== undefined; // which have no errors
          assertEquals(Array.from(x.data).every((entry) => entry === 0), isOfIndices);
        }
      });
    }
  }
}

Deno.test("parameters of one shape in one layer are drawn apart", () => {
  const twin = layerKind({
    ...gain,
    name: "twin",
    parameterShapes: () => ({ first: [1, 3], second: [1, 3] }),
  });
  const [made] = network({ inputs: 3, layers: [layer(twin, {})], seed: 1 }).layers;
  const { first, second } = made!.parameters;
  assertNotEquals(first, second);
});

Deno.test("dual numbers average over the batch, once: twice the batch has the same gradients", () => {
  const parameters = { gains: matrix([[2, -1]]) }, one = { options: {}, shape: [2], parameters };
  const gradientOf = (rows: number[][], errors: number[][]) => {
    const { saved } = gain.forward(float64, one, matrix(rows), {});
    return gain.backward(float64, one, saved, matrix(errors)).parameters.gains;
  };
  // ∂C/∂g = mean of δ x.
  assertEquals(gradientOf([[1, 2], [3, 4]], [[1, 1], [2, -1]]), {
    ...{ rows: 1, columns: 2, data: Float64Array.of((1 + 6) / 2, (2 - 4) / 2) },
  });
  assertEquals(
    gradientOf([[1, 2], [3, 4], [1, 2], [3, 4]], [[1, 1], [2, -1], [1, 1], [2, -1]]),
    gradientOf([[1, 2], [3, 4]], [[1, 1], [2, -1]]),
  );
});

Deno.test("a kind that leaves backward out trains: to the same end as with its own", async () => {
  const examples = { inputs: matrixOf(8, 3, 1), targets: matrixOf(8, 2, 2) };
  const end = async (hidden: LayerPlan) => {
    const layers = [hidden, layer(gain, {}), dense(2, linear)];
    const untrained = network({ inputs: 3, layers, seed: 4 });
    assert(checkGradients(untrained, examples, sumOfSquaredErrors).passed);
    const run = await fit(untrained, examples, {
      ...{ loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 0.25 }), epochs: 60 },
      ...{ batchSize: 4, executor: "reference" },
    });
    assert(run.history.at(-1)!.cost < 0.5 * run.history[0]!.cost, "the cost falls");
    untrained.layers.forEach(({ parameters }, l) =>
      mapNamed(parameters, (before, name) => {
        const after = run.network.layers[l]!.parameters[name]!;
        assert(String(after.data) !== String(before.data), `${name} of layer ${l + 1} moved`);
        return before;
      })
    );
    return run.network;
  };
  const own = await end(dense(3, tanh));
  const options = { units: 3 }, activation = { activation: tanh };
  const duals = await end(layer(byDuals(KINDS.dense as LayerKind), options, activation));
  // 120 steps, each off by some roundings; errors do not grow where the cost falls.
  assert(distance(own, duals) < 1e-11, `${distance(own, duals)}`);
});
