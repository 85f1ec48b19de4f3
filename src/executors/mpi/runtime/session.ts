import { sha256 } from "../../../data/sha256.ts";
import type { Dataset } from "../../../data/dataset.ts";
import { isStored, shapeOfExamples } from "../../../data/stored/stored.ts";
import type { Network } from "../../../engine/network.ts";
import { layersOf, parameterList } from "../../../engine/parameters.ts";
import type { Session } from "../../executor.ts";
import { openTraining, type TrainingPlan } from "../../wasm/runtime/training_session.ts";
import { fusedOfEngine } from "../../wasm/runtime/variant.ts";
import { failingTogether } from "./ending.ts";
import { processesOf } from "./processes.ts";
import { refusal } from "./refusal.ts";
import type { World } from "./world.ts";

/** The worlds that train: exchanges of two trainings at once would mix. */
const TRAINING = /* @__PURE__ */ new WeakSet<World>();

/**
 * Opens a session that trains a network together with the other processes of a world.
 *
 * @param sample The data set, or some of the examples of one that is read.
 * @throws {RangeError} If the world trains already, or its processes were not given the same.
 */
export async function openShared(
  network: Network,
  plan: TrainingPlan,
  sample: Dataset,
  world: World,
  divideFrom: number,
): Promise<Session> {
  if (TRAINING.has(world)) {
    throw refusal("it trains one network at a time: await fit() before the next");
  }
  TRAINING.add(world);
  const together = <T>(run: () => Promise<T>) => failingTogether(world, run);
  const session = await together(async () => {
    await checkAlike(network, plan, sample, world, divideFrom);
    return await openTraining(network, {
      ...plan,
      workers: 1,
      // What changes batches sees them whole.
      processes: processesOf(world, divideFrom, isStored(plan.dataset) && !plan.augment),
    });
  }).catch((error) => {
    TRAINING.delete(world);
    throw error;
  });
  return {
    ...session,
    close: () => {
      TRAINING.delete(world);
      session.close();
    },
    steps: (rows) => together(() => session.steps(rows)),
    network: () => together(session.network),
    state: () => together(session.state),
  };
}

/** Throws a `RangeError` in all processes unless all were given the same. */
async function checkAlike(
  network: Network,
  plan: TrainingPlan,
  sample: Dataset,
  world: World,
  divideFrom: number,
): Promise<void> {
  const { rank, size } = world;
  const { dataset, batchSize, loss, rule, regularizer, taken, augment, steps, maskKey } = plan;
  const parameters = parameterList(layersOf(network));
  const given: Readonly<Record<string, unknown>> = {
    "the layers": network.layers.map(({ kind, options, activation }) => {
      return [kind.name, options, activation?.name];
    }),
    "the parameters": parameters.map(({ matrix }) => matrix),
    "the data set": [shapeOfExamples(dataset), sample],
    "the batch size, the loss, the regularizer or the augmentation": [
      ...[batchSize, loss.name, regularizer?.name, augment !== undefined],
    ],
    "the optimizer": [rule.slots, [1, 2, 1000].map((step) => rule.shared(taken + step))],
    "the step to start from": taken,
    "the epochs or the early stopping": steps,
    // It decides on the order of the examples, too.
    "the seed": maskKey(1, 0),
    "the options of mpi()": divideFrom,
    "the processor, by the build of WebAssembly that it runs": fusedOfEngine().name,
  };
  for (const [what, value] of Object.entries(given)) {
    const own = await digestOf(value), all = new Uint8Array(size * own.length);
    all.set(own, rank * own.length);
    world.gather(all.buffer, {
      address: 0,
      from: Int32Array.from({ length: size }, (_, r) => r * own.length),
      bytes: new Int32Array(size).fill(own.length),
    });
    const other = Array.from({ length: size }, (_, r) => r).find((r) => {
      // Against rank 0, so that all say the same.
      return own.some((_, i) => all[r * own.length + i] !== all[i]);
    });
    if (other === undefined) continue;
    throw new RangeError(
      `All processes must train with the same arguments, but ranks 0 and ${other} differ in ` +
        `${what}: start all with the same arguments, on the same files`,
    );
  }
}

/** The SHA-256 of a value, arrays of numbers by their bytes. */
async function digestOf(value: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const arrays: ArrayBufferView[] = [];
  const text = JSON.stringify(value, (_, member) => {
    if (typeof member === "function") return `${member.name}()`;
    if (!ArrayBuffer.isView(member)) return member;
    arrays.push(member);
    return member.constructor.name;
  }) ?? "";
  const parts = [await sha256(new TextEncoder().encode(text))];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
    parts.push(await sha256(bytes));
  }
  return new TextEncoder().encode(await sha256(new TextEncoder().encode(parts.join(" "))));
}
