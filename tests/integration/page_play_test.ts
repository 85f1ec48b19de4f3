import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { withBrowser } from "../support/browser.ts";
import {
  assertAccessible,
  assertFits,
  assertTouchable,
  assertUncut,
  complaintsOf,
  host,
  placesIn,
  untilSeen,
  untilText,
} from "../support/page_driver.ts";
import type { Page } from "../support/driver.ts";
import { granted } from "../support/permissions.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const CHROMIUM = MAY_RUN && granted({ name: "run", command: "chromium" }) &&
  granted({ name: "net", host: "127.0.0.1" }) &&
  await new Deno.Command("chromium", { args: ["--version"] }).output()
    .then(({ success }) => success, () => false);

/** Whether the walk is open. */
async function isWalking(page: Page): Promise<boolean> {
  return await page.evaluate(`document.querySelector(".walk").checkVisibility()`) as boolean;
}

/** The step of the table of weights, and its numbers. */
const WHEN = `document.querySelector(".weights .caption").textContent`;
const ROWS = `[...document.querySelectorAll(".weights tbody tr")].map((row) => {
  return [...row.querySelectorAll("td")].map(({ textContent }) => textContent);
})`;

/** A number as the page writes it; NaN for a dash. */
function numberOf(text: string): number {
  const digits = (small: string) => [...small].map((each) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(each) - 1);
  const [mantissa, exponent = ""] = text.replace("−", "-").split("·10");
  const size = Number(digits(exponent).filter((digit) => digit >= 0).join(""));
  return Number(mantissa === "–" ? NaN : mantissa) *
    10 ** (exponent.startsWith("⁻") ? -size : size);
}

/** A loss as the page writes it, below 0.05: what the spiral must reach. */
const LEARNED = /Loss (0\.0[0-4]\d*|\d\.\d\d·10⁻[1-9])\b/;

