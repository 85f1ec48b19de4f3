import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { csvGenerator } from "../../../data.ts";
import { dense, network, sigmoid, softmax } from "../../../engine.ts";
import { reference } from "../../../executors.ts";
import { encodeModel, type Example, model } from "../../../formats.ts";
import worker from "../../../examples/serve_worker.js";
import { type HandlerOptions, modelHandler } from "../../../serve.ts";

const CSV = "length,soil,kind\n5.1,chalk,aster\n6.4,clay,clover\n";
const { encoding } = csvGenerator(CSV, { target: "kind", validation: 0, test: 0 });
const plain = model({ network: network({ inputs: 2, layers: [dense(3, softmax)], seed: 1 }) });
const flowers = model({
  network: network({ inputs: 3, layers: [dense(2, softmax)], seed: 1 }),
  inputs: { kind: "table", encoding },
  outputs: { task: "classification", names: ["aster", "clover"] },
});
const seen = model({
  network: network({ inputs: 4, layers: [dense(2, sigmoid)], seed: 1 }),
  inputs: { kind: "image", width: 2, height: 2, colour: "grey" },
});
const german = model({
  ...{ network: flowers.network, outputs: flowers.outputs },
  inputs: { kind: "table", encoding: { ...encoding, format: { delimiter: ";", decimal: "," } } },
});
const MODELS = { plain, flowers, german, seen };

const JSON_TYPE = "application/json", BYTES = "application/octet-stream";

function post(body: BodyInit, type: string | undefined, headers: Record<string, string> = {}) {
  return new Request("http://localhost/predict", {
    method: "POST",
    headers: { ...headers, ...(type !== undefined && { "content-type": type }) },
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  });
}

const row = (...numbers: number[]) => post(JSON.stringify(numbers), JSON_TYPE);

function formOf(...files: readonly (Blob | string)[]): FormData {
  const form = new FormData();
  files.forEach((file, i) => {
    if (typeof file === "string") form.append(`text ${i}`, file);
    else form.append(`file ${i}`, file, `${i}.bin`);
  });
  return form;
}

const pixels = new Uint8Array([0, 255, 255, 9]);
const image = { width: 2, height: 2, data: [...pixels] };
const record = { length: 5, soil: "clay" };
const blob = (content: BlobPart, type: string) => new Blob([content], { type });

const ACCEPTED: readonly [keyof typeof MODELS, BodyInit, string | undefined, Example[]][] = [
  ["plain", '{"rows":[[1,2],[3,-4]]}', JSON_TYPE, [[1, 2], [3, -4]]],
  ["plain", "[[1,2],[3,-4]]", "Application/JSON; charset=UTF-8", [[1, 2], [3, -4]]],
  ["plain", "\ufeff[1,2]", JSON_TYPE, [[1, 2]]],
  ["plain", '{"rows":[]}', JSON_TYPE, []],
  ["plain", new Float32Array([1, 2, 3, -4]), BYTES, [[1, 2], [3, -4]]],
  ["flowers", JSON.stringify(record), JSON_TYPE, [record]],
  ["flowers", '[5,"clay"]', JSON_TYPE, [record]],
  ["flowers", '{"rows":[{"soil":"clay","length":"5","more":1}]}', JSON_TYPE, [record]],
  ["flowers", "kind,soil,length\n?,clay,5\n", "text/csv", [record]],
  ["german", "kind;soil;length\n?;clay;5,0\n", "text/csv", [record]],
  ["flowers", formOf(blob("soil,length\nclay,5", "text/csv")), undefined, [record]],
  ["seen", JSON.stringify({ rows: [image, image] }), JSON_TYPE, [image, image]],
  ["seen", "[0,255,255,9]", JSON_TYPE, [image]],
  ["seen", pixels, BYTES, [image]],
  ["seen", formOf(blob(pixels, ""), blob(pixels, BYTES)), undefined, [image, image]],
];

for (const [i, [name, body, type, examples]] of ACCEPTED.entries()) {
  Deno.test(`modelHandler() predicts as the model does: ${name}, body ${i + 1}`, async () => {
    const answer = await modelHandler(MODELS[name])(post(body, type));
    assertEquals([answer.status, answer.headers.get("content-type")], [200, JSON_TYPE]);
    assertEquals(await answer.json(), { predictions: await MODELS[name].predict(examples) });
  });
}

