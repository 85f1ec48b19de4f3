import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Interval, intervals, isNegative, isPositive } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";

/**
 * The limit of a value as h falls to 0, on one side of a place.
 *
 * - `isFast` of an infinite one: it grows at least as fast as a power of 1/h; of one that is 0: it
 *   falls as fast as e^(−1/h) does, faster than any power.
 * - `isTame`: it grows no faster than a power of 1/h.
 * - `isAnalytic`: it is a power series in h, and so falls like a power of h if it falls to 0.
 */
export interface Limit {
  /** The limit, if it is finite. */
  readonly value?: Residue | undefined;
  /** Whether it is infinite, with the sign of `range`; neither that nor finite: not known. */
  readonly isInfinite: boolean;
  /** All values beside the place. */
  readonly range: Interval;
  readonly isFast: boolean;
  readonly isTame: boolean;
  readonly isAnalytic: boolean;
}

/** A limit that is a value itself, as it falls to 0 like a power series or not at all. */
export function limitAt(value: Residue, range = new Interval(value.shadow)): Limit {
  return { value, range, isInfinite: false, isFast: false, isTame: true, isAnalytic: true };
}

/**
 * Reads formulas as limits: 1/0⁺ is ∞, e^−∞ is 0, and faster than any power of h, so that e^(−1/h)/h²
 * falls to 0, too. What that does not decide, such as ∞ − ∞, is not known. Residues tell which limits
 * are 0, intervals of the values beside the place on which side.
 */
