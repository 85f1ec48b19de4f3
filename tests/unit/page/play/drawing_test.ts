import { assert, assertEquals } from "@std/assert";
import { arrowOf, arrowPath, headPath } from "../../../../page/play/drawing/arrows.ts";
import { FUNCTION, functionPath } from "../../../../page/play/drawing/function_path.ts";
import { DARK, LIGHT, paletteOf, pixelsOf } from "../../../../page/play/drawing/colours.ts";
import { layoutOf, pathOf, pointOn } from "../../../../page/play/drawing/layout.ts";
import { lineWidth } from "../../../../page/play/drawing/line_width.ts";
import { type Mark, withMark } from "../../../../page/play/view/history.ts";
import { colourOn } from "../../../../page/shell/rgb.ts";
import { checkInWords, parameterInWords, unitInWords } from "../../../../page/play/view/words.ts";

Deno.test("layoutOf() places all units inside, apart from each other, on phones, too", () => {
  for (const width of [326, 560]) {
    for (const widths of [[2, 1], [2, 8, 8, 8, 8, 2], [2, 3, 1]]) {
      const { units, height, size } = layoutOf(widths, width);
      for (const column of units) {
        for (const [j, { x, y }] of column.entries()) {
          assert(x >= size / 2 && x <= width - size / 2 && y >= size / 2 && y <= height - size / 2);
          if (j > 0) assert(y - column[j - 1]!.y > size);
        }
      }
      units.slice(1).forEach(([next], l) => assert(next!.x - units[l]![0]!.x > size));
      assert(size >= 44); // of a finger
    }
  }
});

Deno.test("layoutOf() has a line for each weight, numbered as its matrix is", () => {
  const { lines, units, size } = layoutOf([2, 3, 1], 500);
  assertEquals(lines.length, 2 * 3 + 3);
  const line = lines.find(({ layer, from, to }) => layer === 1 && from === 1 && to === 2)!;
  assertEquals(line.index, 2 * 2 + 1); // row 2 of W¹ (3 × 2), column 1
  assertEquals(line.start, { x: units[0]![1]!.x + size / 2, y: units[0]![1]!.y });
  assertEquals(pointOn(line, 0), line.start);
  assertEquals(pointOn(line, 1), line.end);
  assert(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+$/.test(pathOf(line)));
});

Deno.test("arrowOf() points up where a weight grows, and is longer for more", () => {
  const [line] = layoutOf([1, 1], 300).lines;
  const length = (update: number, largest = 1) => arrowOf(line!, update, largest, 1).length;
  assert(length(1) > length(0.5));
  assert(length(0.01) > 0);
  assertEquals(length(-0.5), -length(0.5));
  assertEquals([length(0), length(1e-5), length(0, 0), length(NaN)], [0, 0, 0, 0]);
  assert(Math.abs(arrowOf(line!, 1, 1, 8).length) < length(1));
});

Deno.test("arrowPath() has its tip above the middle for an arrow upwards", () => {
  const at = (length: number) => arrowPath({ place: { x: 0, y: 0 }, length });
  const ys = (path: string) => [...path.matchAll(/[-\d.]+ ([-\d.]+)/g)].map(([, y]) => Number(y));
  assertEquals(Math.min(...ys(at(20))), -10);
  assertEquals(ys(at(20))[3], -10);
  assertEquals(ys(at(-20))[3], 10);
  assertEquals(at(0), "");
});

Deno.test("headPath() points along its line, or back to where it begins", () => {
  const [line] = layoutOf([1, 1], 300).lines, middle = (line!.start.x + line!.end.x) / 2;
  const tip = (way: 1 | -1) => Number(/^M([\d.]+) /.exec(headPath(line!, way))![1]) - middle;
  assertEquals([Math.sign(tip(1)), Math.sign(tip(-1))], [1, -1]);
});

