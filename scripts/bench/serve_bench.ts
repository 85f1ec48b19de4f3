// deno-lint-ignore no-import-prefix -- what deno.json names is fetched by every task
import autocannon from "npm:autocannon@8.0.0";
import { Buffer } from "node:buffer";
import { fromFileUrl, join } from "@std/path";
import { dense, loadStrokes, model, network, saveModel, softmax, tanh } from "../../mod.ts";
import { integerOf, main, positiveOf, type Values } from "../support/command.ts";
import { table } from "../support/table.ts";

const HELP = `
Measures deno task serve over the loopback, by autocannon from npm, which has
a process of its own: single predictions of the paper's network, keep-alive.

First as many as the server answers, then at half of the rate that is wanted.
On Linux the server runs on the first core alone.

Usage: deno task bench:serve [options]

  --seconds N          duration of each measurement            [5]
  --connections N      requests at a time                      [10]
  --rate N             predictions a second that are wanted    [5000]
  --json               print one JSON object instead of a table
  -h, --help           show this help
`;

const OPTIONS = {
  seconds: { type: "string", default: "5" },
  connections: { type: "string", default: "10" },
  rate: { type: "string", default: "5000" },
  json: { type: "boolean", default: false },
} as const;

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** What was measured of a body. */
interface Measured {
  readonly body: string;
  readonly bytes: number;
  readonly executor: string;
  /** Predictions a second. */
  readonly rate: number;
  /** Milliseconds of the slowest hundredth, at full rate and at half of the wanted one. */
  readonly p99: number;
  readonly p99AtHalf: number;
  /** What the server's process took for one, in microseconds of a core; undefined where unknown. */
  readonly cpu?: number;
}

/** Measures as the flags say; resolves to the exit code. */
async function run(flags: Values<typeof OPTIONS>): Promise<number> {
  const plan = {
    duration: integerOf(flags.seconds, "seconds", 1),
    connections: integerOf(flags.connections, "connections", 1),
    half: positiveOf(flags.rate, "rate") / 2,
  };
  const bodies = bodiesOfDigit(), measured: Measured[] = [];
  for (const executor of ["wasm", "reference"]) {
    await withServer(executor, async (url, cpu) => {
      for (const [body, { type, content }] of Object.entries(bodies)) {
        const figures = await measure(`${url}predict`, type, content, plan, cpu);
        measured.push({ body, bytes: content.length, executor, ...figures });
      }
    });
  }
  if (flags.json) console.log(JSON.stringify({ ...plan, measured }));
  else console.log(table(HEAD, measured.map(rowOf)));
  return 0;
}

const HEAD = ["body", "bytes", "executor", "a second", "p99", "p99 at half", "core"];

function rowOf({ body, bytes, executor, rate, p99, p99AtHalf, cpu }: Measured): string[] {
  const core = cpu === undefined ? "" : `${cpu.toFixed(0)} µs`;
  return [body, `${bytes}`, executor, rate.toFixed(0), `${p99} ms`, `${p99AtHalf} ms`, core];
}

/** A digit as bodies of requests. */
function bodiesOfDigit(): Readonly<Record<string, { type: string; content: Uint8Array }>> {
  const { inputs } = loadStrokes({ train: 1, test: 1 }).test;
  const pixels = Array.from({ length: 784 }, (_, i) => inputs.data[i]! / 255);
  const text = JSON.stringify({ rows: [pixels] });
  return {
    JSON: { type: "application/json", content: new TextEncoder().encode(text) },
    float32: {
      type: "application/octet-stream",
      content: new Uint8Array(Float32Array.from(pixels).buffer),
    },
  };
}

/** Calls with a server of the paper's network, and a function that tells its seconds of a core. */
async function withServer(
  executor: string,
  use: (url: string, cpu: () => Promise<number | undefined>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir(), file = join(folder, "digits.json");
  const layers = [dense(32, tanh), dense(16, tanh), dense(10, softmax)];
  await saveModel(file, model({ network: network({ inputs: 784, layers, seed: 42 }) }));
  const permissions = ["--allow-read", "--allow-env=INIT_CWD", "--allow-net=127.0.0.1"];
  const args = ["run", "--quiet", ...permissions, "scripts/serve.ts", file]
    .concat("--port", "0", "--json", "--executor", executor);
  const options = { cwd: ROOT, stdout: "piped" } as const;
  const command = Deno.build.os === "linux"
    ? new Deno.Command("taskset", { args: ["-c", "0", "deno", ...args], ...options })
    : new Deno.Command("deno", { args, ...options });
  const process = command.spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    await use(JSON.parse((await lines.read()).value!).url, () => secondsOf(process.pid));
  } finally {
    process.kill("SIGTERM");
    await process.status;
    await lines.cancel();
    await Deno.remove(folder, { recursive: true });
  }
}

/** The seconds of a core that a process took, on Linux: user and system time, in hundredths. */
async function secondsOf(pid: number): Promise<number | undefined> {
  // By a program, as Deno itself would need every permission.
  const command = new Deno.Command("cat", { args: [`/proc/${pid}/stat`], stderr: "null" });
  const { stdout } = await command.output();
  const fields = new TextDecoder().decode(stdout).split(") ").at(-1)!.split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isNaN(ticks) ? undefined : ticks / 100;
}

async function measure(
  url: string,
  type: string,
  body: Uint8Array,
  { duration, connections, half }: Readonly<Record<"duration" | "connections" | "half", number>>,
  cpu: () => Promise<number | undefined>,
): Promise<Omit<Measured, "body" | "bytes" | "executor">> {
  const request = { url, method: "POST", headers: { "content-type": type }, connections };
  const load = async (options: object) => {
    const result = await autocannon({ ...request, ...options, body: Buffer.from(body) } as never);
    if (result.non2xx + result.errors > 0) {
      throw new TypeError(`All must be answered, but ${result.non2xx + result.errors} were not`);
    }
    return result;
  };
  await load({ duration: 2 }); // the engine compiles
  const before = await cpu(), full = await load({ duration }), after = await cpu();
  const slow = await load({ duration, overallRate: half });
  return {
    rate: full.requests.total / full.duration,
    ...{ p99: full.latency.p99, p99AtHalf: slow.latency.p99 },
    ...(before !== undefined && after !== undefined &&
      { cpu: 1e6 * (after - before) / full.requests.total }),
  };
}

if (import.meta.main) await main("bench:serve", { help: HELP, options: OPTIONS, run });
