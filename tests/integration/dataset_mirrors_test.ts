/**
 * The published data sets through `loadDataset` from mirrors on this machine, in their true form and
 * under their true names.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { loadDataset } from "../../src/data/sets/load_dataset.ts";
import { sha256 } from "../../src/data/sha256.ts";
import { writeZip } from "../../src/data/files/zip.ts";
import { namesIn, temporaryDirectory } from "../support/directory.ts";
import { gzip, idxFile } from "../support/idx.ts";
import { type Mirror, mirror, rawMirror } from "../support/mirror.ts";
import { TINY } from "../support/mnist.ts";
import { checkTiny, needsNet } from "../support/mnist_loading.ts";

type Files = Readonly<Record<string, Uint8Array>>;

const MNIST: Files = Object.fromEntries(
  Object.entries(TINY).map(([name, bytes]) => [`${name}.gz`, gzip(bytes)]),
);

/** Rows of eight integers of 32 bits: the class, then what QMNIST says of an image. */
function qmnistLabels(digits: readonly number[]): Uint8Array {
  const bytes = digits.flatMap((digit) =>
    [digit, 4, 2154, 59, 30 + digit, 70_000, 0, 0].flatMap((number) => [
      ...[24, 16, 8, 0].map((shift) => number >> shift & 255),
    ])
  );
  return gzip(idxFile([digits.length, 8], bytes, 0x0c));
}

/** What each data set publishes; MNIST's own files are kept inflated. */
const PUBLISHED: Readonly<Record<"mnist" | "fashion-mnist" | "kmnist" | "qmnist", Files>> = {
  mnist: MNIST,
  "fashion-mnist": MNIST,
  kmnist: MNIST,
  qmnist: {
    "train-images-idx3-ubyte.gz": MNIST["train-images-idx3-ubyte.gz"]!,
    "t10k-images-idx3-ubyte.gz": MNIST["t10k-images-idx3-ubyte.gz"]!,
    "qmnist-train-labels-idx2-int.gz": qmnistLabels([5, 0, 9]),
    "qmnist-test-labels-idx2-int.gz": qmnistLabels([7, 2, 1, 1]), // two of the images are lost
  },
};

