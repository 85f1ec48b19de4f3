/**
 * The data sets in the form of MNIST, from mirrors on this machine and from directories.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { emnist } from "../../src/data/sets/emnist.ts";
import { FASHION_MNIST } from "../../src/data/sets/fashion_mnist.ts";
import { filesOf, type ImageSet, type Source } from "../../src/data/sets/image_set.ts";
import { loadDataset } from "../../src/data/sets/load_dataset.ts";
import { loadImageSet, type LoadImageSetOptions } from "../../src/data/sets/load_image_set.ts";
import { MNIST } from "../../src/data/sets/mnist.ts";
import { MnistUnavailableError } from "../../src/data/sets/mnist_errors.ts";
import { QMNIST } from "../../src/data/sets/qmnist.ts";
import { sha256 } from "../../src/data/sha256.ts";
import { writeZip } from "../../src/data/files/zip.ts";
import { namesIn, temporaryDirectory } from "../support/directory.ts";
import { gzip, idxFile } from "../support/idx.ts";
import { type Mirror, mirror } from "../support/mirror.ts";
import { images, TINY } from "../support/mnist.ts";
import { checkTiny, needsFiles, needsNet } from "../support/mnist_loading.ts";

/** A server that holds files as they are. */
function published(files: Readonly<Record<string, Uint8Array>>): Mirror {
  return mirror((path) => {
    const bytes = files[path.slice(1)];
    return bytes === undefined
      ? new Response(null, { status: 404 })
      : new Response(Uint8Array.from(bytes));
  });
}

