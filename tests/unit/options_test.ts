import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { imageAugmentation } from "../../data.ts";
import {
  backward,
  dense,
  elementwise,
  type Equations,
  forward,
  huber,
  KINDS,
  labelSmoothing,
  layer,
  linear,
  matrix,
  network,
  rowwise,
  softmax,
  sumOfSquaredErrors,
  tanh,
  zeros,
} from "../../engine.ts";
import { adam, fit, sgd } from "../../train.ts";
import { checkOptions } from "../../src/core/support/options.ts";
import { OPTION_TAKERS } from "../support/option_takers.ts";

Deno.test("every function that takes options refuses one it does not know, and names all it does", async () => {
  for (const [name, take] of OPTION_TAKERS) {
    const refused = async (options: unknown, message: string) => {
      const error = await assertRejects(async () => await take(options), TypeError, message);
      return (error as Error).message;
    };
    const message = await refused({ qqqqqq: 1 }, `${name}() has no option qqqqqq. It takes `);
    const known = message.split("It takes ")[1]!.split(", ");
    for (const option of known) {
      await refused({ [`${option}x`]: undefined }, `${name}() has no option ${option}x`);
      await refused(Object.create({ [`${option}x`]: 1 }), `${name}() has no option ${option}x`);
    }
    await refused(null, `The options of ${name}() must be an object such as { ${known[0]}`);
  }
});

Deno.test("options of options, of layers and of equations are checked, too", async () => {
  const net = network({ inputs: 1, layers: [dense(1, linear)] });
  const data = { inputs: matrix([[0]]), targets: matrix([[0]]) };
  const options = { loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 1 }) };
  const refused = (call: () => unknown, message: string) =>
    assertRejects(async () => await call(), TypeError, message);
  const earlyStopping = { patience: 1, monitor: () => 0, delta: 1 };
  await refused(
    () => fit(net, data, { ...options, earlyStopping }),
    "earlyStopping has no option delta: did you mean minimumDelta?",
  );
  const checkpoint = { every: 1, save: () => {}, path: "a" };
  await refused(() => fit(net, data, { ...options, checkpoint }), "checkpoint has no option path");
  const equations = { errorsBelow: () => [] } as Equations;
  await refused(
    () => backward(net, forward(net, data.inputs), data.targets, options.loss, { equations }),
    "equations has no option errorsBelow: did you mean hiddenErrors?",
  );
  await refused(
    () => layer(KINDS.dense, { units: 1, bias: false } as { units: number }),
    "kind dense has no option bias. It takes units",
  );
});

Deno.test("options may be undefined, inherited, and activations and losses extended", () => {
  assertEquals(adam({ learningRate: undefined, beta1: 0.5 } as never).options!.beta1, 0.5);
  const shift = imageAugmentation({ width: 1, height: 1, shift: undefined } as never);
  assertEquals(typeof shift, "function");
  const inherited = Object.create({ dropout: 0.5, initializer: zeros });
  const { initializer, followedBy } = dense(2, tanh, inherited);
  assertEquals([initializer, followedBy!.length], [zeros, 1]);
  assertEquals(elementwise({ ...tanh, name: "mine" }).initializer, tanh.initializer);
  assertEquals(rowwise({ ...softmax, name: "mine" }).pullback, softmax.pullback);
  const mine = { ...huber(), note: "mine" };
  assertEquals(labelSmoothing(mine, { name: "smooth" }).name, "smooth");
});

const like = { learningRate: 0.1, weightDecay: 0, batchSize: 1, directory: "", validation: 0 };
const more = { test: 0, epochs: 1, regularizer: 0, beta1: 0, beta2: 0, units: 1 };

Deno.test("checkOptions() suggests the nearest option", () => {
  const suggested = (name: string) => {
    const given = { [name]: 0 } as unknown as typeof like & typeof more;
    const error = assertThrows(
      () =>
        checkOptions(
          "f()",
          given,
          "learningRate weightDecay batchSize directory validation",
          "test epochs regularizer beta1 beta2 units",
        ),
      TypeError,
      "f() has no option ",
    );
    return /did you mean (\w+)\?/.exec((error as Error).message)?.[1];
  };
  assertEquals(
    ["lr", "learning_rate", "learnigRate", "LEARNINGRATE", "rate"].map(suggested),
    Array(5).fill("learningRate"),
  );
  assertEquals(suggested("decay"), "weightDecay");
  assertEquals(suggested("dir"), "directory");
  assertEquals(suggested("epoch"), "epochs");
  assertEquals(suggested("penalty"), "regularizer");
  assertEquals(suggested("testSize"), "test");
  assertEquals(suggested("validationSplit"), "validation");
  assertEquals(suggested("beta"), "beta1");
  assertEquals(
    ["classWeight", "verbose", "x", "", "toString"].map(suggested),
    Array(5).fill(undefined),
  );
});
