/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { holdToEnd } from "../../../core/support/worker_end.ts";
import { readImages } from "./read_images.ts";
import type { Answer, Chunk } from "./pool.ts";

let held: Promise<void> | undefined;

// Each message is a chunk of files; the answer holds their images, or the error.
self.onmessage = async ({ data }: MessageEvent<Chunk>) => {
  await (held ??= holdToEnd(data.lock));
  try {
    const read = await readImages(data.paths, data.plan);
    self.postMessage({ read } satisfies Answer, [read.pixels.buffer]);
  } catch (error) {
    self.postMessage({ failure: (error as Error).message } satisfies Answer);
  }
};
