import { assertAlmostEquals, assertEquals } from "@std/assert";
import { matrix } from "../../../engine.ts";
import { decodeModel } from "../../../formats.ts";
import { predict } from "../../../train.ts";
import MODELS from "./models.json" with { type: "json" };

for (const { name, file, weights, inputs, outputs } of MODELS) {
  Deno.test(`a layers model that TensorFlow.js 4.22 saved gives its outputs to 1e-6: ${name}`, async () => {
    const bytes = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0));
    const { network } = await decodeModel(new TextEncoder().encode(JSON.stringify(file)), {
      beside: (path) => Promise.resolve(path === "weights.bin" ? bytes : new Uint8Array()),
    });
    const { rows, data } = await predict(network, matrix(inputs));
    assertEquals([rows, data.length], [outputs.length, outputs.flat().length]);
    // TensorFlow.js computes in float32, with errors of some 1e-7.
    outputs.flat().forEach((output, i) => assertAlmostEquals(data[i]!, output, 1e-6));
  });
}
