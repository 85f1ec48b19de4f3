import { assertRejects, assertStringIncludes } from "@std/assert";
import { readHdf5 } from "../../src/formats/hdf5.ts";
import { trainingCharts } from "../../src/notebook/training_charts.ts";
import { loadDecoder } from "../../src/data/files/images/decoder.ts";
import { needsFiles } from "../support/mnist_loading.ts";
import { withoutGlobal } from "../support/globals.ts";
import { loadDrawing } from "../../src/report/drawing.ts";

// Outside of Deno packages are asked for by their bare names, which here nothing is installed for.
const elsewhere = (call: () => Promise<void>) => () => withoutGlobal("Deno", call);

Deno.test(
  "what draws says which package must be installed, and tries again",
  elsewhere(async () => {
    for (let tries = 0; tries < 2; tries++) {
      await assertRejects(loadDrawing, TypeError, "Charts are drawn by the package");
    }
    const charts = await trainingCharts({ history: [] });
    assertStringIncludes(charts, "which must be installed (in Node by");
  }),
);

Deno.test(
  "what reads HDF5 says which package must be installed, and tries again",
  elsewhere(async () => {
    const bytes = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
    for (let tries = 0; tries < 2; tries++) {
      await assertRejects(
        () => readHdf5(bytes, () => {}),
        TypeError,
        "HDF5 files are read by the package h5wasm, which must be installed",
      );
    }
  }),
);

Deno.test(
  "what decodes images says which package must be installed",
  elsewhere(async () => {
    await assertRejects(loadDecoder, TypeError, "must be installed");
  }),
);

needsFiles("charts are drawn once their packages are there", async () => {
  const history = [{ epoch: 1, cost: 2, seconds: 1 }, { epoch: 2, cost: 1, seconds: 1 }];
  assertStringIncludes(await trainingCharts({ history }), "The cost goes from 2 to 1.");
  assertStringIncludes(await trainingCharts({ history: [] }), "The cost is not known yet.");
});
