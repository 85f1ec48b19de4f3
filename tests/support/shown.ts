import { assert, assertStringIncludes } from "@std/assert";
import { displayOf } from "../../src/notebook/displays.ts";

/** What a value is shown as: some words of its text, and some of its HTML. */
export interface ShownCase {
  readonly of: string;
  readonly value: object;
  readonly text: readonly string[];
  readonly html?: readonly string[];
  readonly without?: readonly string[];
}

/** The HTML without its style. */
export function bodyOf(html: string): string {
  return html.replace(/<style>.*?<\/style>/s, "");
}

/** Tests what values are shown as, in text and in HTML. */
export function testShown(cases: readonly ShownCase[]): void {
  for (const { of, value, text, html = [], without = [] } of cases) {
    Deno.test(`displayOf() shows ${of}, and nothing of what is not known`, async () => {
      const shown = await displayOf(value);
      assert(shown);
      for (const words of text) assertStringIncludes(shown["text/plain"], words);
      const body = bodyOf(shown["text/html"]);
      for (const words of html) assertStringIncludes(body, words);
      for (const words of without) {
        assert(!shown["text/plain"].includes(words), shown["text/plain"]);
        assert(!body.includes(words), `${words}: ${body}`);
      }
    });
  }
}
