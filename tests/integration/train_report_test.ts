import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { decodeRun } from "../../report.ts";
import { exitCodeOf } from "../../scripts/support/command.ts";
import { TRAIN, train } from "../../scripts/train.ts";
import { MAY_BROWSE, withBrowser } from "../support/browser.ts";
import { assertAccessible, assertFits } from "../support/page_driver.ts";
import { MAY_RUN, printed, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN;

/** Points inside of a circle and outside, of which the names look like HTML. */
const POINTS = ["x;y;side;far"].concat(Array.from({ length: 120 }, (_, i) => {
  const [x, y] = [Math.sin(7 * i), Math.sin(11 * i + 1)];
  return `${x};${y};${x ** 2 + y ** 2 < 0.8 ? "in" : "</script><b>"};${x ** 2 + y ** 2}`;
})).join("\n");

/** Trains in this process, with gradients that count as proved; resolves to the exit code and JSON. */
async function trained(folder: string, target: string, ...args: readonly string[]) {
  await Deno.writeTextFile(join(folder, "points.csv"), POINTS);
  Deno.env.set("INIT_CWD", folder);
  const run = (flags: Parameters<typeof train>[0]) => train(flags, () => true);
  const drop = target === "far" ? "side" : "far";
  const flags = ["--csv", "points.csv", "--target", target, "--drop", drop, "--epochs", "4"];
  const { result, stdout, stderr } = await printed(() =>
    exitCodeOf("train", { ...TRAIN, run }, [...flags, "--json", ...args])
  ).finally(() => Deno.env.delete("INIT_CWD"));
  return { code: result, json: stdout === "" ? {} : JSON.parse(stdout), stderr };
}

async function runIn(folder: string, name: string) {
  return decodeRun(await Deno.readTextFile(join(folder, name)));
}

Deno.test({
  name: "train --report keeps the run of the very training, also beside another (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const without = await trained(folder, "side");
      const one = await trained(folder, "side", "--report", "one.html");
      assertEquals([one.code, one.json.digest], [0, without.json.digest]);
      const run = await runIn(folder, "one.html");
      assertEquals([run.digest, run.results.accuracy], [one.json.digest, one.json.accuracy]);
      assertEquals([run.settings.network, run.settings.epochs], ["2-32 tanh-2 softmax", 4]);
      assertEquals(run.record.epochs.map(({ epoch }) => epoch), [1, 2, 3, 4]);
      assertEquals([run.record.snapshots[0]!.step, run.record.resumedAfter], [0, 0]);

      const far = ["--report", "two.html", "--compare", "one.html", "--schedule", "cosine"];
      const two = await trained(folder, "far", ...far);
      assertEquals(two.code, 0, two.stderr);
      const other = await runIn(folder, "two.html");
      assertEquals([other.results.rmse, other.settings.schedule], [two.json.rmse[0], "cosine"]);
      const page = await Deno.readTextFile(join(folder, "two.html"));
      assertStringIncludes(page, "2-32 tanh-2 softmax"); // of the run beside it
      assertEquals([...Deno.readDirSync(folder)].length, 3, "nothing else is left");
    }),
});

Deno.test({
  name: "train --report shows a training that diverged as far as it came (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const rate = ["--optimizer", "sgd", "--learning-rate", "1e30", "--report", "lost.html"];
      const { code, stderr } = await trained(folder, "far", ...rate);
      assertEquals(code, 1);
      assertStringIncludes(stderr, "Training diverged");
      const { ended, record } = await runIn(folder, "lost.html");
      assertStringIncludes(ended!, "Training diverged, epoch 1, step");
      assert(record.costs.length > 0 && record.epochs.length === 0);
    }),
});

Deno.test({
  name: "train --report and --compare say before training what is wrong (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(join(folder, "other.html"), "<p>Hello</p>");
      const wrong: readonly (readonly [readonly string[], string])[] = [
        [["--compare", "one.html"], "--compare needs --report FILE, but found none"],
        [["--report", "a.html", "--compare", "b.html"], "--compare b.html cannot be read"],
        [["--report", "a.html", "--compare", "other.html"], "--compare other.html: The page is no"],
        [["--report", "no/a.html"], "cannot be written: the folder"],
        [["--report", "."], "is a folder, not a file"],
        [["--report", "a.json", "--save", "a.json"], "--save and --report must differ, but found"],
        [["--report", ""], "--report must name a file or folder, but found nothing"],
      ];
      for (const [args, message] of wrong) {
        const { code, stderr } = await trained(folder, "side", ...args);
        assertEquals(code, 2, stderr);
        assertStringIncludes(stderr, message);
      }
    }),
});

Deno.test({
  name: "the task train may load what draws a report, and says how to repeat it (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const args = [
        "--dataset",
        "strokes",
        "--epochs",
        "1",
        "--layers",
        "",
        "--report",
        "a page.html",
      ];
      const kept = ["--checkpoint", "c", "--checkpoint-every=900"];
      const env = { INIT_CWD: folder };
      const { code, stderr } = await runTask("train", [...args, ...kept], env);
      assertEquals(code, 0, stderr);
      assertStringIncludes(stderr, `report: ${join(folder, "a page.html")} (`);
      const { command, digest, proof, versions } = await runIn(folder, "a page.html");
      const wanted = "--dataset strokes --epochs 1 --layers '' --report 'a page.html'";
      assertEquals(command, `deno task train ${wanted}`);
      assertStringIncludes(proof![0]!, "3 of 3 claims proved");
      assertEquals(versions.deno, Deno.version.deno);
      const page = await Deno.readTextFile(join(folder, "a page.html"));
      assert(!/<script(?! type="application\/json")|(src|href)="(?!#|data:)/.test(page));

      // What the page says to run, as a shell reads it, ends with the very parameters.
      const words = command!.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ""));
      const again = await runTask("train", [...words.slice(3), "--json"], env);
      assertEquals([again.code, JSON.parse(again.stdout).digest], [0, digest], again.stderr);
    }),
});

Deno.test({
  name:
    "the report fits a phone and a desktop, light and dark, and axe-core finds nothing (needs run, files)",
  ignore: ignore || !MAY_BROWSE,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withFolder(async (folder) => {
      const args = ["--report", "side.html", "--folds", "2"];
      const { code, stderr } = await trained(folder, "side", ...args);
      assertEquals(code, 0, stderr);
      const { code: other } = await trained(folder, "far", "--report", "far.html");
      assertEquals(other, 0);
      await withBrowser(join(folder, "browser"), async (browser) => {
        const page = await browser.newPage();
        for (const name of ["side", "far"]) {
          for (const [theme, width] of [["light", 390], ["dark", 1280]] as const) {
            const of = `${name}, ${theme}, ${width} px`;
            await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
            await page.setViewport({ width, height: 900 });
            await page.goto(`file://${join(folder, `${name}.html`)}`);
            await assertFits(page, of);
            await page.evaluate(`document.querySelectorAll("details").forEach((each) => {
              each.open = true;
            })`);
            await assertFits(page, `${of}, all open`);
            await assertAccessible(page, of);
          }
        }
      });
    }),
});
