import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Arithmetic,
  elementwise,
  loss,
  rowwise,
  sumOfSquaredErrors,
} from "../../../../engine.ts";
import { LOG2_BOUND } from "../../../../src/core/arithmetic/residue/false_pass.ts";
import {
  checkContinuity,
  checkLossContinuity,
  pointsInRegions,
} from "../../../../src/verify/discontinuities/check_continuity.ts";
import { readLine } from "../../../../src/verify/discontinuities/arguments.ts";
import { isImmaterial } from "../../../../src/verify/discontinuities/immaterial.ts";
import type { Line } from "../../../../src/verify/discontinuities/line.ts";
import { residues } from "../../../../src/core/arithmetic/residue/residue.ts";
import { randomKey } from "../../../../src/core/random/random.ts";
import { discontinuityFixtures } from "../../../../src/verify/discontinuities/fixtures.ts";
import { proveDiscontinuities } from "../../../../src/verify/ladder/discontinuities_stage.ts";

const clamp = <T>(m: Arithmetic<T>, z: T): T => {
  const below = m.choose(m.sub(m.one, z), z, m.one);
  return m.choose(m.add(below, m.one), below, m.neg(m.one));
};

Deno.test("proveDiscontinuities() tells functions that jump from those that do not, at several seeds", () => {
  for (const seed of [0, 1, 2]) {
    const wrong = proveDiscontinuities(seed).filter(({ agrees }) => !agrees);
    assertEquals(wrong.map(({ fixture, verdict }) => `${fixture.name}: ${verdict}`), []);
  }
});

Deno.test("proveDiscontinuities() gives every refutation a counterexample, every doubt a reason, every proof 2^−80", () => {
  for (const { compare } of discontinuityFixtures()) {
    for (const { verdict, counterexample, reason, log2FalsePass } of compare(0)) {
      if (verdict === "refuted") assert(counterexample!.got !== counterexample!.expected);
      else if (verdict === "undecided") assert(reason!.length > 0);
      else assert(log2FalsePass <= LOG2_BOUND);
    }
  }
});

Deno.test("checkContinuity() shows both sides of a jump as they are at the place itself", () => {
  const bent = elementwise({
    name: "bent",
    value: (m, z) => m.choose(m.sub(z, m.constant(0.3)), m.mul(m.constant(7), z), z),
  });
  const [{ counterexample }] = checkContinuity(bent, 0) as [ReturnType<typeof checkContinuity>[0]];
  assertStringIncludes(counterexample!.where, "the value above z = 0.3");
  assertAlmostEquals(counterexample!.got, 2.1, 1e-12); // a few roundings of 2.1
  assertAlmostEquals(counterexample!.expected, 0.3, 1e-12);
});

Deno.test("pointsInRegions() has one number on each region, and none where a place is not known", () => {
  const clamped = elementwise({ name: "clamped", value: clamp });
  const [low, middle, high] = pointsInRegions(clamped, 0)!;
  assert(low! < -1 && -1 < middle! && middle! < 1 && 1 < high!);
  const unknown = elementwise({
    name: "unknown",
    // e^z − 1 and expm1(z) are the same, which intervals do not see
    value: (m, z) => m.choose(m.sub(m.sub(m.exp(z), m.one), m.expm1(z)), z, m.exp(z)),
  });
  assertEquals(checkContinuity(unknown, 0).map(({ verdict }) => verdict).includes("proved"), false);
});

Deno.test("checkContinuity() compares a row along lines, and finds nothing where nothing is chosen", () => {
  const jumping = rowwise({
    name: "jumping",
    value: (m, z) => z.map((x) => m.choose(m.sub(z[0]!, z[1]!), m.add(x, m.one), x)),
  });
  const [finding] = checkContinuity(jumping, 0);
  assertEquals(finding!.verdict, "refuted");
  assertEquals(checkLossContinuity(sumOfSquaredErrors, 0), []);
});

Deno.test("checkLossContinuity() leaves out values that jump by a target, and the end of a domain", () => {
  const switched = loss({
    name: "switched",
    domain: { text: "a > 0", positive: (_, a) => a },
    value: (m, { a, y }) =>
      a.map((aj, j) => m.choose(m.sub(y[j]!, m.constant(0.5)), m.neg(m.log(aj)), aj))
        .reduce((sum, term) => m.add(sum, term)),
  });
  const [finding, ...others] = checkLossContinuity(switched, 0);
  assertEquals([finding!.verdict, others], ["proved", []]);
  assertStringIncludes(finding!.subject, "at values of targets alone");
});

