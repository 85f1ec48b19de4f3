import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  areCompatible,
  combine,
  type LinearForm,
  scaled,
} from "../../../src/symbolic/algebra/inequalities.ts";
import { rational, ZERO } from "../../../src/symbolic/algebra/rational.ts";

/** c + Σ kₙ xₙ of whole numbers. */
function form(constant: number, ...coefficients: readonly number[]): LinearForm {
  const terms = coefficients.flatMap((k, n) => k === 0 ? [] : [[n, rational(BigInt(k))] as const]);
  return { constant: rational(BigInt(constant)), terms: new Map(terms) };
}

const VARIABLES = 3;
const wholes = fc.integer({ min: -3, max: 3 });
const forms = fc.array(
  fc.tuple(wholes, ...Array.from({ length: VARIABLES }, () => wholes)),
  { minLength: 1, maxLength: 5 },
);

Deno.test("areCompatible() tells orders that go round, and half-spaces that do not meet", () => {
  const ordered = [form(0, 1, -1, 0), form(0, 0, 1, -1)]; // x > y, y > z
  assert(areCompatible(ordered));
  assert(areCompatible([...ordered, form(0, 1, 0, -1)]));
  assert(!areCompatible([...ordered, form(0, -1, 0, 1)])); // z > x
  assert(areCompatible([form(0, 1), form(1, -1)])); // 0 < x < 1
  assert(!areCompatible([form(-1, 1), form(1, -1)])); // 1 < x < 1
  assert(!areCompatible([form(-1, 2), form(-1, -2)])); // x > ½, x < −½
  assertEquals([areCompatible([form(0)]), areCompatible([form(1)])], [false, true]);
});

Deno.test("areCompatible() never denies forms that are positive at some numbers", () => {
  const numbers = fc.tuple(
    ...Array.from({ length: VARIABLES }, () => fc.integer({ min: -5, max: 5 })),
  );
  fc.assert(fc.property(forms, numbers, (drawn, at) => {
    const valueOf = ([constant, ...coefficients]: readonly number[]) =>
      coefficients.reduce((sum, k, n) => sum + k * at[n]!, constant!);
    const positive = drawn.filter((each) => valueOf(each) > 0);
    assert(areCompatible(positive.map(([constant, ...rest]) => form(constant!, ...rest))));
  }));
});

Deno.test("areCompatible() denies forms with the negative of a sum of them", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 5, maxLength: 5 });
  fc.assert(fc.property(forms, weights, (drawn, weights) => {
    const given = drawn.map(([constant, ...rest]) => form(constant!, ...rest));
    const nothing: LinearForm = { constant: ZERO, terms: new Map() };
    const sum = given.reduce(
      (sum, each, i) => combine(sum, each, rational(BigInt(weights[i]!))),
      nothing,
    );
    assert(!areCompatible([...given, scaled(sum, rational(-1n))]));
  }));
});
