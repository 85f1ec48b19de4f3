import { assertEquals } from "@std/assert";
import { dense, linear, network, predict, zeros } from "../../../mod.ts";

Deno.test("predict() on wasm takes an example so wide that 256 of them would not fit", () => {
  const columns = 5_000_000;
  const { layers: [layer], ...rest } = network({
    inputs: columns,
    layers: [dense(1, linear, { initializer: zeros })],
  });
  const weights = { ...layer!.weights, data: new Float64Array(columns) };
  weights.data[columns - 1] = 3;
  const wide = { ...rest, layers: [{ ...layer!, weights }] };
  for (const others of [0, 1]) { // packed, and dense
    const data = new Float32Array(columns).fill(others);
    data[columns - 1] = 2;
    const { data: outputs } = predict(wide, { rows: 1, columns, data }, { executor: "wasm" });
    assertEquals(Array.from(outputs), [6]);
  }
});