/** The worst verdict of all places of an activation. */
function worstOf(formulas: Omit<Parameters<typeof elementwise>[0], "name">): string {
  const verdicts = checkContinuity(elementwise({ name: "f", ...formulas }), 0).map((f) =>
    f.verdict
  );
  return ["refuted", "undecided", "proved"].find((v) => verdicts.some((w) => w === v)) ?? "none";
}

Deno.test("checkContinuity() refutes a value that is another at the place itself, whatever it is there", () => {
  for (const hole of [5, NaN, Infinity]) {
    const verdict = worstOf({
      value: (m, z) => m.choose(z, z, m.choose(m.neg(z), z, m.constant(hole))),
      slope: (m) => m.one,
    });
    assertEquals(verdict, "refuted", `${hole}`);
  }
  // A step that is infinite where it jumps is no pole.
  assertEquals(
    worstOf({
      value: (m, z) => m.choose(z, m.one, m.choose(m.neg(z), m.zero, m.div(m.one, z))),
      slope: (m) => m.zero,
    }),
    "refuted",
  );
});

Deno.test("checkContinuity() compares where what xdivy and xlogy take for 0 is 0", () => {
  assertEquals(worstOf({ value: (_, z) => z, slope: (m, { z }) => m.xdivy(z, z) }), "refuted");
  assertEquals(worstOf({ value: (m, z) => m.xdivy(z, z), slope: (m) => m.zero }), "refuted");
});

Deno.test("checkContinuity() proves what is continuous, however steep", () => {
  assertEquals(
    worstOf({
      value: (m, z) => m.choose(z, z, m.div(m.expm1(m.mul(m.constant(1e7), z)), m.constant(1e7))),
    }),
    "proved",
  );
  const clipped = loss({
    name: "clipped",
    value: (m, { a, y }) => {
      const least = m.constant(1e-7);
      return a.map((x, j) => m.mul(y[j]!, m.log(m.choose(m.sub(x, least), x, least))))
        .reduce((sum, x) => m.sub(sum, x), m.zero);
    },
  });
  assertEquals(checkLossContinuity(clipped, 0).map(({ verdict }) => verdict), ["proved"]);
});

Deno.test("checkContinuity() overlooks no place: far out, beside another, or after many", () => {
  const one = <T>(m: Arithmetic<T>) => m.one;
  const value = <T>(_: Arithmetic<T>, z: T) => z;
  assertEquals(
    worstOf({
      value,
      slope: (m, { z }) => {
        const far = m.sub(z, m.constant(1000));
        return m.choose(m.mul(far, far), m.one, m.constant(9));
      },
    }),
    "refuted",
  );
  assertEquals(
    worstOf({
      value,
      slope: (m, { z }) => {
        const d = m.sub(z, m.one);
        return m.choose(m.mul(d, m.sub(m.constant(1e-9), d)), m.constant(2), one(m));
      },
    }),
    "refuted",
  );
  const bends = Array.from({ length: 101 }, (_, k) => k);
  const bent = <T>(m: Arithmetic<T>, z: T, count: number) =>
    bends.slice(0, count).map((k) => m.sub(z, m.constant(k)))
      .map((x) => m.choose(x, x, m.zero))
      .reduce((sum, x) => m.add(sum, x));
  const late = worstOf({
    kinks: bends,
    value: (m, z) => {
      const far = m.choose(m.sub(z, m.constant(100)), m.sub(z, m.constant(200)), m.neg(m.one));
      return m.add(bent(m, z, 50), m.choose(far, m.one, m.zero));
    },
  });
  assertEquals(late, "refuted");
  assertEquals(worstOf({ kinks: bends, value: (m, z) => bent(m, z, 50) }), "proved");
  assertEquals(worstOf({ kinks: bends, value: (m, z) => bent(m, z, 101) }), "undecided");
});