Deno.test("functionPath() draws 0 within, and a tangent through its point with its slope", () => {
  const { placeOf, tangent, path } = functionPath({ value: (x) => x * x, from: 1, to: 3 });
  const { width, height, edge } = FUNCTION;
  assertEquals(placeOf(1, 0), { x: edge, y: height - edge });
  assertEquals(placeOf(3, 9), { x: width - edge, y: edge });
  assert(path.endsWith(`${(width - edge).toFixed(1)} ${edge.toFixed(1)}`));
  const [, ...ends] = /^M(\S+) (\S+)L(\S+) (\S+)$/.exec(tangent(2, 4))!;
  const [left, low, right, high] = ends.map(Number) as [number, number, number, number];
  const at = placeOf(2, 4), next = placeOf(2.5, 6);
  // The path is rounded to a tenth of a pixel.
  assert(Math.abs((left + right) / 2 - at.x) < 0.1 && Math.abs((low + high) / 2 - at.y) < 0.1);
  assert(Math.abs((high - low) / (right - left) - (next.y - at.y) / (next.x - at.x)) < 0.01);
  assert(!functionPath({ value: (x) => 1 / x, from: 0, to: 1, top: 2 }).path.includes("Infinity"));
});

Deno.test("arrows of the lines between two layers of 8 stand apart", () => {
  const { lines } = layoutOf([2, 8, 8, 1], 560),
    places = lines.filter(({ layer }) => layer === 2)
      .map((line) => arrowOf(line, 1, 1, 8).place);
  for (const [i, a] of places.entries()) {
    for (const b of places.slice(i + 1)) assert(Math.hypot(a.x - b.x, a.y - b.y) > 4);
  }
});

Deno.test("lineWidth() grows with |w| and ends earlier where there are many lines", () => {
  assertEquals(lineWidth(-1, 3), lineWidth(1, 3));
  assert(lineWidth(0.1, 3) < lineWidth(1, 3));
  assertEquals(lineWidth(100, 8), lineWidth(1000, 8));
  assert(lineWidth(100, 8) < lineWidth(100, 3));
});

Deno.test("pixelsOf() mixes from orange by nothing to blue, and cuts beyond", () => {
  for (const scale of [LIGHT, DARK]) {
    const pixels = pixelsOf([-1, 0, 1, 9, NaN], paletteOf(scale));
    const [negative, zero, positive] = [scale.negative, scale.zero, scale.positive];
    assertEquals(
      Array.from(pixels),
      [negative, zero, positive, positive, zero].flatMap((rgb) => [...rgb, 255]),
    );
  }
  assertEquals(
    pixelsOf([0.5], paletteOf(LIGHT), (a) => 2 * a - 1),
    pixelsOf([0], paletteOf(LIGHT)),
  );
  assertEquals(colourOn(LIGHT, 0.5)[0], Math.round((LIGHT.zero[0] + LIGHT.positive[0]) / 2));
});

Deno.test("withMark() begins anew at step 0, replaces a mark of the same step, and stays short", () => {
  const mark = (step: number) => ({ step, train: undefined, test: undefined });
  const add = (history: readonly Mark[], step: number) =>
    withMark(history, mark(step) as Parameters<typeof withMark>[1]);
  assertEquals(add([mark(0), mark(1)], 1), [mark(0), mark(1)]);
  assertEquals(add([mark(0), mark(5)], 0), [mark(0)]);
  assertEquals(add([mark(0), mark(5)], 3), [mark(3)]);
  let history: readonly Mark[] = [];
  for (let step = 0; step < 2000; step++) history = add(history, step);
  assert(history.length < 402);
  assertEquals([history[0], history.at(-1)], [mark(0), mark(1999)]);
});

Deno.test("units, parameters and verdicts have words", () => {
  assertEquals(unitInWords({ layer: 1, unit: 2 }, 3, 1), "unit 3 of hidden layer 1");
  assertEquals(unitInWords({ layer: 3, unit: 1 }, 3, 2), "the output for “+”");
  assertEquals(
    parameterInWords({ layer: 1, name: "weights", index: 1 }, 2),
    "weight of layer 1 from input 2 to unit 1",
  );
  const weight = { layer: 2, name: "weights", index: 4 };
  assertEquals(parameterInWords(weight, 3), "weight of layer 2 from unit 2 to unit 2");
  const worst = { ...weight, backpropagation: 1, differences: 2, relative: 0.5 };
  const check = { passed: false, compared: [worst], skipped: 0, worst };
  assertEquals(checkInWords(check), "They differ by 0.500: more than rounding explains.");
});
