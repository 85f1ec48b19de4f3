import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { dense, network, softmax } from "../../engine.ts";
import { type Model, model, saveModel } from "../../formats.ts";
import { encodePng } from "../../scripts/support/png.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";
import { granted } from "../support/permissions.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const ignore = !MAY_RUN || !granted({ name: "net", host: "127.0.0.1" });
/** Where no process can send a signal to another. */
const isWindows = Deno.build.os === "windows";

const digits = model({
  network: network({ inputs: 16, layers: [dense(3, softmax)], seed: 1 }),
  inputs: { kind: "image", width: 4, height: 4, colour: "grey" },
});

/** A server of a model: its address, and what ends it. */
interface Served {
  readonly url: string;
  readonly said: Readonly<Record<string, string>>;
  /** Sends a signal, without waiting. */
  readonly kill: (signal: Deno.Signal) => void;
  /** Resolves at its end to the exit code, and what it printed to standard error. */
  readonly end: () => Promise<{ readonly code: number; readonly stderr: string }>;
}

/** Calls with a server of a model as the task starts it; the script itself, which gets the signals. */
async function withServer(
  served: Model,
  flags: readonly string[],
  use: (server: Served) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, "digits.json");
    await saveModel(file, served);
    const process = new Deno.Command("deno", {
      args: ["run", "--quiet", "--allow-read", "--allow-env=INIT_CWD", "--allow-net=127.0.0.1"]
        .concat("scripts/serve.ts", file, "--port", "0", "--json", flags),
      cwd: ROOT,
      env: { NO_COLOR: "1", DENO_NO_PROMPT: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stderr = new Response(process.stderr).text();
    const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let ended = false;
    try {
      const { value } = await lines.read();
      if (value === undefined) throw new Error(await stderr);
      const said = JSON.parse(value);
      await use({
        url: said.url,
        said,
        kill: (signal) => process.kill(signal),
        end: async () => {
          const { code } = await process.status;
          ended = true;
          return { code, stderr: await stderr };
        },
      });
    } finally {
      if (!ended) process.kill("SIGKILL");
      await process.status;
      await stderr;
      await lines.cancel();
    }
  });
}

function predict(url: string, body: BodyInit, type: string): Promise<Response> {
  return fetch(`${url}predict`, { method: "POST", headers: { "content-type": type }, body });
}

Deno.test({
  name:
    "serve predicts pixels and PNG files as the model does, and is well (needs run, files, net)",
  ignore,
  fn: () =>
    withServer(digits, ["--executor", "reference", "--cors", "*"], async ({ url, said }) => {
      assertEquals([said.network, said.executor], ["16-3 softmax", "reference"]);
      const pixels = Uint8Array.from({ length: 16 }, (_, i) => 16 * i);
      const wanted = { predictions: await digits.predict([{ width: 4, height: 4, data: pixels }]) };
      const raw = await predict(url, pixels, "application/octet-stream");
      assertEquals([raw.status, raw.headers.get("access-control-allow-origin")], [200, "*"]);
      assertEquals(await raw.json(), wanted);
      const png = await predict(url, new Uint8Array(encodePng(4, pixels)), "image/png");
      assertEquals(await png.json(), wanted);
      const broken = await predict(url, new Uint8Array([1, 2, 3]), "image/png");
      assertEquals(broken.status, 400);
      assertStringIncludes((await broken.json()).error, "neither PNG nor JPEG nor BMP");
      const health = await fetch(`${url}health`);
      assertEquals(await health.json(), { status: "ok" });
    }),
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 0]] as const) {
  Deno.test({
    name:
      `serve finishes on ${signal} what it began, and exits with ${code} (needs run, files, net)`,
    ignore: ignore || isWindows,
    fn: () =>
      withServer(digits, [], async ({ url, said, kill, end }) => {
        assertEquals(said.executor, "wasm");
        await (await fetch(`${url}health`)).text(); // leaves an idle connection behind
        const { port } = new URL(url);
        const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
        const send = (text: string) => connection.write(new TextEncoder().encode(text));
        await send("POST /predict HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n");
        await send("Content-Type: application/octet-stream\r\nContent-Length: 16\r\n\r\n");
        const answers = connection.readable.pipeThrough(new TextDecoderStream()).getReader();
        // It asks for the body: the request has begun.
        assertStringIncludes((await answers.read()).value!, "100 Continue");
        kill(signal);
        while (await takesRequests(url));
        await send("0123456789abcdef");
        const { value } = await answers.read();
        assertStringIncludes(value!, "HTTP/1.1 200 OK");
        await answers.cancel();
        assertEquals(await end(), { code, stderr: "" });
      }),
  });
}

/** Whether a server does not say that it is stopping. */
async function takesRequests(url: string): Promise<boolean> {
  const { status, body } = await fetch(`${url}health`);
  await body?.cancel();
  return status === 200;
}

Deno.test({
  name: "examples/serve_deno_deploy.ts serves the model that MODEL names (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "digits.json"), program = join(folder, "program.ts");
      await saveModel(file, digits);
      const example = new URL("../../examples/serve_deno_deploy.ts", import.meta.url).href;
      await Deno.writeTextFile(
        program,
        `import served from "${example}";
         const answer = await served.fetch(new Request("http://localhost/health"));
         console.log(answer.status, await answer.text());`,
      );
      const args = ["run", "--quiet", "--no-check", "--allow-read", "--allow-env=MODEL"];
      const { stdout, stderr } = await new Deno.Command("deno", {
        args: [...args, `--config=${join(ROOT, "deno.json")}`, program],
        env: { MODEL: file, NO_COLOR: "1" },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assertEquals([text(stdout), text(stderr)], ['200 {"status":"ok"}\n', ""]);
    }),
});

Deno.test({
  name: "serve refuses wrong arguments, and what is no model (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "digits.json"), png = join(folder, "a.png");
      await saveModel(file, digits);
      await Deno.writeFile(png, encodePng(4, new Uint8Array(16)));
      const wrong: readonly (readonly [readonly string[], number, string])[] = [
        [[file, "--port", "65536"], 2, "--port must be at most 65535"],
        [[file, "--cors", "example.org"], 2, "--cors must be an origin"],
        [[file, "--executor", "gpu"], 2, "--executor must be one of wasm, reference"],
        [[file, "--host", "192.0.2.1"], 2, "elsewhere: deno run -A scripts/serve.ts"],
        [[join(folder, "none.json")], 2, "none.json cannot be read"],
        [[png], 1, "a PNG image"],
      ];
      for (const [args, expected, message] of wrong) {
        const { code, stdout, stderr } = await runTask("serve", args);
        assertEquals([code, stdout], [expected, ""], `${args.join(" ")}: ${stderr}`);
        assertStringIncludes(stderr, message);
      }
    }),
});
