/** Copies of records, `{ ...sgd(options), update }`, whose functions were replaced. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ACTIVATIONS,
  categoricalCrossEntropy,
  dense,
  KINDS,
  labelSmoothing,
  layer,
  type LayerKind,
  type Loss,
  loss,
  LOSSES,
  network,
} from "../../../engine.ts";
import { fit, type Optimizer, predict, sgd } from "../../../train.ts";
import { pairOf } from "../../../src/nn/losses/pair.ts";
import { describeOptimizer } from "../../../src/train/checkpoints/describe_optimizer.ts";
import { FEW_EXAMPLES, loss as LOSS, smallNetwork } from "../../support/trainings.ts";

type Options = Readonly<Record<string, unknown>>;

const optimizer = sgd({ learningRate: 0.1 });

Deno.test("an optimizer with another update is obeyed by reference and refused by name by wasm", async () => {
  const still: Optimizer = { ...optimizer, update: (network, _, state) => ({ network, state }) };
  const untrained = smallNetwork(1), options = { loss: LOSS, optimizer: still };
  const trained = await fit(untrained, FEW_EXAMPLES, { ...options, executor: "reference" });
  assertEquals(trained.network.layers[0]!.parameters, untrained.layers[0]!.parameters);
  await assertRejects(
    () => fit(untrained, FEW_EXAMPLES, options),
    RangeError,
    "sgd has an update that is not of its rule",
  );
  assert(describeOptimizer(still, 9) !== describeOptimizer(optimizer, 9));
  assertEquals(describeOptimizer({ ...optimizer }, 9), describeOptimizer(optimizer, 9));
});

Deno.test("an optimizer with another rule alone is refused by every executor", async () => {
  const changed = { ...optimizer, rule: { ...optimizer.rule! } } as Optimizer;
  for (const executor of ["reference", "wasm"] as const) {
    await assertRejects(
      () => fit(smallNetwork(1), FEW_EXAMPLES, { loss: LOSS, optimizer: changed, executor }),
      TypeError,
      'the rule of "sgd" was replaced alone',
    );
  }
});

Deno.test("a loss with another value or gradient has no pairs of the former one", () => {
  const { softmax } = ACTIVATIONS, other = LOSSES.sumOfSquaredErrors;
  const [pair] = categoricalCrossEntropy.pairs;
  const isPaired = (loss: Loss) => pairOf(softmax, loss) === pair;
  for (const formula of ["value", "gradient"] as const) {
    const copy = { ...categoricalCrossEntropy, [formula]: other[formula] };
    assert(!isPaired(copy), formula);
    assert(!isPaired(loss(copy)), formula);
    assertEquals(labelSmoothing(copy).pairs, []);
  }
  assert(isPaired({ ...categoricalCrossEntropy, name: "mine" }));
  assert(isPaired(loss({ ...categoricalCrossEntropy, name: "mine" })));
});

Deno.test("a kind with another forward has no compiled form of the former one", async () => {
  const kinds = Object.values(KINDS).filter(({ compiled }) => compiled !== undefined);
  assert(kinds.length > 0);
  for (const kind of kinds as unknown as LayerKind<Options>[]) {
    const options = kind.options(kind.samples[0]!);
    const of = (kind: LayerKind<Options>) =>
      network({
        inputs: kind.sampleShape?.(options) ?? [3],
        layers: [layer(kind, options), dense(2, ACTIVATIONS.tanh)],
        seed: 1,
      });
    const predicted = (kind: LayerKind<Options>) => {
      const { inputs: columns } = of(kind); // zeros, which are indices, too
      return predict(of(kind), { rows: 1, columns, data: new Float64Array(columns) }, {
        executor: "wasm",
      });
    };
    assertEquals((await predicted({ ...kind })).columns, 2);
    const copy: LayerKind<Options> = { ...kind, forward: (...given) => kind.forward(...given) };
    await assertRejects(
      () => predicted(copy),
      RangeError,
      `no compiled form of layer ${of(copy).layers.length - 1}, of kind ${kind.name}`,
    );
  }
});
