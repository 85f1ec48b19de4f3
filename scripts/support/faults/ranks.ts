import { fromFileUrl, join } from "@std/path";
import { randomKey, uniformAt } from "../../../src/core/random/random.ts";

/** What came of trainings whose processes were killed. */
export type RankCounts =
  & Record<"kills" | "resumed" | "anew" | "late" | "failed" | "different", number>
  & { readonly digest: string };

/** A launcher, and the flags with which it starts more processes than there are cores. */
export const LAUNCHER = {
  command: "mpirun.openmpi",
  flags: [
    ...["--oversubscribe", "--bind-to", "none", "--allow-run-as-root"],
    // Who waits lets others have the processor, which is as often busy as not.
    ...["--mca", "mpi_yield_when_idle", "1"],
  ],
} as const;

const SCRIPT = fromFileUrl(new URL("../../../tests/support/mpi_resume.ts", import.meta.url));
const PROGRAM = ["deno", "run", "-q", "--no-check", "--allow-ffi", "--allow-read", "--allow-write"];

/** A training in some processes. */
interface Training {
  /** Resolves to the ids of the processes, by rank, once steps begin. */
  readonly begun: Promise<readonly number[]>;
  /** Resolves to the digest at the end; to nothing if it fails. */
  readonly digest: Promise<string | undefined>;
}

/** Trains in some processes, from the checkpoint where there is one. */
function train(processes: number, what: string, file: string): Training {
  const child = new Deno.Command(LAUNCHER.command, {
    args: [...LAUNCHER.flags, "-n", `${processes}`, ...PROGRAM, SCRIPT, what, file],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let begin: (ids: readonly number[]) => void = () => {};
  const begun = new Promise<readonly number[]>((resolve) => begin = resolve);
  const ids: number[] = [];
  const reading = (async () => {
    let last = "", rest = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const [, rank, id] = /^rank (\d+): process (\d+)$/.exec(line) ?? [];
        if (rank !== undefined) ids[Number(rank)] = Number(id);
        else last = line;
        if (ids.filter(() => true).length === processes) begin(ids);
      }
    }
    begin(ids); // it has ended
    return last;
  })();
  const digest = Promise.all([reading, child.status]).then(([last, { success }]) => {
    return success ? last : undefined;
  });
  return { begun, digest };
}

/**
 * Kills a process of a training by MPI at a random moment, again and again, and resumes the training with
 * another number of processes: all must end with the digest of an uninterrupted one.
 *
 * @param kill Sends SIGKILL to a process.
 */
export async function killRanks(
  folder: string,
  { kills, seed, kill, shown }: {
    readonly kills: number;
    readonly seed: number;
    readonly kill: (id: number) => Promise<void>;
    readonly shown?: (done: number) => void;
  },
): Promise<RankCounts> {
  const key = randomKey(seed), path = join(folder, "ranks");
  const exists = () => Deno.stat(path).then(() => true, () => false);
  const clear = async () => {
    for (const each of [path, `${path}.previous`]) await Deno.remove(each).catch(() => {});
  };
  // With checkpoints in two processes, as those that are killed; their bits are those of one.
  const digest = await train(1, "whole", "").digest, first = train(2, "train", path);
  await first.begun;
  const started = performance.now();
  if (digest === undefined || await first.digest !== digest) {
    throw new Error("Trainings by MPI fail, or differ");
  }
  let milliseconds = performance.now() - started;
  await clear();
  const counts = { kills: 0, resumed: 0, anew: 0, late: 0, failed: 0, different: 0 };
  for (let n = 0; counts.kills < kills && counts.failed === 0; n++) {
    const drawn = (k: number, below: number) => Math.floor(below * uniformAt(key, 4 * n + k));
    const processes = 2 + drawn(0, 3), rank = drawn(1, processes);
    // Another number, of 1 to 4.
    const others = [1, 2, 3, 4].filter((each) => each !== processes);
    const training = train(processes, "train", path), ids = await training.begun;
    let isOver = false;
    const end = training.digest.finally(() => isOver = true);
    // Most often after the first checkpoint.
    while (n % 10 > 0 && !isOver && !await exists()) await pause(5);
    await pause(drawn(2, milliseconds));
    await kill(ids[rank]!).catch(() => {
      counts.late++; // it had ended: the machine has become faster
      milliseconds *= 0.8;
    });
    if (await end === undefined) counts.kills++;
    counts[await exists() ? "resumed" : "anew"]++;
    const found = await train(others[drawn(3, 3)]!, "train", path).digest;
    if (found === undefined) counts.failed++;
    else if (found !== digest) counts.different++;
    await clear();
    shown?.(counts.kills);
  }
  return { ...counts, digest };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
