import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { encodePng } from "../../scripts/png.ts";

const ignore = (["read", "run", "write"] as const)
  .some((name) => Deno.permissions.querySync({ name }).state !== "granted");

async function contactSheet(...args: string[]) {
  const script = fromFileUrl(new URL("../../scripts/contact_sheet.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-write", script, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("encodePng() writes what the platform reads as an image of that size", async () => {
  const png = encodePng(3, Uint8Array.of(0, 128, 255, 255, 128, 0));
  const bitmap = await createImageBitmap(new Blob([png], { type: "image/png" }));
  assertEquals([bitmap.width, bitmap.height], [3, 2]);
  bitmap.close();
});

Deno.test({
  name: "contact_sheet writes the same picture for a seed, another for another (needs run, files)",
  ignore,
  fn: async () => {
    const directory = await Deno.makeTempDir();
    try {
      const pictures: Uint8Array<ArrayBuffer>[] = [];
      for (const seed of ["7", "7", "8"]) {
        const out = join(directory, "sheet.png");
        const run = await contactSheet("--out", out, "--seed", seed);
        assertEquals(run, { code: 0, stdout: `${out}\n`, stderr: "" });
        pictures.push(await Deno.readFile(out));
      }
      assertEquals(pictures[0], pictures[1]);
      assert(String(pictures[0]) !== String(pictures[2]));
      const bitmap = await createImageBitmap(new Blob([pictures[0]!], { type: "image/png" }));
      // 20 columns and 10 rows of 28 pixels, twice enlarged, with gaps of 2 around.
      assertEquals([bitmap.width, bitmap.height], [20 * 58 + 2, 10 * 58 + 2]);
      bitmap.close();
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

Deno.test({
  name: "contact_sheet exits with 2 on wrong arguments, 1 where it cannot write (needs run, files)",
  ignore,
  fn: async () => {
    const wrong = [["--colour"], ["sheet.png"], ["--out"], ["--out="], ["--seed=-1"], ["--seed="]];
    for (const args of wrong) {
      const { code, stdout, stderr } = await contactSheet(...args);
      assertEquals([code, stdout], [2, ""], args.join(" "));
      assertStringIncludes(stderr, "Usage:");
    }
    const { code, stderr } = await contactSheet("--out", join("no", "such", "folder", "sheet.png"));
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Cannot write");
  },
});

Deno.test({
  name: "contact_sheet --help prints its usage (needs run)",
  ignore,
  fn: async () => {
    const { code, stdout } = await contactSheet("--help");
    assertEquals(code, 0);
    for (const flag of ["--out FILE", "--seed N", "--help"]) assertStringIncludes(stdout, flag);
  },
});
