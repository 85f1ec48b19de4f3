import { buildPage, compressedSize, writeSite } from "./support/page/build_page.ts";
import { siteHandler } from "./support/page/serve_site.ts";
import { integerOf, main, pathOf, UsageError, type Values } from "./support/command.ts";

const HELP = `
Builds the page, where networks train and gradients are proved in a browser, and
serves it to this machine alone.

Usage: deno task page [options]

  --port N     the port; 0 takes a free one
                       [8000, or a free one where that is taken]
  --out DIR    write a static site to a folder instead, for any host
  --json       print one JSON object: the address, or the folder and its size
  -h, --help   show this help

Ctrl-C ends the server.
`;

const OPTIONS = {
  "port": { type: "string" },
  "out": { type: "string" },
  "json": { type: "boolean", default: false },
} as const;

/** Builds, and writes or serves until a signal; resolves to the exit code. */
async function run({ port, out, json }: Values<typeof OPTIONS>): Promise<number> {
  if (port !== undefined && out !== undefined) {
    throw new UsageError("--port is of the server, which --out does not start");
  }
  const at = port === undefined ? undefined : integerOf(port, "port", 0);
  if (at !== undefined && at > 65_535) {
    throw new UsageError(`--port must be at most 65535, but found ${at}`);
  }
  const folder = out === undefined ? undefined : pathOf(out, "out");
  if (folder !== undefined) await checkFolder(folder, out!);
  const site = await buildPage();
  const compressed = await compressedSize(site);
  if (folder === undefined) {
    return await serve(siteHandler(site), at, (url) => {
      if (json) console.log(JSON.stringify({ url, compressed }));
      else console.error(`The page is at ${url}`);
    });
  }
  writeSite(site, folder);
  if (json) console.log(JSON.stringify({ out: folder, files: site.size, compressed }));
  else {console.error(
      `${folder}: ${site.size} files, ${Math.ceil(compressed / 1000)} kB compressed`,
    );}
  return 0;
}

/** Throws unless a folder is empty or absent, or holds a site of before. */
async function checkFolder(folder: string, name: string): Promise<void> {
  const found = await Deno.stat(folder).catch(() => undefined);
  if (found && !found.isDirectory) throw new UsageError(`--out ${name} is not a folder`);
  if (!found) return;
  const names = [...Deno.readDirSync(folder)].map((entry) => entry.name);
  if (names.length === 0 || names.includes("service_worker.js")) return;
  throw new UsageError(`--out ${name} must be empty or hold the page, but has ${names[0]}`);
}

/** Listens until a signal; resolves to the exit code. */
async function serve(
  handler: Deno.ServeHandler,
  port: number | undefined,
  onListen: (url: string) => void,
): Promise<number> {
  const server = listening(handler, port);
  onListen(`http://127.0.0.1:${server.addr.port}/`);
  const { promise: signalled, resolve } = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGINT", resolve);
  await signalled;
  Deno.removeSignalListener("SIGINT", resolve); // so that a second one ends it at once
  await server.shutdown();
  return 130;
}

function listening(handler: Deno.ServeHandler, port: number | undefined) {
  const at = (port: number) =>
    Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, handler);
  try {
    return at(port ?? 8000);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    if (port === undefined) return at(0);
    throw new UsageError(`--port ${port} is taken; 0 takes a free one`, { cause: error });
  }
}

if (import.meta.main) await main("page", { help: HELP, options: OPTIONS, run });
