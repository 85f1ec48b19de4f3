import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { encodePng } from "../../scripts/support/png.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN;

Deno.test("encodePng() writes what the platform reads as an image of that size", async () => {
  const png = encodePng(3, Uint8Array.of(0, 128, 255, 255, 128, 0));
  const bitmap = await createImageBitmap(new Blob([png], { type: "image/png" }));
  assertEquals([bitmap.width, bitmap.height], [3, 2]);
  bitmap.close();
});

Deno.test({
  name: "contact-sheet writes the same picture for a seed, another for another (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const pictures: Uint8Array<ArrayBuffer>[] = [];
      for (const seed of ["7", "7", "8"]) {
        const out = join(folder, "sheet.png");
        const run = await runTask("contact-sheet", ["--out", out, "--seed", seed]);
        assertEquals(run, { code: 0, stdout: `${out}\n`, stderr: "" });
        pictures.push(await Deno.readFile(out));
      }
      assertEquals(pictures[0], pictures[1]);
      assert(String(pictures[0]) !== String(pictures[2]));
      const bitmap = await createImageBitmap(new Blob([pictures[0]!], { type: "image/png" }));
      // 20 columns and 10 rows of 28 pixels, twice enlarged, with gaps of 2 around.
      assertEquals([bitmap.width, bitmap.height], [20 * 58 + 2, 10 * 58 + 2]);
      bitmap.close();
    }),
});

Deno.test({
  name: "contact-sheet exits with 2 on wrong arguments (needs run, files)",
  ignore,
  fn: async () => {
    const nowhere = join("no", "such", "folder", "sheet.png");
    const wrong = [["--colour"], ["sheet.png"], ["--out"], ["--seed=-1"], ["--seed="], [
      "--out",
      nowhere,
    ]];
    for (const args of wrong) {
      const { code, stdout, stderr } = await runTask("contact-sheet", args);
      assertEquals([code, stdout], [2, ""], args.join(" "));
      assertStringIncludes(stderr, "deno task contact-sheet --help");
    }
  },
});
