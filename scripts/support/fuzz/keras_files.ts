import { writeZip } from "../../../src/data/files/zip.ts";

const encoder = new TextEncoder();

/** A layer of two units, in the words of Keras 2 and of Keras 3. */
const DENSE = { name: "dense", units: 2, activation: "tanh", use_bias: true };
const LEGACY = sequential([{
  class_name: "Dense",
  config: { ...DENSE, batch_input_shape: [null, 3] },
}]);
const KERAS_3 = sequential([
  { class_name: "InputLayer", registered_name: null, config: { batch_shape: [null, 3] } },
  { class_name: "Dense", registered_name: null, config: DENSE },
]);

function sequential(layers: readonly object[]): string {
  return JSON.stringify({ class_name: "Sequential", config: { name: "s", layers } });
}

/** What the library writes files by. */
interface Writer {
  readonly ready: Promise<unknown>;
  readonly FS: {
    readonly readFile: (path: string) => Uint8Array;
    readonly unlink: (path: string) => void;
  };
  readonly File: new (path: string, mode: "w") => WrittenGroup & { readonly close: () => unknown };
}

interface WrittenGroup {
  readonly create_group: (name: string) => WrittenGroup;
  readonly create_attribute: (name: string, text: string, shape: null, dtype: string) => void;
  readonly create_dataset: (args: object) => unknown;
}

/** How the arrays of the layer are stored: as Keras does, and in every other way that a reader may meet. */
const STORED = [
  [{ dtype: "<f4" }, { dtype: "<f4" }],
  [{ dtype: "<f8", chunks: [2, 2], compression: 1 }, { dtype: "<i2", chunks: [1] }],
] as const;

/**
 * The smallest files of Keras models, of 2 to 6 kB, in which nearly every byte matters: whole models as
 * Keras 2 saved them, and archives.
 */
export async function smallKerasFiles(): Promise<
  { readonly legacy: readonly Uint8Array[]; readonly archives: readonly Uint8Array[] }
> {
  const specifier = "npm:h5wasm@^0.10.3"; // a variable, so that checking types does not fetch it
  const library: Writer = await import(specifier);
  await library.ready;
  return {
    legacy: STORED.map((ways, i) =>
      written(library, (file) => {
        // A text of variable length, and one of fixed length.
        file.create_attribute("model_config", LEGACY, null, i === 0 ? "S" : `S${LEGACY.length}`);
        file.create_attribute("keras_version", "2.15.0", null, "S6");
        createArrays(file.create_group("model_weights").create_group("dense"), ways, [
          "kernel:0",
          "bias:0",
        ]);
      })
    ),
    archives: STORED.map((ways) => {
      const weights = written(library, (file) => {
        createArrays(file.create_group("layers").create_group("dense").create_group("vars"), ways, [
          "0",
          "1",
        ]);
      });
      return writeZip([
        ["metadata.json", encoder.encode('{"keras_version":"3.3.3"}')],
        ["config.json", encoder.encode(KERAS_3)],
        ["model.weights.h5", weights],
      ]);
    }),
  };
}

function createArrays(
  group: WrittenGroup,
  [kernel, bias]: readonly [object, object],
  [first, second]: readonly [string, string],
): void {
  const [six, two] = [[1, -1, 2, 0, 3, 1], [1, 2]];
  group.create_dataset({ name: first, data: six, shape: [3, 2], ...kernel });
  group.create_dataset({ name: second, data: two, shape: [2], ...bias });
}

/** The bytes of a file that a function fills. */
function written(
  { FS, File }: Writer,
  fill: (file: WrittenGroup) => void,
): Uint8Array<ArrayBuffer> {
  const path = "/small.h5", file = new File(path, "w");
  fill(file);
  file.close();
  const bytes = Uint8Array.from(FS.readFile(path));
  FS.unlink(path);
  return bytes;
}
