import type { Fault } from "../../core/arithmetic/residue/residue.ts";

/** Nothing was compared. */
export const OUTSIDE_DOMAIN = "every region lies outside the domain";
/** Roots are not found because half of all residues have none. */
export const TOO_MANY_ROOTS = "takes more roots at once than the prover finds values for";

/** A fault of a side that should have none, in words. */
export function reasonOf(fault: Fault): string {
  if (fault === "zero by zero") return ZERO_BY_ZERO;
  return fault === "no square modulo the prime" ? TOO_MANY_ROOTS : fault;
}

/** Dual numbers, too, have 0/0 there. */
const ZERO_BY_ZERO = "zero by zero, as the derivative of √x has where x stays 0: let choose take " +
  "the root only where x is positive";

/** Single places of a long row are not those of a short one. */
export const DECIDES_MORE =
  "it chooses or divides by more than in short rows, where single places are compared";

/** A difference at a place that is not known exactly. */
export const AT_BOUNDARY =
  "it is not known to hold where an argument of choose, a logarithm or a root " +
  "vanishes, or a divisor, at what is not a simple fraction";

/** A value or a convention at a kink that none of its surroundings have. */
export const APART =
  "where arguments of choose vanish, or divisors, its value is not that of its " +
  "surroundings, or its gradient is not a number or not between those around it";

/** A claim is too large for the primes. */
export const TOO_LARGE = "the degree of the formulas leaves too large a chance of a false pass";
/** A difference of residues that float64 was not seen to show. */
export const UNRELATED = "differs for the prover, and no numbers were found that show it: it is " +
  "wrong, or constants are rounded, or a relation of exp, log or tanh is missing";
/** The same at a place alone. */
export const UNSHOWN =
  "differs where an argument of choose, a logarithm or a root vanishes, or a " +
  "divisor, and no numbers were found that show it";

/** That a constant may be rounded from what is not known. */
export function whatIs(constant: number): string {
  return `if ${constant} is rounded, compute it by m`;
}

/** Reasons for which a long row is not compared; a difference in it counts, also without numbers. */
export const TOO_MUCH: ReadonlySet<string | undefined> = /* @__PURE__ */ new Set([
  TOO_LARGE,
  TOO_MANY_ROOTS,
  OUTSIDE_DOMAIN,
]);
