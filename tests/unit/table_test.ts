import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { confusionTable } from "../../scripts/support/confusion_table.ts";
import { displayWidth } from "../../src/core/support/display_width.ts";
import { bound, listing, prose, table } from "../../scripts/support/table.ts";
import { printable } from "../../src/core/support/describe.ts";

Deno.test("bound() is rounded up to two digits", () => {
  assertEquals([1.1e-3, 2.82e8, 1.18e14, 9.91, 0, 7].map(bound), [
    "1.1e-3",
    "2.9e+8",
    "1.2e+14",
    "1.0e+1",
    "0.0e+0",
    "7.0e+0",
  ]);
});

Deno.test("bound() is never below what it stands for, and less than a tenth above it", () => {
  fc.assert(fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
    const shown = Number(bound(value));
    // Two digits: a step is a tenth of numbers that begin with 1, plus the rounding of the text.
    assert(shown >= value && shown <= value * 1.1 * (1 + 2 ** -50), `${value} ${shown}`);
  }));
});

Deno.test("table() puts the first column to the left, all others to the right", () => {
  assertEquals(
    table(["", "n"], [["a", "1"], ["long", "10"]]),
    "       n\n────  ──\na      1\nlong  10",
  );
});

Deno.test("table() quotes control characters, in the head, too", () => {
  assertEquals(table(["a\x07"], [["\x1b"]]).split("\n").map((line) => line.trimEnd()), [
    "a\\u0007",
    "───────",
    "\\u001b",
  ]);
});

Deno.test("table() measures cells as a terminal does", () => {
  assertEquals(
    table(["", "n"], [["日本", "1"], ["é", "😀"]]).split("\n").map(displayWidth),
    [8, 8, 8, 8],
  );
});

Deno.test("table() breaks the cells that cost the fewest lines, titles first", () => {
  const head = ["", "this run (strokes)", "paper (MNIST)"];
  const rows = [["Accuracy (largest output is right)", "0.9340", "0.950"], ["Epochs", "1", "5"]];
  assertEquals(table(head, rows, 60).split("\n"), [
    "                                     this run    paper",
    "                                    (strokes)  (MNIST)",
    "──────────────────────────────────  ─────────  ───────",
    "Accuracy (largest output is right)     0.9340    0.950",
    "Epochs                                      1        5",
  ]);
});

Deno.test("table() becomes a paragraph for each row where words would be cut", () => {
  assertEquals(
    table(["", "categories", "F1"], [["measurement", "1", "0.5"], ["b", "", "2"]], 20).split("\n"),
    ["measurement", "  categories: 1", "  F1: 0.5", "b", "  F1: 2"],
  );
});

const CELL = fc.oneof(
  fc.constantFrom("", "0.9340", "–", "17.95 min", "a b c", "  indented"),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.array(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 8 }).map((w) => w.join(" ")),
);

Deno.test("table(), listing() and prose() have no line longer than the terminal is wide, and lose nothing", () => {
  const shape = fc.integer({ min: 1, max: 5 }).chain((count) => {
    const row = fc.array(CELL, { minLength: count, maxLength: count });
    return fc.tuple(row, fc.array(row, { minLength: 1, maxLength: 5 }));
  });
  const bare = (text: string) => text.replaceAll(/[\s─]/g, "");
  fc.assert(
    fc.property(shape, fc.integer({ min: 2, max: 100 }), ([head, rows], columns) => {
      const texts = [
        table(head, rows, columns),
        listing(rows, columns),
        prose(rows[0]!.join(" "), columns),
      ];
      for (const line of texts.flatMap((text) => text.split("\n"))) {
        assert(displayWidth(line) <= columns, `${displayWidth(line)} > ${columns}: ${line}`);
      }
      // In paragraphs and without a head, all characters of a row are there in their order.
      if (rows[0]!.length === 1) {
        assertEquals(bare(texts[1]!), bare(rows.map(([cell]) => printable(cell!)).join("")));
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("confusionTable() lists confusions where the matrix is wider than the terminal", () => {
  const names = ["setosa", "versicolor", "virginica"];
  const confusion = { rows: 3, columns: 3, data: Float64Array.of(9, 0, 1, 0, 8, 2, 0, 3, 7) };
  assertEquals(confusionTable(confusion, names, 60).split("\n").slice(2), [
    "setosa               9           ·          1  90.0 %",
    "versicolor           ·           8          2  80.0 %",
    "virginica            ·           3          7  70.0 %",
  ]);
  assertEquals(confusionTable(confusion, names, 40).split("\n").slice(2), [
    "virginica   versicolor      3",
    "versicolor   virginica      2",
    "setosa       virginica      1",
  ]);
});
