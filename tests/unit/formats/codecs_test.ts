import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { dense, type Matrix, network, softmax, tanh } from "../../../engine.ts";
import { adam, type Checkpoint, fit } from "../../../train.ts";
import type { Codec, Encoded } from "../../../src/formats/codec.ts";
import { codecOf, CODECS, describeCodecs } from "../../../src/formats/codecs.ts";
import { mapParameters } from "../../../src/engine/parameters.ts";
import { codecEndingOf } from "../../../src/formats/model_files.ts";
import { bitsOf } from "../../support/bits.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

const saved: Checkpoint[] = [];
await fit(smallNetwork(1), FEW_EXAMPLES, {
  ...{ loss, optimizer: adam(), executor: "reference", batchSize: 8 },
  checkpoint: { every: 1, save: (checkpoint) => void saved.push(checkpoint) },
});
/** A checkpoint holds all that any format does. */
const content: Checkpoint = saved[1]!;
const encoded = new Map<Codec, Encoded>();
for (const codec of CODECS) {
  if (codec.encode) encoded.set(codec, await codec.encode(content));
}

/** Decodes a file of a format, beside which its other files lie. */
function decode(codec: Codec, bytes: Uint8Array, { beside = {} } = encoded.get(codec)!) {
  return codec.decode!(bytes, {
    beside: (name) => {
      if (Object.hasOwn(beside, name)) return Promise.resolve(beside[name]!);
      return Promise.reject(new TypeError(`There is no file ${JSON.stringify(name)}`));
    },
  });
}

Deno.test("networks and checkpoints are among the formats, each described under its own name", () => {
  const names = CODECS.map(({ name }) => name);
  assert(["network", "checkpoint"].every((name) => names.includes(name)), names.join());
  assertEquals(new Set(names).size, CODECS.length);
  for (const { describe, decode } of CODECS) {
    assertEquals(describeCodecs().includes(describe), decode !== undefined, describe);
  }
});

const isTyped = (error: unknown) =>
  error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;

for (const codec of CODECS.filter(({ encode }) => encode)) {
  const { bytes } = encoded.get(codec)!;
  if (codec.decode === undefined) {
    Deno.test(`${codec.name}: a file is written, and no reader takes it for its own`, () => {
      assertEquals(CODECS.filter((each) => each.recognizes(bytes)), []);
    });
    continue;
  }

  const precisions = codec.precisions ?? ["float64"];
  if (precisions.includes("float64")) {
    Deno.test(`${codec.name}: a file gives back every bit of the network`, async () => {
      const exact = codec.precisions && { precision: "float64" as const };
      const file = await codec.encode!(content, exact);
      const { network } = await decode(codec, file.bytes, file);
      assertEquals(network, content.network);
      assertEquals(bitsOf(network), bitsOf(content.network));
    });
  }

  Deno.test(`${codec.name}: what was read is written as the same bytes`, async () => {
    const again = await codec.encode!(await decode(codec, bytes) as Checkpoint);
    assertEquals(again, encoded.get(codec));
  });

  if (precisions.includes("float32")) {
    Deno.test(`${codec.name}: a file of float32 gives back the numbers rounded to it`, async () => {
      const file = await codec.encode!(content, { precision: "float32" });
      const round = ({ rows, columns, data }: Matrix) => {
        return Object.freeze({ rows, columns, data: Float64Array.from(data, Math.fround) });
      };
      const { network } = await decode(codec, file.bytes, file);
      assertEquals(network, mapParameters(content.network, round, round));
    });
  }

  Deno.test(`${codec.name}: a file is known by its first 256 bytes, and as no other format`, () => {
    assertEquals(CODECS.filter((each) => each.recognizes(bytes)), [codec]);
    assertEquals(CODECS.filter((each) => each.recognizes(bytes.subarray(0, 256))), [codec]);
    assert(codecOf(bytes) === codec);
  });

  Deno.test(`${codec.name}: what is changed or cut is refused by a typed error, or read`, async () => {
    await fc.assert(
      // The last byte of a network is the end of a line, which may be missing.
      fc.asyncProperty(fc.nat(bytes.length - 2), fc.nat(255), async (place, byte) => {
        const changed = bytes.with(place, byte);
        await decode(codec, changed).catch((error) => assert(isTyped(error), String(error)));
        await assertRejects(() => decode(codec, bytes.subarray(0, place)), SyntaxError);
      }),
    );
  });

  Deno.test(`${codec.name}: the files of other formats are refused`, async () => {
    for (const [other, { bytes }] of encoded) {
      if (other === codec) continue;
      const error = await assertRejects(() => decode(codec, bytes), Error);
      assert(isTyped(error), String(error));
    }
  });
}

Deno.test("codecOf() knows a network with blanks or a byte order mark before it, and nothing else", () => {
  const text = new TextEncoder();
  const networks = CODECS.find(({ name }) => name === "network")!;
  for (const begin of ["{", "\n\t {", "\uFEFF{"]) {
    const bytes = text.encode(`${begin}"version": 1,\n"format" : "backproof network"`);
    assert(codecOf(bytes) === networks, JSON.stringify(begin));
  }
  for (const other of ["", "[", "{", "no image", "\x89PNG"]) {
    assertEquals(codecOf(text.encode(other)), undefined);
  }
});

Deno.test("what JSON quotes of a network file is escaped", async () => {
  const networks = CODECS.find(({ name }) => name === "network")!;
  const bytes = new TextEncoder().encode(`{"a":\x1b[2J`);
  const error = await assertRejects(() => networks.decode!(bytes), SyntaxError, "\\u001b[2J");
  assert(!error.message.includes("\x1b"));
});

Deno.test("a network is saved without what a checkpoint has beside it", async () => {
  const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
  const networks = CODECS.find(({ name }) => name === "network")!;
  assertEquals(await networks.decode!((await networks.encode!({ network: net })).bytes), {
    network: net,
  });
});

Deno.test("codecEndingOf() takes the longest ending", () => {
  const named = (path: string) => codecEndingOf(path)?.name;
  assertEquals(named("a/m.tfjs.json"), "tensorflow-js");
  assertEquals([named("M.JSON"), named("m.safetensors"), named("m")], [
    ...["network", "safetensors", undefined],
  ]);
});
