import { dense, model, modelHandler, network, softmax } from "../mod.ts";
import { deriveKey, randomKey } from "../src/core/random/random.ts";
import { integerOf, main, type Values } from "./support/command.ts";
import { type RawAnswer, RawClient, rawRequest } from "./support/fuzz/http_client.ts";
import { faultOfAnswer, hostileRequest, MOST_BYTES } from "./support/fuzz/hostile_requests.ts";
import { type Draw, drawsOf } from "./support/fuzz/mutate.ts";
import { progress } from "./support/progress.ts";
import { count, duration } from "../src/core/support/quantities.ts";

const HELP = `
Sends hostile requests to a server of a small model, over the loopback.

The server must answer each by the right status, without control characters or
places in its source, must stay up, and must hold no more memory at the end.

Usage: deno task hostile [options]

  --runs N             requests                                [10000]
  --seed N             seed of all requests                    [0]
  --json               print one JSON object instead of a line
  -h, --help           show this help
`;

const OPTIONS = {
  runs: { type: "string", default: "10000" },
  seed: { type: "string", default: "0" },
  json: { type: "boolean", default: false },
} as const;

const CLIENTS = 8, ROW = "[1,-2,0.5]", TYPES = ["application/octet-stream"];
/** Time for a body, in milliseconds; every so many requests have one that does not arrive. */
const TIMEOUT = 500, SLOW = 500;
/** What the heap may grow by, in bytes. */
const SPARE = 8e6;
const MOST_FAULTS = 5;

/** Sends requests as the flags say; resolves to the exit code. */
async function run(flags: Values<typeof OPTIONS>): Promise<number> {
  const runs = integerOf(flags.runs, "runs", 1), key = randomKey(integerOf(flags.seed, "seed", 0));
  const faults: string[] = [], statuses: Record<string, number> = {};
  const net = network({ inputs: 3, layers: [dense(2, softmax)], seed: 1 });
  const handler = modelHandler(model({ network: net }), {
    maxBody: MOST_BYTES,
    timeout: TIMEOUT,
    onError: (error) => void faults.push(`the server failed: ${error}`),
  });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  const { port } = server.addr;
  const shown = progress(), started = performance.now();
  const seconds = () => duration((performance.now() - started) / 1000);
  let next = 0, early = 0;

  function judge(run: number, what: string, fault: string | undefined, answer: RawAnswer): void {
    const status = answer?.status ?? "closed";
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (fault !== undefined) faults.push(`request ${run}, ${what}: ${fault.slice(0, 200)}`);
  }

  async function client(): Promise<void> {
    const connection = new RawClient(port);
    while (next < runs) {
      const run = next++, draw = drawsOf(deriveKey(key, run));
      if (run === Math.floor(runs / 4)) early = heap();
      if (run % 1000 === 999) shown.update(run / runs, "requests", seconds);
      if (run % SLOW === 0) void slow(run);
      if (run % 20 === 0) {
        const answer = await new RawClient(port).send(oddBytes(draw), true);
        const isRight = answer === undefined || answer.status < 500;
        judge(run, "odd bytes", isRight ? undefined : `status ${answer.status}`, answer);
        continue;
      }
      const request = hostileRequest(run, draw, ROW, TYPES), { method, path, headers } = request;
      const bytes = rawRequest(method, path, headers, request.body);
      const answer = await connection.send(bytes, method !== "HEAD");
      // A server may close while a client still writes a body that is too large, or is not read.
      const mayClose = request.body.length > 0 && request.statuses.every((status) => status > 400);
      const isText = request.what === "a broken form" ? [415] : [];
      const fault = answer === undefined
        ? (mayClose ? undefined : "closed without an answer")
        : faultOfAnswer(
          { method, statuses: [...request.statuses, ...isText] },
          answer.status,
          answer.text,
        );
      judge(run, request.what, fault, answer);
    }
    connection.close();
  }

  const slowOnes: Promise<void>[] = [];
  function slow(run: number): void {
    const bytes = rawRequest(
      "POST",
      "/predict",
      [["content-type", "application/json"]],
      new Uint8Array(9),
    );
    const one = new RawClient(port);
    slowOnes.push(
      one.send(bytes.subarray(0, -3), true).then((answer) => {
        one.close();
        judge(run, "a slow body", answer?.status === 408 ? undefined : "no 408", answer);
      }),
    );
  }

  await Promise.all(Array.from({ length: CLIENTS }, client));
  await Promise.all(slowOnes);
  const last = await fetch(`http://127.0.0.1:${port}/health`);
  if ((await last.json()).status !== "ok") faults.push("the server is not well at the end");
  const growth = heap() - early;
  if (growth > SPARE) faults.push(`the heap grew by ${Math.round(growth / 1e6)} MB`);
  await server.shutdown();
  for (const fault of faults.slice(0, MOST_FAULTS)) shown.line(`error: ${fault}`);
  const megabytes = Number((growth / 1e6).toFixed(1));
  shown.clear();
  if (flags.json) console.log(JSON.stringify({ runs, faults: faults.length, megabytes, statuses }));
  else {
    const found = Object.entries(statuses).map(([status, times]) => `${count(times)} × ${status}`);
    console.log(
      `${count(runs)} requests in ${seconds()}: ${found.join(", ")}; heap ${megabytes} MB more, ` +
        `${count(faults.length)} faults`,
    );
  }
  return faults.length === 0 ? 0 : 1;
}

/** Bytes on the heap, once what is not used is gone. */
function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return Deno.memoryUsage().heapUsed;
}

/** Bytes that are not a request, or odd ones. */
function oddBytes(draw: Draw): Uint8Array {
  const end = "\r\n\r\n", host = "Host: localhost\r\n", post = `POST /predict HTTP/1.1\r\n${host}`;
  const text = draw.of([
    Array.from({ length: 50 }, () => String.fromCharCode(draw.below(256))).join("") + end,
    `GET / HTTP/9.9\r\n${host}\r\n`,
    `GET /health HTTP/1.1${end}`,
    `GET /health HTTP/1.1\r\nHost: [::1\r\n\r\n`,
    `GET /health HTTP/1.1\r\nHost: a b\\c\r\n\r\n`,
    `GET http://elsewhere/health HTTP/1.1\r\n${host}\r\n`,
    `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
    `CONNECT localhost:80 HTTP/1.1\r\n${host}\r\n`,
    `GET / HTTP/1.1\r\n${host}no colon${end}`,
    `GET / HTTP/1.1\r\n${host}x: ${"a".repeat(200_000)}${end}`,
    `GET / HTTP/1.1\r\n${host}${"x: a\r\n".repeat(5000)}\r\n`,
    `GET / HTTP/1.1\r\n${host}x: a\0b${end}`,
    `${post}Content-Length: -1${end}`,
    `${post}Content-Length: 5\r\nContent-Length: 6${end}[1,2]`,
    `${post}Content-Length: 99999999999999999999${end}`,
    `${post}Transfer-Encoding: chunked\r\nContent-Type: application/json${end}zz\r\n[1]\r\n0${end}`,
    `${post}Transfer-Encoding: chunked\r\nContent-Type: application/json${end}3\r\n[1]\r\n0${end}`,
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 3${end}3\r\n[1]\r\n0${end}`,
    `${post}Upgrade: websocket\r\nConnection: upgrade\r\nContent-Length: 0${end}`,
  ]);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

if (import.meta.main) await main("hostile", { help: HELP, options: OPTIONS, run });
