import { assert, assertEquals } from "@std/assert";
import { dense, l2, linear, matrix, network, sumOfSquaredErrors } from "../../../engine.ts";
import { mapParameters } from "../../../src/engine/parameters.ts";
import { fit, sgd } from "../../../train.ts";
import { bitsOf } from "../../support/bits.ts";
import { distance } from "../../support/layers.ts";
import { leavingNoWorker } from "../../support/workers.ts";

const INPUTS = 6, UNITS = 10; // more than a tile of columns, and than a panel of units

/** Whole numbers from 1 to 5: without zeros, so that rows are not packed. */
function wholeNumbers(rows: number, columns: number) {
  const entry = (i: number, j: number) => 1 + (7 * i + 3 * j + i * j) % 5;
  return matrix(
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j))),
  );
}

// Equal parts of 512 rows, of 206, and a prime number of rows, which nothing divides.
for (const rows of [1024, 1030, 1031]) {
  Deno.test(`wasm sums whole numbers over batches of ${rows} rows exactly`, () =>
    leavingNoWorker(async () => {
      const drawn = network({ inputs: INPUTS, layers: [dense(UNITS, linear)], seed: 1 });
      const net = mapParameters(drawn, ({ rows, columns }) => wholeNumbers(rows, columns));
      const data = { inputs: wholeNumbers(rows, INPUTS), targets: wholeNumbers(rows, UNITS) };
      // A step is 2⁻¹⁶ of a sum below 2²⁰: 24 bits hold every number on the way.
      const optimizer = sgd({ learningRate: rows / 65_536 });
      for (const rules of [{ optimizer }, { optimizer, regularizer: l2(2 ** -12) }]) {
        const run = (executor: "wasm" | "reference", workers = 1) =>
          fit(net, data, {
            ...{
              loss: sumOfSquaredErrors,
              epochs: 1,
              batchSize: rows,
              seed: 4,
              onWarning: () => {},
            },
            ...{ ...rules, executor, workers },
          });
        const expected = await run("reference"), got = await run("wasm");
        assert(distance(expected.network, net) > 0.1);
        const off = distance(got.network, expected.network);
        // Exact where the step is taken at once; with a regularizer both round the mean.
        assert(off < ("regularizer" in rules ? 1e-5 : 1e-9), `off by ${off}`);
        assertEquals(bitsOf((await run("wasm", 2)).network), bitsOf(got.network));
      }
    }));
}
