import process from "node:process";
import { deriveKey, type RandomKey, randomKey } from "../../../src/core/random/random.ts";
import { printable } from "../../../src/core/support/describe.ts";
import { type Draw, drawsOf } from "./mutate.ts";

/** A function of the library that reads foreign bytes. */
export interface Reader {
  readonly name: string;
  /** Valid files, which are small. */
  readonly files: readonly Uint8Array[];
  /** Larger ones, such as other programs write, which one input in sixteen is like. */
  readonly large?: readonly Uint8Array[];
  /** A file like one of them, most often broken. */
  readonly mutate: (
    file: Uint8Array,
    draw: Draw,
    other: Uint8Array,
  ) => Uint8Array | Promise<Uint8Array>;
  /** Throws, or rejects, if the bytes are broken. */
  readonly read: (bytes: Uint8Array) => unknown;
}

/** An input that a reader did not treat as it should. */
export interface Fault {
  /** The number of the input, from 0. */
  readonly run: number;
  readonly what: string;
  /** The beginning of the input, in base64. */
  readonly input: string;
}

/** What a reader did. */
export interface FuzzResult {
  readonly reader: string;
  readonly inputs: number;
  /** How many of them were read; the others were refused. */
  readonly read: number;
  /** The size of the largest, in bytes. */
  readonly largest: number;
  /** By how much the memory of the process rose meanwhile, in MB. */
  readonly megabytes: number;
  /** The first faults, and how many there are. */
  readonly faults: readonly Fault[];
  readonly faulty: number;
}

export interface FuzzPlan {
  readonly seed: number;
  /** How many inputs. */
  readonly runs: number;
  /** The number of the first input; defaults to 0. */
  readonly from?: number;
  readonly onProgress?: (done: number) => void;
  /** The most memory that the process ever took, in bytes. */
  readonly peak?: () => number;
}

/** What engines say: a reader should have checked before. */
const OF_ENGINE =
  /call stack|Cannot ((read|set) propert|convert|access|destructure|mix)|is not (a function|iterable|defined|a constructor)|Invalid (array|typed array|array buffer|string|count)|allocation failed|out of (memory|bounds)|Reduce of empty|object is not|circular/i;

const MOST_FAULTS = 5, MEGABYTE = 1e6, LARGE_IN = 16;
/** What memory an input may take: so many bytes for each of its own, and 64 MB. */
const BYTES_PER_BYTE = 8, SPARE = 64 * MEGABYTE;

/** Reads mutated files, and counts what is neither read nor refused by a typed error. */
export async function fuzz(reader: Reader, plan: FuzzPlan): Promise<FuzzResult> {
  const { seed, runs, from = 0, onProgress, peak = peakOfProcess } = plan;
  const key = deriveKey(randomKey(seed), nameNumber(reader.name));
  const faults: Fault[] = [];
  let read = 0, largest = 0, faulty = 0;
  // Also loads what it needs.
  for (const file of [...reader.files, ...reader.large ?? []]) await reader.read(file);
  const before = peak();
  let most = before;
  for (let run = from; run < from + runs; run++) {
    const bytes = await inputOf(reader, key, run);
    largest = Math.max(largest, bytes.length);
    let fault: string | undefined;
    try {
      const result = reader.read(bytes);
      if (result instanceof Promise) await result;
      read++;
    } catch (error) {
      fault = faultOf(error);
    }
    const now = peak();
    if (now > most + BYTES_PER_BYTE * bytes.length + SPARE) {
      fault ??= `it takes ${Math.round((now - most) / MEGABYTE)} MB`;
    }
    most = now;
    if (fault !== undefined && ++faulty <= MOST_FAULTS) {
      faults.push({ run, what: fault, input: bytes.subarray(0, 300).toBase64() });
    }
    if (run % 1000 === 999) onProgress?.(run + 1 - from);
  }
  return {
    ...{ reader: reader.name, inputs: runs, read, largest },
    ...{ megabytes: Math.round((most - before) / MEGABYTE), faults, faulty },
  };
}

function inputOf(
  { files, large, mutate }: Reader,
  key: RandomKey,
  run: number,
): Uint8Array | Promise<Uint8Array> {
  const draw = drawsOf(deriveKey(key, run));
  const drawn = large !== undefined && draw.below(LARGE_IN) === 0 ? large : files;
  return mutate(draw.of(drawn), draw, draw.of(drawn));
}

/** What is wrong with an error, if it is not one that a reader should throw. */
function faultOf(error: unknown): string | undefined {
  const isTyped = error instanceof SyntaxError || error instanceof TypeError ||
    error instanceof RangeError;
  if (!isTyped) return `it throws ${printable(String(error))}`;
  const { message } = error;
  if (OF_ENGINE.test(message)) return `the engine throws ${printable(message.slice(0, 200))}`;
  if (message !== printable(message)) return `it quotes control characters: ${printable(message)}`;
  return undefined;
}

function peakOfProcess(): number {
  return 1024 * process.resourceUsage().maxRSS;
}

/** A number for a name, so that a reader has the same inputs whichever others there are. */
function nameNumber(name: string): number {
  return Array.from(name).reduce((sum, letter) => (31 * sum + letter.codePointAt(0)!) >>> 0, 7);
}
