import { assert, assertEquals } from "@std/assert";
import { sha256 } from "../../src/data/sha256.ts";
import { namesIn, temporaryDirectory } from "../support/directory.ts";
import { gzip } from "../support/idx.ts";
import { mirror, mirrorOf } from "../support/mirror.ts";
import { MNIST_FILES, type MnistBytes, TINY } from "../support/mnist.ts";
import { checkTiny, load, needsNet } from "../support/mnist_loading.ts";

needsNet("loadMnist() downloads, caches uncompressed, and asks no mirror again", async () => {
  await using server = mirrorOf(TINY);
  await using cache = await temporaryDirectory();
  const home = `${cache.path}/not/there/yet`;
  for (let time = 0; time < 2; time++) checkTiny(await load([server.url], { cache: home }));
  assertEquals(server.requests, MNIST_FILES.map((file) => `/${file}.gz`));
  assertEquals(namesIn(home), [...MNIST_FILES].sort());
  for (const file of MNIST_FILES) assertEquals(Deno.readFileSync(`${home}/${file}`), TINY[file]);
  checkTiny(await load([], { directory: home }));
});

needsNet("loadMnist() caches where the environment says", async () => {
  await using server = mirrorOf(TINY);
  await using caches = await temporaryDirectory();
  checkTiny(await load([server.url], {}, { variables: { XDG_CACHE_HOME: caches.path } }));
  assertEquals(namesIn(`${caches.path}/backproof/mnist`), [...MNIST_FILES].sort());
});

needsNet("loadMnist() downloads what the cache lacks and nothing else", async () => {
  await using server = mirrorOf(TINY);
  const { "train-labels-idx1-ubyte": _, ...others } = TINY;
  await using cache = await temporaryDirectory(others);
  checkTiny(await load([server.url], { cache: cache.path }));
  assertEquals(server.requests, ["/train-labels-idx1-ubyte.gz"]);
});

needsNet(
  "loadMnist() replaces a file in the cache that was cut or changed, and says so",
  async () => {
    const file = "t10k-images-idx3-ubyte", whole = TINY[file];
    for (
      const wrong of [whole.subarray(0, 99), whole.with(99, whole[99]! ^ 1), TINY[MNIST_FILES[0]!]]
    ) {
      await using server = mirrorOf(TINY);
      await using cache = await temporaryDirectory({ ...TINY, [file]: wrong });
      const warnings: string[] = [];
      const onWarning = (message: string) => warnings.push(message);
      checkTiny(await load([server.url], { cache: cache.path, onWarning }));
      const [found, wanted] = await Promise.all([wrong, whole].map((each) => sha256(each.slice())));
      assertEquals(warnings, [
        `${cache.path}/${file} must have the SHA-256 ${wanted}, but found ${found}; ` +
        "it is downloaded again",
      ]);
      assertEquals(Deno.readFileSync(`${cache.path}/${file}`), whole);
      assertEquals(server.requests, [`/${file}.gz`]);
    }
  },
);

needsNet("loadMnist() keeps nothing with cache: false or without a home", async () => {
  await using server = mirrorOf(TINY);
  await using home = await temporaryDirectory();
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  const variables = { HOME: home.path };
  checkTiny(await load([server.url], { cache: false, onWarning }, { variables }));
  checkTiny(await load([server.url], { onWarning }));
  assertEquals(server.requests.length, 8);
  assertEquals(namesIn(home.path), []);
  assertEquals(warnings, []);
});

needsNet("loadMnist() goes on without a cache that cannot be made, and says so once", async () => {
  await using server = mirrorOf(TINY);
  await using directory = await temporaryDirectory({ file: Uint8Array.of(10) });
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  const cache = `${directory.path}/file/cache`;
  checkTiny(await load([server.url], { cache, onWarning }));
  assertEquals(warnings.length, 1);
  assert(warnings[0]!.startsWith(`MNIST is not cached in ${cache}: `), warnings[0]);
});

needsNet("loadMnist() leaves no temporary file where a file cannot be renamed", async () => {
  await using server = mirrorOf(TINY);
  await using cache = await temporaryDirectory();
  const first = "train-images-idx3-ubyte";
  await Deno.mkdir(`${cache.path}/${first}/occupied`, { recursive: true });
  checkTiny(await load([server.url], { cache: cache.path }));
  assertEquals(namesIn(cache.path), [first]);
});

needsNet("loadMnist() reports the progress of each file", async () => {
  await using server = mirrorOf(TINY);
  const last = new Map<string, readonly (number | undefined)[]>();
  await load([server.url], {
    onProgress: ({ file, received, total }) => last.set(file, [received, total]),
  });
  const sizes = MNIST_FILES.map((file) => [file, gzip(TINY[file]).length] as const);
  assertEquals([...last], sizes.map(([file, size]) => [file, [size, size]]));
});

needsNet("loadMnist() takes files that a mirror sends uncompressed", async () => {
  await using server = mirror((path) => {
    const file = MNIST_FILES.find((name) => path === `/${name}.gz`)!;
    return new Response(Uint8Array.from(TINY[file]));
  });
  checkTiny(await load([server.url]));
});

needsNet("loadMnist() twice at once into one cache loads twice and leaves four files", async () => {
  // No answer before both have asked for the same file.
  const asked = new Map<string, PromiseWithResolvers<void>>();
  await using server = mirror(async (path) => {
    const other = asked.get(path);
    if (other === undefined) {
      const both = Promise.withResolvers<void>();
      asked.set(path, both);
      await both.promise;
    } else {
      other.resolve();
    }
    return new Response(Uint8Array.from(gzip(TINY[path.slice(1, -3) as keyof MnistBytes])));
  });
  await using cache = await temporaryDirectory();
  const loading = [0, 1].map(() => load([server.url], { cache: cache.path }));
  for (const loaded of await Promise.all(loading)) checkTiny(loaded);
  assertEquals(server.requests.length, 8);
  assertEquals(namesIn(cache.path), [...MNIST_FILES].sort());
});
