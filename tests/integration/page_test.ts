import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { withBrowser } from "../support/browser.ts";
import { gzip, idxFile } from "../support/idx.ts";
import {
  assertAccessible,
  assertFits,
  assertTouchable,
  complaintsOf,
  host,
  placesIn,
  untilText,
} from "../support/page_driver.ts";
import { granted } from "../support/permissions.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const CHROMIUM = MAY_RUN && granted({ name: "run", command: "chromium" }) &&
  granted({ name: "net", host: "127.0.0.1" }) &&
  await new Deno.Command("chromium", { args: ["--version"] }).output()
    .then(({ success }) => success, () => false);

/** The most that the page may take on its way, gzipped. */
const MOST = 350_000;

/** With these, Chromium computes what is meant for a GPU on the processor. */
const SOFTWARE_GPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** A digit as one draws it, from 0 to 1 in both directions. */
const THREE: readonly (readonly [number, number])[] = [
  ...[[.3, .25], [.45, .15], [.62, .2], [.66, .33], [.55, .45], [.42, .48]] as const,
  ...[[.58, .52], [.7, .65], [.62, .82], [.45, .88], [.3, .78]] as const,
];

/** The pixels that the network is given. */
const GIVEN = `document.querySelector(".look canvas").toDataURL()`;

