import { assertEquals, assertThrows } from "@std/assert";
import {
  convTranspose2d,
  describeNetwork,
  float64,
  KINDS,
  linear,
  matrix,
  network,
  summary,
} from "../../../../engine.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

const { conv2d, convTranspose2d: kind } = KINDS;

Deno.test("convTranspose2d has the sums and the gradients of an example worked by hand", () => {
  // X = (1 2), two windows of (10 20 30) with stride 2, which overlap at one place; b = 5.
  const options = kind.options({ filters: 1, kernelSize: [1, 3], stride: [1, 2] });
  const parameters = { weights: matrix([[10, 20, 30]]), biases: matrix([[5]]) };
  const one = { options, parameters, shape: [1, 2, 1] };
  const { outputs, saved } = kind.forward(float64, one, matrix([[1, 2]]), {});
  assertEquals(outputs, matrix([[15, 25, 30 + 20 + 5, 45, 65]]));
  const back = kind.backward(float64, one, saved, matrix([[1, 0, 2, 0, 3]]));
  assertEquals(back.inputs().data, matrix([[10 + 60, 20 + 90]]).data);
  const { weights, biases } = back.parameters;
  assertEquals([weights, biases], [matrix([[1 + 2 * 2, 0, 2 + 2 * 3]]), matrix([[6]])]);
});

Deno.test("convTranspose2d does what conv2d of the same weights does to its errors", () => {
  for (const padding of ["valid", "same"]) {
    for (const [kernelSize, stride] of [[2, 1], [[3, 2], [2, 1]], [[2, 3], 2], [1, 2]]) {
      const options = kind.options({ filters: 2, kernelSize, stride, padding, unbiased: true });
      const shape = [3, 2, 4], larger = kind.outputShape(options, shape);
      const convolution = conv2d.options({ ...options, filters: 4 });
      assertEquals(conv2d.outputShape(convolution, larger), shape, `${padding} ${kernelSize}`);
      const [rows, columns] = kind.parameterShapes(options, shape).weights!;
      const parameters = { weights: matrixOf(rows, columns, 1) }, x = matrixOf(2, 24, 2);
      const { outputs } = kind.forward(float64, { options, parameters, shape }, x, {});
      const values = { options: convolution, parameters, shape: larger };
      const zeros = { ...outputs, data: new Float64Array(outputs.data.length) };
      const { saved } = conv2d.forward(float64, values, zeros, {});
      assertEquals(outputs.data, conv2d.backward(float64, values, saved, x).inputs().data);
    }
  }
});

Deno.test("convTranspose2d() says what it is, has TensorFlow's sizes, and checks its arguments", () => {
  const layers = [
    convTranspose2d(3, 2, linear, { stride: 3 }),
    convTranspose2d(1, [4, 3], linear, { stride: 2, padding: "same", biases: false }),
    convTranspose2d(2, 3, linear),
  ];
  const net = network({ inputs: [2, 3, 1], layers });
  assertEquals(summary(net).layers.map(({ shape }) => shape).slice(1), [
    ...[[6, 9, 3], [12, 18, 1], [14, 20, 2]],
  ]);
  assertEquals(summary(net).layers[1]!.multiplyAdds, 2 * 3 * 4 * 3);
  assertEquals(
    describeNetwork(net),
    "6-2×3×1-3 convTranspose 2×2 stride 3×3 linear-1 convTranspose 4×3 stride 2×2 same unbiased " +
      "linear-2 convTranspose 3×3 linear",
  );
  assertThrows(() => convTranspose2d(0, 3, linear), RangeError, "filters must be");
  assertThrows(
    () => network({ inputs: 4, layers: [convTranspose2d(1, 2, linear)] }),
    TypeError,
    "must be images",
  );
});