const REFUSED: readonly [keyof typeof MODELS, BodyInit, string | undefined, number, string][] = [
  ["plain", "[1,", JSON_TYPE, 400, "JSON"],
  ["plain", "", JSON_TYPE, 400, "JSON"],
  ["plain", new Uint8Array([0x22, 0xff, 0x22]), JSON_TYPE, 400, "must be UTF-8"],
  ["plain", '"\\u001b[2J"', JSON_TYPE, 400, 'but found \\"\\\\u001b[2J\\"'],
  ["plain", "7", JSON_TYPE, 400, "The body must be"],
  ["plain", "null", JSON_TYPE, 400, "The body must be"],
  ["plain", "[1,2,3]", JSON_TYPE, 400, "Row 1 must be an array of 2 numbers"],
  ["plain", "[[1,2],[1]]", JSON_TYPE, 400, "Row 2 must be an array of 2 numbers"],
  ["plain", "[1,1e999]", JSON_TYPE, 400, "Entry 2 of row 1 must be a finite number"],
  ["plain", '{"rows":[[1,2]],"row":1}', JSON_TYPE, 400, "must have rows alone"],
  ["plain", '{"rows":[1,2]}', JSON_TYPE, 400, "Row 1 must be an array"],
  ["plain", new Uint8Array(7), BYTES, 400, "rows of 8 bytes"],
  ["plain", new Float32Array([1, NaN]), BYTES, 400, "must be a finite number"],
  ["plain", "[1,2]", "text/plain", 415, "Content-Type must be one of application/json"],
  ["plain", "[1,2]", "constructor", 415, "Content-Type"],
  ["plain", pixels, undefined, 415, "but found none"],
  ["plain", "[1,2]", "application/json; charset=latin1", 415, "charset must be utf-8"],
  ["flowers", '{"length":5}', JSON_TYPE, 400, 'a member \\"soil\\"'],
  ["flowers", '{"length":{"a":1},"soil":"clay"}', JSON_TYPE, 400, "length of row 1"],
  ["flowers", "soil,length\nclay", "text/csv", 400, "record"],
  ["flowers", "soil,length\n", "text/csv", 400, "found no record"],
  ["flowers", "soil\nclay\n", "text/csv", 400, 'a member \\"length\\"'],
  ["flowers", formOf("soil,length\nclay,5"), undefined, 400, "must be a file, but found a text"],
  ["flowers", "--x", "multipart/form-data; boundary=x", 400, "a form of several parts"],
  ["flowers", "", "multipart/form-data", 400, "a form of several parts"],
  ["seen", '{"width":2,"height":2,"data":[1]}', JSON_TYPE, 400, "one or four bytes"],
  ["seen", "[0,1,256,0]", JSON_TYPE, 400, "Byte 3 of image 1"],
  ["seen", '"a"', JSON_TYPE, 400, "The body must be"],
];

for (const [i, [name, body, type, status, reason]] of REFUSED.entries()) {
  Deno.test(`modelHandler() says what is wrong: ${status}, ${name}, body ${i + 1}`, async () => {
    const answer = await modelHandler(MODELS[name])(post(body, type));
    const text = await answer.text();
    assertEquals(answer.status, status, text);
    assertStringIncludes(text, reason);
    assertEquals(Object.keys(JSON.parse(text)), ["error"]);
  });
}

