import { type Arithmetic, OpaqueValue } from "../arithmetic.ts";
import { LIMIT, PARTS, REACH } from "./exponentials.ts";
import type { ProofSize } from "./false_pass.ts";
import { decimalOf } from "./prime_field.ts";
import { checkOptions } from "../../support/options.ts";

/**
 * The degree of a value as a rational function of all random values drawn for a proof, and the size of
 * its coefficients, as integers: z² / (1 + 3 z) has degree 2 and height 0 above the line, 1 and 2
 * below it.
 * @category Residues
 */
export class Degree extends OpaqueValue {
  /** At most the total degree above the line; −∞ for a value that is 0 whatever was drawn. */
  readonly numerator: number;
  /** At most the total degree below the line. */
  readonly denominator: number;
  /** At most log₂ of the sum of the sizes of all coefficients above the line. */
  readonly numeratorHeight: number;
  /** The same below the line. */
  readonly denominatorHeight: number;
  /** Whether it may contain a logarithm. */
  readonly logarithmic: boolean;

  /** Degrees and heights above and below the line. */
  constructor(
    numerator: number,
    denominator: number,
    numeratorHeight = 0,
    denominatorHeight = 0,
    logarithmic = false,
  ) {
    super();
    this.numerator = numerator;
    this.denominator = denominator;
    this.numeratorHeight = numeratorHeight;
    this.denominatorHeight = denominatorHeight;
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
  /** The value of an unknown function: a new variable, or that of equal arguments. */
  free(name: string, row: readonly Degree[]): Degree;
  /** What bounds the differences of results, and those that exp, log and tests of a sign compared. */
  bound(got: readonly Degree[], expected: readonly Degree[]): DifferenceBound;
}

/**
 * The degrees and heights of the differences that a proof takes to be 0 or not.
 * @category Residues
 */
export type DifferenceBound = Required<
  Omit<ProofSize, "relations" | "comparisons" | "roots" | "redraws">
>;

/**
 * Options of {@linkcode degrees}: how the residues that it bounds looked for relations.
 * @category Residues
 */
export interface DegreeOptions {
  /** Whether they searched thoroughly. */
  readonly thorough?: boolean;
  /** The parts of an argument, the most of all runs. */
  readonly parts?: number;
  /** The largest multiple of an argument in all runs. */
  readonly reach?: number;
}

/**
 * Reads formulas as the degrees of rational functions: how often a wrong proof could pass.
 *
 * The bound holds for every region, as a choice counts as the larger of its arms, and for every way
 * in which `residues` may find an exponential or a logarithm, as the largest counts. Run it on the
 * same code in the same order; values met raise the bounds of those that follow.
 *
 * @param options `thorough` and `parts` as in `residues`, and the largest `reach` of the runs.
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
export function degrees(options: DegreeOptions = {}): DegreeArithmetic {
  checkOptions("degrees()", options, "thorough parts reach");
  const { thorough = false, parts = PARTS, reach = TIMES } = options;
  // The largest exponents or drawn logarithms, the largest powers (arguments of logarithms, or drawn
  // exponentials ρ to the power of the parts), and the largest values compared with 0 or with each other.
  let exponents = variable, powers = new Degree(parts, 0), compared = one;

  const compare = (x: Degree): void => void (compared = larger(compared, x));
  /** Multiples of the largest exponents by the fractions that are found. */
  const fraction = Math.log2(thorough ? Number(LIMIT) : REACH);
  const multiples = (): Degree => mul(exponents, new Degree(0, 0, fraction, fraction));
  const exp = (x: Degree): Degree => {
    if (isZero(x)) return one;
    exponents = larger(exponents, x);
    // At most ± g + c h with |c| ≤ reach: so many factors, on either side of the line.
    // Sums of logarithms are found only once some argument contained one.
    const power = powerOf(x);
    compare(x); // has the sign of eˣ − 1
    compare(fromOne(power));
    return power;
  };
  const powerOf = ({ logarithmic }: Degree): Degree => {
    const most = 1 + reach;
    const degree = most * (exponents.logarithmic ? size(powers) : parts);
    const height = exponents.logarithmic ? most * heightOf(powers) : 0; // that of a power of ρ is 1
    return new Degree(degree, degree, height, height, logarithmic);
  };
  const log = (x: Degree): Degree => {
    compare(x);
    powers = larger(powers, x);
    const multiple = multiples(); // at most ± g ± h ± k
    const result = logarithmic(add(multiple, add(multiple, multiple)));
    compare(result); // has the sign of x − 1
    return result;
  };
  const sqrt = (x: Degree): Degree => {
    if (isZero(x)) return zero;
    compare(x);
    powers = larger(powers, x);
    // s² = n/d where s = t/d and t² = n d; a new variable; or a power of half the exponent
    const root = new Degree(
      Math.ceil((x.numerator + x.denominator) / 2),
      x.denominator,
      (x.numeratorHeight + x.denominatorHeight) / 2,
      x.denominatorHeight,
    );
    compare(root);
    return larger(larger(root, variable), powerOf(x));
  };
  return {
    zero,
    one,
    constant: (x) => x === 0 ? zero : heightOfDecimal(x),
    add,
    sub: add,
    mul,
    div,
    neg: (x) => x,
    exp,
    expm1: (x) => isZero(x) ? zero : fromOne(exp(x)),
    log,
    log1p: (x) => log(add(one, x)),
    tanh: (x) => {
      if (isZero(x)) return zero;
      // (d − n) / (d + n) for n / d
      const { numerator, numeratorHeight } = fromOne(exp(mul(x, TWO)));
      const sum = new Degree(numerator, numerator, numeratorHeight, numeratorHeight);
      return x.logarithmic ? logarithmic(sum) : sum;
    },
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
    free: (_, row) => {
      row.forEach(compare);
      return variable;
    },
    bound: (got, expected) => {
      const differences = got.map((x, i) => add(x, expected[i]!)).filter((x) => !isZero(x));
      const multiple = multiples(); // an argument with ± g ± h ± k
      const byExp = add(multiple, add(multiple, add(multiple, multiple)));
      const byLog = 2 + TIMES; // a power with five factors
      // an argument with two others, in sums, products or quotients, a multiple of a third
      const byComparing = thorough ? 4 : 3;
      return {
        degree: total(differences, ({ numerator }) => numerator),
        height: total(differences, ({ numeratorHeight }) => numeratorHeight),
        relationDegree: Math.max(byExp.numerator, byLog * size(powers)),
        relationHeight: Math.max(byExp.numeratorHeight, byLog * heightOf(powers) + 1),
        comparisonDegree: byComparing * size(compared),
        comparisonHeight: byComparing * heightOf(compared) + LOG2_COMPARED,
      };
    },
  };
}

