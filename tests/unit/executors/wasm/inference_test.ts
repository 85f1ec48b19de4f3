import { assert, assertEquals } from "@std/assert";
import { dense, linear, network, sigmoid, zeros } from "../../../../engine.ts";
import { predict } from "../../../../train.ts";
import { withParameters } from "../../../support/layers.ts";

Deno.test("predict() on wasm takes an example so wide that 256 of them would not fit", async () => {
  const columns = 5_000_000;
  const { layers: [layer], ...rest } = network({
    inputs: columns,
    layers: [dense(1, linear, { initializer: zeros })],
  });
  const data = new Float64Array(columns);
  data[columns - 1] = 3;
  const weights = { rows: 1, columns, data };
  const wide = { ...rest, layers: [withParameters(layer!, { weights })] };
  for (const others of [0, 1]) { // packed, and dense
    const data = new Float32Array(columns).fill(others);
    data[columns - 1] = 2;
    const { data: outputs } = await predict(wide, { rows: 1, columns, data }, { executor: "wasm" });
    assertEquals(Array.from(outputs), [6]);
  }
});

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
