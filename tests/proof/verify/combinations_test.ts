import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ACTIVATIONS, elementwise, loss, LOSSES } from "../../../engine.ts";
import {
  allCombinations,
  builtInCover,
  combinationsOf,
  cover,
  isCompatible,
  namesOf,
  neighboursIn,
  paperCombinations,
} from "../../../src/verify/claims/combinations.ts";

Deno.test("cover() brings every activation below every other, and before every loss, whatever their numbers", () => {
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(fc.property(size, size, (n, k) => {
    const activations = Array.from({ length: n }, (_, i) => {
      return elementwise({ name: `f${i}`, value: (_, z) => z });
    });
    const losses = Array.from(
      { length: k },
      (_, i) => loss({ name: `l${i}`, value: (m) => m.one }),
    );
    const rows = cover(activations, losses).map(namesOf);
    assertEquals(neighboursIn(rows), { activations: n * n, losses: n * k });
    assertEquals(rows.length, n * n * Math.ceil(k / n));
    // Each pair of activations as two hidden layers, and as a hidden and the last one.
    for (const from of [0, 1]) {
      const pairs = rows.map(({ layers }) => layers.slice(from, from + 2).join());
      assertEquals(new Set(pairs).size, n * n);
    }
  }));
});

Deno.test("builtInCover() has all pairs but those whose outputs never lie in the domain", () => {
  const activations = Object.values(ACTIVATIONS), losses = Object.values(LOSSES);
  const apart = activations.flatMap((activation) =>
    losses.filter((loss) => !isCompatible(activation, loss)).map((
      { name },
    ) => [activation.name, name])
  );
  assertEquals(apart, [
    ["logSoftmax", "categoricalCrossEntropy"],
    ["logSoftmax", "binaryCrossEntropy"],
    ["logSoftmax", "smoothedCrossEntropy"],
    ["logSoftmax", "kullbackLeibler"],
    ["logSoftmax", "poisson"],
  ]);
  assertEquals(neighboursIn(builtInCover().map(namesOf)), {
    activations: activations.length ** 2,
    losses: activations.length * losses.length - apart.length,
  });
  assertEquals(paperCombinations().length, 50);
  assertEquals(allCombinations().length, 20 * 20 * 20 - 20 * apart.length);
});

Deno.test("combinationsOf() goes through all combinations of few", () => {
  const { tanh, relu } = ACTIVATIONS;
  const losses = Object.values(LOSSES).slice(0, 12);
  const few = combinationsOf({ activations: [tanh, relu], losses });
  assertEquals(few.length, 2 * 2 * 12);
  assert(few.every(({ layers }) => layers.length === 2));
});