/** The largest multiple of an argument that is stored. */
const TIMES = REACH / PARTS;
/** At most log₂ of the multiples and of the fractions that signs are compared with, and two sums. */
const LOG2_COMPARED = 16;

const zero = /* @__PURE__ */ new Degree(-Infinity, 0);
const one = /* @__PURE__ */ new Degree(0, 0);
const variable = /* @__PURE__ */ new Degree(1, 0);
const TWO = /* @__PURE__ */ new Degree(0, 0, 1, 0);

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
    log2OfSum(x.numeratorHeight + y.denominatorHeight, y.numeratorHeight + x.denominatorHeight),
    x.denominatorHeight + y.denominatorHeight,
    x.logarithmic || y.logarithmic,
  );
}

/** log₂(2ˣ + 2ʸ). */
function log2OfSum(x: number, y: number): number {
  return Math.max(x, y) + Math.log2(1 + 2 ** -Math.abs(x - y));
}

function mul(x: Degree, y: Degree): Degree {
  if (isZero(x) || isZero(y)) return zero;
  return new Degree(
    x.numerator + y.numerator,
    x.denominator + y.denominator,
    x.numeratorHeight + y.numeratorHeight,
    x.denominatorHeight + y.denominatorHeight,
    x.logarithmic || y.logarithmic,
  );
}

/** x / y; a quotient by 0 is undefined, and so never taken for equal to anything. */
function div(x: Degree, y: Degree): Degree {
  if (isZero(y)) return zero;
  const { numerator, denominator, numeratorHeight, denominatorHeight } = y;
  return mul(
    x,
    new Degree(denominator, numerator, denominatorHeight, numeratorHeight, y.logarithmic),
  );
}

/** The larger on each side of the line. */
function larger(x: Degree, y: Degree): Degree {
  return new Degree(
    Math.max(x.numerator, y.numerator),
    Math.max(x.denominator, y.denominator),
    Math.max(x.numeratorHeight, y.numeratorHeight),
    Math.max(x.denominatorHeight, y.denominatorHeight),
    x.logarithmic || y.logarithmic,
  );
}

/** The shortest decimal that denotes a double, whose height is that of its digits. */
function heightOfDecimal(x: number): Degree {
  if (!Number.isFinite(x)) return one; // undefined, whatever it is compared with
  const { digits, exponent } = decimalOf(Math.abs(x));
  const scale = Math.abs(exponent) * Math.log2(10), height = Math.log2(Number(digits));
  return exponent < 0 ? new Degree(0, 0, height, scale) : new Degree(0, 0, height + scale, 0);
}

/** 1 − x, or x − 1. */
function fromOne(x: Degree): Degree {
  return add(one, x);
}

function logarithmic(
  { numerator, denominator, numeratorHeight, denominatorHeight }: Degree,
): Degree {
  return new Degree(numerator, denominator, numeratorHeight, denominatorHeight, true);
}

/** The larger side of the line. */
function size(x: Degree): number {
  return Math.max(x.numerator, x.denominator);
}

/** The larger height of both sides of the line. */
function heightOf(x: Degree): number {
  return Math.max(x.numeratorHeight, x.denominatorHeight);
}

function total(differences: readonly Degree[], figure: (x: Degree) => number): number {
  return differences.reduce((sum, x) => sum + Math.max(0, figure(x)), 0);
}
