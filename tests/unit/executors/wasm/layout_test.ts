import { assertEquals, assertThrows } from "@std/assert";
import {
  indexInPanels,
  Layout,
  panelsOf,
  reservePanels,
  reserveRows,
} from "../../../../src/executors/wasm/memory/layout.ts";

Deno.test("Layout hands out regions that begin on lines and do not meet", () => {
  const layout = new Layout();
  const first = layout.reserve(1), second = layout.reserve(65), third = layout.reserve(4);
  assertEquals([first % 64, second - first, third - second], [0, 64, 128]);
  assertEquals(layout.pages, 1);
});

Deno.test("Layout refuses what 32 bits cannot address", () => {
  const layout = new Layout();
  layout.reserve(2 ** 32);
  assertThrows(() => layout.pages, RangeError, "can hold 4 GiB, but network and examples need 4.0");
});

Deno.test("reserveRows() pads rows to vectors, and to odd lines where sets of the cache would meet", () => {
  const layout = new Layout();
  assertEquals(reserveRows(layout, 3, 10).stride, 48);
  assertEquals(reserveRows(layout, 3, 512).stride, 2048 + 64);
});

Deno.test("panels hold every entry of a matrix once, the last panel as narrow as it can be", () => {
  const panels = reservePanels(new Layout(), 3, 21, 8);
  assertEquals(panelsOf(panels).map(({ vectors, column }) => [column, vectors]), [
    [0, 2],
    [8, 2],
    [16, 2],
  ]);
  assertEquals(panelsOf({ ...panels, columns: 20 }).at(-1)!.vectors, 1);
  const places = new Set<number>();
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 21; column++) places.add(indexInPanels(panels, row, column));
  }
  assertEquals(places.size, 63);
  assertEquals(Math.max(...places) - Math.min(...places), 3 * 24 - 4);
});
