import {
  adam,
  type Checkpoint,
  fit,
  type FitOptions,
  loadCheckpoint,
  saveCheckpoint,
} from "../../mod.ts";
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
 * Trains in a process that may be killed: tells each step and each checkpoint on standard output, and
 * waits for a byte, or the end, of standard input after each checkpoint.
 */
async function main(path: string): Promise<void> {
  const tell = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  const resume = await loadCheckpoint(path).catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  await trainFrom(resume, {
    onStep: ({ epoch, step, steps }) => tell(`step ${(epoch - 1) * steps + step}`),
    checkpoint: {
      every: EVERY,
      save: async (checkpoint) => {
        tell(`saving ${checkpoint.taken}`);
        await saveCheckpoint(path, checkpoint);
        tell(`saved ${checkpoint.taken}`);
        await Deno.stdin.read(new Uint8Array(1));
      },
    },
  });
}

if (import.meta.main) await main(Deno.args[0]!);
