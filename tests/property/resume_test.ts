import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  EXECUTOR_NAMES,
  fit,
  type FitOptions,
  type FitResult,
  type Network,
} from "../../mod.ts";
import { bitsOf } from "../support/bits.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "../support/trainings.ts";

const EPOCHS = 4;

/** Everything that must not depend on interruptions: parameters, memory and history, not the time. */
function bitsOfRun({ network, history }: FitResult, last: Checkpoint): string {
  const costs = history.map(({ seconds: _, ...rest }) => rest);
  const { seconds: _, history: __, ...end } = last;
  return bitsOf([network.layers.map(({ weights, biases }) => [weights, biases]), costs, end]);
}

/** Trains to the end; the result with its last checkpoint. */
async function finished(options: FitOptions, start: Network): Promise<string> {
  let last: Checkpoint | undefined;
  const save = (checkpoint: Checkpoint) => void (last = checkpoint);
  const run = await fit(start, FEW_EXAMPLES, {
    ...options,
    checkpoint: { every: "epoch", save },
  });
  return bitsOfRun(run, last!);
}

/** Trains until some steps are taken; the bytes of the checkpoint there. */
async function interrupted(
  options: FitOptions,
  start: Network,
  taken: number,
): Promise<Uint8Array> {
  const stopped = new Error("stopped");
  let bytes: Uint8Array | undefined;
  const save = async (checkpoint: Checkpoint) => {
    if (checkpoint.taken < taken) return;
    bytes = await encodeCheckpoint(checkpoint);
    throw stopped;
  };
  await fit(start, FEW_EXAMPLES, { ...options, checkpoint: { every: 1, save } })
    .catch((error) => assertEquals(error, stopped));
  return bytes!;
}

for (const executor of EXECUTOR_NAMES) {
  Deno.test(`fit() interrupted anywhere and resumed, by ${executor}, ends in the bits of an uninterrupted training`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(TRAININGS)),
        fc.constantFrom(0, 0.5),
        fc.integer({ min: 2, max: 9 }),
        fc.maxSafeNat(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }),
        async (name, dropout, batchSize, seed, places) => {
          const start = smallNetwork(seed, dropout);
          const options = {
            ...{ ...TRAININGS[name]!, loss, epochs: EPOCHS, batchSize, seed, executor },
          };
          const steps = EPOCHS * Math.ceil(FEW_EXAMPLES.inputs.rows / batchSize);
          const stops = places.map((place) => Math.max(1, Math.round(place * steps))).sort((a, b) =>
            a - b
          );
          let resume: Checkpoint | undefined;
          for (const stop of stops) {
            if (resume !== undefined && resume.taken >= stop) continue;
            const bytes = await interrupted({ ...options, ...(resume && { resume }) }, start, stop);
            resume = await decodeCheckpoint(bytes);
            assertEquals(resume.taken, stop);
          }
          const resumed = { ...options, resume: resume! };
          if (resume!.taken === steps) {
            const run = await fit(start, FEW_EXAMPLES, resumed);
            assertEquals(bitsOfRun(run, resume!), await finished(options, start));
          } else {
            assertEquals(await finished(resumed, start), await finished(options, start));
          }
        },
      ),
      { numRuns: executor === "wasm" ? 30 : 60 },
    );
  });
}
