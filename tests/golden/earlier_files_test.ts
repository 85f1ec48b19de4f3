import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  adam,
  categoricalCrossEntropy,
  type Checkpoint,
  clipped,
  cosineDecay,
  decodeCheckpoint,
  dense,
  encodeCheckpoint,
  fit,
  type FitOptions,
  fromJson,
  l2,
  network,
  type NetworkJson,
  relu,
  sgd,
  softmax,
  toJson,
  warmUp,
} from "../../mod.ts";
import { bitsOf } from "../support/bits.ts";
import { FEW_EXAMPLES } from "../support/trainings.ts";
import FILES from "./earlier_files.json" with { type: "json" };

const layers = [dense(4, relu, { dropout: 0.25 }), dense(3, softmax)];
const net = network({ inputs: 5, layers, seed: 7 });
const fromCosine = (from: number) => warmUp({ steps: 2, then: cosineDecay({ from, steps: 10 }) });
const learningRate = fromCosine(0.02);
const shared = { loss: categoricalCrossEntropy, epochs: 4, batchSize: 8, seed: 3 };
const ADAM: FitOptions = {
  ...{ ...shared, executor: "reference", optimizer: adam({ learningRate }), penalty: l2(0.01) },
  validation: FEW_EXAMPLES,
};
const momentum = { learningRate: 0.05, momentum: 0.9 };
const CLIPPED: FitOptions = {
  ...{ ...shared, executor: "wasm", optimizer: clipped(sgd(momentum), { norm: 0.125 }) },
};

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Trains to the end; its bits, but for the time. */
async function trained(options: FitOptions): Promise<string> {
  const { network, history } = await fit(net, FEW_EXAMPLES, options);
  return bitsOf([network, history.map(({ seconds: _, ...record }) => record)]);
}

Deno.test("fromJson() reads an earlier network file to the bit, and toJson() writes it again", () => {
  assertEquals(bitsOf(fromJson(FILES.network)), bitsOf(net));
  assertEquals(toJson(net), FILES.network as NetworkJson);
});

Deno.test("fit() resumes an earlier checkpoint to the bits of an uninterrupted training of today", async () => {
  const resume = await decodeCheckpoint(bytesOf(FILES.adam));
  assertEquals([resume.epoch, resume.step, resume.taken, resume.history.length], [2, 2, 5, 1]);
  assertEquals(await trained({ ...ADAM, resume }), await trained(ADAM));
});

Deno.test("fit() resumes an earlier checkpoint of wasm, and saves its setting in today's words", async () => {
  const resume = await decodeCheckpoint(bytesOf(FILES.clipped));
  const saved: Checkpoint[] = [];
  const save = async (checkpoint: Checkpoint) => {
    saved.push(await decodeCheckpoint(await encodeCheckpoint(checkpoint)));
  };
  const resumed = await trained({ ...CLIPPED, resume, checkpoint: { every: 1, save } });
  assert(saved[0]!.setting.optimizer!.includes("learningRate 0.05, momentum 0.9"));
  assertEquals(await trained({ ...CLIPPED, resume: saved[0]! }), resumed);
});

const otherMomentum = sgd({ ...momentum, momentum: 0.8 });
const CHANGED: Readonly<Record<string, readonly [string, FitOptions]>> = {
  "a last rate": [FILES.adam, { ...ADAM, optimizer: adam({ learningRate: fromCosine(0.021) }) }],
  "another β₁": [FILES.adam, { ...ADAM, optimizer: adam({ learningRate, beta1: 0.8 }) }],
  "no norm": [FILES.clipped, { ...CLIPPED, optimizer: sgd(momentum) }],
  "another momentum": [FILES.clipped, {
    ...CLIPPED,
    optimizer: clipped(otherMomentum, { norm: 0.125 }),
  }],
};

for (const [name, [file, options]] of Object.entries(CHANGED)) {
  Deno.test(`fit() refuses to resume an earlier checkpoint with ${name}`, async () => {
    const resume = await decodeCheckpoint(bytesOf(file));
    const message = "the optimizer must be";
    await assertRejects(
      () => fit(net, FEW_EXAMPLES, { ...options, resume }),
      RangeError,
      message,
    );
  });
}
