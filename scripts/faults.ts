import { join } from "@std/path";
import * as fs from "node:fs/promises";
import { type Checkpoint, loadCheckpoint } from "../mod.ts";
import { randomKey, uniformAt } from "../src/core/random/random.ts";
import { writeAtomically } from "../src/data/files/write_atomically.ts";
import { idxFile } from "../tests/support/idx.ts";
import { WRITTEN_BYTES } from "../tests/support/writer.ts";
import { integerOf, main, type Values } from "./support/command.ts";
import { killRanks } from "./support/faults/ranks.ts";
import { type Progress, progress } from "./support/progress.ts";

const HELP = `
Kills trainings, and processes of trainings by MPI, lets two processes write
one file, and fills a disk.

Nothing may be lost but what came after the last checkpoint, and no file may be
damaged. It takes Linux and, to fill a disk, the right to mount one.

Usage: deno task faults [options]

  --kills N            kills of deno task train --checkpoint         [10]
  --ranks N            kills of a process of a training by MPI, which
                       another number of processes resumes           [10]
  --writers N          rounds of two processes that write one file   [10]
  --disk N             writes to a full disk                         [100]
  --seed N             seed of when to kill                          [0]
  --json               print one JSON object instead of a line each
  -h, --help           show this help
`;

const OPTIONS = {
  kills: { type: "string", default: "10" },
  ranks: { type: "string", default: "10" },
  writers: { type: "string", default: "10" },
  disk: { type: "string", default: "100" },
  seed: { type: "string", default: "0" },
  json: { type: "boolean", default: false },
} as const;

/** What happened, as counts by what it is; those of `WRONG` must be 0. */
type Counts = Record<string, number | string>;
const WRONG = ["lost", "damaged", "failed", "left", "different"];

