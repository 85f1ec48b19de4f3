import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { loadModel } from "../../formats.ts";
import { writeZip, zipContent, zipEntries } from "../../src/data/files/zip.ts";
import { readHdf5 } from "../../src/formats/hdf5.ts";
import { kerasCodec } from "../../src/formats/keras_archive.ts";
import { kerasHdf5Codec } from "../../src/formats/keras_hdf5.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { needsFiles } from "../support/mnist_loading.ts";

const golden = (file: string) => {
  return Deno.readFile(new URL(`../golden/keras/${file}`, import.meta.url));
};

interface Written {
  readonly create_attribute: (name: string, value: unknown) => void;
  readonly create_dataset: (of: object) => void;
  readonly create_group: (name: string) => Written;
  readonly close: () => void;
}

/** An HDF5 file. */
async function hdf5(write: (file: Written) => void): Promise<Uint8Array> {
  const specifier = "npm:h5wasm@^0.10.3"; // a variable, so that checking types does not fetch it
  const library = await import(specifier);
  await library.ready;
  const { FS, File } = library; // which are there once it is ready
  const file = new File("/written.h5", "w");
  write(file);
  file.close();
  return FS.readFile("/written.h5");
}

needsFiles("attributes of HDF5 files that are not one text are refused", async () => {
  const numbers = await hdf5((file) => file.create_attribute("model_config", [1, 2]));
  await assertRejects(
    () => kerasHdf5Codec.decode!(numbers),
    SyntaxError,
    "The attribute model_config must be one text, but found 2",
  );
  const number = await hdf5((file) => file.create_attribute("model_config", 3));
  await assertRejects(
    () => kerasHdf5Codec.decode!(number),
    SyntaxError,
    "The attribute model_config must be a text, but found",
  );
});

needsFiles("HDF5 arrays of one number have no shape, groups and texts are no arrays", async () => {
  const bytes = await hdf5((file) => {
    file.create_dataset({ name: "one", data: new Float32Array([3]), shape: [] });
    file.create_dataset({ name: "text", data: "words" });
    const group = file.create_group("group");
    group.create_dataset({ name: "some", data: new Float32Array([1, 2]), shape: [2] });
  });
  await readHdf5(bytes, (file) => {
    const one = file.array("one")!;
    assertEquals([one.shape, Array.from(one.entries())], [[], [3]]);
    for (const path of ["text", "group", "none"]) assertEquals(file.array(path), undefined);
    assertEquals(file.arraysBelow("group").map(({ path }) => path), ["group/some"]);
    assertEquals(file.text("none"), undefined);
  });
});

needsFiles("HDF5 files of very many groups are refused before they are all visited", async () => {
  const bytes = await hdf5((file) => {
    const group = file.create_group("many");
    for (let i = 0; i < 10_001; i++) group.create_group(`${i}`);
  });
  const below = () => readHdf5(bytes, (file) => file.arraysBelow("many").length);
  await assertRejects(below, SyntaxError, '"many" has more than 10000 groups and arrays');
});

needsFiles("what is done with an HDF5 file may throw errors of its own", async () => {
  const bytes = await golden("dense.h5");
  const throwing = () =>
    readHdf5(bytes, () => {
      throw new RangeError("own");
    });
  await assertRejects(throwing, RangeError, "own");
});

/** An archive with other members. */
async function archive(change: (name: string, content: Uint8Array) => Uint8Array | undefined) {
  const members = await Promise.all(
    zipEntries(await golden("gru.keras")).map(async (entry) => {
      const content = change(entry.name, await zipContent(entry));
      return content === undefined ? [] : [[entry.name, content] as const];
    }),
  );
  return writeZip(members.flat());
}

needsFiles(
  "Keras archives are of Keras 3 if they do not say their version, in a text",
  async () => {
    const of = (metadata: unknown) =>
      archive((name, content) => {
        if (name !== "metadata.json") return content;
        if (metadata === undefined) return undefined;
        return new TextEncoder().encode(JSON.stringify(metadata));
      });
    const read = async (metadata: unknown) =>
      (await kerasCodec.decode!(await of(metadata))).network;
    const wanted = await read({ keras_version: "3.4.1" });
    assertEquals(await read(undefined), wanted);
    assertEquals(await read({}), wanted);
    await assertRejects(() => read({ keras_version: 3 }), TypeError, "must be a text, but found 3");
    await assertRejects(() => read([3]), TypeError, "metadata.json");
  },
);

needsFiles(
  "loadModel() says which file is wrong, and reads nothing from other folders",
  async () => {
    await using directory = await temporaryDirectory();
    const path = `${directory.path}/model.json`;
    await Deno.writeTextFile(path, '{"format":"backproof network","version":99}');
    await assertRejects(() => loadModel(path), Error, `${path}: `);
    for (const name of ["../weights.bin", "a/b.bin", "..", ""]) {
      const weights = [{ name: "w", shape: [1], dtype: "float32" }];
      const weightsManifest = [{ paths: [name], weights }];
      const content = { format: "layers-model", modelTopology: {}, weightsManifest };
      await Deno.writeTextFile(path, JSON.stringify(content));
      const message = "must be named without its folder, but found";
      await assertRejects(() => loadModel(path), SyntaxError, message);
    }
  },
);

Deno.test("writeZip() refuses more files than an archive of 32 bits can have", () => {
  const files = Array.from({ length: 65_535 }, (_, i) => [`${i}`, new Uint8Array()] as const);
  assertThrows(() => writeZip(files), RangeError, "65,535 files, but found 65535");
});
