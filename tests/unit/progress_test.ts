import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { displayWidth } from "../../src/core/support/display_width.ts";
import { bar, frame, progress } from "../../scripts/support/progress.ts";

/** What is written to a terminal of so many columns, with a clock that is set. */
function recorded(columns: number | undefined) {
  const written: string[] = [];
  const screen = { columns: columns ?? 0, time: 0 };
  const shown = progress({
    canRedraw: columns !== undefined,
    columns: () => screen.columns,
    write: (text) => void written.push(text),
    now: () => screen.time,
  });
  return { written, screen, ...shown };
}

// deno-lint-ignore no-control-regex
const plain = (text: string) => text.replaceAll(/\x1b\[\d*[mJK]|\r/g, "");

Deno.test("progress() draws a bar on a terminal and clears it for lines that stay", () => {
  const { written, update, line, clear } = recorded(80);
  update(0.5, "epoch 1/2", () => "3 s left");
  line("epoch 1/2: done");
  clear();
  assertEquals(
    written.map(plain).concat(written.slice(1)),
    [
      "epoch 1/2 ━━━━━━━━━━━━──────────── 3 s left",
      "epoch 1/2: done\n",
      "",
      "\r\x1b[Jepoch 1/2: done\n",
      "\r\x1b[J",
    ],
  );
});

Deno.test("progress() leaves the cursor before the bar, so that a resize leaves nothing behind", () => {
  const { written, screen, update } = recorded(80);
  update(0.5, "epoch 1/2", () => "12,345 examples/s");
  assert(written[0]!.startsWith("\r\x1b[J") && written[0]!.endsWith("\r"), written[0]);
  [screen.columns, screen.time] = [30, 1000];
  update(0.6, "epoch 1/2", () => "12,345 examples/s");
  assertEquals(plain(written[1]!), "epoch 1/2 ━━━━━━━━━━━────────");
  assert(displayWidth(plain(written[1]!)) < 30);
});

Deno.test("progress() draws a frame every 50 ms, and the last", () => {
  const { written, screen, update } = recorded(80);
  for (const [time, fraction] of [[0, 0.1], [49, 0.2], [50, 0.3], [60, 1]] as const) {
    screen.time = time;
    update(fraction, "a", () => `${fraction}`);
  }
  assertEquals(written.map((text) => plain(text).split(" ").at(-1)), ["0.1", "0.3", "1"]);
});

Deno.test("progress() breaks lines that stay between words, but no command that is copied", () => {
  const { written, line } = recorded(30);
  line("gradients: 4 of 4 claims proved, in rows of 3");
  line("interrupted: to go on:", "deno task train --checkpoint a --resume");
  assertEquals(written.map(plain), [
    "gradients: 4 of 4 claims\n  proved, in rows of 3\n",
    "interrupted: to go on: deno task train --checkpoint a --resume\n",
  ]);
  const piped = recorded(undefined);
  piped.line("gradients: 4 of 4 claims proved, in rows of 3");
  assertEquals(piped.written, ["gradients: 4 of 4 claims proved, in rows of 3\n"]);
});

Deno.test("progress() writes lines alone, without escape codes, where it cannot draw", () => {
  const { written, update, line, clear } = recorded(undefined);
  update(0.5, "epoch 1/2", () => "");
  line("done");
  line("\x1b[2J");
  clear();
  assertEquals(written, ["done\n", "\\u001b[2J\n"]);
});

Deno.test("frame() leaves out the last details, then the bar, then ends the label", () => {
  const lines = [60, 40, 35, 24, 16, 9, 5].map((columns) =>
    plain(frame(0.5, "epoch 1/2", ["cost 0.123", "3 s left", "▇▅▁"], columns))
  );
  assertEquals(lines, [
    "epoch 1/2 ━━━━━━━━━━━━──────────── cost 0.123, 3 s left, ▇▅▁",
    "epoch 1/2 ━━━━━──── cost 0.123, 3 s left",
    "epoch 1/2 ━━━━━━━─────── cost 0.123",
    "epoch 1/2 ━━━━━━━───────",
    "epoch 1/2",
    "epoch 1/2",
    "epoc…",
  ]);
});

Deno.test("frame() fits any width", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 30 });
  const width = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 4 }), width, (label, details, columns) => {
      const line = plain(frame(0.3, label, details, columns));
      assert(displayWidth(line) <= columns, line);
    }),
    { numRuns: 100 },
  );
});

Deno.test("bar() has one width, whatever the fraction", () => {
  const widths = [-1, 0, 0.3, 1, 2].map((fraction) => plain(bar(fraction, 24)).length);
  assert(widths.every((width) => width === 24), `${widths}`);
});
