import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { htmlPage, htmlTable, verdictMark } from "../../../src/report/html.ts";
import { BASE_STYLE } from "../../../src/report/style.ts";

Deno.test("htmlPage() is one file in a language, with the base style first", () => {
  const page = htmlPage("a < b", "<main>body</main>", ".own {}");
  assert(page.startsWith('<!DOCTYPE html>\n<html lang="en">'), page);
  assertStringIncludes(page, "<title>a &lt; b</title>");
  assertStringIncludes(page, `<style>${BASE_STYLE}.own {}</style>`);
  assertEquals(page.match(/https?:|url\(|@import|<script|<link/g), null);
});

Deno.test("htmlTable() scrolls with the keyboard and has a name", () => {
  const html = htmlTable(["x", "y"], [["a", "1"]], 'the "caption"');
  assertStringIncludes(html, 'tabindex="0" role="group" aria-label="the &quot;caption&quot;"');
  assertStringIncludes(html, '<tr><th scope="row">a</th><td>1</td></tr>');
  assertStringIncludes(html, '<th scope="col">x</th><th scope="col">y</th>');
});

Deno.test("htmlTable() breaks long names in the titles of rows between their words", () => {
  const table = htmlTable([""], [["a categoricalCrossEntropy &lt;"], ["batchNorm"]], "names");
  assertStringIncludes(table, ">a categorical<wbr>Cross<wbr>Entropy &lt;</th>");
  assertStringIncludes(table, ">batchNorm</th>");
});

Deno.test("verdictMark() tells what is open from what is wrong", () => {
  const signs = ["proved", "equal", "refuted", "different", "undecided", "proved in part"];
  assertEquals(signs.map((verdict) => verdictMark(verdict).match(/[✓✗?]/)![0]).join(""), "✓✓✗✗??");
  assertStringIncludes(verdictMark("undecided"), 'class="open"');
});

Deno.test("htmlTable() has no headings without words", () => {
  assert(!htmlTable(["", ""], [["a", "1"]], "c").includes("<thead>"));
  assertStringIncludes(
    htmlTable(["", "y"], [["", "1"]], "c"),
    '<thead><tr><td></td><th scope="col">y</th></tr></thead>\n<tbody>\n<tr><td></td><td>1</td></tr>',
  );
});

Deno.test("BASE_STYLE has each colour for light and dark, and light ones for print", () => {
  const colours = (part: string) => part.match(/--\w+(?=:)/g)!.toSorted();
  const [light, rest] = BASE_STYLE.split("@media screen and (prefers-color-scheme: dark)");
  assertEquals(colours(rest!.split("* {")[0]!), colours(light!));
  const used = new Set(BASE_STYLE.match(/(?<=var\()--\w+/g));
  assertEquals([...used].filter((name) => !colours(light!).includes(name)), []);
  assertStringIncludes(BASE_STYLE, "@media print {\n  :root { color-scheme: light; }");
});
