import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  activation,
  backward,
  dense,
  describeNetwork,
  float64,
  forward,
  KINDS,
  layer,
  linear,
  matrix,
  network,
  parametersOf,
  relu,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../../engine.ts";

const { activation: kind } = KINDS;

Deno.test("activation() refuses what is no activation, and its kind takes no options", () => {
  for (
    const [f, found] of [
      ["tanh", '"tanh"'],
      [undefined, "undefined"],
      [Math.tanh, "the function tanh"],
    ] as const
  ) {
    assertThrows(
      () => activation(f as never),
      TypeError,
      `An activation such as tanh or elementwise({ name, value }) is needed, but found ${found}`,
    );
  }
  assertThrows(
    () => layer(kind, { rate: 0.5 } as never, { activation: tanh }),
    TypeError,
    "kind activation has no option rate. It takes none",
  );
});

Deno.test("the activation kind passes on what enters, and what comes back", () => {
  const x = matrix([[1, -2]]), one = { options: {}, shape: [2], parameters: {} };
  const { outputs, saved } = kind.forward(float64, one, x, {});
  assert(outputs === x);
  const back = kind.backward(float64, one, saved, x);
  assert(back.inputs() === x);
  assertEquals(back.parameters, {});
  assertEquals([kind.outputShape({}, [2, 3]), kind.parameterShapes({}, [2, 3])], [[2, 3], {}]);
});

Deno.test("a network of an activation alone has its outputs, no parameters, and no gradients", () => {
  const net = network({ inputs: 2, layers: [activation(relu)] });
  assertEquals([describeNetwork(net), parametersOf(net)], ["2-relu", 0]);
  const trace = forward(net, matrix([[-1, 2]]));
  assertEquals(Array.from(trace.outputs.data), [0, 2]);
  const { cost, layers } = backward(net, trace, matrix([[1, 0]]), sumOfSquaredErrors);
  assertEquals([cost, layers], [(1 + 4) / 2, [{}]]);
});

for (const [where, behind] of [["in the middle", [dense(2, tanh)]], ["last", []]] as const) {
  for (const f of [tanh, softmax]) {
    Deno.test(`activation(${f.name}) behind a linear layer is that layer's activation, ${where}`, () => {
      const plan = { inputs: 3, seed: 7 };
      const apart = network({ ...plan, layers: [dense(2, linear), activation(f), ...behind] });
      const together = network({ ...plan, layers: [dense(2, f), ...behind] });
      const x = matrix([[1, -2, 0.5], [0, 3, -1]]), y = matrix([[1, 0], [0, 1]]);
      const traces = [apart, together].map((net) => forward(net, x));
      assertEquals(traces[0]!.outputs, traces[1]!.outputs);
      const [found, expected] = [apart, together].map((net, i) =>
        backward(net, traces[i]!, y, sumOfSquaredErrors)
      );
      const withParameters = found!.layers.filter((of) => Object.keys(of).length > 0);
      assertEquals([found!.cost, withParameters], [expected!.cost, expected!.layers]);
    });
  }
}
