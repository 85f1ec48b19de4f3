import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { executorNames } from "../../executors.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../formats.ts";
import { type Checkpoint, fit, type FitOptions, type FitResult } from "../../train.ts";
import { layersOf } from "../../src/engine/parameters.ts";
import { bitsOf } from "../support/bits.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "../support/trainings.ts";

const EPOCHS = 4;

/** Everything that must not depend on interruptions: parameters, memory and history, not the time. */
function bitsOfRun({ network, history }: FitResult, last: Checkpoint): string {
  const costs = history.map(({ seconds: _, ...rest }) => rest);
  const { seconds: _, history: __, ...end } = last;
  return bitsOf([layersOf(network), costs, end]);
}

/** Trains to the end. */
async function finished(options: FitOptions, seed: number): Promise<string> {
  let last = options.resume;
  const save = (checkpoint: Checkpoint) => void (last = checkpoint);
  const run = await fit(smallNetwork(seed), FEW_EXAMPLES, {
    ...options,
    checkpoint: { every: "epoch", save },
  });
  return bitsOfRun(run, last!);
}

/** Trains until some steps are taken, or to the end; the checkpoint there, read from its bytes. */
async function interrupted(options: FitOptions, seed: number, taken: number): Promise<Checkpoint> {
  const stopped = new Error("stopped");
  let last = options.resume;
  const save = (checkpoint: Checkpoint) => {
    last = checkpoint;
    if (checkpoint.taken >= taken) throw stopped;
  };
  await fit(smallNetwork(seed), FEW_EXAMPLES, { ...options, checkpoint: { every: 1, save } })
    .catch((error) => assertEquals(error, stopped));
  return await decodeCheckpoint(await encodeCheckpoint(last!));
}

for (const executor of executorNames()) {
  Deno.test(`fit() interrupted anywhere and resumed, by ${executor}, ends in the bits of an uninterrupted training`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(TRAININGS)),
        fc.integer({ min: 2, max: 9 }),
        fc.maxSafeNat(),
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 3 }),
        async (name, batchSize, seed, stretches) => {
          const options = {
            ...{ ...TRAININGS[name]!, loss, epochs: EPOCHS, batchSize, seed, executor },
          };
          let interruptible: FitOptions = options, stop = 0;
          for (const steps of stretches) {
            stop += steps;
            interruptible = { ...options, resume: await interrupted(interruptible, seed, stop) };
          }
          assertEquals(await finished(interruptible, seed), await finished(options, seed));
        },
      ),
      { numRuns: executor === "wasm" ? 30 : 100 },
    );
  });
}
