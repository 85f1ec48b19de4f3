import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  forward,
  gradients,
  l2,
  layer,
  type LayerFormulas,
  layerKind,
  linear,
  matrix,
  network,
  type Parameters,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { toJson } from "../../../formats.ts";
import { fit, sgd } from "../../../train.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { checkGradients } from "../../../src/verify/numeric/check_gradients.ts";

type None = Record<never, never>;

/** Z = A ⊙ g + s: two parameters of one shape, so that nothing but their names tells them apart. */
const SCALED: LayerFormulas<None> = {
  name: "scaled",
  outputShape: (_, inputs) => inputs,
  parameterShapes: (_, [inputs]) => ({ gains: [1, inputs!], shifts: [1, inputs!] }),
  offsets: ["shifts"],
  samples: [{}],
  forward: (m, { parameters: { gains, shifts } }, x) => ({
    outputs: {
      ...x,
      data: Array.from(x.data, (v, i) => {
        const j = i % x.columns;
        return m.add(m.mul(v, gains!.data[j]!), shifts!.data[j]!);
      }),
    },
    saved: { x },
  }),
  backward: (m, { parameters }, { x }, errors) => {
    const { rows, columns } = errors;
    const meanOf = (entry: (i: number) => ReturnType<typeof m.add>) => ({
      rows: 1,
      columns,
      data: Array.from({ length: columns }, (_, j) => {
        const terms = Array.from({ length: rows }, (_, i) => entry(i * columns + j));
        return m.div(terms.reduce((s, t) => m.add(s, t)), m.constant(rows));
      }),
    });
    return {
      inputs: () => ({
        ...errors,
        data: Array.from(errors.data, (e, i) => m.mul(e, parameters.gains!.data[i % columns]!)),
      }),
      parameters: {
        gains: meanOf((i) => m.mul(errors.data[i]!, x!.data[i]!)),
        shifts: meanOf((i) => errors.data[i]!),
      },
    };
  },
};

/** The kind, with what its backward returns for parameters changed. */
function changed(change: (found: Parameters<never>) => unknown) {
  return layerKind<None>({
    ...SCALED,
    backward: (m, values, saved, errors) => {
      const found = SCALED.backward!(m, values, saved, errors);
      return { ...found, parameters: change(found.parameters as Parameters<never>) as never };
    },
  });
}

const netOf = (kind: ReturnType<typeof layerKind<None>>) =>
  network({
    inputs: 2,
    layers: [layer(kind, {}, { activation: tanh }), layer(layerKind(SCALED), {})],
    seed: 1,
  });
const batch = {
  inputs: matrix([[1, -2], [0.5, 3], [2, 1]]),
  targets: matrix([[0, 1], [1, 0], [1, 1]]),
};
const options = { loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 0.1 }) };

Deno.test("gradients under each other's names are refuted, though their entries are right", () => {
  const swapped = changed(({ gains, shifts }) => ({ gains: shifts, shifts: gains }));
  assertEquals(verifyGradients({ kinds: [swapped] }).verdicts[0]!.verdict, "refuted");
  assert(!checkGradients(netOf(swapped), batch, sumOfSquaredErrors).passed);
});

Deno.test("right gradients are proved in whatever order backward returns them", () => {
  const other = changed(({ gains, shifts }) => ({ shifts, gains }));
  assertEquals(verifyGradients({ kinds: [other] }).verdicts[0]!.verdict, "proved");
  const found = gradients(netOf(other), batch, sumOfSquaredErrors);
  assertEquals(found, gradients(netOf(layerKind(SCALED)), batch, sumOfSquaredErrors));
  assertEquals(Object.keys(found.layers[0]!), ["gains", "shifts"]);
});

Deno.test("gradients that are missing, too many, or of another shape are refused, with a regularizer too", () => {
  for (
    const [change, message] of [
      [({ gains }) => ({ gains }), "derivative by shifts from backward of layer 1, of kind scaled"],
      [(all) => ({ ...all, scratch: all.gains }), '(gains, shifts), but found "scratch"'],
      [({ gains, shifts }) => ({ gains: { ...gains!, rows: 2, columns: 1 }, shifts }), "(1 × 2)"],
      [({ gains, shifts }) => ({ gains: { ...gains!, data: [] }, shifts }), "with 0 entries"],
      [() => undefined, "must be a matrix (1 × 2), but found undefined"],
    ] as readonly [(found: Parameters<never>) => unknown, string][]
  ) {
    for (const regularizer of [undefined, l2(0.1)]) {
      const wrong = netOf(changed(change));
      assertThrows(
        () => gradients(wrong, batch, sumOfSquaredErrors, { regularizer }),
        TypeError,
        message,
      );
    }
  }
});

