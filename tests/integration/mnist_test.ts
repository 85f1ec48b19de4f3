import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { loadMnist, type LoadMnistOptions, MNIST_SOURCE } from "../../src/data/sets/mnist.ts";
import { MnistDirectoryError, MnistUnavailableError } from "../../src/data/sets/mnist_errors.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { concat, gzip, idxFile } from "../support/idx.ts";
import { mirrorOf } from "../support/mirror.ts";
import { images, MNIST_FILES, TINY } from "../support/mnist.ts";
import { checkTiny, load, needsFiles, needsNet } from "../support/mnist_loading.ts";
import { granted } from "../support/permissions.ts";

const NEWLINE = Uint8Array.of(10);

/** The four files under other names, changed on the way. */
function renamed(
  name: (file: string) => string,
  change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(TINY).map(([file, bytes]) => [name(file), change(bytes)]),
  );
}

const old = (file: string) => file.replace("-idx", ".idx");
const SPELLINGS = {
  "as published, uncompressed": renamed((file) => file),
  "gzipped": renamed((file) => `${file}.gz`, gzip),
  "in the old spelling": renamed(old),
  "in the old spelling, gzipped": renamed((file) => `${old(file)}.gz`, gzip),
};
for (const [how, files] of Object.entries(SPELLINGS)) {
  needsFiles(`loadMnist() reads a directory of files ${how}`, async () => {
    await using directory = await temporaryDirectory(files);
    checkTiny(await load([], { directory: directory.path }));
  });
}

needsFiles("loadMnist() reads files beside directories that have their names", async () => {
  await using directory = await temporaryDirectory(renamed(old));
  await Promise.all(MNIST_FILES.map((file) => Deno.mkdir(`${directory.path}/${file}`)));
  checkTiny(await load([], { directory: directory.path }));
});

needsFiles("loadMnist() reads the directory in MNIST_DIR, unless one is passed", async () => {
  await using directory = await temporaryDirectory(TINY);
  checkTiny(await load([], {}, { variables: { MNIST_DIR: directory.path } }));
  const variables = { MNIST_DIR: `${directory.path}/nowhere` };
  checkTiny(await load([], { directory: directory.path }, { variables }));
});

needsNet("loadMnist() asks no mirror when a directory was named that lacks files", async () => {
  await using server = mirrorOf(TINY);
  const { "t10k-labels-idx1-ubyte": _, ...others } = TINY;
  await using directory = await temporaryDirectory(others);
  for (const named of ["the option directory", "MNIST_DIR"]) {
    const error = await assertRejects(
      () =>
        named === "MNIST_DIR"
          ? load([server.url], {}, { variables: { MNIST_DIR: directory.path } })
          : load([server.url], { directory: directory.path }),
      MnistDirectoryError,
      `Cannot find t10k-labels-idx1-ubyte in ${directory.path} (named by ${named}), ` +
        "where each may also end in .gz and be spelt t10k-labels.idx1-ubyte",
    );
    assertEquals(error.directory, directory.path);
    assertEquals(error.files, ["t10k-labels-idx1-ubyte"]);
  }
  assertEquals(server.requests, []);
});

needsFiles("loadMnist() names every file that a directory lacks", async () => {
  await using directory = await temporaryDirectory({ file: NEWLINE });
  for (const path of ["", "/nowhere", "/file"].map((end) => directory.path + end)) {
    const error = await assertRejects(() => load([], { directory: path }), MnistDirectoryError);
    assertEquals(error.files, MNIST_FILES);
  }
});

