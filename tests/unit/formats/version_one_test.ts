import { assertEquals, assertStrictEquals } from "@std/assert";
import { currentCheckpoint } from "../../../src/formats/version_one.ts";
import { KINDS } from "../../../src/nn/layers/kinds.ts";

const dense = (dropout?: number) => ({
  ...{ units: 1, activation: "tanh", weights: "W", biases: "b" },
  ...(dropout !== undefined && { dropout }),
});

Deno.test("currentCheckpoint() puts dropout and its empty slots behind the layer that had it", () => {
  const now = currentCheckpoint({
    setting: { network: "2-3 tanh dropout 0.5-1", epochs: 1 },
    network: { inputs: 2, layers: [dense(0.5), dense(0)] },
    state: { step: 3, layers: [{ velocity: 1 }, { velocity: 2 }, { velocity: 3 }] },
    best: { epoch: 1, network: { inputs: 2, layers: [dense()] } },
  }) as Record<string, Record<string, unknown>>;
  assertEquals(now.setting, { network: "2-3 tanh-dropout 0.5-1", epochs: 1 });
  const [first, second, third] = now.network!.layers as { kind: unknown; options: unknown }[];
  assertEquals([first!.kind, second!.kind, third!.kind], [KINDS.dense, KINDS.dropout, KINDS.dense]);
  assertEquals(second!.options, { rate: 0.5 });
  // A layer of the state beyond those of the network is left for the checks of checkpoints.
  const slots = [{ velocity: 1 }, { velocity: {} }, { velocity: 2 }, { velocity: 3 }];
  assertEquals(now.state, { step: 3, layers: slots });
  assertEquals((now.best!.network as { layers: unknown[] }).layers.length, 1);
});

Deno.test("currentCheckpoint() leaves what is not of version 1 as it is", () => {
  for (const value of [undefined, null, 3, "text", []]) {
    assertStrictEquals(currentCheckpoint(value), value);
  }
  const setting = { network: 3 }, state = { layers: "none" }, network = { layers: "none" };
  const found = currentCheckpoint({ setting, state, network }) as Record<string, unknown>;
  assertStrictEquals(found.setting, setting);
  assertStrictEquals(found.state, state);
  assertStrictEquals(found.network, network);
});
