import { assert, assertEquals, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import { MnistUnavailableError } from "../../src/data/sets/mnist_errors.ts";
import { namesIn, temporaryDirectory } from "../support/directory.ts";
import { gzip } from "../support/idx.ts";
import { mirror, mirrorOf, rawMirror, refusingUrl } from "../support/mirror.ts";
import { images, MNIST_FILES, type MnistBytes, TINY } from "../support/mnist.ts";
import { checkTiny, load, needsNet } from "../support/mnist_loading.ts";

const OTHER: MnistBytes = { ...TINY, "train-images-idx3-ubyte": images(4) };
const CUT_SHORT = Object.fromEntries(
  Object.entries(TINY).map(([file, bytes]) => [`/${file}.gz`, gzip(bytes).slice(0, -9)]),
);
const FAILURES = [
  {
    what: "has the wrong content",
    open: () => mirrorOf(OTHER),
    reason: /^wanted SHA-256 [0-9a-f]{64}, but found [0-9a-f]{64}$/,
  },
  {
    what: "answers 404",
    open: () => mirror(() => new Response("no", { status: 404, statusText: "Not Found" })),
    reason: /^404 Not Found$/,
  },
  {
    what: "answers 500",
    open: () => mirror(() => new Response(null, { status: 500 })),
    reason: /^500/,
  },
  {
    what: "sends gzip that is cut short",
    open: () => mirror((path) => new Response(CUT_SHORT[path]!)),
    reason: /./,
  },
  {
    what: "hangs up in the body",
    open: () =>
      rawMirror("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this", { hangUp: true }),
    reason: /body/,
  },
  {
    what: "hangs up at once",
    open: () => rawMirror("", { hangUp: true }),
    reason: /./,
  },
  {
    what: "sends a page in place of the file",
    open: () => mirror(() => new Response("<html>Please log in</html>")),
    reason: /but found [0-9a-f]{64}$/,
  },
];

for (const { what, open, reason } of FAILURES) {
  needsNet(`loadMnist() goes on to the next mirror when one ${what}`, async () => {
    await using bad = open();
    await using good = mirrorOf(TINY);
    await using cache = await temporaryDirectory();
    checkTiny(await load([bad.url, good.url], { cache: cache.path }));
    assertEquals(namesIn(cache.path), [...MNIST_FILES].sort());
    // The mirror that served is asked first from then on.
    assertEquals(bad.requests, ["/train-images-idx3-ubyte.gz"]);
  });

  needsNet(`loadMnist() says what each mirror answered when every one ${what}`, async () => {
    await using bad = open();
    await using alsoBad = open();
    await using cache = await temporaryDirectory();
    const error = await assertRejects(
      () => load([bad.url, alsoBad.url], { cache: cache.path }),
      MnistUnavailableError,
      "Cannot download train-images-idx3-ubyte (",
    );
    assertEquals(
      error.attempts.map(({ url }) => url),
      [bad.url, alsoBad.url].map((url) => `${url}train-images-idx3-ubyte.gz`),
    );
    for (const { url, reason: found } of error.attempts) {
      assertMatch(found, reason);
      assert(error.message.includes(`${url}: ${found}`));
    }
    assertEquals(namesIn(cache.path), []);
  });
}

needsNet("loadMnist() goes on to the next mirror when one refuses the connection", async () => {
  await using good = mirrorOf(TINY);
  checkTiny(await load([refusingUrl(), good.url]));
  const error = await assertRejects(() => load([refusingUrl()]), MnistUnavailableError);
  // More than that fetch failed.
  assertMatch(error.attempts[0]!.reason, /refused/i);
});

needsNet("loadMnist() gives up on a mirror that sends no headers in time", async () => {
  await using silent = rawMirror("", { hangUp: false });
  const patience = { connect: 20, idle: 60_000 };
  const error = await assertRejects(
    () => load([silent.url], {}, { patience }),
    MnistUnavailableError,
  );
  assertEquals(error.attempts.map(({ reason }) => reason), ["no answer within 0.02 s"]);
});

needsNet("loadMnist() gives up on a mirror that stops in the body", async () => {
  const text = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this";
  await using stopping = rawMirror(text, { hangUp: false });
  const patience = { connect: 60_000, idle: 20 };
  const error = await assertRejects(
    () => load([stopping.url], {}, { patience }),
    MnistUnavailableError,
  );
  assertEquals(error.attempts.map(({ reason }) => reason), ["no more of the body within 0.02 s"]);
});

needsNet(
  "loadMnist() gives up on a mirror that sends more than any file of MNIST has",
  async () => {
    const piece = new Uint8Array(2 ** 20);
    await using endless = mirror(() => {
      return new Response(
        new ReadableStream({ pull: (controller) => controller.enqueue(piece) }),
      );
    });
    const error = await assertRejects(() => load([endless.url]), MnistUnavailableError);
    assertEquals(error.attempts.map(({ reason }) => reason), ["more than 67108864 bytes"]);
  },
);

needsNet("loadMnist() aborted while a mirror is silent rejects with the reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  await using silent = rawMirror("", {
    hangUp: false,
    onRequest: () => controller.abort(reason),
  });
  await using good = mirrorOf(TINY);
  const error = await assertRejects(
    () => load([silent.url, good.url], { signal: controller.signal }),
    Error,
  );
  assertStrictEquals(error, reason);
  assertEquals(good.requests, []);
});

needsNet("loadMnist() aborted in a body rejects with the reason and leaves no file", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  await using server = mirrorOf(TINY);
  await using cache = await temporaryDirectory();
  const onProgress = () => controller.abort(reason);
  const error = await assertRejects(
    () => load([server.url], { cache: cache.path, signal: controller.signal, onProgress }),
    Error,
  );
  assertStrictEquals(error, reason);
  assertEquals(namesIn(cache.path), []);
});

needsNet(
  "loadMnist() rejects with what its listener throws, not with the next mirror",
  async () => {
    const fault = new RangeError("a bug in the listener");
    await using server = mirrorOf(TINY);
    const onProgress = () => {
      throw fault;
    };
    const error = await assertRejects(
      () => load([server.url, server.url], { onProgress }),
      RangeError,
    );
    assertStrictEquals(error, fault);
    assertEquals(server.requests.length, 1);
  },
);
