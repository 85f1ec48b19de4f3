import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  activationNamed,
  ACTIVATIONS,
  celu,
  elementwise,
  type ElementwiseActivation,
  elu,
  float64,
  gelu,
  geluTanh,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSoftmax,
  mish,
  relu,
  relu6,
  rowwise,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  squaredRelu,
  tanh,
} from "../../../../engine.ts";
import { pullBackRow } from "../../../../src/nn/activations/activation.ts";

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

/** Activations that grow as a power of z, which is infinite sooner. */
const POWERS: Readonly<Record<string, number>> = { squaredRelu: 2 };

for (const f of Object.values(ACTIVATIONS)) {
  Deno.test(`${f.name} and its slope are finite at ±1000 and at half of the largest numbers`, () => {
    // Half, as the distance of two weighted sums, and 1.05 times one, must be doubles.
    const largest = (Number.MAX_VALUE / 2) ** (1 / (POWERS[f.name] ?? 1));
    for (const z of [1000, -1000, largest, -largest, 0, -0]) {
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
    Deno.test(`${f.name} equals ${equation} to 1e-14 where that is finite`, () => {
      fc.assert(fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (z) => {
        const other = value(float64, z);
        // The forms subtract numbers near 1, so that only their absolute error is small near 0.
        const bound = 1e-14 * Math.max(1, Math.abs(z));
        if (Number.isFinite(other)) assertAlmostEquals(f.value(float64, z), other, bound);
      }));
    });
  }
}

Deno.test("the activations beyond the paper take known values, to 1e-15", () => {
  const known: readonly (readonly [ElementwiseActivation, number, number])[] = [
    [leakyRelu(), -2, -0.02],
    [elu(), -1, 1 / Math.E - 1],
    [selu, 2, 2.101401974710961],
    [selu, -1, -1.1113307378125625],
    [softplus, 0, Math.LN2],
    [softplus, 1, 1.3132616875182228],
    [silu, 1, 0.7310585786300049],
    // Φ(1) = 0.84134474606854294859, from tables of the normal distribution
    [gelu, 1, 0.841344746068543],
    [gelu, -1, 0.841344746068543 - 1],
    [geluTanh, 1, 0.8411919906082768],
    [hardSigmoid, 1.5, 0.75],
    [softsign, -3, -0.75],
    // torch.nn.functional of PyTorch 1.13
    [relu6, 2.75, 2.75],
    [relu6, 7, 6],
    [hardSwish, -2.5, -0.20833333333333334],
    [hardSwish, 7, 7],
    [mish, -40, -1.6993417021166355e-16],
    [mish, -1, -0.30340146137410895],
    [mish, 1, 0.8650983882673103],
    [celu(), -1, -0.6321205588285577],
    [celu({ alpha: 2 }), -1, -0.7869386805747332],
    [squaredRelu, 1.5, 2.25],
  ];
  for (const [f, z, a] of known) assertAlmostEquals(f.value(float64, z), a, 1e-15, f.name);
  const logs = logSoftmax.value(float64, [0, Math.log(2), Math.log(5)]);
  [1 / 8, 1 / 4, 5 / 8].forEach((share, j) => assertAlmostEquals(logs[j]!, Math.log(share), 1e-15));
});

Deno.test("slopes at kinks are the documented ones", () => {
  const known: readonly (readonly [ElementwiseActivation, number, number])[] = [
    [leakyRelu({ slope: 0.25 }), 0, 0.25],
    [elu({ alpha: 1.5 }), 0, 1.5],
    [elu(), 0, 1],
    [selu, 0, 1.0507009873554805 * 1.6732632423543772],
    [hardSigmoid, 3, 0],
    [hardSigmoid, -3, 0],
    [softsign, 0, 1],
    [relu6, 0, 0],
    [relu6, 6, 0],
    [hardSwish, -3, 0],
    [hardSwish, 3, 1],
    [celu({ alpha: 2 }), 0, 1],
    [squaredRelu, 0, 0],
  ];
  for (const [f, z, slope] of known) assertEquals(slopeAt(f, z), slope, f.name);
  assertEquals([elu().kinks, elu().bends, elu({ alpha: 1.5 }).kinks], [[], [0], [0]]);
});

Deno.test("the activations beyond the paper keep their digits where |z| is large", () => {
  const e = Math.exp(-40);
  const near = (got: number, wanted: number) => {
    assertAlmostEquals(got / wanted, 1, 1e-14);
  };
  near(softplus.value(float64, -40), e); // log(1 + e⁻⁴⁰) as e⁻⁴⁰, not as 0
  assertEquals(softplus.value(float64, 800), 800);
  near(slopeAt(softplus, -40), e);
  near(silu.value(float64, -40), -40 * e);
  near(slopeAt(silu, -40), -39 * e);
  assertEquals(silu.value(float64, 800), 800);
  near(elu().value(float64, -1e-12), -1e-12 + 5e-25); // x + x²/2
  assertEquals([gelu, geluTanh].map((f) => f.value(float64, 40)), [40, 40]);
  assertEquals([gelu, geluTanh].map((f) => slopeAt(f, -1e200)), [0, 0]);
  assertEquals(softsign.value(float64, 1e300), 1);
  assertEquals(logSoftmax.value(float64, [1000, 0, -1000]), [0, -1000, -2000]);
  // Of a row whose softmax is 0 to all digits, too.
  assertEquals(logSoftmax.pullback(float64, { z: [0, -900], a: [0, -900] }, [0, 1]), [-1, 1]);
});

Deno.test("the slopes of relu6, hardSwish, mish and celu are those of PyTorch 1.13, to 1e-15", () => {
  const known: readonly (readonly [ElementwiseActivation, number, number])[] = [
    [relu6, 5, 1],
    [relu6, 7, 0],
    [hardSwish, -2.5, -0.33333333333333337],
    [hardSwish, 2.75, 1.4166666666666665],
    [mish, -40, -1.6568581595637197e-16],
    [mish, -1, 0.059216755877395014],
    [mish, 1, 1.0490362200997922],
    [mish, 5, 1.0008002248320829],
    [celu(), -1, 0.36787944117144233],
    [celu({ alpha: 2 }), -1, 0.6065306597126334],
    [celu({ alpha: 2 }), -40, 2.061153622438558e-9],
  ];
  for (const [f, z, slope] of known) assertAlmostEquals(slopeAt(f, z), slope, 1e-15, f.name);
});

Deno.test("geluTanh is within 5e-4 of gelu", () => {
  for (let z = -6; z <= 6; z += 1 / 64) {
    assert(Math.abs(gelu.value(float64, z) - geluTanh.value(float64, z)) < 5e-4);
  }
});

Deno.test("activations of one parameter are one record for each, found by its name", () => {
  assert(leakyRelu() === ACTIVATIONS.leakyRelu && leakyRelu({ slope: 0.01 }) === leakyRelu());
  assert(elu({ alpha: 2 }) === elu({ alpha: 2 }) && elu({ alpha: 2 }) !== elu());
  assertEquals(elu({ alpha: 2 }).name, "elu(2)");
  for (
    const f of [
      ...Object.values(ACTIVATIONS),
      elu({ alpha: 0.5 }),
      celu({ alpha: 3 }),
      leakyRelu({ slope: -1e-7 }),
    ]
  ) {
    assert(activationNamed(f.name) === f, f.name);
  }
  for (const name of ["elu(1)", "elu(0)", "elu(x)", "elu()", "elu(2", "elu(2.0)", "toString", ""]) {
    assertEquals(activationNamed(name), undefined, name);
  }
  assertThrows(() => elu({ alpha: 0 }), RangeError, "Cannot make elu with the parameter 0");
  assertThrows(() => leakyRelu({ slope: Infinity }), RangeError, "leakyRelu");
  assertThrows(() => leakyRelu({ slope: "0.1" as never }), RangeError, "leakyRelu");
});

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
  for (const kinks of ["0", [NaN], [0, "1"], 0]) {
    assertThrows(
      () => elementwise({ name: "f", value: (_, z) => z, kinks: kinks as never }),
      TypeError,
      "kinks and bends of activation f must be finite numbers, but found",
    );
  }
});
