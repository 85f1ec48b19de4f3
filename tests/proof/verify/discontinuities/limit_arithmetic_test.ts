import { assert, assertEquals } from "@std/assert";
import { isPositive } from "../../../../src/core/arithmetic/interval.ts";
import { residues } from "../../../../src/core/arithmetic/residue/residue.ts";
import { randomKey } from "../../../../src/core/random/random.ts";
import { Interval } from "../../../../symbolic.ts";
import { type Limit, limitAt, limits } from "../../../../src/verify/discontinuities/limits.ts";

const base = residues({ key: randomKey(1) }), m = limits(base);

/** h as it falls to 0, and what is near 2 or beside 0 without a sign. */
const h = limitAt(base.zero, new Interval(0, 1, true)), two = m.constant(2);
const unsigned = limitAt(base.one, new Interval(-1, 2)), infinite = m.div(m.one, h);
const minus = m.neg(infinite), unknown = m.sub(infinite, m.div(two, h));

/** A limit in a word: its sign if it is infinite, `finite`, or `unknown`. */
function wordOf({ isInfinite, value, range }: Limit): string {
  if (isInfinite) return isPositive(range) ? "∞" : "−∞";
  return value === undefined ? "unknown" : base.equal(value, base.zero) ? "0" : "finite";
}

const CASES: readonly (readonly [name: string, found: Limit, word: string])[] = [
  ["1/h", infinite, "∞"],
  ["−1/h", minus, "−∞"],
  ["∞ − ∞", unknown, "unknown"],
  ["0 times x − x, which is 0 all along", m.mul(m.sub(infinite, infinite), infinite), "0"],
  ["∞ + ∞", m.add(infinite, infinite), "∞"],
  ["−∞ − ∞", m.add(minus, minus), "−∞"],
  ["∞ − ∞ by a sum", m.add(infinite, minus), "unknown"],
  ["∞ + 2", m.add(infinite, two), "∞"],
  ["2 − ∞", m.sub(two, infinite), "−∞"],
  ["unknown + 2", m.add(unknown, two), "unknown"],
  ["∞ · ∞", m.mul(infinite, infinite), "∞"],
  ["∞ · −∞", m.mul(infinite, minus), "−∞"],
  ["∞ · 2", m.mul(infinite, two), "∞"],
  ["∞ · what has no sign", m.mul(infinite, unsigned), "unknown"],
  ["unknown · ∞", m.mul(unknown, infinite), "unknown"],
  ["0 · unknown", m.mul(m.zero, unknown), "0"],
  ["h · ∞", m.mul(h, infinite), "unknown"],
  ["∞ / ∞", m.div(infinite, infinite), "unknown"],
  ["2 / ∞", m.div(two, infinite), "0"],
  ["∞ / 2", m.div(infinite, two), "∞"],
  ["2 / unknown", m.div(two, unknown), "unknown"],
  ["2 / 0", m.div(two, m.zero), "unknown"],
  ["0 / h", m.div(m.zero, h), "0"],
  ["h / h", m.div(h, h), "unknown"],
  ["√∞", m.sqrt(infinite), "∞"],
  ["√4", m.sqrt(m.constant(4)), "finite"],
  ["√unknown", m.sqrt(unknown), "unknown"],
  ["log h", m.log(h), "−∞"],
  ["log ∞", m.log(infinite), "∞"],
  ["log −∞", m.log(minus), "unknown"],
  ["log unknown", m.log(unknown), "unknown"],
  ["log of 0 from both sides", m.log(limitAt(base.zero, new Interval(-1, 1))), "unknown"],
  ["log1p ∞", m.log1p(infinite), "∞"],
  ["e^∞", m.exp(infinite), "∞"],
  ["e^−∞", m.exp(minus), "0"],
  ["e^unknown", m.exp(unknown), "unknown"],
  ["tanh ∞", m.tanh(infinite), "finite"],
  ["erf −∞", m.erf(minus), "finite"],
  ["0 log h", m.xlogy(m.zero, h), "0"],
  ["2 log h", m.xlogy(two, h), "−∞"],
  ["0 / 0 as nothing", m.xdivy(m.zero, m.zero), "0"],
  ["2 / h as a quotient", m.xdivy(two, h), "∞"],
  ["a choice whose side is not given", m.choose(h, two, two), "unknown"],
  ["e^(−1/h) / h³", m.div(m.exp(minus), m.mul(h, m.mul(h, h))), "0"],
];

for (const [name, found, word] of CASES) {
  Deno.test(`the limit of ${name} is ${word}`, () => assertEquals(wordOf(found), word));
}

Deno.test("infinite limits know how fast they grow: as a power of 1/h, or beyond all of them", () => {
  assert(infinite.isFast && infinite.isTame);
  assert(!m.log(infinite).isFast && !m.exp(infinite).isTame);
  const both = m.add(m.exp(infinite), infinite);
  assert(both.isFast && !both.isTame);
});
