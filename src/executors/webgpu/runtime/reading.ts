import type { Network } from "../../../engine/network.ts";
import type { OpenDevice } from "./device.ts";
import { deviceError } from "./losses.ts";

/** Numbers of a buffer that lie beside each other: the first, and how many. */
export type Range = readonly [at: number, count: number];

/** Bytes of a number. */
export const WORD = 4;

/** Encodes copies of ranges; the function that it returns reads them once the commands are submitted. */
export function readingOf(
  open: OpenDevice,
  encoder: GPUCommandEncoder,
  from: GPUBuffer,
  ranges: readonly Range[],
  lastRead: () => Network,
): () => Promise<Float32Array[]> {
  const words = ranges.reduce((sum, [, count]) => sum + count, 0);
  const { device } = open;
  const { MAP_READ, COPY_DST } = GPUBufferUsage;
  const staging = device.createBuffer({
    size: Math.max(1, words) * WORD,
    usage: MAP_READ | COPY_DST,
  });
  let next = 0;
  for (const [at, count] of ranges) {
    encoder.copyBufferToBuffer(from, at * WORD, staging, next * WORD, count * WORD);
    next += count;
  }
  return async () => {
    try {
      await staging.mapAsync(GPUMapMode.READ);
    } catch (error) {
      throw await deviceError(open, error, lastRead());
    }
    const all = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    let from = 0;
    return ranges.map(([, count]) => all.subarray(from, from += count));
  };
}
