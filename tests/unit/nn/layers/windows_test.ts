import { assertEquals, assertThrows } from "@std/assert";
import { float64 } from "../../../../engine.ts";
import {
  checkedWindows,
  describeWindows,
  gathered,
  scattered,
  windowsOf,
} from "../../../../src/nn/layers/windows.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

/** The windows along one side, as lists of places. */
function along(length: number, kernel: number, stride: number, padding: string): number[][] {
  const options = checkedWindows({ kernelSize: [1, kernel], stride: [1, stride], padding });
  const { places, size } = windowsOf(options, [1, length, 1]);
  return Array.from({ length: places.length / size }, (_, i) => {
    return Array.from(places.subarray(i * size, (i + 1) * size));
  });
}

Deno.test("windowsOf() lays valid windows inside: ⌊(size − kernel) / stride⌋ + 1 of them", () => {
  assertEquals(along(4, 2, 1, "valid"), [[0, 1], [1, 2], [2, 3]]);
  assertEquals(along(5, 2, 2, "valid"), [[0, 1], [2, 3]]); // the last value is not seen
  assertEquals(along(3, 3, 2, "valid"), [[0, 1, 2]]);
});

Deno.test("windowsOf() pads ⌈size / stride⌉ windows as TensorFlow does, more at the far side", () => {
  assertEquals(along(3, 2, 1, "same"), [[0, 1], [1, 2], [2, -1]]);
  assertEquals(along(3, 3, 1, "same"), [[-1, 0, 1], [0, 1, 2], [1, 2, -1]]);
  assertEquals(along(4, 3, 2, "same"), [[0, 1, 2], [2, 3, -1]]);
  assertEquals(along(5, 3, 2, "same"), [[-1, 0, 1], [1, 2, 3], [3, 4, -1]]);
  assertEquals(along(4, 4, 1, "same"), [[-1, 0, 1, 2], [0, 1, 2, 3], [1, 2, 3, -1], [
    2,
    3,
    -1,
    -1,
  ]]);
  assertEquals(along(3, 1, 2, "same"), [[0], [2]]); // a stride above the kernel needs no zeros
});

Deno.test("windowsOf() has rows and columns of images, row by row", () => {
  const options = checkedWindows({ kernelSize: 2, stride: [1, 2] });
  const { outputs, places, positions } = windowsOf(options, [3, 4, 5]);
  assertEquals([outputs, positions], [[2, 2], 12]);
  assertEquals(Array.from(places), [0, 1, 4, 5, 2, 3, 6, 7, 4, 5, 8, 9, 6, 7, 10, 11]);
});

Deno.test("windowsOf() throws on windows that do not fit, and on shapes that are not images", () => {
  const options = checkedWindows({ kernelSize: [1, 3] });
  assertThrows(
    () => windowsOf(options, [3, 2, 1]),
    RangeError,
    'A window must fit into its inputs, or padding be "same", but found one of 3 along a side of 2',
  );
  assertThrows(
    () => windowsOf(options, [784]),
    TypeError,
    "The inputs must be images [height, width, channels], as network({ inputs: [28, 28, 1] }) or",
  );
});

Deno.test("scattered() is the transpose of gathered(): ⟨gathered(x), y⟩ = ⟨x, scattered(y)⟩", () => {
  for (const padding of ["valid", "same"]) {
    for (const [kernelSize, stride] of [[2, 1], [[3, 2], [2, 1]], [1, 2], [[2, 3], 3]]) {
      const windows = windowsOf(checkedWindows({ kernelSize, stride, padding }), [4, 5, 2]);
      const x = matrixOf(3, 40, 1), seen = gathered(float64, x, windows);
      const y = matrixOf(seen.rows, seen.columns, 2), back = scattered(float64, y, windows);
      const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).reduce((sum, entry, i) => sum + Math.round(64 * entry) * b[i]!, 0);
      const round = (data: ArrayLike<number>) => Array.from(data, (v) => Math.round(64 * v));
      const sums = scattered(float64, { ...y, data: round(y.data) }, windows);
      assertEquals([back.rows, back.columns], [3, 40]);
      assertEquals(dot(seen.data, round(y.data)), dot(x.data, sums.data)); // integers: exact
    }
  }
});

Deno.test("options of windows are checked, and described where they are not the usual ones", () => {
  const words = (given: Record<string, unknown>) => describeWindows(checkedWindows(given));
  assertEquals(words({ kernelSize: 3 }), "3×3");
  assertEquals(words({ kernelSize: [3, 2], stride: 2, padding: "same" }), "3×2 stride 2×2 same");
  for (const kernelSize of [0, 1.5, "3", [1], [1, 2, 3], [1, 0], undefined]) {
    assertThrows(() => checkedWindows({ kernelSize }), RangeError, "kernelSize must be a positive");
  }
  assertThrows(() => checkedWindows({ kernelSize: 1, stride: 0 }), RangeError, "stride must be");
  assertThrows(
    () => checkedWindows({ kernelSize: 1, padding: "SAME" }),
    RangeError,
    'padding must be "valid" or "same", but found "SAME"',
  );
});
