import { assertEquals } from "@std/assert";
import { averagePool2d, flatten, maxPool2d, network } from "../../../engine.ts";
import { predict } from "../../../train.ts";

/** Images of 4 × 4 whose channels are more than a kernel unrolls, in whole vectors and with a tail. */
const images = (channels: number) => ({
  ...{ rows: 3, columns: 16 * channels },
  data: Float64Array.from({ length: 48 * channels }, (_, k) => (k * 7919) % 64 - 32),
});

for (const channels of [128, 130]) {
  Deno.test(`pools of ${channels} channels are those of the engine, to the bit on integers`, async () => {
    for (const pool of [maxPool2d(2), averagePool2d(2), maxPool2d(3, { stride: 1 })]) {
      const net = network({ inputs: [4, 4, channels], layers: [pool, flatten()] });
      const inputs = images(channels);
      const [found, wanted] = [
        await predict(net, inputs, { executor: "wasm" }),
        await predict(net, inputs, { executor: "reference" }),
      ];
      assertEquals(Array.from(found.data), Array.from(wanted.data));
    }
  });
}
