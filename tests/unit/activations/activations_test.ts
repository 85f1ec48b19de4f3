import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  ACTIVATIONS,
  elementwise,
  type ElementwiseActivation,
  float64,
  relu,
  rowwise,
  sigmoid,
  softmax,
  tanh,
} from "../../../mod.ts";
import { pullBackRow } from "../../../src/activations/activation.ts";

const elementwises = Object.values(ACTIVATIONS).filter((f) => f.kind === "elementwise");
const moderate = fc.double({ min: -20, max: 20, noNaN: true });
const row = fc.array(moderate, { minLength: 1, maxLength: 6 });

function slopeAt(f: ElementwiseActivation, z: number): number {
  return f.slope(float64, { z, a: f.value(float64, z) });
}

Deno.test("relu′ is 0 at its kink and on its left, 1 on its right, (78)", () => {
  assertEquals([-1, -0, 0, 5e-324, 1].map((z) => slopeAt(relu, z)), [0, 0, 0, 1, 1]);
  assertEquals(relu.kinks, [0]);
});

Deno.test("sigmoid, tanh and relu take known values", () => {
  assertEquals([sigmoid.value(float64, 0), slopeAt(sigmoid, 0)], [0.5, 0.25]);
  assertAlmostEquals(sigmoid.value(float64, Math.log(3)), 0.75, 1e-15);
  assertAlmostEquals(tanh.value(float64, Math.log(2)), 0.6, 1e-15);
  assertEquals([relu.value(float64, -3), relu.value(float64, 3)], [0, 3]);
});

for (const f of Object.values(ACTIVATIONS)) {
  Deno.test(`${f.name} and its slope are finite at ±1000 and at the largest numbers`, () => {
    for (const z of [1000, -1000, Number.MAX_VALUE, -Number.MAX_VALUE, 0, -0]) {
      const rows = [[z], [z, 0], [z, -z], [z, z]];
      for (const zs of rows) {
        const a = f.kind === "rowwise"
          ? f.value(float64, zs)
          : zs.map((zj) => f.value(float64, zj));
        assert(a.every(Number.isFinite), `${f.name}(${zs}) = ${a}`);
        const pulled = pullBackRow(float64, f, { z: zs, a }, zs.map(() => 1));
        assert(pulled.every(Number.isFinite), `${f.name}′(${zs}) = ${pulled}`);
      }
    }
  });
}

for (const f of elementwises) {
  for (const { equation, value } of f.equivalents) {
    Deno.test(`${f.name} equals ${equation} of the paper to 1e-14 where that is finite`, () => {
      fc.assert(fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (z) => {
        const other = value(float64, z);
        // The forms subtract numbers near 1, so that only their absolute error is small near 0.
        if (Number.isFinite(other)) assertAlmostEquals(f.value(float64, z), other, 1e-14);
      }));
    });
  }
}

Deno.test("softmax equals (24) to 1e-14 where that is finite", () => {
  fc.assert(fc.property(row, (z) => {
    const [definition] = softmax.equivalents;
    const expected = definition!.value(float64, z);
    softmax.value(float64, z).forEach((a, j) => assertAlmostEquals(a, expected[j]!, 1e-14));
  }));
});

Deno.test("softmax is positive, sums to 1 to 1e-15 n and ignores a shift to 1e-13", () => {
  fc.assert(fc.property(row, moderate, (z, shift) => {
    const a = softmax.value(float64, z);
    assert(a.every((aj) => aj > 0));
    assertAlmostEquals(a.reduce((sum, aj) => sum + aj, 0), 1, 1e-15 * (z.length + 1));
    // z + shift is rounded at 40 · 2⁻⁵³ = 4e-15, and that moves a by as much, relatively.
    softmax.value(float64, z.map((zj) => zj + shift))
      .forEach((aj, j) => assertAlmostEquals(aj, a[j]!, 1e-13));
  }));
});

Deno.test("softmax subtracts the maximum of its own row, not of the batch", () => {
  assertEquals(softmax.value(float64, [-1000, -1000]), [0.5, 0.5]);
});

Deno.test("a pullback supplied by dual numbers equals softmax's own to 1e-14", () => {
  const derived = rowwise({ name: "softmax by dual numbers", value: softmax.value });
  fc.assert(fc.property(row, (z) => {
    const a = softmax.value(float64, z);
    const error = z.map((_, j) => Math.sin(j + 1));
    const expected = softmax.pullback(float64, { z, a }, error);
    derived.pullback(float64, { z, a }, error)
      .forEach((e, j) => assertAlmostEquals(e, expected[j]!, 1e-14));
  }));
});

for (const f of elementwises) {
  Deno.test(`a slope supplied by dual numbers equals ${f.name}'s own to 1e-14`, () => {
    const derived = elementwise({ name: "derived", value: f.value });
    fc.assert(fc.property(moderate, (z) => {
      assertAlmostEquals(slopeAt(derived, z), slopeAt(f, z), 1e-14);
    }));
  });
}

Deno.test("elementwise() and rowwise() refuse what is no formula", () => {
  assertThrows(() => elementwise({ name: "", value: (_, z) => z }), TypeError, "needs a name");
  assertThrows(
    () => elementwise({ name: "f", value: 3 as never }),
    TypeError,
    "value of activation f",
  );
  assertThrows(
    () => rowwise({ name: "f", value: (_, z) => [...z], pullback: null as never }),
    TypeError,
    "pullback of activation f must be a function, but found null",
  );
});
