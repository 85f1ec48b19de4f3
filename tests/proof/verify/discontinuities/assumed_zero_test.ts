import { assertEquals } from "@std/assert";
import type { Arithmetic } from "../../../../src/core/arithmetic/arithmetic.ts";
import { sum } from "../../../../src/core/arithmetic/reductions.ts";
import { verifyPullback } from "../../../../src/verify/ladder/verify_pullback.ts";
import { square, twice } from "../../../support/terms.ts";

// Contrastive losses choose by 1 − √(Σ x² + ε), which vanishes at no fraction.

const SEED = 3;

function margin<T>(m: Arithmetic<T>, x: ArrayLike<T>): { length: T; rest: T } {
  const length = m.sqrt(m.add(sum(m, Array.from(x, (xi) => square(m, xi))), m.constant(1e-6)));
  return { length, rest: m.sub(m.one, length) };
}

/** Σ (margin)² where it is positive, and a step there of some height. */
function verdictsOf(step: number) {
  const { verdicts } = verifyPullback({
    name: "hinge of a length",
    inputs: { x: [1, 2] },
    seed: SEED,
    value: (m, { x }) => {
      const { rest } = margin(m, x.data);
      const above = m.add(square(m, rest), m.constant(step));
      return { rows: 1, columns: 1, data: [m.choose(rest, above, m.zero)] };
    },
    pullback: (m, { x }, errors) => {
      const { length, rest } = margin(m, x.data);
      const inside = m.choose(rest, m.div(twice(m, rest), length), m.zero);
      return {
        x: {
          ...x,
          data: Array.from(x.data, (xi) => m.neg(m.mul(m.mul(errors.data[0]!, inside), xi))),
        },
      };
    },
  });
  return verdicts.map(({ verdict }) => verdict);
}

Deno.test("sides that are 0 where an argument vanishes meet, wherever that is", () => {
  assertEquals(verdictsOf(0), ["proved", "proved"]);
});

Deno.test("sides that float64 cannot tell apart at no fraction are not said to meet", () => {
  assertEquals(verdictsOf(2 ** -80).at(-1), "undecided");
  assertEquals(verdictsOf(2 ** -10).at(-1), "refuted");
});
