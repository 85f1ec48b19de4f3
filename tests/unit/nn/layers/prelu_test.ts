import { assertEquals, assertThrows } from "@std/assert";
import { describeNetwork, float64, KINDS, matrix, network, prelu } from "../../../../engine.ts";

const { prelu: kind } = KINDS;

Deno.test("prelu multiplies what is not positive by the slope of its channel, and learns it", () => {
  const one = {
    options: { shared: false },
    shape: [1, 2, 2],
    parameters: { slopes: matrix([[2, 3]]) },
  };
  const x = matrix([[1, -1, -2, 0], [-1, 1, 4, -5]]); // two positions of two channels
  const { outputs, saved } = kind.forward(float64, one, x, {});
  assertEquals(outputs, matrix([[1, -3, -4, 0], [-2, 1, 4, -15]]));
  const back = kind.backward(float64, one, saved, matrix([[1, 1, 1, 1], [10, 10, 10, 10]]));
  assertEquals(back.inputs(), matrix([[1, 3, 2, 3], [20, 10, 10, 30]]));
  // The means of −2 and −10, and of −1 + 0 and −50.
  assertEquals(back.parameters.slopes, matrix([[(-2 - 10) / 2, (-1 - 50) / 2]]));
});

Deno.test("a shared slope has the derivatives of all channels", () => {
  const one = { options: { shared: true }, shape: [3], parameters: { slopes: matrix([[2]]) } };
  const { outputs, saved } = kind.forward(float64, one, matrix([[1, -1, -2]]), {});
  assertEquals(outputs, matrix([[1, -2, -4]]));
  const back = kind.backward(float64, one, saved, matrix([[5, 6, 7]]));
  assertEquals(back.parameters.slopes, matrix([[-6 - 14]]));
});

Deno.test("prelu starts at 0.25, has a kink at 0, and checks its option", () => {
  const net = network({ inputs: [1, 2, 3], layers: [prelu(), prelu({ shared: true })] });
  const slopes = net.layers.slice(1).map(({ parameters }) => Array.from(parameters.slopes!.data));
  assertEquals(slopes, [[0.25, 0.25, 0.25], [0.25]]);
  assertEquals(describeNetwork(net), "6-1×2×3-prelu-prelu shared");
  const one = { options: { shared: true }, shape: [2], parameters: {} };
  assertEquals(kind.kinks!(float64, one, matrix([[1, -2]])), [1, -2]);
  assertThrows(() => prelu({ shared: 1 as never }), TypeError, "shared must be true or false");
});
