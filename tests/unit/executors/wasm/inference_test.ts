import { assert } from "@std/assert";
import { dense, network, sigmoid } from "../../../../engine.ts";
import { predict } from "../../../../train.ts";

Deno.test("predict() on wasm takes bytes of one scale after those of another", async () => {
  const net = network({ inputs: 9, layers: [dense(3, sigmoid)], seed: 1 });
  for (const share of [3, 1]) { // packed: most are zero; and dense
    const data = Uint8Array.from({ length: 18 }, (_, i) => i % share === 0 ? 10 * i + 9 : 0);
    for (const scale of [1 / 255, 1 / 16, 0, -1 / 255]) {
      const inputs = { rows: 2, columns: 9, data, scale };
      const [reference, wasm] = await Promise.all(
        ["reference", "wasm"].map(async (executor) => {
          return Array.from((await predict(net, inputs, { executor })).data);
        }),
      );
      // Outputs lie between 0 and 1; weighted sums of nine products have an error of some 2⁻¹⁹.
      wasm!.forEach((output, i) => assert(Math.abs(output - reference![i]!) < 1e-5, `${scale}`));
    }
  }
});
