import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { loadStrokes } from "../../../data.ts";
import {
  categoricalCrossEntropy,
  dense,
  dropout,
  forward,
  KINDS,
  matrix,
  network,
  softmax,
  tanh,
} from "../../../engine.ts";
import { fromJson, toJson } from "../../../formats.ts";
import { evaluate, fit, predict, sgd } from "../../../train.ts";
import { checkGradients } from "../../../src/verify/numeric/check_gradients.ts";
import { drawMasks } from "../../../src/engine/masks.ts";
import { dropoutMask } from "../../../src/nn/layers/dropout.ts";
import { deriveKey, randomKey } from "../../../src/core/random/random.ts";
import { ModuleBuilder } from "../../../src/executors/wasm/emitter/module_builder.ts";
import { PLAIN } from "../../../src/executors/wasm/emitter/multiply_add.ts";
import { emitDropout } from "../../../src/executors/wasm/kernels/dropout.ts";
import { Layout, reserveRows, WORD } from "../../../src/executors/wasm/memory/layout.ts";
import { matrixOf } from "../../support/arbitraries.ts";

const loss = categoricalCrossEntropy;
const layers = [dense(7, tanh, { dropout: 0.25 }), dense(5, softmax, { dropout: 0.5 })];
const net = network({ inputs: 784, layers: [...layers, dense(10, softmax)], seed: 3 });
const plain = { ...net, layers: net.layers.filter(({ kind }) => kind !== KINDS.dropout) };
const { train, test } = loadStrokes({ train: 50, test: 20 });

Deno.test("dropoutMask() drops its share, scales the rest, and is a pure function of its key", () => {
  const mask = dropoutMask(randomKey(1), 100, 100, 0.2);
  const kept = Array.from(mask.data).filter((x) => x !== 0);
  assert(kept.every((x) => x === 1 / 0.8));
  // Binomial: 10,000 draws have a standard deviation of 40; six of them are met once in 10⁹.
  assertAlmostEquals(kept.length, 8000, 240);
  assertEquals(dropoutMask(randomKey(1), 100, 100, 0.2), mask);
  assertNotEquals(dropoutMask(randomKey(2), 100, 100, 0.2), mask);
});

for (const [rows, units] of [[1, 1], [3, 4], [5, 9], [4, 12]] as const) {
  Deno.test(`emitDropout() makes the mask of dropoutMask() to the bit, ${rows} × ${units}`, () => {
    const layout = new Layout();
    const [a, out, mask] = [1, 2, 3].map(() => reserveRows(layout, rows, units));
    const key = layout.reserve(2 * WORD);
    const module = new ModuleBuilder();
    module.procedure("drop", {}, (f) => {
      const dropout = { rate: 0.375, key, mask: mask! };
      emitDropout({ f, fused: PLAIN }, { a: a!, out: out!, dropout, rows, first: 2 });
    });
    const { pages } = layout;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const bytes = module.bytes({ pages, shared: false });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    const words = deriveKey(randomKey(12345), 6, 1, 0);
    new Uint32Array(memory.buffer).set(words, key / WORD);
    const numbers = new Float32Array(memory.buffer);
    numbers.fill(3, a!.address / WORD, (a!.address + rows * a!.stride) / WORD);
    (instance.exports.drop as () => void)();
    const read = ({ address, stride }: { address: number; stride: number }) =>
      Array.from({ length: rows * units }, (_, n) => {
        return numbers[(address + Math.floor(n / units) * stride) / WORD + n % units]!;
      });
    // Two rows before these: a part of a batch has the masks of its own rows.
    const whole = dropoutMask(words, rows + 2, units, 0.375).data;
    const expected = Array.from(whole).slice(2 * units).map(Math.fround);
    assertEquals(read(mask!), expected);
    assertEquals(read(out!), expected.map((x) => Math.fround(3 * x)));
  });
}

Deno.test("fit() with dropout: the reference's costs on wasm, the same bits for any workers", async () => {
  const options = { loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 2, batchSize: 9, seed: 5 };
  const reference = await fit(net, train, { ...options, executor: "reference" });
  const wasm = await fit(net, train, options);
  const shared = await fit(net, train, { ...options, workers: 2 });
  const without = await fit(plain, train, options);
  wasm.history.forEach(({ cost }, e) => {
    // Float32 has seven digits; a dozen steps lose less than two of them.
    assertAlmostEquals(cost, reference.history[e]!.cost, 1e-5);
    assertNotEquals(cost, without.history[e]!.cost);
  });
  assertEquals(shared.network, wasm.network);
});

