import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  BrokenImagesError,
  csvGenerator,
  MnistDirectoryError,
  MnistUnavailableError,
} from "../../../../data.ts";
import {
  dense,
  describeNetwork,
  layer,
  layerKind,
  network,
  summary,
  tanh,
} from "../../../../engine.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../../../formats.ts";
import { type Checkpoint, fit } from "../../../../train.ts";
import { describe, printable } from "../../../../src/core/support/describe.ts";
import { pack, unpack } from "../../../../src/formats/plain_data.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "../../../support/trainings.ts";

/** It clears a screen, by one byte of C1 too, rings, ends a line and turns the direction. */
const HOSTILE = "\x1b[2J\x9b2J\x07\r\n\x7f\u202e";
const ESCAPED = "\\u001b[2J\\u009b2J\\u0007\\u000d\\u000a\\u007f\\u202e";

/** Asserts that a text shows the hostile one, and none of its control characters. */
function assertQuoted(text: string): void {
  assert(text.includes("u001b[2J") && text.includes("u009b2J"), text);
  assertEquals(printable(text.replaceAll("\n", " ")), text.replaceAll("\n", " "));
}

Deno.test("printable() escapes control characters, and nothing else", () => {
  assertEquals(printable(HOSTILE), ESCAPED);
  const harmless = "Größe 5 × 3 – “é” \\u001b 数字 👩‍👩‍👧";
  assertEquals(printable(harmless), harmless);
});

Deno.test("describe() quotes control characters of strings, symbols, members and functions", () => {
  for (
    const value of [HOSTILE, Symbol(HOSTILE), { [HOSTILE]: 1 }, { [HOSTILE]: () => {} }[HOSTILE]]
  ) {
    assertQuoted(describe(value));
  }
});

Deno.test("describe() names any function", () => {
  const named = (name: unknown) =>
    describe(Object.defineProperty(() => {}, "name", { value: name }));
  assertEquals(
    ["f", "", 5].map(named),
    ["f", "without a name", "5"].map((it) => `the function ${it}`),
  );
  assertQuoted(named(Symbol(HOSTILE)));
});

Deno.test("summary() and describeNetwork() quote control characters of names and options", () => {
  const kind = layerKind({ ...dense(1, tanh).kind, name: HOSTILE } as never);
  const named = { ...tanh, name: HOSTILE };
  for (const plan of [layer(kind, { units: 2 }, { activation: tanh }), dense(2, named)]) {
    const net = network({ inputs: 2, layers: [plan, dense(1, tanh)], seed: 1 });
    if (plan.activation === named) assertQuoted(describeNetwork(net));
    assertQuoted(`${summary(net)}`);
  }
});

Deno.test("Errors quote control characters of paths, headers and fields", () => {
  const csv = (text: string, columns = {}) =>
    assertThrows(() => csvGenerator(text, { target: "y", columns }), Error);
  for (
    const { message } of [
      new BrokenImagesError([{ path: HOSTILE, reason: "it is empty" }], 1),
      new BrokenImagesError([{ path: "a.png", reason: HOSTILE }], 1),
      new MnistDirectoryError(HOSTILE, "folder", []),
      new MnistUnavailableError("file", [{ url: "https://host", reason: HOSTILE }]),
      csv(`"${HOSTILE}",y\n1,2\nx,3\n`, { [HOSTILE]: "numeric" }),
      csv(`x,y\n"${HOSTILE}",2\n`, { x: "numeric" }),
      csv(`"${HOSTILE}","${HOSTILE}",y\n1,2,3\n`),
      assertThrows(() => pack({ [`$${HOSTILE}`]: 1 }), Error),
      assertThrows(() => unpack({ [`$${HOSTILE}`]: 1 }, new Float64Array(), {}), Error),
    ]
  ) {
    assertQuoted(message);
  }
  assert(csv('x,y\n"a"\x9b,1\n').message.endsWith('has "\\u009b"'));
});

Deno.test("Errors and warnings quote control characters of a checkpoint", async () => {
  const saved: Checkpoint[] = [];
  const options = { ...TRAININGS.adam!, loss, epochs: 1 };
  await fit(smallNetwork(1), FEW_EXAMPLES, {
    ...options,
    checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
  });
  const [good] = saved as [Checkpoint];
  const resumed = (changes: object, onWarning = (_: string) => {}) =>
    fit(smallNetwork(1), FEW_EXAMPLES, { ...options, resume: { ...good, ...changes }, onWarning });
  for (const setting of [{ ...good.setting, loss: HOSTILE }, { ...good.setting, [HOSTILE]: "1" }]) {
    assertQuoted((await assertRejects(() => resumed({ setting }), RangeError)).message);
  }
  const warnings: string[] = [];
  await resumed({ executor: HOSTILE }, (warning) => void warnings.push(warning));
  warnings.forEach(assertQuoted);
  assertEquals(warnings.length, 1);
  const { layers: [first, ...others] } = good.network;
  const parameters = { ...first!.parameters, [HOSTILE]: first!.parameters.weights! };
  const layers = [{ ...first!, parameters }, ...others];
  const bytes = await encodeCheckpoint({ ...good, network: { ...good.network, layers } });
  assertQuoted((await assertRejects(() => decodeCheckpoint(bytes), SyntaxError)).message);
});
