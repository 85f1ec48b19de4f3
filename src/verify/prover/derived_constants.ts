import { type Meant, simplyMeant } from "./meant_numbers.ts";

/** At most this many other constants of a claim are tried. */
const MOST = 12;
/** A term below this part of a sum says too little of it. */
const LEAST = 2 ** -10;

/**
 * What a long decimal was meant to be in terms of others: q c, q/c, q c d, q c/d or c + q d, where q is a
 * small fraction, or a root, logarithm or multiple of π of one. So are `4.685 * 4.685 / 6` beside 4.685, the
 * product of SELU's two constants, and `10 - 10 * Math.log(6)` beside 10.
 *
 * @param others Constants that stand for themselves, or for what was found without others.
 */
export function meantByOthers(x: number, others: readonly number[]): Meant | undefined {
  const known = others.filter((c) => c !== x && c !== 0 && Number.isFinite(c)).slice(0, MOST);
  for (const c of known) {
    const factor = simplyMeant(x / c), dividend = simplyMeant(x * c);
    if (factor) return derived([factor.name, c], (m) => m.mul(factor.value(m), m.constant(c)));
    if (dividend) {
      return derived([`(${dividend.name})/${c}`], (m) => m.div(dividend.value(m), m.constant(c)));
    }
  }
  const ones = [1, -1], opposites = known.map((c) => -c);
  for (const c of [...known, ...opposites, ...ones]) {
    for (const d of [...known, 1]) {
      const ofProduct = simplyMeant(x / (c * d)), ofRatio = simplyMeant(x / c * d);
      const term = x - c;
      const ofTerm = Math.abs(term) > LEAST * Math.abs(x)
        ? simplyMeant(term / d, Math.abs(x / term))
        : undefined;
      const factor = ofProduct ?? ofRatio ?? ofTerm;
      if (factor === undefined) continue;
      return derived(
        factor === ofTerm
          ? [`${c} + ${factor.name}`, d]
          : [factor.name, factor === ofProduct ? `${c}·${d}` : `${c}/${d}`],
        (m) => {
          const q = factor.value(m), first = m.constant(c), second = m.constant(d);
          if (factor === ofProduct) return m.mul(q, m.mul(first, second));
          return factor === ofRatio
            ? m.mul(q, m.div(first, second))
            : m.add(first, m.mul(q, second));
        },
      );
    }
  }
}

function derived(factors: readonly (number | string)[], value: Meant["value"]): Meant {
  const written = factors.filter((factor) => `${factor}` !== "1");
  return { name: written.join("·"), isFraction: false, value };
}