Deno.test("modelHandler() answers paths and methods by the table, HEAD as GET without its body", async () => {
  const handler = modelHandler(plain);
  const answer = (method: string, path: string) => {
    return handler(new Request(`http://localhost${path}`, { method }));
  };
  for (const path of ["/", "/health", "/openapi.json", "/?a=/b"]) {
    const found = await answer("GET", path), head = await answer("HEAD", path);
    assertEquals([found.status, head.status, await head.text()], [200, 200, ""]);
    assertEquals(typeof await found.json(), "object");
  }
  for (const path of ["/predict/", "//predict", "/Predict", "/%70redict", "/a/predict", "/x"]) {
    assertEquals((await answer("POST", path)).status, 404, path);
  }
  const wrong = await answer("DELETE", "/predict"), right = await answer("OPTIONS", "/predict");
  assertEquals([wrong.status, right.status], [405, 204]);
  for (const { headers } of [wrong, right]) assertEquals(headers.get("allow"), "POST, OPTIONS");
  const get = await answer("POST", "/health");
  assertEquals([get.status, get.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
});

Deno.test("modelHandler() lets pages of one origin in, if it is told to, also to read errors", async () => {
  const origin = "https://example.org", header = "access-control-allow-origin";
  const request = (method: string) => new Request("http://localhost/predict", { method });
  for (const method of ["POST", "OPTIONS", "DELETE"]) {
    const open = await modelHandler(plain, { cors: origin })(request(method));
    assertEquals(open.headers.get(header), origin);
    const closed = await modelHandler(plain)(request(method));
    assertEquals([...closed.headers.keys()].filter((name) => /^access/.test(name)), []);
  }
  const { headers } = await modelHandler(plain, { cors: "*" })(request("OPTIONS"));
  assertEquals(headers.get("access-control-allow-methods"), "POST, OPTIONS");
  assertEquals(headers.get("access-control-allow-headers"), "content-type");
});

Deno.test("modelHandler() stops reading at the largest body, whatever its header says", async () => {
  let pulled = 0, cancelled = false;
  const body = () =>
    new ReadableStream({
      pull: (controller) => void controller.enqueue(new Uint8Array(100).fill(++pulled)),
      cancel: () => void (cancelled = true),
    });
  const handler = modelHandler(plain, { maxBody: 250 });
  for (const length of [undefined, "100", "many"]) {
    pulled = 0;
    cancelled = false;
    const headers = length === undefined ? {} : { "content-length": length };
    const answer = await handler(post(body(), BYTES, headers));
    assertEquals([answer.status, cancelled, pulled <= 4], [413, true, true], `${pulled}`);
    assertStringIncludes(await answer.text(), "at most 250 bytes");
  }
  pulled = 0;
  assertEquals((await handler(post(body(), BYTES, { "content-length": "251" }))).status, 413);
  assert(pulled <= 1, "a body that is said to be too large is not read");
  const exact = new Uint8Array(250).fill(0x20);
  exact.set(new TextEncoder().encode("[1,2]"));
  assertEquals((await handler(post(exact, JSON_TYPE))).status, 200);
});

Deno.test("modelHandler() limits examples, bodies together, and options", async () => {
  const many = await modelHandler(plain, { maxRows: 2 })(post("[[1,2],[1,2],[1,2]]", JSON_TYPE));
  assertEquals(many.status, 413);
  assertStringIncludes(await many.text(), "at most 2 examples, but found 3");
  const wrong: [HandlerOptions, ErrorConstructor, string][] = [
    [{ maxBody: 0 }, RangeError, "maxBody must be a positive integer"],
    [{ timeout: NaN }, RangeError, "timeout must be a positive number"],
    [{ cors: "example.org" }, RangeError, "cors must be an origin"],
    [{ cors: "https://example.org/" }, RangeError, "cors must be an origin"],
    [{ executor: "gpu" }, RangeError, "executor must be one of"],
    [{ maxbody: 1 } as HandlerOptions, TypeError, "did you mean maxBody?"],
  ];
  for (const [options, Kind, message] of wrong) {
    assertThrows(() => modelHandler(plain, options), Kind, message);
  }
  assertThrows(() => modelHandler({} as never), TypeError, "A network must have");
  const content = { network: plain.network } as never;
  assertThrows(() => modelHandler(content), TypeError, "what model() returns");
});

Deno.test("modelHandler() gives up on a body that does not arrive, and on the client that leaves", async () => {
  const cancelled: string[] = [];
  const waiting = new ReadableStream({ cancel: () => void cancelled.push("waiting") });
  const late = await modelHandler(plain, { timeout: 1 })(post(waiting, JSON_TYPE));
  assertEquals([late.status, cancelled, late.headers.get("connection")], [
    408,
    ["waiting"],
    "close",
  ]);
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  assertEquals((await modelHandler(plain)(post(broken, JSON_TYPE))).status, 400);
});

/** The reference executor, which counts its passes, and waits before each for what it is given. */
function observed(before: (rows: number) => Promise<void> | void = () => {}) {
  const passes: number[] = [];
  const executor: typeof reference = {
    ...reference,
    name: "observed",
    outputs: async (net, inputs) => {
      passes.push(inputs.rows);
      await before(inputs.rows);
      return reference.outputs(net, inputs);
    },
  };
  return { executor, passes };
}

Deno.test("modelHandler() joins what comes together, and one bad row fails alone", async () => {
  const { executor, passes } = observed();
  const handler = modelHandler(plain, { executor, batch: 4 });
  await handler(new Request("http://localhost/health")); // a pass to see that it runs
  const requests = [row(1, 2), row(1), row(3, 4), row(5, 6), row(7, 8), row(9, 10)];
  const answers = await Promise.all(requests.map(handler));
  assertEquals(answers.map(({ status }) => status), [200, 400, 200, 200, 200, 200]);
  const later = await Promise.all(answers.slice(2).map((answer) => answer.json()));
  const alone = await plain.predict([[3, 4], [5, 6], [7, 8], [9, 10]]);
  assertEquals(later, alone.map((prediction) => ({ predictions: [prediction] })));
  assertEquals(passes, [1, 4, 1], "the trial, a full batch, the rest");
});

Deno.test("modelHandler() repeats a joint pass that fails one by one, and hides why it failed", async () => {
  const told: unknown[] = [];
  const executor: typeof reference = {
    ...reference,
    name: "failing",
    outputs: (net, inputs) => {
      const { data } = inputs;
      if (Array.from(data).includes(13)) throw new Error("secret: 13");
      if (Array.from(data).includes(14)) throw new RangeError("14 is beyond float32");
      return reference.outputs(net, inputs);
    },
  };
  const handler = modelHandler(plain, { executor, onError: (error) => void told.push(error) });
  const answers = await Promise.all([row(1, 2), row(13, 1), row(14, 1), row(3, 4)].map(handler));
  assertEquals(answers.map(({ status }) => status), [200, 500, 400, 200]);
  const [, failed, beyond] = await Promise.all(answers.map((answer) => answer.text()));
  assertEquals(failed!.includes("secret"), false);
  assertStringIncludes(beyond!, "14 is beyond float32");
  assertEquals(told.map(String), ["Error: secret: 13"]);
});

Deno.test("modelHandler() refuses what cannot wait, drops what waits too long, and recovers", async () => {
  const release = Promise.withResolvers<void>();
  let isTrial = true;
  const { executor, passes } = observed(() => isTrial ? undefined : release.promise);
  const handler = modelHandler(plain, { executor, timeout: 5, maxWaiting: 1 });
  assertEquals((await handler(row(0, 0))).status, 200);
  isTrial = false;
  const first = handler(row(1, 2)); // runs
  while (passes.length < 3) await Promise.resolve();
  const [second, third] = await Promise.all([handler(row(3, 4)), handler(row(5, 6))]);
  assertEquals([second.status, third.status, third.headers.get("retry-after")], [503, 503, "1"]);
  assertStringIncludes(await second.text(), "The prediction must be made within 0.005 s");
  assertStringIncludes(await third.text(), "Too many requests wait");
  assertEquals((await first).status, 503);
  release.resolve();
  assertEquals((await handler(row(7, 8))).status, 200);
  assertEquals(passes.length, 4, "what was dropped is not computed");
});

Deno.test("modelHandler() of a model that no executor runs fails, in /health, too", async () => {
  const executor: typeof reference = {
    ...reference,
    name: "broken",
    outputs: () => Promise.reject(new RangeError("no compiled form")),
  };
  const told: string[] = [];
  const onError = (error: unknown) => void told.push(String(error));
  const handler = modelHandler(plain, { executor, onError });
  const health = await handler(new Request("http://localhost/health"));
  assertEquals([health.status, (await handler(row(1, 2))).status], [500, 500]);
  assertEquals(told, Array(2).fill("RangeError: no compiled form"));
});

Deno.test("examples/serve_worker.js loads its model once, and predicts", async () => {
  const bytes = await encodeModel(plain), asked: string[] = [];
  const fetch = (url: URL) => {
    asked.push(url.href);
    return Promise.resolve(new Response(bytes));
  };
  for (let i = 0; i < 2; i++) {
    const answer = await worker.fetch(row(1, 2), { ASSETS: { fetch } });
    assertEquals(await answer.json(), { predictions: await plain.predict([[1, 2]]) });
  }
  assertEquals(asked, ["http://localhost/digits.json"]);
});
