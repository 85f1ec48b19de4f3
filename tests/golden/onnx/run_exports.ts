/**
 * Runs every export in onnxruntime-web, compares with the engine, and writes the digests that
 * `exports_test.ts` knows them by: deno run -A tests/golden/onnx/run_exports.ts
 *
 * @module
 */
import { type Model, model } from "../../../formats.ts";
import { graphOf } from "../../../src/formats/onnx/encode.ts";
import { encodeOnnx } from "../../support/onnx.ts";
import { digestOf, EXPORTS } from "./exports.ts";

// Its name is a variable, as checks would fetch it, 90 MB.
const RUNTIME: string = "npm:onnxruntime-web@1.20/wasm";

const { env, InferenceSession, Tensor } = await import(RUNTIME);
env.wasm.numThreads = 1;

const EXAMPLES = [[0.25, 1, 0.5], [-1.5, 2, 3], [1, 0, 1]];

/** Examples for the inputs of a model, and as the tensors of its graph. */
function examplesOf({ network, inputs }: Model): readonly [examples: unknown[], feeds: object] {
  const indices = network.layers[0]!.kind.name === "embedding";
  const rows = EXAMPLES.map((row) =>
    Array.from({ length: network.inputs }, (_, j) => {
      return indices ? j % 2 : Math.fround((row[j % 3]! * (1 + j)) % 3);
    })
  );
  const floats = (columns: readonly (readonly number[])[]) =>
    new Tensor("float32", Float32Array.from(columns.flat()), [columns.length, columns[0]!.length]);
  if (inputs.kind === "image") {
    const data = Uint8Array.of(0, 9, 99, 1, 250, 30, 3, 8, 128, 64, 32, 16);
    const rgba = Array.from(data).flatMap((x, i) => i % 3 === 2 ? [x, 255] : [x]);
    const image = new Tensor("uint8", data, [1, 2, 2, 3]);
    return [[{ width: 2, height: 2, data: rgba }], { image }];
  }
  if (inputs.kind === "numbers") return [rows, { inputs: floats(rows) }];
  const [first] = inputs.encoding.inputs,
    isMixed = inputs.encoding.inputs.length === 2 &&
      inputs.encoding.inputs[1]!.categories !== undefined;
  if (!isMixed) {
    return [[{ [first!.name]: 2, colour: 7 }, { [first!.name]: null, colour: 7 }], {
      inputs: floats([[2, 7], [NaN, 7]]),
    }];
  }
  return [[{ size: 2, colour: "red" }, { size: null, colour: "blue" }], {
    size: floats([[2], [NaN]]),
    colour: new Tensor("string", ["red", "blue"], [2, 1]),
  }];
}

const digests: Record<string, string> = {};
let worst = 0;
for (const [name, content] of Object.entries(EXPORTS)) {
  const whole = model(content), bytes = encodeOnnx(content);
  const [examples, feeds] = examplesOf(whole);
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const output = graphOf(content).outputs[0]!.name;
  const { data } = (await session.run(feeds))[output];
  const wanted = (await whole.predict(examples as never)).flatMap(({ values, probabilities }) => {
    return Object.values(values ?? probabilities!);
  });
  wanted.forEach((x, i) => {
    const error = Math.abs(x - data[i]) / Math.max(1, Math.abs(x));
    if (!(error <= 1e-5)) throw new RangeError(`${name}: ${data[i]}, but ${x} here`);
    worst = Math.max(worst, error);
  });
  if (wanted.length !== data.length) throw new RangeError(`${name}: ${data.length} numbers`);
  digests[name] = await digestOf(content);
}
const path = new URL("exports.json", import.meta.url);
await Deno.writeTextFile(path, `${JSON.stringify(digests, null, 2)}\n`);
console.error(`${Object.keys(digests).length} models agree within ${worst.toExponential(1)}`);
