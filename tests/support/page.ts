import { join } from "@std/path";

const page = (onGpu: boolean) =>
  `<!DOCTYPE html>
<meta charset="utf-8">
<title>conformance</title>
<script type="module">
  const tell = (body) => fetch("/result", { method: "POST", body });
  try {
    if (${onGpu} && !await navigator.gpu?.requestAdapter()) throw new Error("no adapter");
    const library = await import("/backproof.js");
    const { runSuite } = await import("/suite.js");
    await tell(await runSuite(library, ${onGpu}));
  } catch (error) {
    await tell(JSON.stringify({ checks: 0, failures: [String(error?.stack ?? error)] }));
  }
</script>`;

/** Memory is shared among workers only in pages that are isolated from others. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/**
 * Serves a page that runs the suite of conformance, and opens it in Chromium; what it told.
 *
 * @param folder Where the library and the suite are.
 * @param isolated Whether the page is isolated from others.
 * @param onGpu Whether it checks the executor `webgpu`, on SwiftShader, which needs no GPU.
 */
export async function resultInPage(
  folder: string,
  isolated: boolean,
  onGpu = false,
): Promise<string> {
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
        return new Response(page(onGpu), { headers: { ...headers, "content-type": "text/html" } });
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
      ...["--headless", "--no-sandbox", "--no-first-run", "--disable-sync"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-quic"],
      ...(onGpu
        ? ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]
        : ["--disable-gpu"]),
      `--user-data-dir=${join(folder, `profile ${isolated} ${onGpu}`)}`,
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