Deno.test("outputs and errors of inputs of another shape are refused by kind and layer", () => {
  const few = layerKind<None>({
    ...SCALED,
    forward: (...of) => {
      const found = SCALED.forward(...of);
      const { columns, data } = found.outputs;
      return { ...found, outputs: { rows: 1, columns, data: Array.from(data).slice(0, columns) } };
    },
  });
  assertThrows(
    () => forward(netOf(few), batch.inputs),
    TypeError,
    "outputs from forward of layer 1, of kind scaled must be a matrix (3 × 2), but found (1 × 2)",
  );
  const { backward: _, ...byDuals } = SCALED;
  for (const formulas of [SCALED, byDuals]) {
    const kind = layerKind<None>({ ...formulas, forward: () => undefined as never });
    assertThrows(
      () => forward(netOf(kind), batch.inputs),
      TypeError,
      "outputs from forward of layer 1, of kind scaled must be a matrix { rows, columns, data }",
    );
  }
  const turned = layerKind<None>({
    ...SCALED,
    backward: (...of) => ({
      ...SCALED.backward!(...of),
      inputs: () => ({ rows: 2, columns: 3, data: of[3].data }),
    }),
  });
  const net = network({ inputs: 2, layers: [layer(layerKind(SCALED), {}), layer(turned, {})] });
  assertThrows(
    () => gradients(net, batch, sumOfSquaredErrors),
    TypeError,
    "the errors of the inputs of layer 2, of kind scaled must be a matrix (3 × 2)",
  );
  const cut = layerKind<None>({
    ...SCALED,
    backward: (...of) => ({ ...SCALED.backward!(...of), inputs: undefined as never }),
  });
  const below = network({ inputs: 2, layers: [layer(layerKind(SCALED), {}), layer(cut, {})] });
  assertThrows(
    () => gradients(below, batch, sumOfSquaredErrors),
    TypeError,
    "backward of layer 2, of kind scaled must return a function inputs, but found undefined",
  );
});

Deno.test("a compiled form that is not what the kind does is refused by wasm", async () => {
  for (
    const compiled of [
      { form: "identity" },
      { form: "product", weights: "gains", biases: "shifts" },
      { form: "dropout", rate: 0.5 },
      { form: "sum" },
    ]
  ) {
    const kind = layerKind<None>({ ...SCALED, compiled: () => compiled as never });
    await assertRejects(
      () => fit(netOf(kind), batch, options),
      TypeError,
      "The compiled form of layer 1, of kind scaled, must be",
    );
  }
});

Deno.test("shapes, offsets and samples that fit no layer are refused by name", () => {
  const plan = (formulas: Partial<LayerFormulas<None>>) => () =>
    network({ inputs: 2, layers: [layer(layerKind<None>({ ...SCALED, ...formulas }), {})] });
  for (
    const [formulas, message] of [
      [
        { outputShape: () => 2 },
        "outputShape of layer 1, of kind scaled, must give positive sizes",
      ],
      [{ outputShape: () => [0] }, "such as [28, 28, 1], but found [0]"],
      [{ parameterShapes: () => undefined }, "must give a record of shapes, but found undefined"],
      [
        { parameterShapes: () => ({ gains: [1, -2] }) },
        "gains as [rows, columns], but found [1, -2]",
      ],
      [{ offsets: ["shift"] }, '(gains, shifts), but found "shift"'],
      [{ offsets: "shifts" }, "The offsets of the kind scaled must be an array"],
      [{ samples: {} }, "The samples of the kind scaled must be an array"],
    ] as unknown as readonly [never, string][]
  ) {
    assertThrows(plan(formulas), TypeError, message);
  }
  const bare = layerKind<None>({ ...SCALED, samples: [] });
  for (const kind of [bare, { ...bare, samples: undefined as never }]) {
    assertThrows(() => verifyGradients({ kinds: [kind] }), TypeError, "scaled must have samples");
  }
});

Deno.test("verifyGradients() of a kind that is wrong beyond some number is a verdict, not an error", () => {
  const capped = layerKind<None>({
    ...SCALED,
    backward: (m, layer, saved, errors) => {
      const found = SCALED.backward!(m, layer, saved, errors);
      const { gains, ...others } = found.parameters;
      const beyond = m.sub(saved.x!.data[0]!, m.constant(100));
      const data = Array.from(gains!.data, (gain) => m.choose(beyond, m.zero, gain));
      return { ...found, parameters: { ...others, gains: { ...gains!, data } } };
    },
  });
  const verdicts = verifyGradients({ kinds: [capped], seed: 1 }).verdicts.map((v) => v.verdict);
  assert(verdicts.includes("refuted") || verdicts.includes("undecided"), `${verdicts}`);
});

Deno.test("files refuse two kinds of one name, and options that JSON would change", () => {
  const two = network({
    inputs: 2,
    layers: [layer(layerKind(SCALED), {}), layer(layerKind(SCALED), {})],
  });
  assertThrows(() => toJson(two), TypeError, 'two called "scaled"');
  const kind = layerKind<Record<string, unknown>>({
    ...SCALED as LayerFormulas<Record<string, unknown>>,
    describe: () => "scaled",
  });
  const jsonOf = (odd: unknown) =>
    toJson(network({ inputs: 2, layers: [layer(kind, { odd }, { activation: linear })] }));
  for (const odd of [NaN, -0, new Float64Array(1), () => 1, new Date(0), { deep: Infinity }]) {
    assertThrows(() => jsonOf(odd), TypeError, "Options must be plain data");
  }
  // It would be read as the kind of that name.
  const alike = "Options must not look like names of components in files, but found odd";
  assertThrows(() => jsonOf([{ $kind: "dense" }]), TypeError, alike);
  assertEquals(jsonOf({ $kind: "dense", more: 1 }).layers[0]!.odd, { $kind: "dense", more: 1 });
});
