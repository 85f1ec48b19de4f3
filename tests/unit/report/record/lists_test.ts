import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { histogramOf } from "../../../../src/report/record/histogram.ts";
import { rounded } from "../../../../src/report/record/rounded.ts";
import { sampleOf } from "../../../../src/report/record/sample.ts";
import { stretchesOf } from "../../../../src/core/support/stretches.ts";
import { thinned } from "../../../../src/report/record/thinned.ts";

Deno.test("stretchesOf() gives the mean of all values, by stretches of one length and a shorter last one", () => {
  fc.assert(fc.property(fc.nat(300), fc.integer({ min: 1, max: 8 }), (count, half) => {
    const stretches = stretchesOf(2 * half);
    for (let i = 1; i <= count; i++) stretches.add(i);
    const means = stretches.means();
    assertEquals(means.at(-1)?.last ?? 0, count);
    assert(means.length <= 2 * half, `${means.length}`);
    assert(count < half || means.length >= half, `${means.length} of ${count}`);
    let before = 0;
    for (const { last, mean } of means) {
      assertEquals(mean, (before + 1 + last) / 2); // exact: halves of small integers
      before = last;
    }
  }));
});

Deno.test("thinned() keeps the multiples of a power of two, and says which come next", () => {
  fc.assert(fc.property(fc.nat(300), fc.integer({ min: 2, max: 9 }), (count, most) => {
    const some = thinned<number>(most);
    for (let i = 1; i <= count; i++) {
      const isNext = some.next(i) === i;
      some.add(i, -i);
      assertEquals(some.kept().some(({ number }) => number === i) && !isNext, false);
    }
    const numbers = some.kept().map(({ number }) => number), apart = numbers[0] ?? 1;
    assert(Number.isInteger(Math.log2(apart)));
    assertEquals(
      numbers,
      Array.from({ length: Math.floor(count / apart) }, (_, i) => apart * (i + 1)),
    );
    assert(numbers.length <= most && (count < most || numbers.length >= most / 2 - 1));
    assert(some.kept().every(({ number, value }) => value === -number));
  }));
  const none = thinned<number>(1.5);
  none.add(1, 1);
  assertEquals([none.kept().length, none.next(1)], [0, Infinity]);
});

Deno.test("histogramOf() counts every finite value once, in 30 ranges from the smallest to the largest", () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (values) => {
    const finite = values.filter(Number.isFinite), { from, to, counts } = histogramOf(values);
    assertEquals(counts.reduce((sum, n) => sum + n, 0), finite.length);
    if (finite.length === 0) return;
    assertEquals([from, to], [Math.min(...finite), Math.max(...finite)].map(rounded));
  }));
  const { from, to, counts } = histogramOf([0, 0.5, 1, 29, 29.5, 30, NaN, Infinity]);
  assertEquals([from, to], [0, 30]);
  assertEquals([counts.length, counts[0], counts[1], counts[29]], [30, 2, 1, 3]);
  assertEquals(histogramOf([2, 2]), { from: 2, to: 2, counts: [2] });
  assertEquals(histogramOf([NaN]), { from: 0, to: 0, counts: [] });
  const around = { ranges: 4, aroundZero: true };
  assertEquals(histogramOf([-1, 0.5, 2, NaN], around), { from: -2, to: 2, counts: [0, 1, 1, 1] });
  assertEquals(histogramOf([0, 0], around), { from: -1, to: 1, counts: [0, 0, 2, 0] });
});

Deno.test("rounded() gives numbers that JSON gives back, within half of the sixth digit", () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), (value) => {
    const short = rounded(value);
    assert(Object.is(JSON.parse(JSON.stringify(short)), short), `${short}`);
    if (Number.isFinite(value)) assertAlmostEquals(short, value, Math.abs(value) * 5e-6 + 5e-324);
  }));
  assertEquals(rounded(Infinity), 1.79769e308);
});

Deno.test("sampleOf() draws one row of each part by the seed, and all rows of few", () => {
  const matrix = { rows: 100, columns: 1, data: Float64Array.from({ length: 100 }, (_, i) => i) };
  const dataset = { inputs: matrix, targets: matrix, weights: matrix.data };
  const rowsOf = (seed: number) => {
    const { inputs, targets, weights } = sampleOf(dataset, 10, seed);
    assertEquals([targets.data, weights], [inputs.data, inputs.data] as unknown[]);
    return Array.from(inputs.data);
  };
  for (const seed of [1, 2, 3]) {
    assertEquals(rowsOf(seed).map((row) => Math.floor(row / 10)), [...Array(10).keys()]);
  }
  assertEquals(rowsOf(1), rowsOf(1));
  assert(`${rowsOf(1)}` !== `${rowsOf(2)}`);
  assertEquals(sampleOf(dataset, 100, 1), dataset);
});
