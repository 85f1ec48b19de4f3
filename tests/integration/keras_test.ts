import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { matrix } from "../../engine.ts";
import { loadModel } from "../../formats.ts";
import { type Standardization, standardize } from "../../data.ts";
import { predict } from "../../train.ts";
import { writeZip, zipContent, zipEntries } from "../../src/data/files/zip.ts";
import { codecOf } from "../../src/formats/codecs.ts";
import { kerasCodec } from "../../src/formats/keras_archive.ts";
import { kerasHdf5Codec } from "../../src/formats/keras_hdf5.ts";
import { needsFiles } from "../support/mnist_loading.ts";
import MODELS from "../golden/tensorflow_js/models.json" with { type: "json" };
import KERAS_3 from "../golden/keras/keras_3.json" with { type: "json" };
import GRU from "../golden/keras/gru.json" with { type: "json" };

// By write_models.py, which needs h5py alone, in the layouts that Keras publishes.
const FILES = {
  "dense.h5": "dense",
  "residual.h5": "residual",
  "images.keras": "images",
  "steps.keras": "steps",
  "residual.keras": "residual",
  "gru.keras": "gru",
};

const pathOf = (file: string) => new URL(`../golden/keras/${file}`, import.meta.url);
const bytesOf = (file: string) => Deno.readFile(pathOf(file));

for (const [file, name] of Object.entries(FILES)) {
  needsFiles(
    `${file} gives the outputs of TensorFlow.js or of Keras's equations to 1e-6`,
    async () => {
      const { inputs, outputs } = name === "gru"
        ? GRU
        : MODELS.find((model) => model.name === name)!;
      const { network } = await loadModel(pathOf(file).pathname);
      const { data } = await predict(network, matrix(inputs));
      assertEquals(data.length, outputs.flat().length);
      // TensorFlow.js computes in float32, with errors of some 1e-7.
      outputs.flat().forEach((output, i) => assertAlmostEquals(data[i]!, output, 1e-6));
    },
  );

  needsFiles(`${file} is known by its first 256 bytes`, async () => {
    const codec = file.endsWith(".h5") ? kerasHdf5Codec : kerasCodec;
    assert(codecOf((await bytesOf(file)).subarray(0, 256)) === codec);
  });
}

for (const [file, { inputs, outputs }] of Object.entries(KERAS_3)) {
  const isRefused = file.endsWith("lora.h5");
  needsFiles(
    `${file} of Keras 3 ${isRefused ? "is refused" : "gives its outputs to 1e-6"}`,
    async () => {
      if (isRefused) { // its kernels lack what is beside them
        await assertRejects(() => loadModel(pathOf(file).pathname), RangeError, "lora_kernel_a");
        return;
      }
      const { network, inputs: { kind, ...prepared } } = await loadModel(pathOf(file).pathname);
      assertEquals(kind, "numbers");
      const { scale } = prepared as { scale?: Standardization };
      assertEquals(scale !== undefined, file.includes("prepared"));
      const rows = matrix(inputs),
        { data } = await predict(network, scale ? standardize(rows, scale) : rows);
      // Keras computes in float32, with errors of some 1e-7.
      outputs.flat().forEach((output, i) => {
        assertAlmostEquals(data[i]!, output, 1e-6 * Math.max(1, Math.abs(output)));
      });
      assertEquals(data.length, outputs.flat().length);
    },
  );
}

type Config = { config: { layers: { class_name: string; config: Record<string, unknown> }[] } };

/** An archive whose description is changed. */
async function changed(file: string, change: (config: Config) => void): Promise<Uint8Array> {
  const entries = zipEntries(await bytesOf(file));
  return writeZip(
    await Promise.all(entries.map(async (entry) => {
      const content = await zipContent(entry);
      if (entry.name !== "config.json") return [entry.name, content] as const;
      const config = JSON.parse(new TextDecoder().decode(content));
      change(config);
      return [entry.name, new TextEncoder().encode(JSON.stringify(config))] as const;
    })),
  );
}

needsFiles("a Keras archive whose layers do not fit its arrays is refused", async () => {
  const units = await changed("gru.keras", ({ config: { layers } }) => {
    layers[1]!.config.units = 3;
  });
  await assertRejects(
    () => kerasCodec.decode!(units),
    RangeError,
    '"gru" must be 2×9, but found 2×6',
  );
  const another = await changed("gru.keras", ({ config: { layers } }) => {
    layers[1]!.class_name = "LSTM";
  });
  await assertRejects(() => kerasCodec.decode!(another), RangeError, "2×8");
  const before = await changed("gru.keras", ({ config: { layers } }) => {
    layers[1]!.config.reset_after = false;
  });
  await assertRejects(() => kerasCodec.decode!(before), RangeError, "reset_after");
});

needsFiles("HDF5 files that are cut short, and those of weights alone, are refused", async () => {
  const bytes = await bytesOf("dense.h5");
  for (const length of [8, 100, 2000, bytes.length - 1]) {
    await assertRejects(() => kerasHdf5Codec.decode!(bytes.subarray(0, length)), SyntaxError);
  }
  const weights = zipEntries(await bytesOf("gru.keras")).find(({ name }) => name.endsWith(".h5"))!;
  const content = await zipContent(weights);
  await assertRejects(() => kerasHdf5Codec.decode!(content), TypeError, "save the whole model");
  assertEquals((await kerasHdf5Codec.decode!(bytes)).network.inputs, 3); // still works
});

needsFiles("an archive without a member is refused", async () => {
  const entries = zipEntries(await bytesOf("gru.keras"));
  const some = entries.filter(({ name }) => name !== "model.weights.h5");
  const archive = writeZip(some.map(({ name, stored }) => [name, stored]));
  await assertRejects(() => kerasCodec.decode!(archive), TypeError, "model.weights.h5");
});