const BROKEN = [
  {
    what: "a file cut short",
    files: { "train-images-idx3-ubyte": TINY["train-images-idx3-ubyte"].subarray(0, 1000) },
    message: "train-images-idx3-ubyte: IDX elements of shape 3 × 28 × 28 must take 2352 bytes, " +
      "but found 984",
  },
  {
    what: "a file with a newline at its end",
    files: { "t10k-labels-idx1-ubyte": concat(TINY["t10k-labels-idx1-ubyte"], NEWLINE) },
    message: "t10k-labels-idx1-ubyte: IDX elements of shape 2 must take 2 bytes, but found 3",
  },
  {
    what: "images that are not 28 × 28",
    files: { "t10k-images-idx3-ubyte": images(2, 27) },
    message:
      "t10k-images-idx3-ubyte must hold images of 28 × 28, at least one, but found the shape 2 × 27 × 27",
  },
  {
    what: "labels in place of images",
    files: { "t10k-images-idx3-ubyte": TINY["t10k-labels-idx1-ubyte"] },
    message:
      "t10k-images-idx3-ubyte must hold images of 28 × 28, at least one, but found the shape 2",
  },
  {
    what: "images in place of labels",
    files: { "t10k-labels-idx1-ubyte": TINY["t10k-images-idx3-ubyte"] },
    message:
      "t10k-labels-idx1-ubyte must hold labels in one dimension, at least one, but found the shape 2 × 28 × 28",
  },
  {
    what: "no examples",
    files: { "train-images-idx3-ubyte": images(0), "train-labels-idx1-ubyte": idxFile([0], []) },
    message:
      "train-images-idx3-ubyte must hold images of 28 × 28, at least one, but found the shape 0 × 28 × 28",
  },
  {
    what: "fewer labels than images",
    files: { "train-labels-idx1-ubyte": idxFile([2], [1, 2]) },
    message: "train-labels-idx1-ubyte must hold one label for each of the 3 images in ",
  },
  {
    what: "a label that is not a digit",
    files: { "t10k-labels-idx1-ubyte": idxFile([2], [9, 10]) },
    message: "t10k-labels-idx1-ubyte must hold labels from 0 to 9, but found 10 at example 1",
  },
];
for (const { what, files, message } of BROKEN) {
  needsFiles(`loadMnist() refuses a directory with ${what} with a SyntaxError`, async () => {
    await using directory = await temporaryDirectory({ ...TINY, ...files });
    const error = await assertRejects(
      () => load([], { directory: directory.path }),
      SyntaxError,
      message,
    );
    assert(error.message.includes(`${directory.path}/`));
  });
}

needsFiles("loadMnist() takes a subset or another data set of the same form", async () => {
  await using directory = await temporaryDirectory({
    ...TINY,
    "t10k-images-idx3-ubyte": images(1),
    "t10k-labels-idx1-ubyte": idxFile([1], [3]),
  });
  const { test } = await load([], { directory: directory.path });
  assertEquals(Array.from(test.labels!), [3]);
});

needsFiles("loadMnist() with an aborted signal rejects with its reason", async () => {
  await using directory = await temporaryDirectory(TINY);
  const reason = new Error("never mind");
  const signal = AbortSignal.abort(reason);
  for (const option of ["directory", "cache"]) {
    const error = await assertRejects(() => load([], { [option]: directory.path, signal }), Error);
    assertStrictEquals(error, reason);
  }
});

Deno.test({
  name: "loadMnist() without any permission is unavailable, and says what each mirror needs",
  permissions: "none",
  fn: async () => {
    const error = await assertRejects(() => loadMnist(), MnistUnavailableError);
    assertEquals(error.attempts.length, MNIST_SOURCE.urls.length);
    for (const { url, reason } of error.attempts) {
      const { host } = new URL(url);
      assert(reason.startsWith(`Requires net access to "${host}`), reason);
    }
  },
});

Deno.test({
  name: "loadMnist() without permission to read the directory that was named says so",
  permissions: "none",
  fn: async () => {
    const error = await assertRejects(
      () => loadMnist({ directory: "digits" }),
      MnistDirectoryError,
      "Cannot read train-images-idx3-ubyte in digits (named by the option directory): " +
        "Requires read access to",
    );
    assertEquals(error.files, ["train-images-idx3-ubyte"]);
  },
});

Deno.test("loadMnist() throws a TypeError unless paths are non-empty strings", async () => {
  for (const name of ["directory", "cache"]) {
    for (const [path, found] of [["", "an empty one"], [7, "7"], [null, "null"]] as const) {
      const options = { [name]: path } as unknown as LoadMnistOptions;
      const message = `${name} must be a path in a string, but found ${found}`;
      await assertRejects(() => load([], options), TypeError, message);
    }
  }
  // A folder passed by itself must not cause a download.
  const folder = "folder" as unknown as LoadMnistOptions;
  await assertRejects(
    () => load([], folder),
    TypeError,
    "such as { directory, cache }, but found",
  );
});

const REAL = granted({ name: "read" }) && granted({ name: "env", variable: "MNIST_DIR" }) &&
  Boolean(Deno.env.get("MNIST_DIR"));
Deno.test({
  name: "loadMnist() of MNIST_DIR gives 60,000 and 10,000 digits (needs the files in MNIST_DIR)",
  ignore: !REAL,
  fn: async () => {
    const { train, test } = await loadMnist();
    assertEquals([train.inputs.rows, train.inputs.columns], [60_000, 784]);
    assertEquals([test.inputs.rows, test.inputs.columns], [10_000, 784]);
    // The first labels, as on the page that MNIST was published on.
    assertEquals(Array.from(train.labels!).slice(0, 5), [5, 0, 4, 1, 9]);
    assertEquals(Array.from(test.labels!).slice(0, 5), [7, 2, 1, 0, 4]);
  },
});
