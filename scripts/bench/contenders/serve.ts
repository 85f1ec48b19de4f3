// Of Node, whose modules Deno has, too: the library is measured in both.
import { readFileSync, writeSync } from "node:fs";
import process from "node:process";
import { type Introduction, type Outcome, sampleIndices, type Work } from "../work.ts";

/** Does and times a work once. */
export type Run = () => Outcome | Promise<Outcome>;

/** Loads, compiles and warms up, for each kind of work that a contender can do. */
export type Preparations = {
  readonly [Kind in Work["kind"]]?: (work: Extract<Work, { kind: Kind }>) => Promise<Run>;
};

/** A program to measure. */
export interface Contender extends Introduction {
  readonly prepare: Preparations;
}

/**
 * Answers requests from standard input with one line of JSON each on standard output.
 *
 * The first line introduces the contender. Each request is a work, prepared once however often it is
 * requested. Output of libraries goes to standard error.
 */
export async function serve(open: () => Promise<Contender>): Promise<never> {
  console.log = console.info = console.error;
  try {
    const contender = await open();
    answer({ version: contender.version });
    let known = "", run: Run | undefined;
    for await (const line of lines(process.stdin)) {
      try {
        if (line !== known || run === undefined) run = await prepared(contender, JSON.parse(line));
        known = line;
        answer(await run());
      } catch (error) {
        run = undefined;
        answer({ error: (error as Error).message });
      }
    }
  } catch (error) {
    answer({ error: (error as Error).message });
  }
  process.exit(0); // workers that a library has left behind would keep the process alive
}

function prepared<W extends Work>({ version, prepare }: Contender, work: W): Promise<Run> {
  const { [work.kind]: preparation }: { readonly [kind: string]: unknown } = prepare;
  if (preparation === undefined) throw new Error(`no ${work.kind} in ${version}`);
  return (preparation as (work: W) => Promise<Run>)(work);
}

function answer(value: unknown): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  for (let from = 0; from < bytes.length;) {
    from += writeSync(process.stdout.fd, bytes.subarray(from));
  }
}

/** The lines of a stream of bytes. */
export async function* lines(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

/** The mean seconds of a call, over at least `least` seconds. */
export async function secondsPerCall(
  call: () => unknown | Promise<unknown>,
  least = 0.1,
): Promise<number> {
  const started = performance.now();
  for (let calls = 1;; calls++) {
    const result = call();
    if (result instanceof Promise) await result;
    const seconds = (performance.now() - started) / 1000;
    if (seconds >= least) return seconds / calls;
  }
}

/** The numbers of a result. */
type Numbers = ArrayLike<number>;

/** Warms a call up; the result times it, and samples the entries that are compared. */
export async function repeated(call: () => Numbers | Promise<Numbers>): Promise<Run> {
  await warmUp(call);
  return async () => {
    const seconds = await secondsPerCall(call);
    const entries = await call();
    return { seconds, sample: sampleIndices(entries.length).map((index) => entries[index]!) };
  };
}

/** Repeats a call until it is warm. */
export async function warmUp(
  call: () => unknown | Promise<unknown>,
): Promise<void> {
  await secondsPerCall(call, 0.3);
}

/** Bytes of a file, in a buffer of their own. */
export function readBytes(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(file));
}

/** Float32 numbers of a file. */
export function readFloats(file: string): Float32Array {
  return new Float32Array(readBytes(file).buffer);
}

/** Integers of a file. */
export function readIntegers(file: string): Uint32Array {
  return new Uint32Array(readBytes(file).buffer);
}
