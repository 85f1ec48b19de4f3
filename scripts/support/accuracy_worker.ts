/// <reference lib="deno.worker" />
import { COMPARED, type ComparedName } from "./compared.ts";
import { BUILDS, mapper } from "./mapper.ts";
import { type Accuracy, compare } from "./ulp.ts";

/** A stretch of arguments: their bits are first, first + stride … */
export interface Stretch {
  /** The function. */
  readonly name: ComparedName;
  /** The bits of the first argument. */
  readonly first: number;
  /** How far the bits are apart. */
  readonly stride: number;
  /** How many arguments. */
  readonly count: number;
}

/** What is found in a stretch, for each build. */
export type Found = readonly Accuracy[];

self.onmessage = ({ data }: MessageEvent<Stretch>) => {
  const { name, first, stride, count } = data, { emit, exact } = COMPARED[name];
  const mappers = BUILDS.map((build) => mapper(emit, build));
  const found: Found = compare(exact, mappers, count, (i) => first + i * stride);
  self.postMessage(found);
};
