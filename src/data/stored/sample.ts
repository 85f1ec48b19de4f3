import type { Dataset } from "../dataset.ts";
import { type Examples, isStored, readExamples, type StoredDataset } from "./stored.ts";

/** How many examples of a stored data set are read to describe it. */
const SAMPLED = 32;

const SAMPLES = /* @__PURE__ */ new WeakMap<StoredDataset, Promise<Dataset>>();

/** A data set, or a few examples of one that is read, evenly spaced, which are read once. */
export function sampleOf(data: Examples): Promise<Dataset> {
  if (!isStored(data)) return Promise.resolve(data);
  const known = SAMPLES.get(data);
  if (known !== undefined) return known;
  const { examples } = data, length = Math.min(SAMPLED, examples);
  const rows = Uint32Array.from({ length }, (_, i) => Math.floor(i * examples / length));
  const sample = readExamples(data, rows) as Promise<Dataset>;
  SAMPLES.set(data, sample);
  return sample;
}
