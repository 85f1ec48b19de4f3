import { assertEquals, assertRejects } from "@std/assert";
import { dense, elementwise, network, softmax } from "../../engine.ts";
import { encodeCheckpoint, loadCheckpoint, saveCheckpoint } from "../../formats.ts";
import { type Checkpoint, fit } from "../../train.ts";
import { namesIn, temporaryDirectory } from "../support/directory.ts";
import { granted } from "../support/permissions.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "../support/trainings.ts";

const ignore = !(granted({ name: "read" }) && granted({ name: "write" }));

const SAVED: Checkpoint[] = [];
await fit(smallNetwork(1), FEW_EXAMPLES, {
  ...{ ...TRAININGS.adam!, loss, epochs: 3 },
  checkpoint: { every: "epoch", save: (checkpoint) => void SAVED.push(checkpoint) },
});
const [first, second, third] = SAVED as [Checkpoint, Checkpoint, Checkpoint];

Deno.test({
  name: "saveCheckpoint() keeps the one before, and nothing else (needs files)",
  ignore,
  fn: async () => {
    await using directory = await temporaryDirectory();
    const path = `${directory.path}/run`;
    await saveCheckpoint(path, first);
    assertEquals(namesIn(directory.path), ["run"]);
    await saveCheckpoint(path, second);
    await saveCheckpoint(path, third);
    assertEquals(namesIn(directory.path), ["run", "run.previous"]);
    assertEquals(await loadCheckpoint(path), third);
    assertEquals(await loadCheckpoint(`${path}.previous`), second);
  },
});

Deno.test({
  name: "saveCheckpoint() that fails leaves what there is (needs files)",
  ignore,
  fn: async () => {
    await using directory = await temporaryDirectory();
    const path = `${directory.path}/run`;
    const previous = `${path}.previous`;
    await saveCheckpoint(path, first);
    await Deno.mkdir(previous);
    await assertRejects(() => saveCheckpoint(path, second), Error, previous);
    assertEquals(namesIn(directory.path), ["run", "run.previous"]);
    assertEquals(await loadCheckpoint(path), first);
  },
});

Deno.test({
  name:
    "loadCheckpoint() refuses a damaged file, and says whether the one before is whole (needs files)",
  ignore,
  fn: async () => {
    const bytes = await encodeCheckpoint(second);
    await using directory = await temporaryDirectory({ run: bytes.subarray(0, 100) });
    const path = `${directory.path}/run`, previous = `${path}.previous`;
    const refused = (message: string) =>
      assertRejects(() => loadCheckpoint(path), SyntaxError, message);
    await refused(`${path}: This checkpoint must be ${bytes.length} bytes, but found 100`);
    await refused(`the one before, ${previous}, does not exist`);
    await saveCheckpoint(previous, first);
    await refused(`the one before, ${previous}, is whole (epoch 2, 0 steps taken in it)`);
    await Deno.writeTextFile(previous, "something else");
    await refused(`the one before, ${previous}, cannot be read either: A checkpoint must begin`);
    await Deno.remove(path);
    await assertRejects(() => loadCheckpoint(path), Error, "ENOENT");
  },
});

Deno.test({
  name: "loadCheckpoint() takes custom activations for the file and the one before (needs files)",
  ignore,
  fn: async () => {
    const square = elementwise({ name: "square", value: (m, z) => m.mul(z, z) });
    const own = network({ inputs: 5, layers: [dense(2, square), dense(3, softmax)], seed: 1 });
    const saved: Checkpoint[] = [];
    await fit(own, FEW_EXAMPLES, {
      ...{ ...TRAININGS.adam!, loss, epochs: 1 },
      checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
    });
    await using directory = await temporaryDirectory();
    const path = `${directory.path}/run`, given = { activations: [square] };
    await saveCheckpoint(path, saved[0]!);
    await saveCheckpoint(path, saved[0]!);
    assertEquals(await loadCheckpoint(path, given), saved[0]);
    await assertRejects(() => loadCheckpoint(path), RangeError, 'but found "square"');
    await Deno.writeFile(path, (await Deno.readFile(path)).subarray(0, 100));
    await assertRejects(() => loadCheckpoint(path, given), SyntaxError, "is whole (epoch");
  },
});