/** A source with these files at an address. */
async function sourceOf(
  source: Source,
  url: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Source> {
  const sums = Object.entries(files).map(async ([name, bytes]) => {
    return [name, await sha256(Uint8Array.from(bytes))] as const;
  });
  return { ...source, urls: [url], checksums: Object.fromEntries(await Promise.all(sums)) };
}

function load(set: ImageSet, options: LoadImageSetOptions = {}, home?: string) {
  return loadImageSet("loadDataset()", set, options, {
    environment: (name) => name === "XDG_CACHE_HOME" ? home : undefined,
    system: "linux",
    patience: { connect: 60_000, idle: 60_000 },
  });
}

const GZIPPED = Object.fromEntries(
  Object.entries(TINY).map(([name, bytes]) => [`${name}.gz`, gzip(bytes)]),
);

needsNet("Fashion-MNIST is verified and kept as it is published, gzipped", async () => {
  await using server = published(GZIPPED);
  await using home = await temporaryDirectory();
  const source = await sourceOf(FASHION_MNIST.sources.images, server.url, GZIPPED);
  const set = { ...FASHION_MNIST, sources: { images: source, labels: source } };
  const loaded = await load(set, {}, home.path);
  checkTiny(loaded);
  assertEquals([loaded.classes[0], loaded.details], ["T-shirt/top", undefined]);
  const kept = `${home.path}/backproof/fashion-mnist`;
  assertEquals(namesIn(kept), Object.keys(GZIPPED).sort());
  checkTiny(await load(set, {}, home.path));
  assertEquals(server.requests.length, 4);
  // What was changed in the cache is downloaded again.
  await Deno.writeFile(`${kept}/t10k-labels-idx1-ubyte.gz`, gzip(idxFile([2], [1, 1])));
  const warnings: string[] = [];
  checkTiny(await load(set, { onWarning: (message) => warnings.push(message) }, home.path));
  assertEquals([server.requests.length, warnings.length], [5, 1]);
});

needsNet("a mirror with another file than the published one is not believed", async () => {
  await using server = published({ ...GZIPPED, "train-images-idx3-ubyte.gz": gzip(images(4)) });
  const source = await sourceOf(FASHION_MNIST.sources.images, server.url, GZIPPED);
  const set = { ...FASHION_MNIST, sources: { images: source, labels: source } };
  const error = await assertRejects(() => load(set, { cache: false }), MnistUnavailableError);
  assertEquals(error.message.endsWith("holds Fashion-MNIST by the option directory"), true);
});

/** Letters with one bright pixel in row 2, column 5 of the published images. */
function letters(labels: readonly number[]): readonly [Uint8Array, Uint8Array] {
  const pixels = new Uint8Array(labels.length * 784);
  labels.forEach((label, i) => pixels[i * 784 + 2 * 28 + 5] = label);
  return [idxFile([labels.length, 28, 28], pixels), idxFile([labels.length], labels)];
}

needsNet("EMNIST comes from one archive, upright, its letters counted from 0", async () => {
  const [images, labels] = letters([1, 26]), [test, testLabels] = letters([3]);
  const zip = writeZip([
    ["gzip/emnist-letters-train-images-idx3-ubyte.gz", gzip(images)],
    ["gzip/emnist-letters-train-labels-idx1-ubyte.gz", gzip(labels)],
    ["gzip/emnist-letters-test-images-idx3-ubyte.gz", gzip(test)],
    ["gzip/emnist-letters-test-labels-idx1-ubyte.gz", gzip(testLabels)],
  ]);
  await using server = published({ "gzip.zip": zip });
  const with_ = async (set: ImageSet) => {
    const source = await sourceOf(set.sources.images, server.url, { "gzip.zip": zip });
    return { ...set, sources: { images: source, labels: source } };
  };
  const loaded = await load(await with_(emnist("letters")), { cache: false });
  assertEquals(Array.from(loaded.train.labels!), [0, 25]);
  assertEquals(loaded.train.targets.columns, 26);
  assertEquals([loaded.classes[0], loaded.classes[25]], ["A", "Z"]);
  const { data } = loaded.train.inputs;
  assertEquals([data[5 * 28 + 2], data[2 * 28 + 5], data[784 + 5 * 28 + 2]], [1, 0, 26]);
  assertEquals(server.requests, ["/gzip.zip"]);
  const digits = await with_(emnist("digits"));
  const message = "gzip.zip must hold gzip/emnist-digits-train-images-idx3-ubyte.gz";
  await assertRejects(() => load(digits, { cache: false }), SyntaxError, message);
});

/** Rows of eight integers of 32 bits. */
function details(rows: readonly (readonly number[])[]): Uint8Array {
  const bytes = rows.flatMap((row) => row.flatMap((value) => [0, 0, value >> 8, value & 255]));
  return idxFile([rows.length, 8], bytes, 0x0c);
}

needsFiles("QMNIST tells who wrote MNIST's digits, and no more than it has images of", async () => {
  const rows = [5, 0, 9].map((digit) => [digit, 4, 2154, 59, 30 + digit, 0, 0, 0]);
  await using directory = await temporaryDirectory({
    ...TINY,
    "qmnist-train-labels-idx2-int": details(rows),
    "qmnist-test-labels-idx2-int.gz": gzip(
      details([7, 2, 1, 1].map((digit) => [digit, 1, 2, 3, 4, 5, 6, 7])),
    ),
  });
  const loaded = await load(QMNIST, { directory: directory.path });
  checkTiny(loaded);
  assertEquals(loaded.details!.train, { shape: [3, 8], data: Int32Array.from(rows.flat()) });
  assertEquals(loaded.details!.test.shape, [2, 8]);
});

needsFiles("loadDataset() reads a directory, and says which of its files are missing", async () => {
  await using directory = await temporaryDirectory(TINY);
  const options = { directory: directory.path };
  for (const name of ["mnist", "fashion-mnist", "kmnist"] as const) {
    checkTiny(await loadDataset(name, options));
  }
  const missing = "Cannot find emnist-balanced-train-images-idx3-ubyte, ";
  await assertRejects(() => loadDataset("emnist", options), Error, missing);
  await assertRejects(() => loadDataset("qmnist", options), Error, "qmnist-train-labels-idx2-int");
});

Deno.test("EMNIST has as many classes in each split as its paper says", () => {
  const splits = ["byclass", "bymerge", "balanced", "letters", "digits", "mnist"] as const;
  const counts = splits.map((split) => emnist(split).classes.length);
  assertEquals(counts, [62, 47, 47, 26, 10, 10]); // arXiv:1702.05373, table II
  assertEquals(filesOf(MNIST).length, 4);
});
