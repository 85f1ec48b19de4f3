import { assertEquals, assertRejects } from "@std/assert";
import { imageSetDownloader } from "../../../src/data/sets/image_set_mirrors.ts";
import { sha256 } from "../../../src/data/sha256.ts";
import { withGlobal } from "../../support/globals.ts";

const bytes = Uint8Array.of(1, 2, 3);

/** Downloads from mirrors that answer so, and returns what was tried and why it failed. */
async function attempts(answers: readonly unknown[]): Promise<string[]> {
  const urls = answers.map((_, i) => `http://${i}/`), reasons: string[] = [];
  const download = imageSetDownloader({ urls, checksums: {}, most: 99 } as never, {
    patience: { connect: 60_000, idle: 60_000 },
    unavailable: (_, attempts) => {
      reasons.push(...attempts.map(({ reason }) => reason));
      return new RangeError("none") as never;
    },
  });
  const fetched = (url: string) =>
    Promise.reject(answers[urls.findIndex((of) => url.startsWith(of))]);
  await withGlobal(
    "fetch",
    fetched,
    () => assertRejects(() => download("x.gz"), RangeError, "none"),
  );
  return reasons;
}

Deno.test("a download says why each mirror failed: by message, code, name, or what was thrown", async () => {
  const refused = Object.assign(new Error(""), { code: "ECONNREFUSED" });
  const caused = new TypeError("fetch failed", { cause: new Error("no route") });
  const nothing = new TypeError("");
  assertEquals(await attempts([refused, caused, nothing, "a text"]), [
    ...["ECONNREFUSED", "fetch failed: no route", "TypeError", "a text"],
  ]);
});

Deno.test("a download tells its progress, with the size where the server says it", async () => {
  const checksum = await sha256(bytes);
  for (const length of [undefined, "3"]) {
    const seen: object[] = [];
    const download = imageSetDownloader(
      { urls: ["http://0/"], checksums: { "x.gz": checksum }, most: 99 } as never,
      {
        patience: { connect: 60_000, idle: 60_000 },
        unavailable: (_, attempts) => new RangeError(attempts[0]!.reason) as never,
        onProgress: (progress) => void seen.push(progress),
      },
    );
    const headers = new Headers(length === undefined ? {} : { "content-length": length });
    const fetched = () => Promise.resolve(new Response(bytes, { headers }));
    await withGlobal("fetch", fetched, async () => assertEquals(await download("x.gz"), bytes));
    const total = length === undefined ? {} : { total: 3 };
    assertEquals(seen.at(-1), { file: "x", received: 3, ...total });
  }
});