Deno.test({
  name: "the tab Play teaches, trains, and checks its gradients (needs run, files, net, Chromium)",
  ignore: !CHROMIUM,
  fn: (t) =>
    withFolder(async (folder) => {
      const site = join(folder, "site"), built = await runTask("page", ["--out", site, "--json"]);
      assertEquals(built.code, 0, built.stderr);
      const { server, address } = host(site);
      await withBrowser(join(folder, "profile"), async (browser) => {
        const page = await browser.newPage(), complaints = complaintsOf(page);
        await page.setViewport({ width: 1280, height: 900 });
        // What the address says wrongly is as usual.
        await page.goto(`${address}#play?set=nonsense&layers=99&walk=x&lesson=0&rate=-1`);
        await untilText(page, "#play-status", /^Step 0, epoch 1/);

        await t.step("the lesson leads through BP1 to BP4 of a small network", async () => {
          // As on a small laptop: the numbers must be in sight beside the lesson.
          await page.setViewport({ width: 1280, height: 640 });
          await page.focus("[data-lesson=start]");
          await page.keyboard.press("Enter");
          const titles: string[] = [];
          for (let place = 1; place < 11; place++) {
            await untilText(page, ".lesson", new RegExp(`${place} of 11`));
            titles.push(
              await page.evaluate(`document.querySelector(".walk h4").textContent`) as string,
            );
            if (place === 1) {
              assertEquals(await page.evaluate("document.activeElement.textContent"), "The task");
              await assertAccessible(page, "Play, light, lesson");
            }
            if (/^(How wrong|BP)/.test(titles.at(-1)!) && await isWalking(page)) {
              await untilSeen(page, ".walk .line:last-child math", titles.at(-1)!);
            }
            await page.focus("[data-lesson=next]");
            await page.keyboard.press("Enter");
          }
          // The button that was pressed last is gone.
          await page.waitForFunction(
            `document.activeElement.textContent === "In one sentence"`,
          );
          await page.setViewport({ width: 1280, height: 900 });
          for (const equation of ["BP1", "BP2", "BP3"]) {
            assert(titles.some((title) => title.startsWith(equation)), `${equation} in ${titles}`);
          }
          assertMatch(await page.evaluate("location.hash") as string, /lesson=11/);
        });

        await t.step(
          "the lesson shows the answer where it is meant, and stops training",
          async () => {
            const title = "#play-surface h3", unit = "[aria-label='unit 3 of hidden layer 1']";
            const goOn = () => page.click("[data-lesson=next]");
            await page.evaluate(`location.hash = "#play?lesson=9"`);
            await untilText(page, ".lesson", /9 of 11/);
            await page.click(unit);
            await untilText(page, title, /^What unit 3 of hidden layer 1 sees/);
            await goOn();
            await untilText(page, ".lesson", /10 of 11/);
            await untilText(page, title, /^What the network answers/);
            await page.click("[data-lesson=act]");
            await untilText(page, "[data-lesson=act]", /Pause/);
            await goOn();
            await untilText(page, ".lesson", /11 of 11/);
            await untilText(page, "[data-play=toggle]", /Play/);
            await page.click(unit);
            await untilText(page, title, /^What unit 3/);
            await page.click("[data-lesson=back]");
            await untilText(page, title, /^What the network answers/);
            await page.click("[data-lesson=act]");
            await untilText(page, "[data-lesson=act]", /Pause/);
            await page.click(unit);
            await untilText(page, title, /^What unit 3/);
            await page.click("[data-lesson=end]");
            await untilText(page, title, /^What the network answers/);
            await untilText(page, "[data-play=toggle]", /Play/);
          },
        );

        await t.step(
          "lines that are meant are dashed where the weight is negative alone",
          async () => {
            const dashes = `[...document.querySelectorAll(".weight.about")].map((each) => {
            const isDashed = getComputedStyle(each).strokeDasharray !== "none";
            return each.classList[1] + (isDashed ? " dashed" : "");
          })`;
            await page.goto(`${address}#play?layers=3&walk=2`);
            await page.reload();
            await untilText(page, ".walk h4", /^Forwards/);
            assertEquals(await page.evaluate(dashes), ["positive", "negative dashed"]);
            await page.goto(`${address}#play?layers=3&walk=8`);
            await untilText(page, ".walk h4", /^BP2/);
            assertEquals(await page.evaluate(dashes), ["negative dashed"]);
            assertEquals((await page.$$(".curves .tangent")).length, 1);
          },
        );

        await t.step("a link to the spiral trains it below a loss of 0.05", async () => {
          await page.goto(
            `${address}#play?set=spiral&layers=8-8&optimizer=adam&rate=0.03&batch=50`,
          );
          await untilText(page, "#play-status", /^Step 0, /);
          await page.evaluate(`(() => {
            const speed = [...document.querySelectorAll("#play-panel select")]
              .find((each) => each.labels[0].textContent === "Speed");
            speed.selectedIndex = speed.options.length - 1;
            speed.dispatchEvent(new Event("change"));
          })()`);
          await page.click("[data-play=toggle]");
          await untilText(page, "#play-status", LEARNED);
          await untilText(page, "[data-check]", /^✓ They agree: \d+ slopes compared/);
          await assertAccessible(page, "Play, light, training");
          await page.click("[data-play=toggle]");
          await assertFits(page, "Play, 1280 pixels");
        });

        await t.step("both slopes of a weight are those of one step while it plays", async () => {
          await page.goto(`${address}#play?set=moons&rate=3`);
          await untilText(page, "#play-status", /^Step 0, /);
          await page.click(".weights summary");
          await page.click("[data-play=toggle]");
          const seen = new Set<string>();
          while (seen.size < 3) {
            await page.waitForFunction(`!${JSON.stringify([...seen])}.includes(${WHEN})`);
            const [when, rows] = await page.evaluate(`[${WHEN}, ${ROWS}]`) as [string, string[][]];
            seen.add(when);
            const compared = rows.map((row) => row.map(numberOf)).filter(([, , x]) => !isNaN(x!));
            assert(compared.length > 2, when);
            const largest = Math.max(...compared.map(([, slope]) => Math.abs(slope!)));
            for (const [, slope, difference] of compared) {
              // Seven digits are written; slopes of neighbouring steps differ in the first ones.
              assert(
                Math.abs(slope! - difference!) < 1e-6 * largest,
                `${when} ${slope} ${difference}`,
              );
            }
          }
          await assertFits(page, "Play, table, 1280 pixels");
          await assertUncut(page, "Play, 1280 pixels");
          // What is set while it plays, and has no points, pauses.
          await page.click("[data-set=own]");
          await untilText(page, "#play-status", /There are no points yet/);
          await untilText(page, "[data-play=toggle]", /▶ Play/);
          await page.goto(
            `${address}#play?set=spiral&layers=8-8&optimizer=adam&rate=0.03&batch=50`,
          );
          await untilText(page, "#play-status", /^Step 0, .*Loss/);
        });

        await t.step("the walk fills in the paper's equations", async () => {
          // As on a tablet: the buttons, the numbers and the drawing are in sight together.
          await page.setViewport({ width: 900, height: 800 });
          await page.click("[data-walk=open]");
          await untilText(page, ".walk", /One point goes in/);
          await untilSeen(page, "#play-network .stage", "step 0");
          const numbers: string[] = [];
          for (let place = 1; place < 15; place++) {
            await page.click("[data-walk=next]");
            await untilText(page, "#play-walk", new RegExp(`${place + 1} of 15`));
            await untilSeen(page, "#play-network .stage", `step ${place}`);
            numbers.push(
              await page.evaluate(
                `document.querySelector(".equation-number").textContent`,
              ) as string,
            );
          }
          assertEquals(numbers.filter((each) => each.startsWith("BP")), [
            ...["BP1.1 (22)", "BP3.1 (50)", "BP4.1 (55)"],
            ...["BP2.1 (38)", "BP3.1 (50)", "BP4.1 (55)"],
            ...["BP2.1 (38)", "BP3.1 (50)", "BP4.1 (55)"],
          ]);
          await assertUncut(page, "Play, 900 pixels");
          await page.setViewport({ width: 1280, height: 900 });
          await assertAccessible(page, "Play, light, walk");
        });

        await t.step("keys set points and change the network", async () => {
          const press = async (selector: string) => {
            await page.focus(selector);
            await page.keyboard.press("Enter");
          };
          await press("[data-set=own]");
          await untilText(page, "#play-status", /There are no points yet/);
          await press("[data-own=add]");
          await untilText(page, "#play-status", /^Step 0, epoch 1. Loss/);
          await press("[data-focus='less 0']");
          await untilText(page, ".heads", /7 units/);
          assertEquals(await page.evaluate("document.activeElement.dataset.focus"), "less 0");
          assertMatch(await page.evaluate("location.hash") as string, /layers=7-8.*points=0,0,1/);
          // Clicks that come faster than pictures all count.
          await page.evaluate(`for (const selector of ["[data-focus='less 0']", "[data-own=add]"]) {
            for (let i = 0; i < 3; i++) document.querySelector(selector).click();
          }`);
          await untilText(page, ".heads", /^4 units/);
          assertMatch(
            await page.evaluate("location.hash") as string,
            /layers=4-8.*0,1(_0,0,1){3}$/,
          );
        });

        await t.step("the lesson shows its numbers and the loss on a small phone", async () => {
          await page.setViewport({ width: 390, height: 664, hasTouch: true, isMobile: true });
          for (const place of [3, 5, 6, 7]) {
            await page.goto(`${address}#play?lesson=${place}`);
            await untilText(page, ".lesson", new RegExp(`${place} of 11`));
            await untilSeen(page, ".walk .line:last-child math", `step ${place}`);
          }
          await page.evaluate(`location.hash = "#play?lesson=9"`);
          await untilText(page, ".loss-now", /^Step 0: loss 0\.\d+$/);
          await page.click("[data-lesson=act]");
          await untilText(page, ".loss-now", /^Step 1: loss 0\.\d+$/);
          await untilSeen(page, ".loss-now", "the loss");
          await assertFits(page, "Play, lesson, 390 pixels");
          await assertTouchable(page, "Play, lesson");
          await page.evaluate(`location.hash = "#play"`);
        });

        await t.step("fingers set points at 390 pixels, in the dark", async () => {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
          await page.setViewport({ width: 390, height: 844, hasTouch: true, isMobile: true });
          await page.goto(`${address}#play?set=own&layers=3`);
          await page.reload();
          await untilText(page, "#play-status", /There are no points yet/);
          const [middle] = await placesIn(page, ".plane", [[.5, .5]]);
          await page.touchscreen.touchStart(...middle!);
          await page.touchscreen.touchEnd();
          await untilText(page, "#play-status", /Loss/);
          await assertAccessible(page, "Play, dark");
          await assertFits(page, "Play, 390 pixels");
          await assertTouchable(page, "Play");
          await assertUncut(page, "Play, 390 pixels");
        });
        assertEquals(complaints, []);
      });
      await server.shutdown();
    }),
});