export function limits(m: ResidueArithmetic): Arithmetic<Limit> {
  const unknown = (range: Interval): Limit => ({
    range,
    isInfinite: false,
    isFast: false,
    isTame: false,
    isAnalytic: false,
  });
  const finite = (value: Residue, range: Interval, isAnalytic: boolean, isFast = false): Limit =>
    value.fault === undefined
      ? { value, range, isInfinite: false, isFast, isTame: true, isAnalytic }
      : unknown(range);
  /** ∞ or −∞, by the sign of a range; its values are near it as near to the place as it takes. */
  const infinite = (sign: Interval, isFast: boolean, isTame: boolean): Limit => {
    if (!isSigned(sign)) return unknown(sign);
    const range = isPositive(sign)
      ? new Interval(0, Infinity, true)
      : new Interval(-Infinity, 0, false, true);
    return { range, isInfinite: true, isFast, isTame, isAnalytic: false };
  };
  const isSigned = (range: Interval) => isPositive(range) || isNegative(range);
  const isKnown = (x: Limit) => x.isInfinite || x.value !== undefined;
  const isZero = ({ value }: Limit) => value !== undefined && m.equal(value, m.zero);
  /** Whether it is 0 all along. */
  const isNothing = ({ range: { low, high } }: Limit) => low === 0 && high === 0;
  const nothing = finite(m.zero, intervals.zero, true);

  const add = (x: Limit, y: Limit, range = intervals.add(x.range, y.range)): Limit => {
    if (!isKnown(x) || !isKnown(y)) return unknown(range);
    const isTame = x.isTame && y.isTame;
    if (x.isInfinite && y.isInfinite) {
      const isOne = isPositive(x.range) === isPositive(y.range);
      return isOne ? infinite(range, x.isFast || y.isFast, isTame) : unknown(range);
    }
    if (x.isInfinite || y.isInfinite) {
      const end = x.isInfinite ? x : y;
      return infinite(end.range, end.isFast, isTame);
    }
    const isFast = (x.isFast || isNothing(x)) && (y.isFast || isNothing(y));
    return finite(m.add(x.value!, y.value!), range, x.isAnalytic && y.isAnalytic, isFast);
  };
  const mul = (x: Limit, y: Limit): Limit => {
    const range = intervals.mul(x.range, y.range);
    if (isNothing(x) || isNothing(y)) return nothing;
    if (!isKnown(x) || !isKnown(y)) return unknown(range);
    const isTame = x.isTame && y.isTame;
    if (x.isInfinite && y.isInfinite) return infinite(range, x.isFast || y.isFast, isTame);
    if (!x.isInfinite && !y.isInfinite) {
      const isFast = x.isFast || y.isFast;
      return finite(m.mul(x.value!, y.value!), range, x.isAnalytic && y.isAnalytic, isFast);
    }
    const [end, factor] = x.isInfinite ? [x, y] : [y, x];
    if (!isZero(factor)) return infinite(range, end.isFast, isTame);
    return factor.isFast && end.isTame ? finite(m.zero, range, false, true) : unknown(range);
  };
  const div = (x: Limit, y: Limit): Limit => {
    const range = intervals.div(x.range, y.range);
    if (!isKnown(x) || !isKnown(y) || isNothing(y)) return unknown(range);
    if (isNothing(x)) return nothing;
    if (y.isInfinite) {
      return x.isInfinite ? unknown(range) : finite(m.zero, range, false, x.isFast);
    }
    if (!isZero(y)) {
      if (x.isInfinite) return infinite(range, x.isFast, x.isTame);
      const isAnalytic = x.isAnalytic && y.isAnalytic;
      return finite(m.div(x.value!, y.value!), range, isAnalytic, x.isFast);
    }
    // 1/y is infinite: like a power of 1/h, or faster, or slower
    if (!isSigned(y.range)) return unknown(range);
    const isTame = x.isTame && y.isAnalytic;
    if (!isZero(x)) return infinite(range, x.isInfinite && x.isFast || falls(y), isTame);
    return x.isFast && y.isAnalytic ? finite(m.zero, range, false, true) : unknown(range);
  };
  const falls = (y: Limit) => y.isAnalytic || y.isFast;
  const neg = (x: Limit): Limit => ({
    ...x,
    value: x.value && m.neg(x.value),
    range: intervals.neg(x.range),
  });
  const log = (x: Limit, range = intervals.log(x.range)): Limit => {
    if (!isKnown(x)) return unknown(range);
    if (x.isInfinite) {
      return isPositive(x.range) ? infinite(x.range, false, x.isTame) : unknown(range);
    }
    if (!isZero(x)) return finite(m.log(x.value!), range, x.isAnalytic);
    return isPositive(x.range)
      ? infinite(intervals.neg(x.range), x.isFast, x.isAnalytic)
      : unknown(range);
  };
  /** A function that rises, analytic everywhere, with its limits at −∞ and ∞; no limit: infinite. */
  const rising = (name: "exp" | "expm1" | "tanh" | "erf", low: Residue, high?: Residue) => {
    return (x: Limit): Limit => {
      const range = intervals[name](x.range);
      if (!isKnown(x)) return unknown(range);
      if (!x.isInfinite) return finite(m[name](x.value!), range, x.isAnalytic);
      const end = isPositive(x.range) ? high : low;
      if (end === undefined) return infinite(x.range, x.isFast, false);
      return finite(end, range, false, m.equal(end, m.zero) && x.isFast);
    };
  };
  const one = finite(m.one, intervals.one, true), minus = m.neg(m.one);
  return {
    zero: nothing,
    one,
    constant: (x) => finite(m.constant(x), intervals.constant(x), true),
    add,
    sub: (x, y) => add(x, neg(y), intervals.sub(x.range, y.range)),
    mul,
    div,
    neg,
    exp: rising("exp", m.zero),
    expm1: rising("expm1", minus),
    log,
    log1p: (x) => log(add(one, x), intervals.log1p(x.range)),
    tanh: rising("tanh", minus, m.one),
    sqrt: (x) => {
      const range = intervals.sqrt(x.range);
      if (!isKnown(x)) return unknown(range);
      if (x.isInfinite) return infinite(range, x.isFast, x.isTame);
      return finite(m.sqrt(x.value!), range, x.isAnalytic && !isZero(x), x.isFast);
    },
    erf: rising("erf", minus, m.one),
    xlogy: (y, a) => isNothing(y) ? nothing : mul(y, log(a)),
    xdivy: (y, a) => isNothing(y) ? nothing : div(y, a),
    // The side is given, or it is not known.
    choose: (x) => unknown(x.range),
  };
}
