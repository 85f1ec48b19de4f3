import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Arithmetic, elementwise, type Loss, loss } from "../../../../engine.ts";
import { Interval } from "../../../../symbolic.ts";
import { residues } from "../../../../src/core/arithmetic/residue/residue.ts";
import { randomKey } from "../../../../src/core/random/random.ts";
import { limitAt, limits } from "../../../../src/verify/discontinuities/limits.ts";
import {
  checkContinuity,
  checkLossContinuity,
} from "../../../../src/verify/discontinuities/check_continuity.ts";

type Formulas = Omit<Parameters<typeof elementwise>[0], "name">;
type Formula = <T>(m: Arithmetic<T>, z: T) => T;

/** The worst verdict of all places of an activation, `none` where there are none, and its reason. */
function worstOf(formulas: Formulas) {
  const found = checkContinuity(elementwise({ name: "f", ...formulas }), 0);
  const rank = ["refuted", "undecided", "proved"];
  const [worst] = found.toSorted((x, y) => rank.indexOf(x.verdict) - rank.indexOf(y.verdict));
  return { verdict: worst?.verdict ?? "none", reason: worst?.reason ?? "" };
}

/** One formula above 0, another up to it. */
function joined(above: Formula, below: Formula = (m) => m.zero): Formulas {
  return { value: (m, z) => m.choose(z, above(m, z), below(m, z)) };
}

const flat: Formula = (m, z) => m.exp(m.div(m.neg(m.one), z));
const slow: Formula = (m, z) => m.div(m.one, m.add(m.one, m.log1p(m.div(m.one, z))));
const root = (n: number): Formula => (m, z) => m.exp(m.div(m.log(z), m.constant(n)));
const signed = (f: Formula): Formula => (m, z) =>
  m.choose(z, f(m, z), m.choose(m.neg(z), m.neg(f(m, m.neg(z))), m.zero));

Deno.test("checkContinuity() proves e^(−1/z) above 0 beside 0 below, and its slope", () => {
  assertEquals(worstOf(joined(flat)).verdict, "proved");
  const steep: Formula = (m, z) => m.div(flat(m, z), m.mul(z, m.mul(z, z)));
  assertEquals(worstOf(joined(steep)).verdict, "proved"); // e^(−1/z) / z³
  assertEquals(worstOf(joined(flat, (m) => m.one)).verdict, "refuted");
  const slope: Formulas["slope"] = (m, { z, a }) => m.choose(z, m.div(a, m.mul(z, z)), m.one);
  assertEquals(worstOf({ ...joined(flat), slope }).verdict, "refuted");
});

Deno.test("checkContinuity() refutes no slow limit: 1/(1 + log(1 + 1/z)), and signed roots", () => {
  const once = worstOf(joined(slow));
  assertEquals(once.verdict, "undecided");
  assertStringIncludes(once.reason, "the limit of its derivative at z = 0");
  assertEquals(worstOf({ ...joined(slow), kinks: [0] }).verdict, "proved");
  const twentieth = worstOf({ value: signed(root(20)) });
  assertEquals(twentieth.verdict, "undecided");
  assertStringIncludes(twentieth.reason, "it may be reached slowly");
  assert(worstOf({ ...joined(slow, (m) => m.one), kinks: [0] }).verdict !== "proved");
  // A jump that stays from nearer and nearer is one, beside a root, too.
  const shifted: Formula = (m, z) => m.add(m.one, root(2)(m, z));
  assertEquals(worstOf({ ...joined(shifted), kinks: [0] }).verdict, "refuted");
});

Deno.test("checkContinuity() takes a pole for the end of a domain, and no bounded value of one", () => {
  const at = (m: Parameters<Formula>[0]) => m.constant(0.3);
  const pole: Formula = (m, z) => m.div(m.one, m.sub(z, at(m) as typeof z));
  assertEquals(worstOf({ value: pole }).verdict, "none");
  assertEquals(worstOf({ value: (m, z) => m.tanh(pole(m, z)) }).verdict, "refuted");
  const irrational: Formula = (m, z) => m.tanh(m.div(m.one, m.sub(m.exp(z), m.constant(2))));
  assertEquals(worstOf({ value: irrational }).verdict, "refuted");
  const oneSided = worstOf(joined((m, z) => m.div(m.one, z)));
  assertEquals(oneSided.verdict, "undecided");
  assertStringIncludes(oneSided.reason, "on one side");
  // One formula on both sides, and undefined where they meet: proved nowhere.
  const hole: Formula = (m, z) => {
    const x = m.sub(m.exp(z), m.constant(2));
    return m.mul(z, m.div(x, x));
  };
  assert(worstOf({ value: hole }).verdict !== "proved");
  // A jump beside what looks like a pole from afar, and is not.
  const fake: Formula = (m, z) => {
    const peak = m.sub(m.one, m.tanh(m.mul(m.constant(1e10), m.mul(z, z))));
    return m.add(m.choose(z, m.one, m.zero), m.mul(peak, m.div(z, z)));
  };
  assertEquals(worstOf({ value: fake }).verdict, "refuted");
});

Deno.test("checkLossContinuity() refutes no pole: the Dice loss, and 1/(1 + Σa)", () => {
  const total = <T>(m: Arithmetic<T>, row: readonly T[]) => row.reduce((sum, x) => m.add(sum, x));
  const inverse: Loss["value"] = (m, { a }) => m.div(m.one, m.add(m.one, total(m, a)));
  const dice: Loss["value"] = (m, { a, y }) => {
    const both = total(m, a.map((x, j) => m.mul(x, y[j]!)));
    const all = m.add(m.add(total(m, a), total(m, y)), m.one);
    return m.sub(m.one, m.div(m.add(m.add(both, both), m.one), all));
  };
  for (const value of [inverse, dice]) {
    assertEquals(checkLossContinuity(loss({ name: "f", value }), 0), []);
    const jumping: Loss["value"] = (m, at) =>
      m.add(value(m, at), m.choose(at.a[0]!, m.one, m.zero));
    const [finding] = checkLossContinuity(loss({ name: "f", value: jumping }), 0);
    assertEquals(finding!.verdict, "refuted");
  }
});

Deno.test("limits() knows 1/0⁺, e^−∞ and e^(−1/h)/h³, and neither ∞ − ∞ nor 0 · ∞", () => {
  const r = residues({ key: randomKey(1) });
  const m = limits(r), h = limitAt(r.zero, new Interval(0, 1e-3, true));
  const over = m.div(m.one, h), falling = m.exp(m.neg(over)), log = m.log(h);
  const cube = m.mul(h, m.mul(h, h)), isZero = (x: typeof h) => r.equal(x.value!, r.zero);
  for (const x of [over, log, m.exp(over), m.mul(over, log), m.add(over, m.one), m.div(over, h)]) {
    assert(x.isInfinite);
  }
  for (const x of [falling, m.div(falling, cube), m.mul(falling, log), m.div(m.one, log)]) {
    assert(isZero(x));
  }
  assert(isZero(m.exp(m.div(log, m.constant(20)))) && isZero(m.sqrt(h)));
  const slow = m.exp(log); // h itself, but the arithmetic does not know that
  const unknown = [
    m.sub(over, over),
    m.add(over, log),
    m.mul(h, over),
    m.div(h, h),
    m.mul(falling, m.exp(over)),
    m.div(slow, h),
    m.div(over, log),
    m.div(m.one, m.sub(h, h)),
  ];
  for (const x of unknown) assertEquals([x.isInfinite, x.value], [false, undefined]);
});
