import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  adam,
  adamw,
  batchNorm,
  type Checkpoint,
  clipped,
  decayed,
  decodeCheckpoint,
  dense,
  describeNetwork,
  encodeCheckpoint,
  fit,
  fromJson,
  gradients,
  l2,
  type LayerLearning,
  layerNorm,
  linear,
  type Network,
  network,
  type Optimizer,
  type RuleState,
  sgd,
  sumOfSquaredErrors as loss,
  tanh,
  toJson,
  withLearning,
} from "../../../mod.ts";
import { matrixOf } from "../../support/arbitraries.ts";

const batch = { inputs: matrixOf(6, 2, 1), targets: matrixOf(6, 1, 2) };
const plain = network({ inputs: 2, layers: [dense(3, tanh), dense(1, linear)], seed: 1 });
const frozen = withLearning(plain, 0, { trainable: false });

/** A network after two steps of an optimizer, by its rule, and the state of that. */
function stepped(start: Network, { init, update }: Optimizer<RuleState>) {
  let [network, state] = [start, init(start)];
  for (let step = 0; step < 2; step++) {
    ({ network, state } = update(network, gradients(network, batch, loss), state));
  }
  return { network, state };
}

/** The change of each weight of a layer. */
function moves(from: Network, to: Network, l: number): number[] {
  const before = from.layers[l]!.parameters.weights!.data;
  return Array.from(to.layers[l]!.parameters.weights!.data, (w, i) => w - before[i]!);
}

Deno.test("options of learning are checked, described, and left out where nothing differs", () => {
  const refused = (learning: unknown, error: new () => Error, message: string) => {
    for (const plan of [dense.bind(null, 1, tanh), layerNorm, batchNorm]) {
      assertThrows(() => plan(learning as LayerLearning), error, message);
    }
    assertThrows(() => withLearning(plain, 0, learning as LayerLearning), error, message);
  };
  refused({ trainable: 1 }, TypeError, "trainable must be true or false");
  refused({ learningRateFactor: 0 }, RangeError, "learningRateFactor must be a positive");
  refused({ weightDecay: -1 }, RangeError, "weightDecay must be a number of at least 0");
  assertThrows(() => withLearning(plain, 2, {}), RangeError, "l must be a layer, from 0 to 1");
  assertEquals(withLearning(frozen, 0, { trainable: true, learningRateFactor: 1 }), plain);
  const words = dense(1, tanh, { trainable: false, learningRateFactor: 0.5, weightDecay: 0 });
  const net = network({ inputs: 2, layers: [words] });
  assertEquals(describeNetwork(net), "2-1 tanh frozen rate × 0.5 decay 0");
});

Deno.test("frozen layers keep their parameters and slots, whatever the optimizer", () => {
  for (const optimizer of [sgd({ learningRate: 0.1, momentum: 0.9 }), adam(), adamw()]) {
    const { network: trained, state } = stepped(plain, optimizer);
    assert(moves(plain, trained, 0).every((move) => move !== 0));
    const now = withLearning(trained, 0, { trainable: false });
    const after = optimizer.update(now, gradients(now, batch, loss), state);
    assertEquals(after.network.layers[0], now.layers[0]);
    assertEquals(after.state.layers[0], state.layers[0]);
    assertNotEquals(after.state.layers[1], state.layers[1]);
    assert(moves(now, after.network, 1).every((move) => move !== 0));
  }
});

Deno.test("frozen layers do not count in the norm of a clipped gradient", () => {
  const { layers } = gradients(plain, batch, loss);
  const sum = (l: number) =>
    Object.values(layers[l]!).flatMap(({ data }) => Array.from(data)).reduce(
      (s, g) => s + g * g,
      0,
    );
  const norm = Math.sqrt(sum(1)), by = clipped(sgd({ learningRate: 1 }), { norm: norm / 2 });
  const { network: after } = by.update(frozen, { cost: 0, layers }, by.init(frozen));
  moves(frozen, after, 1).forEach((move, i) => {
    assertAlmostEquals(move, -layers[1]!.weights!.data[i]! / 2, 1e-15);
  });
});

