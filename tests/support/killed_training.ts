import * as fs from "node:fs/promises";
import { encodeCheckpoint, loadCheckpoint } from "../../formats.ts";
import { adam, type Checkpoint, fit, type FitOptions } from "../../train.ts";
import { writeAtomically } from "../../src/data/files/write_atomically.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "./trainings.ts";

/** How many steps there are between two checkpoints: no whole part of an epoch of 11 steps. */
export const EVERY = 4;

/** What is trained: all that may be remembered, by the executor that is told. */
export const KILLED_TRAINING: FitOptions = {
  ...TRAININGS.augmented!,
  ...{ optimizer: adam({ learningRate: 0.01 }), loss, epochs: 120, batchSize: 2, seed: 7 },
};

/** Trains from a checkpoint if there is one. */
export async function trainFrom(
  resume: Checkpoint | undefined,
  options: Partial<FitOptions>,
): Promise<void> {
  await fit(smallNetwork(1), FEW_EXAMPLES, {
    ...KILLED_TRAINING,
    ...options,
    ...(resume && { resume }),
  });
}

/**
 * Tells what happens next on standard output, and waits for a byte, or the end, of standard input: so
 * the process can be killed at any line, and nowhere between.
 */
function tell(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  Deno.stdin.readSync(new Uint8Array(1));
}

/** A file system that tells what it does, and writes files in two halves. */
const TELLING = {
  ...fs,
  open: async (...args: Parameters<typeof fs.open>) => {
    if (args[1] !== "wx") return await fs.open(...args); // to read it, or to flush a folder
    tell("open");
    const file = await fs.open(...args);
    return {
      chmod: (mode: number) => file.chmod(mode),
      writeFile: async (bytes: Uint8Array) => {
        const half = bytes.length >> 1;
        await file.writeFile(bytes.subarray(0, half));
        tell("half");
        await file.writeFile(bytes.subarray(half));
      },
      sync: () => file.sync(),
      close: () => file.close(),
    } as fs.FileHandle;
  },
  rename: (...args: Parameters<typeof fs.rename>) => {
    tell("rename");
    return fs.rename(...args);
  },
  rm: (...args: Parameters<typeof fs.rm>) => {
    tell("rm");
    return fs.rm(...args);
  },
};

async function main(path: string): Promise<void> {
  await trainFrom(await existing(path), {
    onStep: ({ epoch, step, steps }) => tell(`step ${(epoch - 1) * steps + step}`),
    checkpoint: {
      every: EVERY,
      save: async (checkpoint) => {
        await writeAtomically(TELLING, path, await encodeCheckpoint(checkpoint), {
          keepPrevious: true,
        });
        tell(`saved ${checkpoint.taken}`);
      },
    },
  });
}

/** The checkpoint of a file, if there is one. */
export async function existing(path: string): Promise<Checkpoint | undefined> {
  return await loadCheckpoint(path).catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

if (import.meta.main) await main(Deno.args[0]!);
