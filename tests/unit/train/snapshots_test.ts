import { assertEquals, assertRejects } from "@std/assert";
import { entriesOf, layersOf } from "../../../src/engine/parameters.ts";
import {
  type Checkpoint,
  fit,
  type FitOptions,
  type NetworkSnapshot,
  sgd,
  type SnapshotOptions,
} from "../../../train.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

const net = smallNetwork(2);
const options: FitOptions = {
  ...{ loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 2, batchSize: 8, seed: 3 },
};

/** Trains with snapshots after every so many steps; resolves to them and the result. */
async function taken(every: number, others: Partial<FitOptions> = {}) {
  const found: NetworkSnapshot[] = [];
  const next = (taken: number) => {
    return every === Infinity ? Infinity : Math.ceil(taken / every) * every;
  };
  const snapshots: SnapshotOptions = { next, take: (snapshot) => void found.push(snapshot) };
  return { found, result: await fit(net, FEW_EXAMPLES, { ...options, ...others, snapshots }) };
}

for (const executor of ["reference", "wasm"] as const) {
  Deno.test(`fit() takes snapshots of the network after chosen steps and the last: ${executor}`, async () => {
    const { found, result } = await taken(2, { executor });
    const places = found.map(({ taken, epoch, step }) => [taken, epoch, step]);
    assertEquals(places, [[0, 1, 0], [2, 1, 2], [4, 2, 1], [6, 2, 3]]);
    const single = await fit(net, FEW_EXAMPLES, { ...options, executor, epochs: 1 });
    const atStart = entriesOf(layersOf(found[0]!.network)).map(Math.fround);
    assertEquals(atStart, entriesOf(layersOf(net)).map(Math.fround)); // wasm is in float32
    assertEquals(layersOf(found[3]!.network), layersOf(result.network));
    const { found: all } = await taken(1, { executor });
    assertEquals(layersOf(all[3]!.network), layersOf(single.network));
  });

  Deno.test(`fit() gives the same bits with snapshots as without: ${executor}`, async () => {
    const { result } = await taken(1, { executor });
    const without = await fit(net, FEW_EXAMPLES, { ...options, executor });
    assertEquals(layersOf(result.network), layersOf(without.network));
    assertEquals(result.history.map(({ cost }) => cost), without.history.map(({ cost }) => cost));
  });
}

Deno.test("fit() takes snapshots from where it resumes, and after the last epoch if it stops early", async () => {
  const saved: Checkpoint[] = [];
  const checkpoint = { every: 1, save: (each: Checkpoint) => void saved.push(each) };
  await fit(net, FEW_EXAMPLES, { ...options, checkpoint });
  const { found } = await taken(3, { resume: saved[1]! });
  assertEquals(found.map(({ taken }) => taken), [3, 6]);
  const stopped = await taken(Infinity, { epochs: 9, onEpoch: () => "stop" });
  assertEquals(stopped.found.map(({ taken }) => taken), [3]);
});

Deno.test("fit() neither loses snapshots that change, nor lets them change its network", async () => {
  const spoil = ({ network }: NetworkSnapshot) => {
    for (const { weights } of layersOf(network)) (weights!.data as Float64Array).fill(7);
  };
  const result = await fit(net, FEW_EXAMPLES, {
    ...options,
    snapshots: { next: (taken) => taken, take: spoil },
  });
  const without = await fit(net, FEW_EXAMPLES, options);
  assertEquals(layersOf(result.network), layersOf(without.network));
});

Deno.test("fit() does not count the time that snapshots take", async () => {
  let waited = 0;
  const take = async () => {
    const started = performance.now();
    await new Promise<void>((resolve) => setTimeout(resolve, 5));
    waited += performance.now() - started;
  };
  const started = performance.now();
  const { seconds } = await fit(net, FEW_EXAMPLES, {
    ...{ ...options, executor: "reference" as const },
    snapshots: { next: (taken) => taken, take },
  });
  const whole = performance.now() - started;
  assertEquals(1000 * seconds <= whole - waited, true);
});

Deno.test("fit() throws at a number of steps that is past, or is none", async () => {
  for (const wrong of [-1, 0.5, NaN, "4" as unknown as number]) {
    const snapshots = { next: (taken: number) => taken === 0 ? Infinity : wrong, take: () => {} };
    await assertRejects(
      () => fit(net, FEW_EXAMPLES, { ...options, snapshots }),
      RangeError,
      `snapshots.next must return an integer of at least the 1 steps taken, or Infinity, but found`,
    );
  }
  for (const member of ["next", "take"] as const) {
    const snapshots = { next: () => Infinity, take: () => {}, [member]: undefined };
    await assertRejects(
      () => fit(net, FEW_EXAMPLES, { ...options, snapshots }),
      TypeError,
      `snapshots.${member} must be a function`,
    );
  }
});
