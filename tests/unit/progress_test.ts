import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bar, duration, progress } from "../../scripts/support/progress.ts";
import { count, table } from "../../scripts/support/table.ts";

function recorded(isTerminal: boolean) {
  const written: string[] = [];
  return { written, ...progress(isTerminal, (text) => void written.push(text)) };
}

Deno.test("progress() draws a bar on a terminal and clears it for lines that stay", () => {
  const { written, update, line } = recorded(true);
  update(0.5, "epoch 1/2", () => "3 s left");
  line("epoch 1/2: done");
  assertStringIncludes(written[0]!, "epoch 1/2 ");
  assertStringIncludes(written[0]!, "3 s left");
  assertEquals(written[1], "\r\x1b[Kepoch 1/2: done\n");
});

Deno.test("progress() writes lines alone where there is no terminal", () => {
  const { written, update, line } = recorded(false);
  update(0.5, "epoch 1/2", () => "");
  line("done");
  line("\x1b[2J");
  assertEquals(written, ["done\n", "\\u001b[2J\n"]);
});

Deno.test("table() quotes control characters", () => {
  assertEquals(table(["a"], [["\x1b"]]).split("\n").at(-1), "\\u001b");
});

Deno.test("bar() has one width, whatever the fraction", () => {
  // deno-lint-ignore no-control-regex
  const plain = (text: string) => text.replaceAll(/\x1b\[\d+m/g, "");
  const widths = [-1, 0, 0.3, 1, 2].map((fraction) => plain(bar(fraction)).length);
  assert(widths.every((width) => width === 24), `${widths}`);
});

Deno.test("duration() and count() read like words", () => {
  assertEquals([0.04, 9.94, 9.96, 59.4, 185].map(duration), [
    "0.0 s",
    "9.9 s",
    "10 s",
    "59 s",
    "3 min 05 s",
  ]);
  assertEquals(count(60_000.4), "60,000");
});

Deno.test("table() puts the first column to the left, all others to the right", () => {
  assertEquals(
    table(["", "n"], [["a", "1"], ["long", "10"]]),
    "       n\n────  ──\na      1\nlong  10",
  );
});
