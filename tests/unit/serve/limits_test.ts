import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { dense, network, sigmoid, softmax } from "../../../engine.ts";
import { model } from "../../../formats.ts";
import { modelHandler } from "../../../serve.ts";
import { predictionsFor } from "../../../src/model/model.ts";
import { predictionQueue } from "../../../src/serve/batching.ts";
import { bodyReader } from "../../../src/serve/body.ts";
import { parserFor } from "../../../src/serve/media_types.ts";
import { Refusal } from "../../../src/serve/refusal.ts";
import { timeLimit } from "../../../src/serve/time_limit.ts";

/** A time limit that never passes, or has passed. */
function limit(passed = false) {
  const never = timeLimit(2 ** 30);
  never.end();
  return Object.assign(never, { passed });
}

const post = (body: BodyInit) => new Request("http://localhost/predict", { method: "POST", body });

Deno.test("bodyReader() refuses bodies that were read before, and too many at the same time", async () => {
  const read = bodyReader(1), used = post("x");
  await used.text();
  await assertRejects(() => read(used, limit()), TypeError, "must not be read before");
  assertEquals(
    await read(new Request("http://localhost", { method: "POST" }), limit()),
    new Uint8Array(),
  );
  // Sixteen bodies of the largest size wait for their end; the next one is too many.
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  const open = () =>
    post(
      new ReadableStream<Uint8Array>({
        start: (controller) => {
          streams.push(controller);
          controller.enqueue(Uint8Array.of(7));
        },
      }),
    );
  const waiting = Array.from({ length: 16 }, () => read(open(), limit()));
  const error = await assertRejects(() => read(open(), limit()), Refusal) as Refusal;
  assertEquals([error.status, error.message], [503, "Too many bodies are being read"]);
  streams.slice(0, 16).forEach((stream) => stream.close());
  assertEquals((await Promise.all(waiting)).length, 16);
  assertEquals(await read(post("y"), limit()), Uint8Array.of(121)); // there is room again
});

const plain = model({ network: network({ inputs: 1, layers: [dense(2, softmax)], seed: 1 }) });
const pixels = model({
  network: network({ inputs: 4, layers: [dense(2, sigmoid)], seed: 1 }),
  inputs: { kind: "image", width: 2, height: 2, colour: "grey" },
});
const executor = "reference";

Deno.test("predictionQueue() joins what waits up to its batch, and answers each by itself", async () => {
  const bytes = (rows: number) => ({
    ...{ rows, columns: 4, scale: 1 / 255 },
    data: Uint8Array.from({ length: 4 * rows }, (_, k) => 9 * k),
  });
  const numbers = (rows: number) => ({
    ...{ rows, columns: 1, data: Float64Array.from({ length: rows }, (_, k) => k) },
  });
  for (const [of, inputs] of [[plain, numbers], [pixels, bytes]] as const) {
    const queue = predictionQueue(of, { batch: 5, maxWaiting: 99, executor });
    const arrived = queue.arriving(), sizes = [2, 3, 4, 9, 1];
    const waiting = sizes.map((rows) => queue.predictions(inputs(rows), limit()));
    arrived();
    for (const [i, found] of (await Promise.all(waiting)).entries()) {
      assertEquals(found, await predictionsFor(of, inputs(sizes[i]!), { executor }));
    }
  }
});

Deno.test("predictionQueue() refuses requests whose time is over, and more than may wait", () => {
  const queue = predictionQueue(plain, { batch: 1, maxWaiting: 1, executor });
  const one = { rows: 1, columns: 1, data: new Float64Array(1) };
  const late = assertThrows(() => void queue.predictions(one, limit(true)), Refusal) as Refusal;
  assertEquals(late.status, 503);
  void queue.predictions(one, limit()).catch(() => {});
  const full = assertThrows(() => void queue.predictions(one, limit()), Refusal) as Refusal;
  assertEquals(full.message, "Too many requests wait for a prediction");
});

Deno.test("bodies of images are files, of forms the files in them, and none is refused", async () => {
  const examples = (type: string, body: Uint8Array<ArrayBuffer>) =>
    parserFor(new Headers({ "content-type": type }), pixels.inputs)(body);
  for (const type of ["image/png", "image/jpeg", "IMAGE/BMP; q=1"]) {
    assertEquals(await examples(type, Uint8Array.of(1, 2)), [Uint8Array.of(1, 2)]);
  }
  const formed = async (...files: readonly Blob[]) => {
    const form = new FormData();
    files.forEach((file, i) => form.append(`${i}`, file, `${i}`));
    const request = post(form), type = request.headers.get("content-type")!;
    return await examples(type, new Uint8Array(await request.arrayBuffer()));
  };
  const bytes = Uint8Array.of(1, 2, 3);
  assertEquals(await formed(new Blob([bytes], { type: "image/png" })), [bytes]);
  assertEquals((await formed(new Blob([bytes]), new Blob([bytes], { type: "x/y" }))).length, 2);
  await assertRejects(() => formed(), TypeError, "The form must have a file, but found none");
});

Deno.test("modelHandler() tells what the model was trained on, where that is known", async () => {
  const described = async (training?: object) => {
    const of = model({ network: plain.network, ...(training && { training }) } as never);
    const answer = await modelHandler(of)(new Request("http://localhost/"));
    return JSON.stringify(await answer.json());
  };
  assert((await described({ loss: "mse", examples: 4 })).includes('"examples":4'));
  assert(!(await described()).includes('"training"'));
});