/** The checksums of files as they are kept. */
async function checksumsOf(files: Files, isInflated: (file: string) => boolean) {
  const sums = Object.entries(files).map(async ([file, bytes]) => {
    const kept = isInflated(file) ? gunzipSync(bytes) : bytes;
    return [
      isInflated(file) ? file.slice(0, -3) : file,
      await sha256(Uint8Array.from(kept)),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
}

/** A server that holds files in its folder `sets`. */
function serverOf(files: Files): Mirror {
  return mirror((path) => {
    const bytes = files[path.replace("/sets/", "")];
    if (bytes !== undefined) return new Response(Uint8Array.from(bytes));
    return new Response(null, { status: 404, statusText: "Not Found" });
  });
}

/** Mirrors that miss files, cut them short, and change them. */
function failingMirrors(files: Files): readonly Mirror[] {
  const changed = Object.entries(files).map(([name, bytes]) => {
    return [name, bytes.map((byte, i) => i === 40 ? byte ^ 1 : byte)];
  });
  const cutShort = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this";
  return [
    serverOf({}),
    rawMirror(cutShort, { hangUp: true }),
    serverOf(Object.fromEntries(changed)),
  ];
}

for (const [name, files] of Object.entries(PUBLISHED)) {
  const set = name as keyof typeof PUBLISHED;
  needsNet(
    `${name} is loaded past mirrors that miss, cut short or change it, and kept`,
    async () => {
      await using stack = new AsyncDisposableStack();
      // A folder that the environment names comes first.
      const named = Deno.env.get("MNIST_DIR");
      Deno.env.delete("MNIST_DIR");
      stack.defer(() => named === undefined ? undefined : Deno.env.set("MNIST_DIR", named));
      const failing = failingMirrors(files).map((each) => stack.use(each));
      const good = stack.use(serverOf(files)), home = stack.use(await temporaryDirectory());
      const checksums = await checksumsOf(files, (file) => {
        return /^q?mnist$/.test(name) && !file.startsWith("qmnist");
      });
      // The last one without its final slash.
      const mirrors = [...failing.map(({ url }) => `${url}sets/`), `${good.url}sets`];
      const options = { mirrors, checksums, cache: home.path };
      const loaded = await loadDataset(set, options);
      checkTiny(loaded);
      if (set === "qmnist") {
        assertEquals(loaded.details!.test.shape, [2, 8]);
        assertEquals(Array.from(loaded.details!.train.data.slice(8)).slice(0, 6), [
          ...[0, 4, 2154, 59, 30, 70_000],
        ]);
      } else assertEquals(loaded.details, undefined);
      // Each fails once for each folder of the cache; then the one that served is asked first.
      const folders = set === "qmnist" ? 2 : 1;
      assertEquals(failing.map(({ requests }) => requests.length), [folders, folders, folders]);
      assertEquals(good.requests.length, 4);
      assertEquals(namesIn(home.path), Object.keys(checksums).sort());
      checkTiny(await loadDataset(set, options));
      assertEquals(good.requests.length, 4, "the cache is enough");
    },
  );
}

/** A character that is a bright pixel in row 2, column 5 of the published image, whose label it is. */
function characters(labels: readonly number[]): readonly [Uint8Array, Uint8Array] {
  const pixels = new Uint8Array(labels.length * 784);
  labels.forEach((label, i) => pixels[i * 784 + 2 * 28 + 5] = 100 + label);
  return [gzip(idxFile([labels.length, 28, 28], pixels)), gzip(idxFile([labels.length], labels))];
}

/** The first, last and number of classes of each split, and its published labels. */
const SPLITS = {
  balanced: ["0", "t", 47, 0],
  byclass: ["0", "z", 62, 0],
  bymerge: ["0", "t", 47, 0],
  digits: ["0", "9", 10, 0],
  letters: ["A", "Z", 26, 1],
  mnist: ["0", "9", 10, 0],
} as const;

needsNet(
  "every split of EMNIST comes upright from one archive, which is fetched once",
  async () => {
    const splits = Object.entries(SPLITS) as [keyof typeof SPLITS, typeof SPLITS.balanced][];
    const zip = writeZip(splits.flatMap(([split, [, , count, first]]) => {
      const [images, labels] = characters([first, first + count - 1]),
        [test, testLabels] = characters([first + 1]);
      const named = (part: string) => `gzip/emnist-${split}-${part}-ubyte.gz`;
      return [
        [named("train-images-idx3"), images],
        [named("train-labels-idx1"), labels],
        [named("test-images-idx3"), test],
        [named("test-labels-idx1"), testLabels],
      ] as const;
    }));
    await using stack = new AsyncDisposableStack();
    const files = { "gzip.zip": zip };
    const failing = failingMirrors(files).map((each) => stack.use(each));
    const good = stack.use(serverOf(files)), home = stack.use(await temporaryDirectory());
    const mirrors = [...failing, good].map(({ url }) => `${url}sets/`);
    const checksums = await checksumsOf(files, () => false);
    for (const [split, [first, last, count, firstLabel]] of splits) {
      const options = { split, mirrors, checksums, cache: home.path };
      const { train, test, classes } = await loadDataset("emnist", options);
      assertEquals([classes[0], classes.at(-1), classes.length], [first, last, count]);
      assertEquals([Array.from(train.labels!), Array.from(test.labels!)], [[0, count - 1], [1]]);
      const { data } = train.inputs; // row 5, column 2 of the second image
      assertEquals([data[784 + 5 * 28 + 2], data[784 + 2 * 28 + 5]], [99 + firstLabel + count, 0]);
    }
    assertEquals([...failing, good].map(({ requests }) => requests.length), [1, 1, 1, 1]);
    assertEquals(namesIn(home.path), ["gzip.zip"]);
  },
);

Deno.test("loadDataset() refuses addresses and checksums that are none, and of other files", async () => {
  const load = (options: object) => () => loadDataset("kmnist", { cache: false, ...options });
  const folder = "mirrors must be addresses of folders, as https://example.org/mnist/, but found ";
  for (const url of ["example.org", "file:///mnist/", "https://example.org/?of=", 7]) {
    await assertRejects(load({ mirrors: [url] }), TypeError, folder);
  }
  const list = "mirrors must be a list of addresses, but found";
  await assertRejects(load({ mirrors: "https://example.org/" }), TypeError, list);
  const sum = "a".repeat(64);
  const unknown = "checksums must be of files among train-images-idx3-ubyte.gz, ";
  await assertRejects(load({ checksums: { "train-images": sum } }), RangeError, unknown);
  const wrong = "The checksum of t10k-labels-idx1-ubyte.gz must be a SHA-256 of 64 hexadecimal";
  for (const checksum of ["abc", sum.toUpperCase(), 7]) {
    const checksums = { "t10k-labels-idx1-ubyte.gz": checksum };
    await assertRejects(load({ checksums }), TypeError, wrong);
  }
});