Deno.test("checkContinuity() finds divisors, and what xdivy takes for 0, that touch 0 from below, too", () => {
  const square = <T>(m: Arithmetic<T>, x: T) => m.mul(x, x);
  const beyond = <T>(m: Arithmetic<T>, z: T) => m.sub(z, m.one);
  assertEquals(
    worstOf({ value: (m, z) => m.tanh(m.div(beyond(m, z), m.neg(square(m, beyond(m, z))))) }),
    "refuted",
  );
  assertEquals(
    worstOf({ value: (m, z) => m.xdivy(m.neg(square(m, beyond(m, z))), square(m, beyond(m, z))) }),
    "refuted",
  );
});

Deno.test("checkContinuity() refutes nothing at an irrational place that is steep, cancels, or is small", () => {
  const square = <T>(m: Arithmetic<T>, x: T) => m.mul(x, x);
  const bent = <T>(m: Arithmetic<T>, x: T) => m.choose(x, m.mul(x, square(m, x)), m.zero);
  const place = <T>(m: Arithmetic<T>, z: T) => m.sub(square(m, z), m.constant(2));
  const steep = worstOf({
    value: (m, z) => m.add(m.tanh(m.mul(m.constant(1e5), place(m, z))), bent(m, place(m, z))),
  });
  assertEquals(steep, "proved");
  const cancelling = worstOf({
    value: (m, z) => {
      const large = m.exp(m.mul(m.constant(20), z)), x = square(m, place(m, z));
      return m.choose(place(m, z), m.sub(m.add(x, large), large), x);
    },
  });
  assertEquals(cancelling, "proved");
  const small = worstOf({
    value: (m, z) => {
      const x = m.add(z, m.constant(9));
      return m.add(
        bent(m, place(m, z)),
        m.choose(m.mul(m.constant(1e-13), x), z, m.add(z, square(m, x))),
      );
    },
  });
  assertEquals(small, "proved");
});

/** log Σ e^s of s = x/√(1 + x²) and of 2 tanh x, with the larger one taken off, and what it chooses by. */
function sumOfPowers<T>(m: Arithmetic<T>, x: T, y: T) {
  const s = m.div(x, m.sqrt(m.add(m.one, m.mul(x, x))));
  const other = m.add(m.tanh(y), m.tanh(x)), larger = m.sub(s, other);
  const top = m.choose(larger, s, other);
  const sum = m.add(m.exp(m.sub(s, top)), m.exp(m.sub(other, top)));
  return { larger, top, value: m.add(top, m.log(sum)) };
}

/** Whether a function of two numbers is the same whatever it chooses. */
function changesNothing(f: <T>(m: Arithmetic<T>, x: T, y: T) => T): boolean {
  const m = residues({ key: randomKey(0), onBoundary: true });
  const at: Line["at"] = (m, t) => {
    return { value: [f(m, t, m.variable())], derivative: [], slope: [] };
  };
  const reader = readLine({ parameter: "x", moving: 0, at }, m, randomKey(1));
  return isImmaterial(reader, m);
}

Deno.test("isImmaterial() takes what does not change, and moves no place where a root ends", () => {
  assert(changesNothing((m, x, y) => sumOfPowers(m, x, y).value));
  const wrong: Parameters<typeof changesNothing>[0][] = [
    (m, x, y) => sumOfPowers(m, x, y).top,
    (m, x, y) => {
      const { larger, value } = sumOfPowers(m, x, y);
      return m.add(value, m.choose(larger, m.constant(0.01), m.zero));
    },
    // where it jumps is decided there
    (m, x, y) => {
      const { top, value } = sumOfPowers(m, x, y);
      return m.choose(m.sub(top, m.constant(0.3)), value, m.zero);
    },
    (m, x, y) => {
      const { top, value } = sumOfPowers(m, x, y);
      return m.add(value, m.mul(m.zero, m.log1p(top)));
    },
  ];
  for (const f of wrong) assertEquals(changesNothing(f), false);
});

Deno.test("checkContinuity() proves what is one formula on both sides, wherever they meet", () => {
  const value = <T>(m: Arithmetic<T>, [x, y = x]: readonly T[]) => sumOfPowers(m, x!, y!).value;
  const tested = rowwise({ name: "f", value: (m, z) => z.map(() => value(m, z)) });
  assertEquals(checkContinuity(tested, 0).map(({ verdict }) => verdict), ["proved"]);
});
