import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  forward,
  matrix,
  type Network,
  network,
  relu,
  reshape,
  saliency,
  softmax,
  tanh,
} from "../../../engine.ts";

const NETWORKS: readonly Network[] = [
  network({ inputs: 9, layers: [dense(3, softmax)], seed: 1 }),
  network({ inputs: 9, layers: [dense(5, tanh), dropout(0.5), dense(4, softmax)], seed: 2 }),
  network({
    inputs: 9,
    layers: [
      ...[reshape([3, 3, 1]), conv2d(2, 2, relu), batchNorm()],
      ...[flatten(), dense(3, softmax)],
    ],
    seed: 3,
  }),
];

/** Irregular, so that no unit is at a kink. */
const INPUTS = matrix(
  [0, 1].map((row) => Array.from({ length: 9 }, (_, j) => Math.sin(3 * row + j))),
);

Deno.test("saliency() agrees with central differences of z to 1e-8", () => {
  const h = 1e-5; // truncation h² meets rounding ε/h
  for (const net of NETWORKS) {
    const zOf = (data: readonly number[], at: number) =>
      forward(net, { ...INPUTS, data }).layers.at(-1)!.z.data[at]!;
    for (const output of [0, 2]) {
      const slopes = saliency(net, INPUTS, output);
      assertEquals([slopes.rows, slopes.columns], [2, 9]);
      const data = Array.from(INPUTS.data);
      data.forEach((value, i) => {
        const at = Math.floor(i / 9) * forward(net, INPUTS).outputs.columns + output;
        const [above, below] = [h, -h].map((step) => zOf(data.with(i, value + step), at));
        assertAlmostEquals(slopes.data[i]!, (above! - below!) / (2 * h), 1e-8);
      });
    }
  }
});

Deno.test("saliency() throws unless the network has the output", () => {
  for (const output of [3, -1, 0.5, NaN]) {
    assertThrows(() => saliency(NETWORKS[0]!, INPUTS, output), RangeError, "from 0 to 2");
  }
});
