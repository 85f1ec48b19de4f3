import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { loadCheckpoint } from "../../formats.ts";
import { decodeRun } from "../../report.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN || Deno.build.os === "windows"; // where no process can send SIGINT to another
/** Long enough that it does not end before it is interrupted, and quick all the same. */
const TRAINING = ["--dataset", "strokes", "--epochs", "250", "--batch-size", "500", "--layers", ""];

/** Starts the task, and sends SIGINT once it tells of an epoch, of which it shows some. */
async function interruptedTask(args: readonly string[]) {
  const process = new Deno.Command("deno", {
    args: ["task", "--quiet", "train", ...args],
    cwd: fromFileUrl(new URL("../../", import.meta.url)),
    env: { NO_COLOR: "1", DENO_NO_PROMPT: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new Response(process.stdout).text();
  let stderr = "", sent = false;
  for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    if (sent || !/epoch \d+\//.test(stderr)) continue;
    sent = true;
    process.kill("SIGINT");
  }
  return { code: (await process.status).code, stdout: await stdout, stderr };
}

Deno.test({
  name:
    "train ends on Ctrl-C with a checkpoint, says how to go on, and goes on to the same bits (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "a checkpoint"),
        [one, two] = ["one", "two"].map((name) => {
          return join(folder, name);
        }) as [string, string];
      const flags = [...TRAINING, "--checkpoint", file, "--checkpoint-every", "35", "--save", one];
      const stopped = await interruptedTask(flags);
      assertEquals([stopped.code, stopped.stdout], [130, ""], stopped.stderr);
      assertStringIncludes(stopped.stderr, `interrupted: ${file} is written; to go on: deno task`);
      assertStringIncludes(stopped.stderr, `--layers '' --checkpoint '${file}'`);
      const { history, taken } = await loadCheckpoint(file);
      assertEquals(history.length >= 3 && history.length < 250, true, `${history.length} epochs`);

      const resumed = await runTask("train", [...flags, "--resume", "--json"]);
      assertEquals(resumed.code, 0, resumed.stderr);
      assertEquals(JSON.parse(resumed.stdout).epochs, 250);
      // Some epochs are shown: at first one that was finished, then later ones alone.
      const finished = Math.floor(taken / 20); // steps an epoch
      const [before, after] = [stopped, resumed].map(({ stderr }) => {
        return Array.from(stderr.matchAll(/epoch (\d+)\//g), ([, epoch]) => Number(epoch));
      }) as [number[], number[]];
      assert(Math.min(...before) <= finished, `${before}, and ${finished} epochs finished`);
      assert(
        after.length > 0 && Math.min(...after) > finished,
        `${after} after ${finished} epochs`,
      );
      const whole = await runTask("train", [...TRAINING, "--save", two]);
      assertEquals(whole.code, 0, whole.stderr);
      assertEquals(await Deno.readTextFile(one), await Deno.readTextFile(two));

      const other = await runTask("train", [...flags, "--resume", "--seed", "7"]);
      assertEquals(other.code, 1);
      assertStringIncludes(other.stderr, "the seed must be 42, but found 7");
    }),
});

Deno.test({
  name:
    "train without a checkpoint says on Ctrl-C what is lost, reports how far it came, and exits with 130 (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "report.html");
      const { code, stdout, stderr } = await interruptedTask([...TRAINING, "--report", file]);
      assertEquals([code, stdout], [130, ""], stderr);
      const [lost, report] = stderr.trimEnd().split("\n").slice(-2);
      assert(
        /^interrupted: .+ s of training are lost, as there is no --checkpoint FILE/.test(lost!),
        lost,
      );
      assertStringIncludes(report!, `report: ${file} (`);
      const { ended, record } = decodeRun(await Deno.readTextFile(file));
      assertStringIncludes(ended!, "interrupted by Ctrl-C, after ");
      assert(record.epochs.length < 250 && record.snapshots.at(-1)!.step > 0);
    }),
});

Deno.test({
  name: "train refuses checkpoints that would be lost or are not there (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "run");
      await Deno.writeTextFile(file, "something else");
      const wrong: readonly (readonly [readonly string[], number, string])[] = [
        [["--resume"], 2, "--resume needs --checkpoint FILE, but found none"],
        [["--checkpoint-every", "5"], 2, "--checkpoint-every needs --checkpoint FILE"],
        [["--checkpoint", file, "--checkpoint-every", "0"], 2, "must be an integer of at least 1"],
        [["--checkpoint", file], 2, `--checkpoint ${file} exists: add --resume to resume from it`],
        [["--checkpoint", `${file}s`, "--resume"], 2, `but ${file}s does not exist`],
        [["--checkpoint", folder], 2, "is a folder, not a file"],
        [["--checkpoint", ""], 2, "--checkpoint must name a file or folder, but found nothing"],
        [["--checkpoint", file, "--resume"], 1, `${file}: A checkpoint must begin as`],
      ];
      for (const [args, expected, message] of wrong) {
        const { code, stdout, stderr } = await runTask("train", args);
        assertEquals([code, stdout], [expected, ""], args.join(" "));
        assertStringIncludes(stderr, message);
      }
      const { stdout } = await runTask("train", ["--help"]);
      for (const flag of ["checkpoint FILE", "checkpoint-every N", "resume"]) {
        assertStringIncludes(stdout, `--${flag} `);
      }
    }),
});
