import { isNear, type Meant, simplyMeant } from "./meant_numbers.ts";

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
  const known = others.filter((c) => c !== 0 && Number.isFinite(c)).slice(0, MOST);
  for (const c of [1, ...known, -1, ...known.map((c) => -c)]) {
    for (const d of [1, ...known]) {
      const term = x - c, isTerm = Math.abs(term) > LEAST * Math.abs(x);
      const product = simplyMeant(x / (c * d)), ratio = simplyMeant(x / c * d);
      const factor = product ?? ratio ??
        (isTerm ? simplyMeant(term / d, Math.abs(x / term)) : undefined);
      const value: Meant["value"] = (m) => {
        const q = factor!.value(m), first = m.constant(c), second = m.constant(d);
        if (product) return m.mul(q, m.mul(first, second));
        return ratio ? m.mul(q, m.div(first, second)) : m.add(first, m.mul(q, second));
      };
      if (factor === undefined || !isNear(x, value)) continue;
      const by = product ? "·" : "/";
      const text = product || ratio ? `${factor.name}·${c}${by}${d}` : `${c} + ${factor.name}·${d}`;
      const name = text.replace(/^1·|·1(?=[·/]|$)/g, "");
      return { name, isFraction: false, value };
    }
  }
}
