import { integerOf, main, nameOf, type Values } from "./support/command.ts";
import { fuzz, type FuzzResult } from "./support/fuzz/fuzz.ts";
import { READER_NAMES, readersOf } from "./support/fuzz/readers.ts";
import { progress } from "./support/progress.ts";
import { table, wrapped } from "./support/table.ts";
import { count, duration } from "../src/core/support/quantities.ts";

const HELP = `
Reads broken files with every reader of the library.

The files are small valid ones with parts changed, checksums right behind the
change. A reader must read a file or throw a SyntaxError, a TypeError or a
RangeError of its own, without control characters, in memory of at most 64 MB
and 8 bytes for each of the file.

Usage: deno task fuzz [options]

  --runs N             files for each reader                         [1000]
  --seed N             seed of all files                             [0]
  --from N             number of the first file                      [0]
  --readers LIST       the readers, with commas between them         [all]
  --json               print one JSON object instead of a table
  -h, --help           show this help

Readers:
${wrapped(READER_NAMES, 2)}
`;

const OPTIONS = {
  runs: { type: "string", default: "1000" },
  seed: { type: "string", default: "0" },
  from: { type: "string", default: "0" },
  readers: { type: "string", default: READER_NAMES.join(",") },
  json: { type: "boolean", default: false },
} as const;

/** Fuzzes as the flags say; resolves to the exit code. */
async function run(flags: Values<typeof OPTIONS>): Promise<number> {
  const runs = integerOf(flags.runs, "runs", 1);
  const seed = integerOf(flags.seed, "seed", 0), from = integerOf(flags.from, "from", 0);
  const names = flags.readers.split(",").map((name) => nameOf(name, "readers", READER_NAMES));
  const shown = progress();
  const results: FuzzResult[] = [];
  for (const reader of await readersOf(names)) {
    const started = performance.now();
    const seconds = () => duration((performance.now() - started) / 1000);
    const onProgress = (done: number) => shown.update(done / runs, reader.name, seconds);
    const result = await fuzz(reader, { seed, runs, from, onProgress });
    results.push(result);
    shown.line(`${reader.name}: ${count(runs)} files (${seconds()})`);
    for (const { run, what, input } of result.faults) {
      shown.line(`error: ${reader.name}, file ${run}: ${what}; it begins ${input} in base64`);
    }
  }
  const faulty = results.reduce((sum, result) => sum + result.faulty, 0);
  if (flags.json) console.log(JSON.stringify({ seed, from, runs, faulty, readers: results }));
  else console.log(table(HEAD, results.map(rowOf)));
  return faulty === 0 ? 0 : 1;
}

const HEAD = ["reader", "files", "read", "refused", "largest", "memory", "faults"];

function rowOf({ reader, inputs, read, largest, megabytes, faulty }: FuzzResult): string[] {
  const refused = inputs - read - faulty;
  return [
    ...[reader, count(inputs), count(read), count(refused), `${count(largest)} B`],
    ...[`+${megabytes} MB`, count(faulty)],
  ];
}

if (import.meta.main) await main("fuzz", { help: HELP, options: OPTIONS, run });