Deno.test({
  name: "the page learns to read, and reads what is drawn (needs run, files, net, Chromium)",
  ignore: !CHROMIUM,
  fn: (t) =>
    withFolder(async (folder) => {
      const site = join(folder, "site");
      const built = await runTask("page", ["--out", site, "--json"]);
      assertEquals(built.code, 0, built.stderr);
      const { compressed } = JSON.parse(built.stdout);
      assert(compressed <= MOST, `${compressed} bytes`);
      const { server, address } = host(site);

      await withBrowser(join(folder, "gpu"), async (browser) => {
        const page = await browser.newPage(), complaints = complaintsOf(page);
        await page.goto(`${address}#draw?executor=webgpu&layers=8`);
        await page.waitForSelector("#train");
        const hasGpu = await page.evaluate("navigator.gpu?.requestAdapter().then(Boolean)");
        await t.step(
          `WebGPU trains${hasGpu ? "" : " (this Chromium has no adapter)"}`,
          async () => {
            await page.click("#train");
            if (hasGpu !== true) {
              return void await untilText(page, "#train-status", /nothing to compute on/);
            }
            const isEpochOver = `!document.querySelector("#download").disabled`;
            await page.waitForFunction(isEpochOver, { timeout: 60_000 });
            await page.click("#train");
            const words = await untilText(page, "#train-status", /has never seen/);
            assert(Number(/reads ([\d.]+) %/.exec(words)![1]) >= 50, words); // chance is 10 %
          },
        );
        assertEquals(complaints, []);
      }, { flags: SOFTWARE_GPU });

      await withBrowser(join(folder, "profile"), async (browser) => {
        const page = await browser.newPage(), complaints = complaintsOf(page);
        await page.setViewport({ width: 1280, height: 900 });
        // What the address says wrongly is as usual.
        await page.goto(`${address}#draw?layers=24&activation=nonsense&seed=-1&layers=%00`);
        await page.waitForSelector("#train");

        await t.step("an untrained network guesses", async () => {
          await page.click("[aria-label='Sample 7']");
          await untilText(page, "#verdict", /^It guesses \d, with/);
        });

        await t.step("it trains to 0.93 on strokes, and reads a 3 drawn with a mouse", async () => {
          await page.evaluate(`(() => {
            const train = document.querySelector("#train");
            globalThis.labels = [];
            globalThis.during = [];
            new MutationObserver(() => during.push(train.textContent))
              .observe(document.querySelector("#verdict"), { childList: true });
            new MutationObserver(() => labels.push(train.textContent))
              .observe(train, { childList: true });
            train.click(); // before the worker has loaded
          })()`);
          const words = await untilText(page, "#train-status", /has never seen/);
          assert(Number(/reads ([\d.]+) %/.exec(words)![1]) >= 93, words);
          await untilText(page, "#model-words", /784-24 tanh-10 softmax/);
          await page.focus(".pad");
          await page.keyboard.press("Delete");
          assertEquals(await page.evaluate("labels"), ["Stop", "Train more"]);
          // The headline follows the bars.
          assertEquals(await page.evaluate(`during.includes("Stop")`), true);
          const [from, ...to] = await placesIn(page, ".pad", THREE);
          await page.mouse.move(...from!);
          await page.mouse.down();
          for (const place of to) await page.mouse.move(...place, { steps: 4 });
          await page.mouse.up();
          await untilText(page, "#verdict", /It reads 3/);
          assertEquals((await page.$$(".layers canvas")).length, 1);
          await assertAccessible(page, "Draw, light");
          await assertFits(page, "Draw, 1280 pixels");
        });

        await t.step("keys suffice: a sample is loaded, moved, and taken away", async () => {
          await page.focus("[aria-label='Sample 7']");
          await page.keyboard.press("Enter");
          await untilText(page, "#verdict", /It reads 7/);
          await page.focus("#centred");
          await page.keyboard.press("Space");
          const before = await page.evaluate(GIVEN);
          await page.focus(".pad");
          for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
          await page.waitForFunction(`${GIVEN} !== ${JSON.stringify(before)}`);
          await page.keyboard.press("Delete");
          await untilText(page, "#verdict", /Draw a digit/);
          await page.focus("#centred");
          await page.keyboard.press("Space");
        });

        await t.step("a model is downloaded, and read again", async () => {
          const session = await page.createCDPSession();
          await session.send("Browser.setDownloadBehavior", {
            behavior: "allow",
            downloadPath: folder,
            eventsEnabled: true,
          });
          const ended = new Promise<void>((resolve) => {
            session.on("Browser.downloadProgress", ({ state }) => {
              if (state === "completed") resolve();
            });
          });
          await page.click("#download");
          await ended;
          const picker = await page.$("#open-model");
          await picker!.uploadFile(join(folder, "digits.json"));
          await untilText(page, "#model-words", /Your model: 784-24 tanh-10 softmax/);
          await picker!.uploadFile(join(site, "icon.svg"));
          await untilText(page, "#model-words", /this is an HTML or XML document/);
        });

        await t.step("files of MNIST's form are told by what they hold", async () => {
          const images = (count: number) =>
            idxFile([count, 28, 28], Uint8Array.from({ length: count * 784 }, (_, i) => i % 251));
          const labels = (count: number) =>
            idxFile([count], Array.from({ length: count }, (_, i) => i % 10));
          const files = {
            "one.gz": gzip(images(40)),
            "two": labels(40),
            "three": images(20),
            "four": labels(20),
            "five": new TextEncoder().encode("a text"),
          };
          const paths = Object.entries(files).map(([name, bytes]) => {
            const path = join(folder, name);
            Deno.writeFileSync(path, bytes);
            return path;
          });
          await (await page.$("#mnist"))!.uploadFile(...paths);
          const list = await untilText(page, ".files", /five/);
          assertMatch(list, /✓ one.gz: 40 images.*✓ four: 20 labels.*✗ five is a text, not an IDX/);
          await untilText(page, "#train-data", /^40 images .* 20 others to test/);
          await (await page.$("#mnist"))!.uploadFile(join(folder, "five"));
          await untilText(page, ".files", /^✗ five is a text/);
          await untilText(page, "#train-status", /^Not trained yet/);
        });

        await t.step("a file that misses its place does not replace the page", async () => {
          const isKept = await page.evaluate(`(() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["a text"], "five"));
            const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
            return !document.querySelector("header").dispatchEvent(drop);
          })()`);
          assertEquals(isKept, true);
        });

        await t.step("what one comes to is called an example until one types", async () => {
          const isExample = `document.querySelector("#example").checkVisibility()`;
          await page.evaluate(`location.hash = "#prove"`);
          await untilText(page, "#proof", /Refuted/);
          assertEquals(await page.evaluate(isExample), true);
          await page.click("#slope");
          await page.keyboard.type(" ");
          await page.keyboard.type("+ 1");
          assertEquals(await page.evaluate(isExample), false);
        });

        await t.step("it proves, refutes, and points at what is no formula", async () => {
          await page.evaluate(`location.hash = "#prove?formula=z^3&slope=2z^2"`);
          await untilText(page, "#proof", /Refuted.*z = 1, your slope is 2, .* is 3.*2\/3 times/);
          await page.waitForSelector(".plot svg.chart path");
          await untilText(page, ".plot", /2, not 3/); // where they part
          assertEquals((await page.$$(".found math")).length, 3);
          await assertAccessible(page, "Prove, light");
          await page.click("#slope");
          for (let i = 0; i < 4; i++) await page.keyboard.press("Backspace");
          await page.keyboard.type("3z^2");
          await untilText(page, "#proof", /Proved/);
          assertMatch(await page.evaluate("location.hash") as string, /slope=3z%5E2/);
          await page.keyboard.type("*");
          await untilText(page, "#slope-mistake", /^Expected a number.*\n.*3z\^2\*\n +\^$/);
          // A proof that takes long says so, in place of what was found before.
          const long = "exp(".repeat(50) + "z" + ")".repeat(50);
          await page.evaluate(`location.hash = "#prove?formula=${long}"`);
          await untilText(page, "#proof", /^Proving …$/);
          assertEquals((await page.$$(".found math, .plot svg")).length, 0);
          await page.evaluate(`document.querySelectorAll(".mistakes button")[5].click()`);
          await untilText(page, "#proof", /Refuted.*z₁ = 1/);
          await assertFits(page, "Prove, 1280 pixels");
        });

        await t.step("fingers draw at 390 pixels, in the dark", async () => {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
          await page.setViewport({ width: 390, height: 844, hasTouch: true, isMobile: true });
          await page.goto(`${address}#draw`);
          await page.reload();
          await page.waitForSelector("#train");
          const [from, ...to] = await placesIn(page, ".pad", THREE);
          await page.touchscreen.touchStart(...from!);
          for (const place of to) await page.touchscreen.touchMove(...place);
          await page.touchscreen.touchEnd();
          await untilText(page, "#verdict", /It guesses \d/);
          await assertAccessible(page, "Draw, dark");
          await assertFits(page, "Draw, 390 pixels");
          await assertTouchable(page, "Draw");
        });

        await t.step("the proof of a link fits 390 pixels, in the dark", async () => {
          const huber = "where(|a-y|<1,(a-y)^2/2,|a-y|-1/2)";
          const query = new URLSearchParams({ formula: huber, loss: "1" });
          await page.evaluate(`location.hash = "#prove?${query}"`);
          await untilText(page, "#proof", /Proved.*This is the derivative/);
          await page.waitForSelector(".plot svg.chart path");
          await assertAccessible(page, "Prove, dark");
          await assertFits(page, "Prove, 390 pixels");
          await assertTouchable(page, "Prove");
        });

        await t.step(
          "the history leads back, and other addresses are as the first tab",
          async () => {
            await page.evaluate(`location.hash = "#draw"`);
            await page.waitForFunction(`document.title.startsWith("Draw")`);
            await page.evaluate(`location.hash = "#prove"`);
            await page.waitForFunction(`document.title.startsWith("Prove")`);
            await page.goBack();
            await page.waitForFunction(`document.title.startsWith("Draw")`);
            await page.goto(`${address}?#%E0%A4%A?${"x".repeat(10_000)}`);
            await page.waitForFunction(`document.title.startsWith("Draw")`);
          },
        );

        await t.step("it works without a network from the first visit on", async () => {
          await page.evaluate("navigator.serviceWorker.ready");
          await server.shutdown();
          await page.goto(`${address}#draw`);
          await page.reload();
          await untilText(page, "#model-words", /The network/);
          await page.evaluate(`location.hash = "#prove?formula=z^2"`);
          await untilText(page, "#proof", /Proved/);
        });
        assertEquals(complaints.filter((each) => !/ERR_CONNECTION_REFUSED/.test(each)), []);
      });
    }),
});

