import type { Found, Stretch } from "./support/accuracy_worker.ts";
import { integerOf, main, nameOf, type Values } from "./support/command.ts";
import { COMPARED_NAMES, type ComparedName } from "./support/compared.ts";
import { BUILDS } from "./support/mapper.ts";
import { progress } from "./support/progress.ts";
import { table } from "./support/table.ts";
import { together } from "./support/ulp.ts";
import { count, duration } from "../src/core/support/quantities.ts";

const HELP = `
Measures the executor's float32 functions against float64, at all 2^32 float32
numbers.

Usage: deno task accuracy [options]

  --of NAME     one function: ${COMPARED_NAMES.join(", ")} [all]
  --stride N    measure only every N-th bit pattern                [1]
  --workers N   number of workers                    [one for each core]
  -h, --help    show this help

Prints the largest error in units of the last place, its argument, and the share
of results that are correctly rounded.
`;

const OPTIONS = {
  of: { type: "string" },
  stride: { type: "string", default: "1" },
  workers: { type: "string" },
} as const;

const PATTERNS = 2 ** 32;
const STRETCHES = 256;

/** Measures as the flags say; resolves to the exit code. */
async function accuracy(flags: Values<typeof OPTIONS>): Promise<number> {
  const names = flags.of === undefined ? COMPARED_NAMES : [nameOf(flags.of, "of", COMPARED_NAMES)];
  const stride = integerOf(flags.stride, "stride", 1);
  const size = flags.workers === undefined
    ? navigator.hardwareConcurrency
    : integerOf(flags.workers, "workers", 1);
  const workers = Array.from(
    { length: size },
    () => new Worker(new URL("./support/accuracy_worker.ts", import.meta.url), { type: "module" }),
  );
  const shown = progress(), began = performance.now();
  try {
    const rows: string[][] = [];
    for (const [n, name] of names.entries()) {
      const found = await measure(workers, stretches(name, stride), (fraction) => {
        const seconds = (performance.now() - began) / 1000;
        shown.update((n + fraction) / names.length, name, () => duration(seconds));
      });
      shown.line(`${name}: ${duration((performance.now() - began) / 1000)}`);
      rows.push(...rowsOf(name, found));
    }
    console.log(table(["function", "build", "largest error", "at", "nearest", "compared"], rows));
  } finally {
    for (const worker of workers) worker.terminate();
  }
  return 0;
}

/** All arguments of a function in parts. */
function stretches(name: ComparedName, stride: number): Stretch[] {
  const all = Math.ceil(PATTERNS / stride), part = Math.ceil(all / STRETCHES);
  return Array.from({ length: Math.ceil(all / part) }, (_, i) => ({
    name,
    first: i * part * stride,
    stride,
    count: Math.min(part, all - i * part),
  }));
}

/** Gives a stretch to every idle worker, and combines their results. */
async function measure(
  workers: readonly Worker[],
  work: readonly Stretch[],
  advance: (fraction: number) => void,
): Promise<Found> {
  let next = 0, done = 0, found: Found | undefined;
  await Promise.all(workers.map(async (worker) => {
    while (next < work.length) {
      const one = await ask(worker, work[next++]!);
      found = found?.map((accuracy, build) => together(accuracy, one[build]!)) ?? one;
      advance(++done / work.length);
    }
  }));
  return found!;
}

function ask(worker: Worker, stretch: Stretch): Promise<Found> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(stretch);
  });
}

function rowsOf(name: string, found: Found): string[][] {
  return found.map(({ worst, at, nearest, compared }, build) => [
    name,
    BUILDS[build]!.name,
    `${worst.toFixed(3)} ulp`,
    String(Number(at.toPrecision(9))),
    `${(100 * nearest / compared).toFixed(2)} %`,
    count(compared),
  ]);
}

if (import.meta.main) {
  await main("accuracy", { help: HELP, options: OPTIONS, run: accuracy });
}