Deno.test("dropout next to 1 drops its outputs on every executor", async () => {
  const layers = [dense(4, tanh, { dropout: 1 - 2 ** -40 }), dense(10, softmax)];
  const dropping = network({ inputs: 784, layers, seed: 3 });
  for (const executor of ["wasm", "reference"] as const) {
    const { history } = await fit(dropping, train, {
      ...{ loss, executor },
      optimizer: sgd({ learningRate: 0.1 }),
    });
    // Nothing reaches the last layer, whose biases begin at 0: ln 10 at first, and near it after a step.
    assertAlmostEquals(history[0]!.cost, Math.log(10), 0.1, executor);
  }
});

Deno.test("dropout is off in evaluation", async () => {
  assertEquals(await predict(net, test.inputs), await predict(plain, test.inputs));
  const options = { loss, executor: "wasm" } as const;
  assertEquals(await evaluate(net, test, options), await evaluate(plain, test, options));
});

Deno.test("checkGradients() follows the masks of a batch", () => {
  // Each parameter takes two passes: 12 inputs have few.
  const small = network({ inputs: 12, layers: [...layers, dense(10, softmax)], seed: 3 });
  const batch = { inputs: matrixOf(20, 12, 1), targets: test.targets };
  const masks = drawMasks(small, 20, (l) => deriveKey(randomKey(1), l))!;
  assert(checkGradients(small, { ...batch, masks }, loss).passed);
});

Deno.test("dropout survives toJson() and fromJson(); nonsense in a file is refused", () => {
  const json = toJson(net);
  assertEquals(fromJson(json), net);
  const [first, second, ...rest] = json.layers;
  const broken = { ...json, layers: [first!, { ...second!, rate: 1 }, ...rest] };
  assertThrows(
    () => fromJson(broken),
    RangeError,
    "layers[1]: dropout must be from 0 to below 1, but found 1",
  );
});

Deno.test("files in which dropout is an option of dense layers are read as they were meant", () => {
  const json = toJson(net);
  // As the first version wrote them: no kinds, and dropout beside the units.
  const old = json.layers.flatMap(({ kind, ...layer }, l) => {
    const { rate: dropout } = json.layers[l + 1] ?? {};
    return kind === "dropout" ? [] : [{ ...layer, ...(dropout !== undefined && { dropout }) }];
  });
  assertEquals(old.map(({ dropout }) => dropout), [0.25, 0.5, undefined]);
  assertEquals(fromJson({ ...json, layers: old }), net);
  const [first, second, third] = old;
  const broken = [{ ...first!, dropout: 1 }, second, third];
  assertThrows(
    () => fromJson({ ...json, layers: broken }),
    RangeError,
    "layers[0]: dropout must be from 0 to below 1, but found 1",
  );
  // A layer goes by its number in the file, wherever others were made of those before it.
  assertThrows(
    () => fromJson({ ...json, layers: [first, { ...second!, weights: 5 }, third] }),
    TypeError,
    "layers[1].weights must be a string of base64, but found 5",
  );
  assertThrows(
    () => fromJson({ ...json, layers: [first, second, { ...third!, dropout: 0.5 }] }),
    RangeError,
    "The outputs of the last layer cannot be dropped, but found dropout 0.5",
  );
});

Deno.test("dropout is refused where it has no meaning", async () => {
  for (const rate of [-0.1, 1, NaN, "0.5" as never]) {
    const message = "dropout must be from 0 to below 1";
    assertThrows(() => dense(3, tanh, { dropout: rate }), RangeError, message);
    assertThrows(() => dropout(rate), RangeError, message);
  }
  const last = [dense(3, softmax, { dropout: 0.5 })];
  assertThrows(() => network({ inputs: 1, layers: last }), RangeError, "The outputs of the last");
  const json = toJson(net);
  const broken = { ...json, layers: [...json.layers, { kind: "dropout", rate: 0.5 }] };
  assertThrows(() => fromJson(broken), RangeError, "The outputs of the last layer");
  const byHand = {
    ...net,
    layers: net.layers.map((layer) =>
      layer.kind === KINDS.dropout ? { ...layer, options: { rate: 1 } } : layer
    ),
  };
  await assertRejects(
    () => predict(byHand, test.inputs),
    RangeError,
    "layer 2: dropout must be from 0 to below 1, but found 1",
  );
  const none = matrix([Array(784).fill(0)]);
  assertThrows(
    () => forward(net, none, { masks: [undefined, matrix([[1]])] }),
    TypeError,
    "The mask of layer 2 must be (1 × 7), but found (1 × 1)",
  );
  assertThrows(
    () => forward(net, none, { masks: [matrix([Array(7).fill(0)])] }),
    TypeError,
    "Layer 1, of kind dense, takes no mask",
  );
});
