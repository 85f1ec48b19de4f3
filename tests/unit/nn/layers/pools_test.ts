import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  averagePool2d,
  dense,
  describeNetwork,
  float64,
  forward,
  globalAveragePool,
  KINDS,
  type LayerKind,
  linear,
  matrix,
  maxPool2d,
  network,
  relu,
  summary,
  sumOfSquaredErrors,
} from "../../../../engine.ts";
import { distancesToKinks } from "../../../../src/verify/numeric/kinks.ts";

/** Outputs and input errors of a pool over one example, for errors 1, 2, … */
function through<Options extends object>(
  kind: LayerKind<Options>,
  given: Record<string, unknown>,
  shape: number[],
  x: number[],
): [outputs: number[], errors: number[]] {
  const one = { options: kind.options(given), parameters: {}, shape };
  const { outputs, saved } = kind.forward(float64, one, matrix([x]), {});
  const errors = matrix([Array.from(outputs.data, (_, i) => i + 1)]);
  const back = kind.backward(float64, one, saved, errors).inputs();
  return [Array.from(outputs.data), Array.from(back.data)];
}

const { maxPool2d: max, averagePool2d: average, globalAveragePool: whole } = KINDS;

Deno.test("maxPool2d has the largest of each window and channel, and its error goes there alone", () => {
  assertEquals(through(max, { kernelSize: 2 }, [2, 3, 1], [1, 5, 2, 4, 3, 6]), [
    [5, 6],
    [0, 1, 0, 0, 0, 2],
  ]);
  const overlapping = through(max, { kernelSize: [1, 2] }, [1, 3, 2], [1, 9, 7, 8, 2, 3]);
  assertEquals(overlapping, [[7, 9, 7, 8], [0, 2, 1 + 3, 4, 0, 0]]);
});

Deno.test("maxPool2d gives the error of equal values to the first of them, row by row", () => {
  assertEquals(through(max, { kernelSize: 2 }, [2, 2, 1], [3, 3, 3, 3]), [[3], [1, 0, 0, 0]]);
  assertEquals(through(max, { kernelSize: 2 }, [2, 2, 1], [1, 4, 4, 4]), [[4], [0, 1, 0, 0]]);
});

Deno.test("maxPool2d has kinks where a value equals the largest before it", () => {
  const net = network({ inputs: [1, 3, 1], layers: [maxPool2d([1, 3]), dense(1, linear)] });
  const distances = (row: number[]) => {
    const trace = forward(net, matrix([row]));
    return distancesToKinks(net, trace, matrix([[0]]), sumOfSquaredErrors);
  };
  assertEquals(distances([1, 4, 3]), [3, -1]);
  assertEquals(distances([4, 4, 5]), [0, 1]);
});

Deno.test("zeros around an image are not pooled: the largest of negative values is negative", () => {
  const same = { kernelSize: 2, padding: "same" };
  assertEquals(through(max, same, [1, 2, 1], [-2, -1]), [[-1, -1], [0, 3]]);
  assertEquals(through(average, same, [1, 2, 1], [-2, -1]), [[-1.5, -1], [0.5, 0.5 + 2]]);
});

Deno.test("averagePool2d has the mean of each window, and globalAveragePool of the whole image", () => {
  const halves = through(average, { kernelSize: [1, 2] }, [1, 3, 1], [1, 3, 7]);
  assertEquals(halves, [[2, 5], [0.5, 1.5, 1]]);
  const [means, back] = through(whole, {}, [1, 3, 2], [1, 10, 2, 20, 6, 60]);
  assertEquals(means, [3, 30]);
  [1, 2, 1, 2, 1, 2].forEach((e, i) => assertAlmostEquals(back[i]!, e / 3, 1e-15));
});

Deno.test("globalAveragePool() has an activation, learns as it is told, and checks its options", () => {
  const pool = globalAveragePool({ activation: relu, trainable: false });
  const net = network({ inputs: [1, 2, 2], layers: [pool] });
  assertEquals(describeNetwork(net), "4-1×2×2-globalAveragePool relu frozen");
  assertEquals(forward(net, matrix([[1, -3, 3, 1]])).outputs, matrix([[2, 0]]));
  assertThrows(() => globalAveragePool({ stride: 2 } as never), TypeError, "no option stride");
  assertThrows(() => globalAveragePool({ activation: 1 as never }), TypeError, "activation");
});

Deno.test("pools step by their size unless told otherwise, say what they are, and check options", () => {
  const layers = [
    maxPool2d(2),
    averagePool2d([2, 1], { stride: 1, padding: "same" }),
    globalAveragePool(),
  ];
  const net = network({ inputs: [6, 5, 3], layers });
  assertEquals(
    describeNetwork(net),
    "90-6×5×3-maxPool 2×2 stride 2×2-averagePool 2×1 same-globalAveragePool",
  );
  assertEquals(summary(net).layers.map(({ shape }) => shape), [[6, 5, 3], [3, 2, 3], [3, 2, 3], [
    3,
  ]]);
  assertEquals(summary(net).multiplyAdds, 0);
  assertThrows(() => maxPool2d(0), RangeError, "kernelSize must be");
  assertThrows(() => averagePool2d(2, { stride: [1, 0] }), RangeError, "stride must be");
  assertThrows(
    () => network({ inputs: 9, layers: [globalAveragePool()] }),
    TypeError,
    "The inputs must be images",
  );
  for (const pool of [maxPool2d(2), averagePool2d(2)]) {
    assertThrows(() => network({ inputs: 9, layers: [pool] }), TypeError, "must be images");
  }
});
