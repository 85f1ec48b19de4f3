import { dirname, fromFileUrl, join } from "@std/path";
import { CHART_STYLE } from "../../../src/report/charts/chart.ts";
import { POLICY } from "./policy.ts";

const PAGE = fromFileUrl(new URL("../../../page/", import.meta.url));

type Bytes = Uint8Array<ArrayBuffer>;

/** The files of a site, by their paths from its root. */
export type Site = ReadonlyMap<string, Bytes>;

/**
 * Builds the page: modules and workers bundled, style sheets joined, a service worker that knows all
 * files.
 *
 * Everything refers to everything by relative addresses: a site works below any path.
 *
 * @throws {Error} If the modules cannot be bundled.
 */
export async function buildPage(): Promise<Site> {
  const sources = [...filesBelow(PAGE)].sort();
  const entries = sources.filter((path) => /^main\.ts$|_worker\.ts$|\.css$/.test(path));
  const bundles = [...await bundled(entries)],
    isStyle = ([path]: [string, Bytes]) => /\.css$/.test(path);
  const text = (path: string) => Deno.readTextFileSync(join(PAGE, path));
  const files = new Map<string, Bytes>([
    ["index.html", bytesOf(text("index.html").replace("{{policy}}", POLICY))],
    ["style.css", bytesOf(stylesOf(bundles.filter(isStyle)) + CHART_STYLE)],
    ["icon.svg", bytesOf(text("icon.svg"))],
    ...bundles.filter((file) => !isStyle(file)),
  ]);
  const worker = new TextDecoder().decode(files.get("service_worker.js"));
  files.delete("service_worker.js"); // browsers look for another one themselves
  const kept = ["./", ...files.keys()], version = await versionOf([worker, ...files.values()]);
  const known = `const FILES=${JSON.stringify(kept)},VERSION=${JSON.stringify(version)};\n`;
  return files.set("service_worker.js", bytesOf(known + worker));
}

/** The style sheets as one, that of all tabs first. */
function stylesOf(styles: readonly (readonly [path: string, Bytes])[]): string {
  const isCommon = ([path]: (typeof styles)[number]) => path === "style.css";
  const inOrder = [...styles.filter(isCommon), ...styles.filter((each) => !isCommon(each))];
  return inOrder.map(([, bytes]) => new TextDecoder().decode(bytes)).join("");
}

/** `deno bundle` from a program, whose types are unstable as it is. */
interface Bundler {
  bundle(options: Readonly<Record<string, unknown>>): Promise<{
    readonly outputFiles?: readonly { readonly path: string; readonly contents?: Bytes }[];
    readonly errors: readonly { readonly text: string }[];
  }>;
}

/** The bundles of modules of the page, by their paths; what several need is in chunks of its own. */
async function bundled(entries: readonly string[]): Promise<Site> {
  const { outputFiles = [], errors } = await (Deno as unknown as Bundler).bundle({
    entrypoints: entries.map((entry) => join(PAGE, entry)),
    outputDir: PAGE,
    codeSplitting: true,
    minify: true,
    platform: "browser",
    write: false,
  });
  if (errors.length > 0) throw new Error(errors.map(({ text }) => text).join("\n"));
  return new Map(outputFiles.map(({ path, contents }) => [pathBelow(PAGE, path), contents!]));
}

/** Writes a site to a folder, which need not exist; bundles of a site that was there are removed. */
export function writeSite(site: Site, folder: string): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const path of filesBelow(folder)) {
    if (/-[A-Z0-9]{8}\.js$/.test(path) && !site.has(path)) Deno.removeSync(join(folder, path));
  }
  for (const [path, bytes] of site) {
    const file = join(folder, path);
    Deno.mkdirSync(dirname(file), { recursive: true });
    Deno.writeFileSync(file, bytes);
  }
}

/** The bytes that a site takes on its way, each file gzipped. */
export async function compressedSize(site: Site): Promise<number> {
  const sizes = await Promise.all(Array.from(site.values(), async (bytes) => {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
    return (await new Response(stream).arrayBuffer()).byteLength;
  }));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function* filesBelow(folder: string, from = folder): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path, from);
    else yield pathBelow(from, path);
  }
}

/** A path relative to a folder above it, as addresses have it. */
function pathBelow(folder: string, path: string): string {
  return path.slice(folder.length).replaceAll("\\", "/").replace(/^\//, "");
}

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Other bytes have another version, so that browsers notice. */
async function versionOf(parts: readonly (string | Bytes)[]): Promise<string> {
  const whole = await new Blob([...parts]).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  return hash.toHex().slice(0, 16);
}
