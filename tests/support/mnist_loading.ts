import { assert, assertEquals } from "@std/assert";
import type { TrainAndTest } from "../../src/data/dataset.ts";
import type { Patience } from "../../src/data/sets/download.ts";
import { loadImageSet } from "../../src/data/sets/load_image_set.ts";
import { type LoadMnistOptions, MNIST, MNIST_SOURCE } from "../../src/data/sets/mnist.ts";
import { checksumsOf, type MnistBytes, TINY } from "./mnist.ts";
import { granted } from "./permissions.ts";

const FILES = granted({ name: "read" }) && granted({ name: "write" });
const NET = FILES && granted({ name: "net", host: "127.0.0.1" });

/** A test that reads and writes files. */
export function needsFiles(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name} (needs files)`, ignore: !FILES, fn });
}

/** A test that also serves and fetches on this machine. */
export function needsNet(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name} (needs files and 127.0.0.1)`, ignore: !NET, fn });
}

/** Long enough for a server on this machine that answers. */
const PATIENT: Patience = { connect: 60_000, idle: 60_000 };

/** Loads in surroundings without a home, with mirrors of the test's own. */
export async function load(
  urls: readonly string[],
  options: LoadMnistOptions = {},
  { variables = {}, patience = PATIENT, content = TINY }: {
    readonly variables?: Readonly<Record<string, string>>;
    readonly patience?: Patience;
    readonly content?: MnistBytes;
  } = {},
): Promise<TrainAndTest> {
  const source = { ...MNIST_SOURCE, urls, checksums: await checksumsOf(content) };
  const set = { ...MNIST, sources: { images: source, labels: source } };
  const environment = (name: string) => variables[name];
  return await loadImageSet("loadMnist()", set, options, {
    environment,
    system: "linux",
    patience,
  });
}

/** Checks that a data set is the one in TINY. */
export function checkTiny({ train, test }: TrainAndTest): void {
  assertEquals([train.inputs.rows, train.inputs.columns], [3, 784]);
  assertEquals([test.inputs.rows, test.inputs.columns], [2, 784]);
  assert("scale" in train.inputs && "scale" in test.inputs);
  assertEquals([train.inputs.scale, test.inputs.scale], [1 / 255, 1 / 255]);
  // Pixel 5 of image 2.
  assertEquals(train.inputs.data[2 * 784 + 5], 7);
  assertEquals(Array.from(train.labels!), [5, 0, 9]);
  assertEquals(Array.from(test.labels!), [7, 2]);
  assertEquals([test.targets.rows, test.targets.columns], [2, 10]);
  assertEquals(Array.from(test.targets.data), [
    ...[0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
    ...[0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
  ]);
}
