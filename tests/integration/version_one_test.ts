import { assert, assertEquals, assertRejects } from "@std/assert";
import { describeNetwork, KINDS, type Network } from "../../engine.ts";
import { decodeCheckpoint, encodeCheckpoint, fromJson } from "../../formats.ts";
import { adam, type Checkpoint, fit, sgd } from "../../train.ts";
import { bitsOf } from "../support/bits.ts";
import { granted } from "../support/permissions.ts";
import {
  EXAMPLES_OF_VERSION_ONE,
  FOLDER,
  TRAININGS_OF_VERSION_ONE,
  untrained,
} from "../support/version_one.ts";

/** A test that reads the files of the version before. */
function test(name: string, fn: () => Promise<void>): void {
  const ignore = !granted({ name: "read", path: FOLDER });
  Deno.test({ name: `${name} (needs files)`, ignore, fn });
}

const read = (name: string) => Deno.readFile(new URL(name, FOLDER));
const networkOf = async (name: string): Promise<Network> =>
  fromJson(JSON.parse(new TextDecoder().decode(await read(`${name}.json`))));

for (const [name, options] of Object.entries(TRAININGS_OF_VERSION_ONE)) {
  const resumed = async (more: object = {}, resume?: Checkpoint) => {
    const given = resume ?? await decodeCheckpoint(await read(`${name}.checkpoint`));
    return fit(untrained(), EXAMPLES_OF_VERSION_ONE, { ...options, ...more, resume: given });
  };

  test(`version 1, ${name}: the checkpoint is read as checkpoints are today`, async () => {
    const checkpoint = await decodeCheckpoint(await read(`${name}.checkpoint`));
    assertEquals(checkpoint.setting.network, "5-8 relu-dropout 0.25-4 tanh-3 softmax");
    assertEquals(checkpoint.setting.network, describeNetwork(checkpoint.network));
    assertEquals(
      checkpoint.network.layers.map(({ kind }) => kind),
      [KINDS.dense, KINDS.dropout, KINDS.dense, KINDS.dense],
    );
    const midway = await networkOf(`${name}_midway`);
    assertEquals(checkpoint.network, midway);
    assertEquals(bitsOf(checkpoint.network), bitsOf(midway));
    const { layers } = checkpoint.state as { layers: Record<string, object>[] };
    const none = Object.fromEntries(options.optimizer.rule!.slots.map((slot) => [slot, {}]));
    assertEquals(layers.map((slots) => Object.keys(slots)), Array(4).fill(Object.keys(none)));
    assertEquals(layers[1], none);
    assertEquals(checkpoint.best?.network.layers.length, checkpoint.best && 4);
    assertEquals(await decodeCheckpoint(await encodeCheckpoint(checkpoint)), checkpoint);
  });

  test(`version 1, ${name}: training ends in the bits that version 1 ended in`, async () => {
    const end = await networkOf(`${name}_end`);
    const { network } = await resumed();
    assertEquals(bitsOf(network), bitsOf(end));
    const whole = await fit(untrained(), EXAMPLES_OF_VERSION_ONE, options);
    assertEquals(bitsOf(whole.network), bitsOf(end), "uninterrupted");
  });

  test(`version 1, ${name}: a checkpoint that is saved anew goes on to the same bits`, async () => {
    const saved: Checkpoint[] = [];
    await resumed({ checkpoint: { every: 1, save: (c: Checkpoint) => void saved.push(c) } });
    assertEquals(saved[0]!.taken, 6);
    const again = await decodeCheckpoint(await encodeCheckpoint(saved[0]!));
    const { network } = await resumed({}, again);
    assertEquals(bitsOf(network), bitsOf(await networkOf(`${name}_end`)));
  });

  test(`version 1, ${name}: another optimizer is refused`, async () => {
    for (const optimizer of [adam(), adam({ beta1: 0.8 }), sgd({ learningRate: 0.05 })]) {
      await assertRejects(() => resumed({ optimizer }), RangeError, "the optimizer must be");
    }
    await assertRejects(() => resumed({ seed: 8 }), RangeError, "the seed must be 7, but found 8");
  });
}

test("version 1: a damaged checkpoint, or one of parts that do not fit, is a SyntaxError", async () => {
  const bytes = await read("adam.checkpoint");
  const decoder = new TextDecoder("latin1");
  const spoiled = async (from: string, to: string) => {
    assertEquals(from.length, to.length);
    const at = decoder.decode(bytes).indexOf(from);
    assert(at > 0, from);
    const changed = bytes.slice();
    changed.set(new TextEncoder().encode(to), at);
    const content = changed.subarray(0, -32);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    changed.set(digest, content.length);
    return decodeCheckpoint(changed);
  };
  await assertRejects(() => spoiled('"layers":[{"units":8', '"layerz":[{"units":8'), SyntaxError);
  await assertRejects(() => spoiled('"units":8', '"units":9'), SyntaxError);
  await assertRejects(() => spoiled('"units":8', '"units":0'), RangeError);
  await assertRejects(() => spoiled('"dropout":0.25', '"dropout":1.25'), RangeError);
  await assertRejects(() => spoiled('"dropout":0.25', '"dropout":null'), RangeError);
  await assertRejects(() => spoiled('"network":{"inputs"', '"netvork":{"inputs"'), SyntaxError);
});
