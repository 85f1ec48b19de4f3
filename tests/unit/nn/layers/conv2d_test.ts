import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  conv2d,
  dense,
  describeNetwork,
  float64,
  KINDS,
  layer,
  linear,
  matrix,
  network,
  relu,
  summary,
} from "../../../../engine.ts";
import { windowsOf } from "../../../../src/nn/layers/windows.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

const { conv2d: kind } = KINDS;

Deno.test("conv2d has the sums and the gradients of an example worked by hand", () => {
  // X = (1 2 3; 4 5 6; 7 8 9), W = (1 0; 2 −1), b = 10; Z(0, 0) = 1 + 2 · 4 − 5 + 10.
  const options = kind.options({ filters: 1, kernelSize: 2 });
  const parameters = { weights: matrix([[1, 0, 2, -1]]), biases: matrix([[10]]) };
  const one = { options, parameters, shape: [3, 3, 1] };
  const x = matrix([[1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  const { outputs, saved } = kind.forward(float64, one, x, {});
  assertEquals(outputs, matrix([[14, 16, 20, 22]]));
  const back = kind.backward(float64, one, saved, matrix([[1, 0, 0, 2]]));
  // The kernel at (0, 0) once, and twice at (1, 1).
  assertEquals(back.inputs(), matrix([[1, 0, 0, 2, -1 + 2, 0, 0, 4, -2]]));
  const { weights, biases } = back.parameters;
  assertEquals(weights, matrix([[1 + 2 * 5, 2 + 2 * 6, 4 + 2 * 8, 5 + 2 * 9]]));
  assertEquals(biases, matrix([[3]]));
});

Deno.test("conv2d sums W(f; k, l, c) X(y, x, c) over each window, whatever stride and padding", () => {
  for (const padding of ["valid", "same"]) {
    for (const [kernelSize, stride] of [[2, 1], [[3, 2], [1, 2]], [[2, 3], 2], [1, 3]]) {
      const options = kind.options({ filters: 3, kernelSize, stride, padding });
      const shape = [4, 5, 2], [rows, columns] = options.kernelSize;
      const width = kind.parameterShapes(options, shape).weights![1];
      const parameters = { weights: matrixOf(3, width, 1), biases: matrixOf(1, 3, 2) };
      const x = matrixOf(2, 40, 3);
      const { outputs } = kind.forward(float64, { options, parameters, shape }, x, {});
      const [height, across, filters] = kind.outputShape(options, shape);
      assertEquals([height!, across!], windowsOf(options, shape).outputs);
      const before = (count: number, step: number, kernel: number, length: number) =>
        padding === "valid" ? 0 : Math.floor(Math.max(0, (count - 1) * step + kernel - length) / 2);
      const top = before(height!, options.stride[0], rows, 4);
      const left = before(across!, options.stride[1], columns, 5);
      Array.from(outputs.data).forEach((got, index) => {
        const f = index % filters!, at = Math.floor(index / filters!);
        const j = at % across!, i = Math.floor(at / across!) % height!;
        const example = Math.floor(at / across! / height!);
        let sum = parameters.biases.data[f]!;
        for (let k = 0; k < rows; k++) {
          for (let l = 0; l < columns; l++) {
            const y = i * options.stride[0] + k - top, z = j * options.stride[1] + l - left;
            if (y < 0 || y >= 4 || z < 0 || z >= 5) continue;
            for (let c = 0; c < 2; c++) {
              sum += parameters.weights.data[f * width + (k * columns + l) * 2 + c]! *
                x.data[example * 40 + (y * 5 + z) * 2 + c]!;
            }
          }
        }
        assertAlmostEquals(got, sum, 1e-14);
      });
    }
  }
});

Deno.test("conv2d() draws weights by what enters and leaves them: He's for relu, as in Keras", () => {
  const net = network({ inputs: [8, 8, 16], layers: [conv2d(40, 3, relu)], seed: 1 });
  const { weights } = net.layers[1]!.parameters;
  assertEquals([weights!.rows, weights!.columns], [40, 144]);
  const largest = (data: ArrayLike<number>) => Math.max(...Array.from(data, Math.abs));
  const he = Math.sqrt(6 / 144), glorot = Math.sqrt(6 / (144 + 9 * 40));
  assert(largest(weights!.data) <= he && largest(weights!.data) > 0.99 * he);
  const plain = network({ inputs: [8, 8, 16], layers: [conv2d(40, 3, linear)], seed: 1 });
  const { weights: others } = plain.layers[1]!.parameters;
  assert(largest(others!.data) <= glorot && largest(others!.data) > 0.99 * glorot);
});

Deno.test("conv2d() checks its arguments, says what it is, and counts its products", () => {
  const layers = [
    conv2d(4, 3, relu, { padding: "same" }),
    conv2d(2, [3, 2], linear, { stride: 2, biases: false }),
    dense(3, linear),
  ];
  const net = network({ inputs: [6, 5, 2], layers });
  assertEquals(
    describeNetwork(net),
    "60-6×5×2-4 conv 3×3 same relu-2 conv 3×2 stride 2×2 unbiased linear-3 linear",
  );
  const [, first, second] = summary(net).layers;
  assertEquals([first!.shape, first!.parameters, first!.multiplyAdds], [[6, 5, 4], 76, 2160]);
  assertEquals([second!.shape, second!.parameters, second!.multiplyAdds], [[2, 2, 2], 48, 192]);
  assertThrows(() => conv2d(0, 3, relu), RangeError, "filters must be a positive integer");
  assertThrows(() => conv2d(1, [3, 0], relu), RangeError, "kernelSize must be");
  assertThrows(() => conv2d(1, 3, "relu" as never), TypeError, "An activation such as");
  assertThrows(
    () => conv2d(1, 3, relu, { biases: 1 as never }),
    TypeError,
    "biases must be true or false, but found 1",
  );
  assertThrows(
    () => layer(kind, { filters: 1, kernelSize: 3, unbiased: 1 } as never),
    TypeError,
    "unbiased must be true or false, but found 1",
  );
  assertThrows(
    () => network({ inputs: 60, layers: [conv2d(1, 3, relu)] }),
    TypeError,
    "The inputs must be images [height, width, channels]",
  );
});
