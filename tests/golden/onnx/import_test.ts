/**
 * ONNX files of other programs: `export.py` and `export_dynamo.py` beside this file wrote them, with
 * examples and their outputs.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { forward, matrix } from "../../../engine.ts";
import { standardize } from "../../../data.ts";
import { decodeModel } from "../../../formats.ts";
import { orderOf, placeOf } from "../../../src/formats/channels_first.ts";
import dynamo from "./dynamo.json" with { type: "json" };
import golden from "./models.json" with { type: "json" };

const numbersOf = (words: string) => words.split(" ").map(Number);
const bytesOf = (file: string) => Uint8Array.from(atob(file), (each) => each.charCodeAt(0));

for (const [name, { file, dims, channelsLast, inputs, outputs }] of Object.entries(golden)) {
  // Weights are exact, and so are most outputs; constants of activations are float32.
  Deno.test(`${name}: the network of the file agrees within 1e-7`, async () => {
    const { network, inputs: found } = await decodeModel(bytesOf(file));
    assert(found.kind === "numbers");
    const [channels, height, width] = dims as [number, number, number];
    const image = dims.length === 3 && !channelsLast
      ? orderOf([height, width, channels])
      : undefined;
    const row: number[] = [];
    numbersOf(inputs).forEach((x, i) => row[placeOf(i, image)] = x);
    const given = found.scale ? standardize(matrix([row]), found.scale) : matrix([row]);
    const made = Array.from(forward(network, given).outputs.data), wanted = numbersOf(outputs);
    assertEquals(made.length, wanted.length);
    made.forEach((x, i) => assert(Math.abs(x - wanted[i]!) < 1e-7, `${x} ${wanted[i]}`));
  });
}

for (const [name, { file, data, dims, inputs, outputs }] of Object.entries(dynamo)) {
  Deno.test(`${name} of PyTorch's default exporter: outputs agree within 1e-6`, async () => {
    const names: string[] = [];
    const { network } = await decodeModel(bytesOf(file), {
      beside: (name) => {
        names.push(name);
        return Promise.resolve(bytesOf(data));
      },
    });
    assertEquals(names, data === "" ? [] : ["model.onnx.data"]); // once, however many tensors are there
    const [channels, height, width] = dims as [number, number, number];
    const image = dims.length === 3 ? orderOf([height, width, channels]) : undefined;
    const size = network.inputs, given = numbersOf(inputs);
    const rows = [0, 1].map((b) => {
      const row: number[] = [];
      given.slice(b * size, (b + 1) * size).forEach((x, i) => row[placeOf(i, image)] = x);
      return row;
    });
    const made = forward(network, matrix(rows)).outputs.data, wanted = numbersOf(outputs);
    assertEquals(made.length, wanted.length);
    // PyTorch computes in float32, with errors of some 1e-7.
    wanted.forEach((x, i) => assert(Math.abs(made[i]! - x) < 1e-6, `${made[i]} ${x}`));
  });
}

Deno.test("scikit-learn's files give classes by name, and the standardization of inputs", async () => {
  const model = await decodeModel(bytesOf(golden["skl2onnx: scaled classes"].file));
  assertEquals(model.outputs.names, ["setosa", "versicolor", "virginica"]);
  assert(model.inputs.kind === "numbers" && model.inputs.scale !== undefined);
  const { inputs, outputs } = golden["skl2onnx: two classes"];
  const two = await decodeModel(bytesOf(golden["skl2onnx: two classes"].file));
  const [prediction] = await two.predict([numbersOf(inputs)]);
  assertEquals(Object.keys(prediction!.probabilities!), ["3", "7"]);
  const [p] = numbersOf(outputs);
  assert(Math.abs(prediction!.probabilities!["7"]! - p!) < 1e-7);
  assertEquals(prediction!.class, p! > 0.5 ? "7" : "3");
});
