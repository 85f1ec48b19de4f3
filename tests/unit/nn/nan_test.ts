import { assert, assertEquals } from "@std/assert";
import {
  ACTIVATIONS,
  dense,
  Dual,
  dual,
  float64,
  linear,
  LOSSES,
  network,
} from "../../../engine.ts";
import { predict } from "../../../train.ts";
import { withParameters } from "../../support/layers.ts";

const isNaNs = (numbers: ArrayLike<number>) => Array.from(numbers).every(Number.isNaN);

for (const activation of Object.values(ACTIVATIONS)) {
  const { name } = activation;

  Deno.test(`${name} of NaN is NaN, in float64 and as a dual number`, () => {
    const d = dual(float64), z = new Dual(NaN, 1);
    if (activation.kind === "elementwise") {
      assert(Number.isNaN(activation.value(float64, NaN)));
      const { value, slope } = activation.value(d, z);
      assert(Number.isNaN(value));
      if (activation !== ACTIVATIONS.linear) {
        assertEquals([slope, activation.slope(float64, { z: NaN, a: NaN })], [NaN, NaN]);
      }
    } else {
      assert(isNaNs(activation.value(float64, [1, NaN, 2])));
      const row = activation.value(d, [new Dual(1, 0), z, new Dual(2, 0)]);
      assert(isNaNs(row.flatMap(({ value, slope }) => [value, slope])));
    }
  });

  Deno.test(`${name} of an overflow is NaN by every executor, in narrow and wide layers`, async () => {
    for (const units of [3, 40]) {
      const { layers: [below, layer], ...rest } = network({
        inputs: 1,
        layers: [dense(2, linear), dense(units, activation)],
        seed: 1,
      });
      const column = (data: number[]) => ({ rows: data.length, columns: 1, data });
      const signs = Array.from({ length: 2 * units }, (_, i) => i % 2 === 0 ? 1 : -1);
      const net = {
        ...rest,
        layers: [
          withParameters(below!, { weights: column([3e38, 3e38]) }),
          withParameters(layer!, { weights: { rows: units, columns: 2, data: signs } }),
        ],
      };
      const { data } = await predict(net, column([1e3]), { executor: "wasm" });
      assert(isNaNs(data), `${data}`);
      const wide = withParameters(below!, { weights: column([1e308, 1e308]) });
      const inFloat64 = await predict({ ...net, layers: [wide, net.layers[1]!] }, column([1e3]));
      assert(isNaNs(inFloat64.data), `${inFloat64.data}`);
    }
  });
}

Deno.test("the loss of an output that is NaN is NaN", () => {
  for (const loss of Object.values(LOSSES)) {
    for (const y of [0, 1]) {
      const at = { a: [0.5, NaN], y: [1 - y, y] };
      assertEquals(loss.value(float64, at), NaN, `${loss.name} ${y}`);
    }
  }
});
