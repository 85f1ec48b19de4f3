import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ACTIVATIONS } from "../../src/nn/activations/activations.ts";
import {
  type Activation,
  type ElementwiseActivation,
  pullBackRow,
} from "../../src/nn/activations/activation.ts";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../src/core/arithmetic/dual.ts";
import type { Residue, ResidueArithmetic } from "../../src/core/arithmetic/residue/residue.ts";
import { LOSSES } from "../../src/nn/losses/losses.ts";
import { pairOf } from "../../src/nn/losses/pair.ts";
import { keys } from "../support/arbitraries.ts";
import { regions } from "../support/regions.ts";

// One key decides but for a chance of some 2⁻⁸⁰; it is another whenever the tests run.
const RUNS = { numRuns: 1 };
const SHADOWS = [0.3, -1.2, 0.8];

function draw(m: ResidueArithmetic): Residue[] {
  return SHADOWS.map((shadow) => m.draw(shadow));
}

function valueOf<T>(m: Arithmetic<T>, activation: Activation, z: readonly T[]): T[] {
  if (activation.kind === "rowwise") return activation.value(m, z);
  return z.map((entry) => activation.value(m, entry));
}

/** The derivative of Σ w f(z) by each entry of z, by dual numbers. */
function derivatives(
  m: ResidueArithmetic,
  f: <T>(m: Arithmetic<T>, z: readonly T[]) => T[],
  z: readonly Residue[],
  weights: readonly Residue[],
): Residue[] {
  return z.map((_, j) => {
    const along = z.map((entry, k) => new Dual(entry, k === j ? m.one : m.zero));
    return f(dual(m), along)
      .map(({ slope }, i) => m.mul(slope, weights[i]!))
      .reduce((sum, term) => m.add(sum, term));
  });
}

function assertSame(m: ResidueArithmetic, got: readonly Residue[], expected: readonly Residue[]) {
  assertEquals(got.map((entry, i) => m.equal(entry, expected[i]!)), got.map(() => true));
}

for (const activation of Object.values<Activation>(ACTIVATIONS)) {
  const { name } = activation;

  Deno.test(`the pullback of ${name} is the transposed Jacobian on every region`, () => {
    fc.assert(
      fc.property(keys(), (key) => {
        for (const m of regions({ key })) {
          const z = draw(m), error = draw(m);
          const got = pullBackRow(m, activation, { z, a: valueOf(m, activation, z) }, error);
          assertSame(m, got, derivatives(m, (d, x) => valueOf(d, activation, x), z, error));
        }
      }),
      RUNS,
    );
  });

  for (const { equation, value } of activation.equivalents) {
    for (const first of ["value", "equivalent"] as const) {
      Deno.test(`${equation} is ${name} on every region, the ${first} read first`, () => {
        fc.assert(
          fc.property(keys(), (key) => {
            for (const m of regions({ key })) {
              const z = draw(m);
              const equivalent = { ...activation, value } as Activation;
              const order = first === "value" ? [activation, equivalent] : [equivalent, activation];
              const [one, other] = order.map((each) => valueOf(m, each, z));
              assertSame(m, one!, other!);
            }
          }),
          RUNS,
        );
      });
    }
  }

  for (const loss of Object.values(LOSSES)) {
    Deno.test(`the error of ${name} with ${loss.name} is the derivative on every region`, () => {
      fc.assert(
        fc.property(keys(), (key) => {
          let inside = 0;
          for (const m of regions({ key })) {
            const z = draw(m), y = draw(m);
            const pair = pairOf(activation, loss);
            const error = pair.error(m, { z, a: valueOf(m, activation, z) }, y);
            const expected = derivatives(
              m,
              (d, x) => {
                const targets = y.map((entry) => constantOf(d, m, entry));
                return [pair.value(d, { z: x, a: valueOf(d, activation, x) }, targets)];
              },
              z,
              [m.one],
            );
            const faults = [...error, ...expected].flatMap(({ fault }) => fault ?? []);
            if (faults.length > 0) {
              // Beyond the domain, or at its end, where the loss would take the logarithm of 0.
              const isOutside = faults.includes("not a number") ||
                faults.includes("logarithm of zero") ||
                // Or where no number is: residues may take 1 + ½ (e⁻ˣ − 1) for negative.
                loss.domain === undefined && faults.includes("logarithm of a negative number");
              assert(isOutside, "outside the domain, as the loss says");
              continue;
            }
            inside++;
            assertSame(m, error, expected);
          }
          assert(inside > 0);
        }),
        RUNS,
      );
    });
  }
}

/** A target is not a variable: its slope is 0 in any arithmetic that dual numbers are read in. */
function constantOf<T>(_: Arithmetic<T>, m: ResidueArithmetic, entry: Residue): T {
  return new Dual(entry, m.zero) as T;
}

/** The slope of an activation where it is wrong, and by how little. */
const WRONG: Readonly<Record<string, ElementwiseActivation>> = {
  "tanh′ of the output": {
    ...ACTIVATIONS.tanh,
    slope: (m, { a }) => {
      const t = m.tanh(a);
      return m.sub(m.one, m.mul(t, t));
    },
  },
  "a (1 − a) with 0.999999 for 1": {
    ...ACTIVATIONS.sigmoid,
    slope: (m, { a }) => m.mul(a, m.sub(m.constant(0.999999), a)),
  },
  "ReLU′ on the wrong side": {
    ...ACTIVATIONS.relu,
    slope: (m, { z }) => m.choose(m.neg(z), m.one, m.zero),
  },
};

for (const [name, activation] of Object.entries(WRONG)) {
  Deno.test(`${name} is refuted on every region where it is wrong`, () => {
    fc.assert(
      fc.property(keys(), (key) => {
        for (const m of regions({ key })) {
          const z = m.draw(0.3);
          const slope = activation.slope(m, { z, a: activation.value(m, z) });
          const d = dual(m);
          assert(!m.equal(slope, activation.value(d, new Dual(z, m.one)).slope));
        }
      }),
      RUNS,
    );
  });
}
