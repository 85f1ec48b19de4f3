import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";
import { degrees } from "../../src/core/arithmetic/residue/degree.ts";
import { primeField } from "../../src/core/arithmetic/residue/prime_field.ts";
import { type Residue, residues } from "../../src/core/arithmetic/residue/residue.ts";
import { randomKey } from "../../src/core/random/random.ts";

/** A formula in three variables. */
type Formula = <T>(m: Arithmetic<T>, variables: readonly T[]) => T;

const PRIME = 2n ** 61n - 1n;
const field = primeField(PRIME);

/** Rational formulas, small enough to be of a degree below 20 or so. */
const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3, depthSize: "max" },
    { weight: 2, arbitrary: fc.nat({ max: 2 }).map((i): Formula => (_, x) => x[i]!) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: -3, max: 3 }).map((c): Formula => (m) => m.constant(c)),
    },
    { weight: 6, arbitrary: operation(tie("formula"), tie("formula")) },
  ),
}));

function operation(
  left: fc.Arbitrary<Formula>,
  right: fc.Arbitrary<Formula>,
): fc.Arbitrary<Formula> {
  return fc.tuple(fc.constantFrom("add", "sub", "mul", "div"), left, right)
    .map(([name, x, y]): Formula => (m, variables) => m[name](x(m, variables), y(m, variables)));
}

/** The formula on a random line through the space of its variables, at t = 0, 1, 2 … */
function along(value: Formula, points: number): Residue[] {
  const m = residues({ key: randomKey(1), prime: PRIME });
  const line = [0, 1, 2].map(() => [m.draw(1), m.draw(1)] as const);
  return Array.from({ length: points }, (_, t) => {
    return value(m, line.map(([start, step]) => m.add(start, m.mul(m.constant(t), step))));
  });
}

/**
 * Whether N(t) = v(t) D(t) for some N of degree n and D of degree d, not both 0: whether that system
 * of linear equations, of n + d + 2 points for as many coefficients, is singular.
 */
function isFraction(value: Formula, n: number, d: number): boolean {
  const { sub, neg, mul, inverse } = field;
  const values = along(value, n + d + 2);
  if (values.some(({ fault }) => fault !== undefined)) return true; // a division by 0 everywhere
  const rows = values.map(({ value }, t) => {
    const powers = (length: number) => Array.from({ length }, (_, k) => BigInt(t) ** BigInt(k));
    return [...powers(n + 1), ...powers(d + 1).map((power) => mul(neg(value), power))]
      .map((entry) => entry % field.order);
  });
  for (let column = 0; column < rows.length; column++) {
    const pivot = rows.findIndex((row, i) => i >= column && row[column] !== 0n);
    if (pivot < 0) return true;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const scale = inverse(rows[column]![column]!);
    for (let i = column + 1; i < rows.length; i++) {
      const factor = mul(rows[i]![column]!, scale);
      rows[i] = rows[i]!.map((entry, k) => sub(entry, mul(factor, rows[column]![k]!)));
    }
  }
  return false;
}

Deno.test("degrees() bounds the degrees of every rational formula, along a random line", () => {
  fc.assert(
    fc.property(formula, (value) => {
      const m = degrees();
      const { numerator, denominator } = value(m, [m.draw(), m.draw(), m.draw()]);
      assert(isFraction(value, Math.max(0, numerator), denominator));
    }),
    { numRuns: 500 },
  );
});

Deno.test("degrees() is not larger than it must be for (x + y)² / z", () => {
  const value: Formula = (m, [x, y, z]) => {
    const sum = m.add(x!, y!);
    return m.div(m.mul(sum, sum), z!);
  };
  const m = degrees();
  const { numerator, denominator } = value(m, [m.draw(), m.draw(), m.draw()]);
  assertEquals([numerator, denominator], [2, 1]);
  assert(isFraction(value, 2, 1));
  assert(!isFraction(value, 1, 1));
  assert(!isFraction(value, 2, 0));
});

/** Fractions of integers, in lowest terms or not: what `degrees` bounds at variables of size 1. */
const FRACTIONS = {
  constant: (x: number) => [BigInt(Math.round(x * 1000)), 1000n] as const,
  add: ([a, b]: Exact, [c, d]: Exact) => [a * d + c * b, b * d] as const,
  sub: ([a, b]: Exact, [c, d]: Exact) => [a * d - c * b, b * d] as const,
  mul: ([a, b]: Exact, [c, d]: Exact) => [a * c, b * d] as const,
  div: ([a, b]: Exact, [c, d]: Exact) => [a * d, b * c] as const,
};
type Exact = readonly [bigint, bigint];

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : greatestCommonDivisor(b, a % b);
}

Deno.test("degrees() bounds the integers above and below the line, where every variable is 1 or -1", () => {
  const { scaled } = fc.letrec<{ scaled: Formula }>((tie) => ({
    scaled: fc.oneof(
      { maxDepth: 4, depthSize: "max" },
      { weight: 1, arbitrary: formula },
      {
        weight: 1,
        arbitrary: fc.constantFrom(0.125, -3.5, 0.001, 1000, 77.777)
          .map((c): Formula => (m) => m.constant(c)),
      },
      { weight: 6, arbitrary: operation(tie("scaled"), tie("scaled")) },
    ),
  }));
  let largest = 0;
  const signs = fc.tuple(fc.constantFrom(1n, -1n), fc.constantFrom(1n, -1n));
  fc.assert(
    fc.property(scaled, signs, (value, [x, y]) => {
      const m = degrees();
      const bound = value(m, [m.draw(), m.draw(), m.draw()]);
      const exact = FRACTIONS as unknown as Arithmetic<Exact>;
      const [n, d] = value(exact, [[x, 1n], [y, 1n], [1n, 1n]]);
      if (d === 0n) return;
      const common = greatestCommonDivisor(n, d);
      const bits = (x: bigint) => x === 0n ? 0 : Math.log2(Math.abs(Number(x / common)));
      assert(bits(n) <= bound.numeratorHeight + 1e-9, `${n} / ${d}`);
      assert(bits(d) <= bound.denominatorHeight + 1e-9, `${n} / ${d}`);
      largest = Math.max(largest, bits(n));
    }),
    { numRuns: 1000 },
  );
  assert(largest > 20, `the largest has ${largest} bits`);
});
