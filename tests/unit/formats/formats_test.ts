import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Checkpoint,
  decodeCheckpoint,
  decodeNetwork,
  dense,
  elementwise,
  encodeCheckpoint,
  fit,
  FORMATS,
  fromJson,
  network,
  sgd,
  softmax,
  tanh,
  toJson,
} from "../../../mod.ts";
import { bitsOf } from "../../support/bits.ts";
import { FEW_EXAMPLES, loss } from "../../support/trainings.ts";

const square = elementwise({ name: "square", value: (m, z) => m.mul(z, z) });
const net = network({ inputs: 5, layers: [dense(4, square), dense(3, softmax)], seed: 1 });
const saved: Checkpoint[] = [];
await fit(net, FEW_EXAMPLES, {
  ...{ loss, optimizer: sgd({ learningRate: 0.01 }) },
  checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
});
const VALUES = { checkpoint: saved[0]!, json: net };
const names = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

for (const name of names) {
  Deno.test(`decodeNetwork() reads ${name} to the bit, which no other format recognizes`, async () => {
    const bytes = await FORMATS[name].encode(VALUES[name] as never);
    assertEquals(FORMATS[name].name, name);
    assertEquals(names.filter((each) => FORMATS[each].recognizes(bytes)), [name]);
    const read = await decodeNetwork(bytes, { activations: [square] });
    assertEquals(bitsOf(read), bitsOf(FORMATS[name].networkOf(VALUES[name] as never)));
  });
}

Deno.test("decodeNetwork() rejects bytes of no known format, and damage, with a SyntaxError", async () => {
  const text = (words: string) => new TextEncoder().encode(words);
  const message = "must be a checkpoint or a saved network, but found 5 bytes";
  await assertRejects(() => decodeNetwork(text("hello")), SyntaxError, message);
  await assertRejects(() => decodeNetwork(new Uint8Array()), SyntaxError, "found 0 bytes");
  await assertRejects(() => decodeNetwork(text('{ "format": ')), SyntaxError, "JSON");
  await assertRejects(
    () => decodeNetwork(text(" {}")),
    RangeError,
    "A network file must say format",
  );
  const cut = (await encodeCheckpoint(saved[0]!)).subarray(0, 99);
  await assertRejects(() => decodeNetwork(cut), SyntaxError, "it is cut short");
});

Deno.test("every format looks names up alike: custom ones first, then built-in ones", async () => {
  const bytes = await encodeCheckpoint(saved[0]!);
  const ending =
    'selu, softplus, silu, gelu, geluTanh, hardSigmoid, softsign, logSoftmax, other, but found "square"';
  const options = { activations: [elementwise({ ...square, name: "other" })] };
  assertThrows(() => fromJson(toJson(net), options), RangeError, ending);
  await assertRejects(() => decodeCheckpoint(bytes, options), RangeError, ending);

  const json = toJson(network({ inputs: 1, layers: [dense(1, tanh)], seed: 1 }));
  const mine = elementwise({ name: "tanh", value: (_, z) => z });
  assertEquals(fromJson(json, { activations: [mine] }).layers[0]!.activation, mine);
  assertEquals(fromJson(json).layers[0]!.activation, tanh);
});

Deno.test("no format writes a custom activation under the name of a built-in one", async () => {
  const mine = elementwise({ name: "tanh", value: (_, z) => z });
  const wrong = network({ inputs: 1, layers: [dense(1, mine)], seed: 1 });
  const message = "A custom activation must have a name that no built-in one has";
  const written = { checkpoint: { ...saved[0]!, network: wrong }, json: wrong };
  for (const name of names) {
    const encoded = FORMATS[name].encode(written[name] as never); // a throw here fails the test
    await assertRejects(() => encoded, TypeError, message);
  }
});
