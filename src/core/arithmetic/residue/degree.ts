import { type Arithmetic, OpaqueValue } from "../arithmetic.ts";
import { FINE_PARTS, PARTS, REACH } from "./exponentials.ts";
import { checkOptions } from "../../support/options.ts";

/**
 * The degree of a value as a rational function of all random values drawn for a proof: z² / (1 + z)
 * has degree 2 above the line and 1 below it.
 * @category Residues
 */
export class Degree extends OpaqueValue {
  /** At most the total degree above the line; −∞ for a value that is 0 whatever was drawn. */
  readonly numerator: number;
  /** At most the total degree below the line. */
  readonly denominator: number;
  /** Whether it may contain a logarithm. */
  readonly logarithmic: boolean;

  /** A degree above and below the line. */
  constructor(numerator: number, denominator: number, logarithmic = false) {
    super();
    this.numerator = numerator;
    this.denominator = denominator;
    this.logarithmic = logarithmic;
  }
}

/**
 * The arithmetic of degrees, with the degrees that bound a proof's chance of a false pass.
 * @category Residues
 */
export interface DegreeArithmetic extends Arithmetic<Degree> {
  /** A new variable. */
  draw(): Degree;
  /** At most the degree above the line of the differences that exp and log have tested so far. */
  readonly relationDegree: number;
  /** The same for tests of a sign. */
  readonly comparisonDegree: number;
}

/**
 * Reads formulas as the degrees of rational functions: how often a wrong proof could pass.
 *
 * The bound holds for every region, as a choice counts as the larger of its arms, and for every way
 * in which `residues` may find an exponential or a logarithm, as the largest counts. Run it on the
 * same code in the same order; values met raise the bounds of those that follow.
 *
 * @param options `thorough` as in `residues`.
 *
 * @example (a + b)² / b is of degree 2 over degree 1
 * ```ts
 * import { degrees } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const m = degrees();
 * const a = m.draw(), b = m.draw();
 * const ratio = m.div(m.mul(m.add(a, b), m.add(a, b)), b);
 * assertEquals([ratio.numerator, ratio.denominator], [2, 1]);
 * ```
 * @category Residues
 */
export function degrees(options: { readonly thorough?: boolean } = {}): DegreeArithmetic {
  checkOptions("degrees()", options, "thorough");
  const parts = options.thorough ? FINE_PARTS : PARTS;
  // The largest exponents or drawn logarithms, the largest powers (arguments of logarithms, or drawn
  // exponentials ρ¹² or ρ⁶⁰), and the largest values compared with 0 or with each other.
  let exponents = variable, powers = new Degree(parts, 0), compared = one;

  const compare = (x: Degree): void => void (compared = larger(compared, x));
  const exp = (x: Degree): Degree => {
    if (isZero(x)) return one;
    exponents = larger(exponents, x);
    // At most ± g + c h with |c| ≤ REACH / PARTS: so many factors, on either side of the line.
    // Sums of logarithms are found only once some argument contained one.
    const power = powerOf(x);
    compare(x); // has the sign of eˣ − 1
    compare(new Degree(power.numerator, power.denominator));
    return power;
  };
  const powerOf = ({ logarithmic }: Degree): Degree => {
    const factor = exponents.logarithmic ? size(powers) : parts;
    const most = (1 + REACH / PARTS) * factor;
    return new Degree(most, most, logarithmic);
  };
  const log = (x: Degree): Degree => {
    compare(x);
    powers = larger(powers, x);
    // at most ± g ± h ± k
    const { numerator, denominator } = add(exponents, add(exponents, exponents));
    const result = new Degree(numerator, denominator, true);
    compare(result); // has the sign of x − 1
    return result;
  };
  const sqrt = (x: Degree): Degree => {
    if (isZero(x)) return zero;
    compare(x);
    powers = larger(powers, x);
    // s² = n/d where s = t/d and t² = n d; a new variable; or a power of half the exponent
    const root = new Degree(Math.ceil((x.numerator + x.denominator) / 2), x.denominator);
    compare(root);
    return larger(larger(root, variable), powerOf(x));
  };
  return {
    zero,
    one,
    constant: (x) => x === 0 ? zero : one,
    add,
    sub: add,
    mul,
    div,
    neg: (x) => x,
    exp,
    expm1: exp, // (n − d) / d for n / d
    log,
    log1p: (x) => log(add(one, x)),
    tanh: exp, // (d − n) / (d + n) for n / d
    sqrt,
    erf: (x) => {
      compare(x); // equal or opposite to another argument, or a new variable
      return isZero(x) ? zero : variable;
    },
    xlogy: (y, a) => {
      compare(y);
      return mul(y, log(a));
    },
    xdivy: (y, a) => {
      compare(y);
      return div(y, a);
    },
    choose: (x, positive, otherwise) => {
      compare(x);
      return larger(positive, otherwise);
    },
    draw: () => variable,
    get relationDegree() {
      // an argument with ± g ± h ± k; a power with five factors
      const byExp = add(exponents, add(exponents, add(exponents, exponents))).numerator;
      const byLog = (2 + REACH / PARTS) * size(powers);
      return Math.max(byExp, byLog);
    },
    get comparisonDegree() {
      // an argument with two others, in sums, products or quotients, a multiple of a third
      return (options.thorough ? 4 : 3) * size(compared);
    },
  };
}

const zero = /* @__PURE__ */ new Degree(-Infinity, 0);
const one = /* @__PURE__ */ new Degree(0, 0);
const variable = /* @__PURE__ */ new Degree(1, 0);

function isZero(x: Degree): boolean {
  return x.numerator === -Infinity;
}

/** n₁/d₁ + n₂/d₂ = (n₁ d₂ + n₂ d₁) / (d₁ d₂). */
function add(x: Degree, y: Degree): Degree {
  if (isZero(x)) return y;
  if (isZero(y)) return x;
  return new Degree(
    Math.max(x.numerator + y.denominator, y.numerator + x.denominator),
    x.denominator + y.denominator,
    x.logarithmic || y.logarithmic,
  );
}

function mul(x: Degree, y: Degree): Degree {
  if (isZero(x) || isZero(y)) return zero;
  return new Degree(
    x.numerator + y.numerator,
    x.denominator + y.denominator,
    x.logarithmic || y.logarithmic,
  );
}

/** x / y; a quotient by 0 is undefined, and so never taken for equal to anything. */
function div(x: Degree, y: Degree): Degree {
  return isZero(y) ? zero : mul(x, new Degree(y.denominator, y.numerator, y.logarithmic));
}

/** The larger on each side of the line. */
function larger(x: Degree, y: Degree): Degree {
  return new Degree(
    Math.max(x.numerator, y.numerator),
    Math.max(x.denominator, y.denominator),
    x.logarithmic || y.logarithmic,
  );
}

/** The larger side of the line. */
function size(x: Degree): number {
  return Math.max(x.numerator, x.denominator);
}
