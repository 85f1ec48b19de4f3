import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const isUnix = Deno.build.os !== "windows";

Deno.test({
  name: "tasks that write have scoped permissions to read and write (needs run, files)",
  ignore: !MAY_RUN,
  fn: async () => {
    const path = fromFileUrl(new URL("../../deno.json", import.meta.url));
    const { tasks } = JSON.parse(await Deno.readTextFile(path));
    for (const task of ["train", "verify", "prove", "contact-sheet", "mnist-png"]) {
      const { command } = tasks[task];
      assertEquals(command.match(/--allow-(read|write)(?!=)|-A|--allow-all/), null, task);
      assertStringIncludes(command, '"--allow-write=.,$INIT_CWD,/tmp');
    }
  },
});

for (
  const [task, flags, code] of [
    ["verify", ["--report", "/no/such/a b"], 2],
    ["train", ["--checkpoint", "/no/such/a b", "--dataset", "strokes"], 2],
    ["train", ["--data", "/no/such/a b", "--dataset", "mnist"], 1],
  ] as const
) {
  Deno.test({
    name: `${task} ${flags[0]} says how to use files elsewhere (needs run, files)`,
    ignore: !MAY_RUN || !isUnix,
    fn: async () => {
      const outcome = await runTask(task, flags, { MNIST_DIR: "" });
      assertEquals(outcome.code, code, outcome.stderr);
      const words = flags.join(" ").replace("/no/such/a b", "'/no/such/a b'");
      const again = `For others: deno run -A scripts/${task}.ts ${words}\n`;
      assertStringIncludes(outcome.stderr, again);
    },
  });
}

Deno.test({
  name: "train reads the folder that MNIST_DIR names, wherever it is (needs run, files)",
  ignore: !MAY_RUN || !isUnix,
  fn: async () => {
    const { code, stderr } = await runTask("train", ["--dataset", "mnist"], { MNIST_DIR: "/usr" });
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, "Cannot find train-images-idx3-ubyte");
  },
});

Deno.test({
  name: "train --images may read the decoder of images (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      await Deno.mkdir(join(folder, "all/label"), { recursive: true });
      await Deno.writeTextFile(join(folder, "all/label/text.png"), "no image");
      const args = ["--images", "all", "--size", "2x2"];
      const { code, stderr } = await runTask("train", args, { INIT_CWD: folder });
      assertEquals(code, 1, stderr);
      assertStringIncludes(stderr, "text.png (it is neither PNG nor JPEG nor BMP, but a text)");
    }),
});
