/// <reference lib="deno.worker" />
import { COMPARED, type ComparedName } from "./compared.ts";
import { BUILDS, mapper } from "./mapper.ts";
import { type Accuracy, compare } from "./ulp.ts";

/** A sequence of arguments whose bits are `first`, `first + stride`, … */
export interface Stretch {
  readonly name: ComparedName;
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/** The accuracy on a stretch, for each build. */
export type Found = readonly Accuracy[];

self.onmessage = ({ data }: MessageEvent<Stretch>) => {
  const { name, first, stride, count } = data, { emit, exact } = COMPARED[name];
  const mappers = BUILDS.map((build) => mapper(emit, build));
  const found: Found = compare(exact, mappers, count, (i) => first + i * stride);
  self.postMessage(found);
};
