/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { type ImagePlan, readImages } from "./read_images.ts";
import type { Answer } from "./pool.ts";

// Each message is a chunk of files; the answer holds their images, or the error.
self.onmessage = async ({ data }: MessageEvent<{ paths: string[]; plan: ImagePlan }>) => {
  try {
    const read = await readImages(data.paths, data.plan);
    self.postMessage({ read } satisfies Answer, [read.pixels.buffer]);
  } catch (error) {
    self.postMessage({ failure: (error as Error).message } satisfies Answer);
  }
};
