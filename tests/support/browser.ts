import { type Browser, connect } from "./driver.ts";

/** Whether a test may start Chromium, and there is one. */
export const MAY_BROWSE: boolean = ([
  { name: "run", command: "chromium" },
  { name: "net", host: "127.0.0.1" },
] as const).every((permission) => Deno.permissions.querySync(permission).state === "granted") &&
  await new Deno.Command("chromium", { args: ["--version"], stdin: "null" }).output()
    .then(({ success }) => success, () => false);

/**
 * Calls with Chromium, and ends it afterwards.
 *
 * It is started here, as a driver that starts browsers asks for more than tests may.
 *
 * @param folder An empty folder for its files.
 */
export async function withBrowser(
  folder: string,
  use: (browser: Browser) => Promise<void>,
  { flags = ["--disable-gpu"] }: { readonly flags?: readonly string[] } = {},
): Promise<void> {
  const process = new Deno.Command("chromium", {
    args: [
      ...["--headless", "--no-sandbox", "--no-first-run", "--disable-sync"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-quic"],
      ...["--remote-debugging-port=0", `--user-data-dir=${folder}`, ...flags, "about:blank"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const [first, rest] = process.stderr.tee();
  // The browser's processes share its standard error, which ends with the last of them: only then can
  // the folder be removed.
  const all = new Response(rest).text();
  try {
    const browser = await connect(await endpointIn(first, all));
    await use(browser);
    await browser.close();
  } finally {
    try {
      process.kill();
    } catch {
      // It has ended.
    }
    await all;
    await process.status;
  }
}

/** The address of the browser's own server, which it prints. */
async function endpointIn(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  all: Promise<string>,
): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    const found = /ws:\/\/\S+/.exec(text);
    if (found) return found[0];
  }
  throw new Error(`The browser ended before it could be driven:\n${await all}`);
}