Deno.test({
  name: "page serves with its policy, refuses a port that is taken, and ends on Ctrl-C with 130 " +
    "(needs run, files, net)",
  ignore: !MAY_RUN || !granted({ name: "net", host: "127.0.0.1" }) || Deno.build.os === "windows",
  fn: async () => {
    const process = new Deno.Command("deno", {
      args: ["task", "--quiet", "page", "--port", "0", "--json"],
      cwd: fromFileUrl(new URL("../../", import.meta.url)),
      env: { NO_COLOR: "1", DENO_NO_PROMPT: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stderr = new Response(process.stderr).text();
    let url = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      if (url !== "") continue;
      url = JSON.parse(text).url;
      const index = await fetch(url);
      const policy = index.headers.get("content-security-policy")!;
      assertMatch(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; /);
      const html = await index.text();
      // What a static host cannot set is in the page itself.
      assertStringIncludes(html, `content="${policy.replace(/; frame-ancestors.*/, "")}"`);
      assertEquals(/<script>|<style|style=|https?:/.test(html), false);
      for (const path of ["main.js", "service_worker.js", "style.css", "icon.svg"]) {
        const { ok, body } = await fetch(url + path);
        assertEquals(ok, true, path);
        await body!.cancel();
      }
      for (
        const [path, method] of [["deno.json", "GET"], ["%2e%2e/deno.json", "GET"], ["", "PUT"]]
      ) {
        const { status, body } = await fetch(url + path, { method: method! });
        assertEquals(status, method === "PUT" ? 405 : 404, path);
        await body?.cancel();
      }
      const again = await runTask("page", ["--port", new URL(url).port]);
      assertEquals(again.code, 2);
      assertMatch(again.stderr, /--port \d+ is taken; 0 takes a free one/);
      process.kill("SIGINT");
    }
    assertEquals([(await process.status).code, await stderr], [130, ""]);
  },
});

Deno.test({
  name: "page writes to no folder that holds something else (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      Deno.writeTextFileSync(join(folder, "thesis.txt"), "");
      const { code, stderr } = await runTask("page", ["--out", folder]);
      assertEquals(code, 2);
      assertMatch(stderr, /must be empty or hold the page, but has thesis\.txt/);
      assertEquals((await runTask("page", ["--out", folder, "--port", "1"])).code, 2);
    }),
});