async function run(flags: Values<typeof OPTIONS>): Promise<number> {
  const [kills, ranks, writers, disk, seed] =
    (["kills", "ranks", "writers", "disk", "seed"] as const)
      .map((flag) => integerOf(flags[flag], flag, 0)) as [number, number, number, number, number];
  const folder = await Deno.makeTempDir(), shown = progress();
  try {
    const found: Record<string, Counts> = {
      kills: kills === 0 ? {} : await killTrainings(folder, kills, seed, shown),
      ranks: ranks === 0 ? {} : await killRanks(folder, {
        ...{ kills: ranks, seed, kill: (id) => command("kill", "-KILL", String(id)) },
        shown: (done) => shown.update(done / ranks, "ranks", () => ""),
      }),
      writers: await writeTogether(folder, writers, shown),
      disk: disk === 0 ? {} : await fillDisk(folder, disk, shown),
    };
    shown.clear();
    if (flags.json) console.log(JSON.stringify(found));
    else for (const [what, counts] of Object.entries(found)) console.log(what, counts);
    return Object.values(found).some((counts) => WRONG.some((each) => counts[each])) ? 1 : 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How many steps there are between two checkpoints, and in an epoch. */
const EVERY = 3;

/** Kills `deno task train` again and again, each time some time after it began. */
async function killTrainings(
  folder: string,
  kills: number,
  seed: number,
  shown: Progress,
): Promise<Record<string, number>> {
  const data = join(folder, "data"), path = join(folder, "run");
  await Deno.mkdir(data);
  for (const [name, images] of [["train", 40], ["t10k", 4]] as const) {
    const pixels = Uint8Array.from({ length: 784 * images }, (_, i) => i * i % 251);
    const labels = Uint8Array.from({ length: images }, (_, i) => i % 10);
    await Deno.writeFile(`${data}/${name}-images-idx3-ubyte`, idxFile([images, 28, 28], pixels));
    await Deno.writeFile(`${data}/${name}-labels-idx1-ubyte`, idxFile([images], labels));
  }
  const counts: Record<string, number> = { kills: 0, lost: 0, damaged: 0, failed: 0, advanced: 0 };
  let kept = 0, last = NaN;
  for (let n = 0; n < kills; n++) {
    const isBegun = await exists(path), saved = await timeOf(path);
    const process = new Deno.Command("deno", {
      args: [
        ...["task", "--quiet", "train", "--dataset", "mnist", "--data", data, "--layers", ""],
        ...["--batch-size", "1", "--epochs", "1000000", "--checkpoint", path],
        ...["--checkpoint-every", String(EVERY), ...(isBegun ? ["--resume"] : [])],
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    let isOver = false;
    const status = process.status.finally(() => isOver = true);
    // The lock tells its process: deno task is another, which would leave it running.
    let pid = NaN;
    while (!isOver && !(pid > 0 && pid !== last)) {
      const holder = await Deno.readTextFile(`${path}.lock`).catch(() => "");
      pid = Number(holder.split(" ")[1]);
      await pause(5);
    }
    // Most often around a save, which takes most of the time here, else wherever it is.
    if (n % 10 > 0) { while (!isOver && await timeOf(path) === saved) await pause(5); }
    await pause((n % 10 > 0 ? 100 : 1500) * uniformAt(randomKey(seed), n));
    last = pid;
    if (isOver) counts.failed!++;
    else await command("kill", "-KILL", String(pid));
    await status;
    counts.kills!++;
    for (const each of [path, `${path}.previous`]) {
      const checkpoint = await stateOf(each);
      if (checkpoint === "damaged") counts.damaged!++;
      if (each !== path || typeof checkpoint !== "object") continue;
      if (checkpoint.taken < kept) counts.lost!++;
      if (checkpoint.taken > kept) counts.advanced!++;
      kept = checkpoint.taken;
    }
    if (kept > 0 && !await exists(path)) counts.lost!++;
    shown.update((n + 1) / kills, "kills", () => `${kept} steps`);
  }
  return { ...counts, steps: kept };
}

async function stateOf(path: string): Promise<Checkpoint | "absent" | "damaged"> {
  return await loadCheckpoint(path).catch((error) => {
    return error.code === "ENOENT" ? "absent" : "damaged";
  });
}

/** Lets two processes write one file 20 times each, and looks at what is left. */
async function writeTogether(folder: string, rounds: number, shown: Progress): Promise<Counts> {
  const script = new URL("../tests/support/writer.ts", import.meta.url).pathname;
  const counts: Record<string, number> = { rounds, failed: 0, damaged: 0, left: 0 };
  for (let n = 0; n < rounds; n++) {
    const place = join(folder, `writers${n}`), path = join(place, "file");
    await Deno.mkdir(place);
    const both = [1, 2].map((byte) =>
      new Deno.Command("deno", {
        args: ["run", "--no-check", "-RW", script, path, String(byte), "20"],
      }).output()
    );
    for (const { success } of await Promise.all(both)) if (!success) counts.failed!++;
    for (const each of [path, `${path}.previous`]) if (!await isWhole(each)) counts.damaged!++;
    counts.left! += Array.from(Deno.readDirSync(place)).length - 2;
    shown.update((n + 1) / rounds, "writers", () => "");
  }
  return counts;
}

/** Whether a file holds what one of the writers wrote. */
async function isWhole(path: string, size = WRITTEN_BYTES): Promise<boolean> {
  const bytes = await Deno.readFile(path).catch(() => new Uint8Array());
  return bytes.length === size && bytes.every((byte) => byte === bytes[0]);
}

const DISK = 2 ** 20;

/** Writes files to a disk that they do not fit on, or only without the one before. */
async function fillDisk(folder: string, writes: number, shown: Progress): Promise<Counts> {
  const disk = join(folder, "disk"), path = join(disk, "file");
  const counts: Record<string, number> = {
    writes: 0,
    whole: 0,
    full: 0,
    lost: 0,
    damaged: 0,
    left: 0,
  };
  await Deno.mkdir(disk);
  await command("mount", "-t", "tmpfs", "-o", `size=${DISK}`, "tmpfs", disk);
  try {
    for (let round = 0; counts.writes! < writes; round++) {
      for (const { name } of Deno.readDirSync(disk)) await Deno.remove(join(disk, name));
      const size = Math.round(DISK / 2 * (0.1 + 0.9 * (round * 0.618 % 1)));
      for (let byte = 1; byte <= 4 && counts.writes! < writes; byte++, counts.writes!++) {
        const places = [path, `${path}.previous`];
        const before = await Promise.all(places.map(exists));
        await writeAtomically(fs, path, new Uint8Array(size).fill(byte), { keepPrevious: true })
          .then(() => counts.whole!++, (error) => {
            if (error.code !== "ENOSPC") throw error;
            counts.full!++;
          });
        for (const [i, place] of places.entries()) {
          const isThere = await exists(place);
          if (before[i] && !isThere) counts.lost!++;
          if (isThere && !await isWhole(place, size)) counts.damaged!++;
        }
        counts.left! += Array.from(Deno.readDirSync(disk)).filter(({ name }) =>
          name.endsWith(".part")
        ).length;
      }
      shown.update(counts.writes! / writes, "disk", () => "");
    }
  } finally {
    await command("umount", disk);
  }
  return counts;
}

async function command(name: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(name, { args: [...args] }).output();
  if (!success) throw new Error(`${name} failed: ${new TextDecoder().decode(stderr)}`);
}

/** When a file was written; 0 if it does not exist. */
function timeOf(path: string): Promise<number> {
  return Deno.stat(path).then(({ mtime }) => mtime!.getTime(), () => 0);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

if (import.meta.main) await main("faults", { help: HELP, options: OPTIONS, run });
