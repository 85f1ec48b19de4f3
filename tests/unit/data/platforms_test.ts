import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openArray } from "../../../data.ts";
import { loadModel } from "../../../formats.ts";
import { coresOfPlatform } from "../../../src/core/support/cores.ts";
import { holdToEnd } from "../../../src/core/support/worker_end.ts";
import { gunzip } from "../../../src/data/files/gzip.ts";
import { listImages } from "../../../src/data/files/images/folder.ts";
import { environment, operatingSystem } from "../../../src/data/platform.ts";
import { readImageDirectory } from "../../../src/data/sets/image_set_directory.ts";
import { MnistDirectoryError } from "../../../src/data/sets/mnist_errors.ts";
import { sha256 } from "../../../src/data/sha256.ts";
import { withGlobal } from "../../support/globals.ts";

Deno.test("functions that read files say so on a platform without a file system, as a browser", async () => {
  await withGlobal("process", undefined, async () => {
    assertEquals([operatingSystem(), environment("HOME")], ["browser", undefined]);
    assertThrows(() => openArray("x.npy"), RangeError, "which a browser does not have");
    await assertRejects(() => listImages("images"), TypeError, "this platform has no file system");
    await assertRejects(() => loadModel("x.json"), TypeError, "this platform has none");
    await assertRejects(
      () => readImageDirectory("digits", ["a", "b"], "MNIST_DIR"),
      MnistDirectoryError,
      "Cannot read digits (named by MNIST_DIR): this platform has no file system",
    );
    assertThrows(() => gunzip(Uint8Array.of(0x1f, 0x8b)), SyntaxError, "DecompressionStream first");
  });
});

Deno.test("loadModel() and listImages() want the path of a file as a text", async () => {
  await assertRejects(() => loadModel(3 as never), TypeError, "must be a text, but found 3");
  await assertRejects(() => listImages(3 as never), TypeError, "but found 3");
});

Deno.test("sha256() says that pages without https have no Web Crypto", async () => {
  await withGlobal("crypto", {}, async () => {
    const error = await assertRejects(
      () => sha256(new Uint8Array()),
      DOMException,
      "only by https",
    );
    assertEquals((error as DOMException).name, "NotSupportedError");
  });
});

Deno.test("coresOfPlatform() asks the navigator, else the process, else counts one", async () => {
  const process = { getBuiltinModule: () => ({ availableParallelism: () => 3 }) };
  const cores = async (navigator: unknown, process: unknown) => {
    let found = 0;
    await withGlobal("navigator", navigator, () =>
      withGlobal("process", process, () => {
        found = coresOfPlatform();
      }));
    return found;
  };
  assertEquals(await cores({ hardwareConcurrency: 7 }, process), 7);
  assertEquals(await cores(undefined, process), 3);
  assertEquals(await cores({}, undefined), 1);
  assertEquals(await cores({}, {}), 1);
});

Deno.test("holdToEnd() waits for no lock where workers have none", async () => {
  await withGlobal("navigator", {}, () => holdToEnd("a lock"));
});
