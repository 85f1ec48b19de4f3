/** Arguments that people pass by mistake: each error says what was found and what to do. */
import { assertRejects, assertThrows } from "@std/assert";
import { classification, generatorOf, imageGenerator } from "../../data.ts";
import { categoricalCrossEntropy, dense, matrix, network, softmax } from "../../engine.ts";
import { f1, labelsOf } from "../../metrics.ts";
import { evaluate, fit, predict, sgd } from "../../train.ts";

const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
const x = matrix([[1, 2], [3, 4]]), data = classification(x, [0, 1], 2);
const loss = categoricalCrossEntropy, optimizer = sgd({ learningRate: 0.1 });
/** Any value in the place of an argument, as in plain JavaScript. */
const any = (value: unknown) => value as never;

Deno.test("asynchronous functions say what to do about a wrong argument", async () => {
  const calls: readonly (readonly [() => Promise<unknown>, string])[] = [
    [
      () => evaluate(net, data, { loss, metrics: any([f1()]) }),
      "metrics must be an object with a name for each, such as { f1: f1() }, but found an array of 1",
    ],
    [() => evaluate(net, data, { loss, metrics: any(f1()) }), "but found a metric alone"],
    [
      () => fit(net, data, { loss, optimizer, validation: data, metrics: any([f1()]) }),
      "metrics must be an object with a name for each",
    ],
    [
      () => fit(net, any(Promise.resolve(data)), { loss, optimizer }),
      "dataset must be a data set { inputs, targets }, but found a promise, which needs await",
    ],
    [
      () => fit(net, any({ train: data, test: data }), { loss, optimizer }),
      "dataset must be a data set { inputs, targets }, but found an object with train, test",
    ],
    [() => predict(any(Promise.resolve(net)), x), "but found a promise, which needs await"],
    [() => predict(any({ network: net, history: [] }), x), "pass its network"],
    [
      () => predict(any(x), any(net)),
      "the network is the first argument, the data the second",
    ],
    [
      () => evaluate(any(data), any(net), { loss }),
      "the network is the first argument, the data the second",
    ],
    [
      () => predict(net, any(new Float32Array(2))),
      "a single row of which is { rows: 1, columns: 2, data }, but found a Float32Array of 2",
    ],
    [() => predict(net, any([[1, 2]])), "such as matrix(rows) makes of an array of rows"],
    [
      () => predict(net, any({ rows: 1, columns: 2, data: new BigInt64Array(2) })),
      "inputs must hold numbers, such as Float64Array.from(data, Number) gives, " +
      "but found a BigInt64Array of 2",
    ],
    [
      () => imageGenerator(any(new URL("file:///pets"))),
      "The directory of images must be a path in a string, but found the URL file:///pets",
    ],
  ];
  for (const [call, message] of calls) await assertRejects(call, TypeError, message);
});

Deno.test("functions say what to do about a wrong argument", () => {
  const calls: readonly (readonly [() => unknown, string])[] = [
    [() => labelsOf(any(predict(net, x))), "but found a promise, which needs await"],
    [() => classification(x, any(null), 2), "labels must be an array of integers, but found null"],
    [() => generatorOf(any({ train: Promise.resolve(data) })), "train must be a data set"],
  ];
  for (const [call, message] of calls) assertThrows(call, TypeError, message);
  assertThrows(
    () => classification(x, any(new BigInt64Array(2)), 2),
    RangeError,
    "Labels must be integers from 0 to 1, but found 0n at example 0",
  );
});
