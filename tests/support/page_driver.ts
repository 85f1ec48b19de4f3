import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Page } from "./driver.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** The path at which the host has the site. */
const PATH = "/lessons/one/";

/** A static host, which sets no headers but the type, with a site below a path; its address, too. */
export function host(folder: string) {
  const listening = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(listening, async (request) => {
    const { pathname } = new URL(request.url);
    const path = pathname === PATH ? "index.html" : pathname.replace(PATH, "");
    const bytes = await Deno.readFile(join(folder, path)).catch(() => undefined);
    if (bytes === undefined) return new Response(null, { status: 404 });
    const type = TYPES[path.slice(path.lastIndexOf("."))]!;
    return new Response(bytes, { headers: { "content-type": type } });
  });
  return { server, address: `http://127.0.0.1:${server.addr.port}${PATH}` };
}

/** What a page should never print: errors, and breaches of its own policy, which browsers print. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => void complaints.push(String(error)));
  return complaints;
}

/** Waits until the text of an element matches, and returns it. */
export async function untilText(page: Page, selector: string, pattern: RegExp): Promise<string> {
  const text = `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? "")`;
  try {
    await page.waitForFunction(`${pattern}.test(${text})`, { timeout: 60_000 });
  } catch (error) {
    throw new Error(`${selector} never matched ${pattern}, but is: ${await page.evaluate(text)}`, {
      cause: error,
    });
  }
  return await page.evaluate(text) as string;
}

/** Waits until the middle of an element is in the window with nothing above it; it may be scrolling. */
export async function untilSeen(page: Page, selector: string, of: string): Promise<void> {
  const isSeen = `(() => {
    const found = document.querySelector(${JSON.stringify(selector)});
    if (found === null) return false;
    const { left, top, width, height } = found.getBoundingClientRect();
    return found.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  })()`;
  try {
    await page.waitForFunction(isSeen, { timeout: 20_000 });
  } catch (error) {
    throw new Error(`${of}: ${selector} is hidden`, { cause: error });
  }
}

/** A place on the page. */
type Place = readonly [x: number, y: number];

/** Where points of an element lie, given from 0 to 1 in both directions. */
export async function placesIn(
  page: Page,
  selector: string,
  points: readonly Place[],
): Promise<readonly Place[]> {
  const found = (await page.$(selector))!;
  await found.scrollIntoView();
  const { x, y, width, height } = (await found.boundingBox())!;
  return points.map(([right, down]) => [x + right * width, y + down * height]);
}

/** Fails if someone who uses a screen reader or keys would miss something, by axe-core's rules. */
export async function assertAccessible(page: Page, of: string): Promise<void> {
  // When it is loaded, it asks for a variable of the environment, which needs permission.
  // deno-lint-ignore no-import-prefix -- what deno.json names is fetched by every task
  const { default: axe } = await import("npm:axe-core@4.14.1");
  await page.evaluate(axe.source);
  const found = await page.evaluate(`axe.run().then(({ violations }) => {
    return violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" "));
  })`);
  assertEquals(found, [], of);
}

/** Fails if the page is wider than the window. */
export async function assertFits(page: Page, of: string): Promise<void> {
  const sizes = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
  const [content, shown] = sizes as [number, number];
  assert(content <= shown, `${of}: ${content} pixels in ${shown}`);
}

/** Fails if a menu cuts off one of its choices, or a box that scrolls hides something at its right. */
export async function assertUncut(page: Page, of: string): Promise<void> {
  const found = await page.evaluate(`[
    ...[...document.querySelectorAll("select")].filter((each) => each.checkVisibility())
      .filter((each) => {
        const whole = each.cloneNode(true);
        whole.style.cssText = "position: absolute; width: max-content; max-width: none";
        each.parentElement.append(whole);
        const { width } = whole.getBoundingClientRect();
        whole.remove();
        return width > each.getBoundingClientRect().width + 0.5;
      }),
    ...[...document.querySelectorAll(".scroll")].filter((each) => {
      return each.checkVisibility() && each.scrollWidth > each.clientWidth;
    }),
  ].map((each) => each.id || each.className)`);
  assertEquals(found, [], of);
}

/** Fails if a finger would miss something: what is pressed must be 44 pixels high. */
export async function assertTouchable(page: Page, of: string): Promise<void> {
  const found = await page.evaluate(
    `[...document.querySelectorAll("a, button, select, input, summary")]
    .map((each) => each.closest("label") ?? each)
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
    .filter((each) => !each.closest("h1, p, .skip"))
    .map((each) => each.outerHTML)`,
  );
  assertEquals(found, [], of);
}
