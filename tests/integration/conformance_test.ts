import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { granted } from "../support/permissions.ts";
import { MAY_RUN, runTask } from "../support/run_script.ts";

/** Whether a program may be started and is there. */
async function isThere(command: string): Promise<boolean> {
  if (!MAY_RUN || !granted({ name: "run", command })) return false;
  return await new Deno.Command(command, { args: ["--version"] }).output()
    .then(({ success }) => success, () => false);
}

const NODE = await isThere("node");
const CHROMIUM = await isThere("chromium") && granted({ name: "net", host: "127.0.0.1" });

const ROOT = new URL("../../", import.meta.url);

/** Where the library is as its users get it, with the bundled suite beside it. */
let folder = "";

Deno.test.beforeAll(async () => {
  if (!NODE && !CHROMIUM) return;
  folder = await Deno.makeTempDir();
  const built = await runTask("build", []);
  assertEquals(built.code, 0, built.stderr);
  for await (const { name } of Deno.readDir(new URL("dist", ROOT))) {
    if (name.endsWith(".js")) {
      await Deno.copyFile(new URL(`dist/${name}`, ROOT), join(folder, name));
    }
  }
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      ...["bundle", "--no-config", "--quiet", "--platform=browser"],
      `--output=${join(folder, "suite.js")}`,
      "tests/conformance/program.ts",
    ],
    cwd: ROOT,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
});

Deno.test.afterAll(async () => {
  if (folder !== "") await Deno.remove(folder, { recursive: true });
});

function assertHolds(result: string): void {
  const { checks, failures } = JSON.parse(result);
  assertEquals(failures, []);
  assert(checks >= 80, `${checks}`);
}

const PROGRAM = `
import * as library from "./backproof.js";
import { runSuite } from "./suite.js";
console.log(await runSuite(library));
`;

Deno.test({
  name: "the built module keeps the suite of conformance in Node (needs run, files, Node)",
  ignore: !NODE,
  fn: async () => {
    const program = join(folder, "program.mjs");
    await Deno.writeTextFile(program, PROGRAM);
    const { code, stdout, stderr } = await new Deno.Command("node", { args: [program] }).output();
    const text = new TextDecoder();
    assertEquals(code, 0, text.decode(stderr));
    assertHolds(text.decode(stdout));
  },
});

const PAGE = `<!DOCTYPE html>
<meta charset="utf-8">
<title>conformance</title>
<script type="module">
  const tell = (body) => fetch("/result", { method: "POST", body });
  try {
    const library = await import("/backproof.js");
    const { runSuite } = await import("/suite.js");
    await tell(await runSuite(library));
  } catch (error) {
    await tell(JSON.stringify({ checks: 0, failures: [String(error?.stack ?? error)] }));
  }
</script>`;

/** Memory is shared among workers only in pages that are isolated from others. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Serves a page that runs the suite, and opens it; what it told. */
async function resultInPage(isolated: boolean): Promise<string> {
  const told = Promise.withResolvers<string>();
  const headers = isolated ? ISOLATED : {};
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/result") {
        told.resolve(await request.text());
        return new Response(null, { headers });
      }
      if (pathname === "/") {
        return new Response(PAGE, { headers: { ...headers, "content-type": "text/html" } });
      }
      if (!/^\/[\w-]+\.js$/.test(pathname)) {
        return new Response(null, { status: 404, headers });
      }
      const script = await Deno.readTextFile(join(folder, pathname.slice(1)));
      return new Response(script, { headers: { ...headers, "content-type": "text/javascript" } });
    },
  );
  const browser = new Deno.Command("chromium", {
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-quic"],
      `--user-data-dir=${join(folder, `profile ${isolated}`)}`,
      `http://127.0.0.1:${server.addr.port}/`,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  // The browser's processes share its standard error, which ends with the last of them: what a user's
  // folder holds can be removed then, and not as soon as the first has ended.
  const complaints = new Response(browser.stderr).text();
  let hasEnded = false;
  const ended = browser.status.then(async ({ code }) => {
    hasEnded = true;
    throw new Error(
      `The browser ended with ${code} before the page told anything:\n${await complaints}`,
    );
  });
  try {
    return await Promise.race([told.promise, ended]);
  } finally {
    if (!hasEnded) browser.kill();
    await complaints;
    await browser.status;
    await server.shutdown();
  }
}

Deno.test({
  name: "the built module keeps the suite of conformance in Chromium (needs run, files, net, " +
    "Chromium)",
  ignore: !CHROMIUM,
  fn: async () => {
    assertHolds(await resultInPage(true));
    // A page that is not isolated trains as well, but for what more than one worker is asked for.
    const { checks, failures } = JSON.parse(await resultInPage(false));
    assert(checks > failures.length && failures.length > 10, `${failures.length} of ${checks}`);
    for (const failure of failures as string[]) {
      assert(/workers must be 1 on this page/.test(failure), failure);
    }
  },
});