Deno.test("learningRateFactor multiplies the steps of a layer: as that learning rate does", () => {
  const halved = withLearning(plain, 1, { learningRateFactor: 0.5 });
  for (const make of [sgd, adam, adamw]) {
    const one = (learningRate: number, net: Network) => {
      const { init, update } = make({ learningRate });
      return update(net, gradients(net, batch, loss), init(net)).network;
    };
    const whole = one(0.25, plain), half = one(0.125, plain), found = one(0.25, halved);
    assertEquals(found.layers[0]!.parameters, whole.layers[0]!.parameters);
    moves(halved, found, 1).forEach((move, i) => {
      assertAlmostEquals(move, moves(plain, half, 1)[i]!, 1e-15);
    });
  }
});

Deno.test("a layer's own weightDecay replaces that of the optimizer, which must have one", () => {
  const own = withLearning(plain, 1, { weightDecay: 0.5 });
  const first = (net: Network, weightDecay: number) => {
    const { init, update } = decayed(sgd({ learningRate: 0.1 }), { weightDecay });
    return update(net, gradients(net, batch, loss), init(net)).network;
  };
  assertEquals(first(own, 0.25).layers[1]!.parameters, first(plain, 0.5).layers[1]!.parameters);
  assertEquals(first(own, 0.25).layers[0]!.parameters, first(plain, 0.25).layers[0]!.parameters);
  assertThrows(
    () => sgd({ learningRate: 0.1 }).init(own),
    RangeError,
    "The optimizer must decay weights",
  );
});

Deno.test("learning is saved, loaded, resumed and must be the same where training is resumed", async () => {
  const net = withLearning(frozen, 1, { learningRateFactor: 0.5, weightDecay: 0.01 });
  assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(net)))), net);
  const file = JSON.parse(JSON.stringify(toJson(net)));
  file.layers[0].learning = { trainable: "no" };
  assertThrows(() => fromJson(file), TypeError, "trainable must be true or false");
  const saved: Checkpoint[] = [];
  const options = {
    ...{ loss, optimizer: adamw(), epochs: 3, batchSize: 4 },
    executor: "reference",
  } as const;
  const checkpoint = { every: 2, save: (made: Checkpoint) => void saved.push(made) };
  const whole = await fit(net, batch, { ...options, checkpoint });
  assertEquals(whole.network.layers[0], net.layers[0]);
  const halfway = await decodeCheckpoint(await encodeCheckpoint(saved[0]!));
  assertEquals((await fit(net, batch, { ...options, resume: halfway })).network, whole.network);
  await assertRejects(
    () => fit(plain, batch, { ...options, resume: halfway }),
    RangeError,
    "network",
  );
});

Deno.test("fit() on wasm trains layers that learn in their own way as the reference does", async () => {
  const [first, second] = [{ trainable: false }, { learningRateFactor: 0.25, weightDecay: 0.5 }];
  const nets = [frozen, withLearning(frozen, 1, second), withLearning(plain, 0, second)];
  const below = withLearning(withLearning(plain, 1, first), 0, { weightDecay: 0.125 });
  const optimizer = clipped(adamw({ learningRate: 0.1 }), { norm: 0.5 });
  for (const net of [...nets, below]) {
    const run = (executor: "wasm" | "reference") =>
      fit(net, batch, { loss, optimizer, epochs: 3, regularizer: l2(0.1), executor });
    const [got, wanted] = [await run("wasm"), await run("reference")];
    for (const [l, { parameters }] of wanted.network.layers.entries()) {
      const found = got.network.layers[l]!;
      if (found.learning?.trainable === false) assertEquals(found.parameters, parameters);
      Array.from(parameters.weights!.data).forEach((weight, i) => {
        // float32, after three steps.
        assertAlmostEquals(found.parameters.weights!.data[i]!, weight, 1e-5);
      });
    }
    assertAlmostEquals(got.history.at(-1)!.cost, wanted.history.at(-1)!.cost, 1e-5);
  }
});

Deno.test("optimizers without a rule refuse what they would ignore", async () => {
  const other: Optimizer = {
    name: "mine",
    init: () => 0,
    update: (network) => ({ network, state: 0 }),
  };
  await assertRejects(
    () => fit(frozen, batch, { loss, optimizer: other, executor: "reference" }),
    TypeError,
    'found "mine", and layer 1 frozen',
  );
});
