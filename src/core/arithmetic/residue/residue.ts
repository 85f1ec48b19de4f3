import { deriveKey, type RandomKey } from "../../random/random.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { float64 } from "../float64.ts";
import { primeField } from "./prime_field.ts";
import { drawPrime } from "./primes.ts";
import { Exponentials, PARTS } from "./exponentials.ts";
import { fieldOperations } from "./field_operations.ts";
import { Opaque } from "./opaque.ts";
import { Roots } from "./roots.ts";
import { type Sign, Signs } from "./signs.ts";
import { type Fault, faultOf, FAULTS, Residue } from "./value.ts";
import { describe } from "../../support/describe.ts";
import { checkOptions } from "../../support/options.ts";

export { nextRegion, type Sign } from "./signs.ts";
export { type Fault, Residue } from "./value.ts";

/**
 * Options of {@linkcode residues}.
 * @category Residues
 */
export interface ResidueOptions {
  /** The stream of all random values. */
  readonly key: RandomKey;
  /**
   * The prime, 3 modulo 4; defaults to one of 127 bits that is drawn from the key. A prime that a
   * formula's author knows proves nothing, as a constant may be a multiple of it.
   */
  readonly prime?: bigint;
  /**
   * Forces the region by the sign of the index-th distinct argument of `choose` or of a logarithm,
   * starting at 0, and its residue. Not called for signs that are known or follow from earlier ones; `undefined`
   * leaves a sign to the shadow, as by default.
   */
  readonly signs?: (index: number, argument: bigint) => Sign | undefined;
  /**
   * On the boundary of a region: an argument of `choose` that is exactly 0 goes to the side of its
   * shadow instead of `otherwise`.
   */
  readonly onBoundary?: boolean;
  /**
   * Whether (√x)² is x. Then a root is one modulo the prime; an argument without one, as every
   * second is, has an undefined root, and the run must be drawn anew; signs, those of roots
   * included, must be forced both ways. By default, a root is a separate variable for each
   * argument.
   */
  readonly roots?: boolean;
  /**
   * Searches for more relations, at several times the cost: exponentials of any small fraction of
   * an argument, and signs that follow from products and quotients.
   */
  readonly thorough?: boolean;
  /**
   * The exponential of a new argument is that power of a random value, whose other powers are
   * exponentials of fractions of the argument; a multiple of 12. Defaults to 12.
   */
  readonly parts?: number;
}

/**
 * The arithmetic of residues, and the counts that a proof needs.
 * @category Residues
 */
export interface ResidueArithmetic extends Arithmetic<Residue> {
  /** The prime. */
  readonly prime: bigint;
  /** A new variable, its residue drawn at random. Equal keys give equal variables, in order. */
  draw(shadow: number): Residue;
  /**
   * The same residue with its shadow moved, to put a variable on one side of a boundary. Every
   * argument that depends on it then lies on the corresponding side, x and −x on different ones.
   */
  nudge(x: Residue, by: number): Residue;
  /** The value of an unknown function: a new variable, but the same for equal arguments. */
  free(name: string, row: readonly Residue[]): Residue;
  /** Whether both are defined and equal. */
  equal(x: Residue, y: Residue): boolean;
  /**
   * The number of tests for equality in exp and log so far, each of which might have held by
   * accident.
   */
  readonly relations: number;
  /** The same for tests of a sign, or of 0, and of arguments of roots and of erf. */
  readonly comparisons: number;
  /** The operations used so far of which not all laws are known: different values may be equal. */
  readonly opaque: readonly ("sqrt" | "erf")[];
  /** The number of square roots modulo the prime so far. */
  readonly roots: number;
  /** The signs decided so far, in order: one for each distinct argument that was undecided. */
  readonly signs: readonly Sign[];
  /**
   * The parts with which all exponentials of fractions are related; those given if all are. With less,
   * equal values may look different: draw the run anew with these.
   */
  readonly wantedParts: number;
  /** The largest multiple of an argument that an exponential was found by, rounded up. */
  readonly reach: number;
  /** Whether a root was met as e^(log(x)/n), whose powers are related to x only where `roots` are. */
  readonly takesRoots: boolean;
}

/**
 * Reads formulas modulo a prime, at a random point: the reading that decides equality exactly.
 *
 * Two formulas with the same residue are equal on their region, wherever both are defined, but for
 * a chance that {@linkcode log2FalsePass} bounds and argues for. A *region* is where the arguments
 * of `choose`, of logarithms and of roots have the signs that were taken. The exponential is a
 * random map that turns sums into products, the logarithm its inverse, and tanh goes through it,
 * (84). erf is any odd function.
 *
 * Undefined values (a constant that is not finite, a division by zero, the logarithm of a number
 * that is not positive, the root of a negative one) are carried along with their cause until a
 * choice discards them. The arithmetic remembers its arguments: make one for each trial and each
 * region.
 *
 * @throws {RangeError} If `prime` is not a prime that is 3 modulo 4.
 *
 * @example (a + b)² is a² + 2ab + b², and not a² + b²
 * ```ts
 * import { randomKey, residues } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const m = residues({ key: randomKey(1) });
 * const a = m.draw(0.5), b = m.draw(-2);
 * const squares = m.add(m.mul(a, a), m.mul(b, b));
 * const mixed = m.mul(m.constant(2), m.mul(a, b));
 * const whole = m.mul(m.add(a, b), m.add(a, b));
 * assert(m.equal(whole, m.add(squares, mixed)));
 * assert(!m.equal(whole, squares));
 * ```
 * @category Residues
 */
export function residues(options: ResidueOptions): ResidueArithmetic {
  checkOptions("residues()", options, "key prime signs onBoundary roots thorough parts");
  const { key, onBoundary = false, thorough = false, parts = PARTS } = options;
  if (!Number.isSafeInteger(parts) || parts <= 0 || parts % PARTS !== 0) {
    throw new RangeError(
      `parts must be a positive multiple of ${PARTS}, but found ${describe(parts)}`,
    );
  }
  const prime = options.prime ?? drawPrime(deriveKey(key, PRIME));
  const field = primeField(prime);
  /** Draws one element after another, from a stream for each purpose. */
  const drawer = (purpose: number) => {
    const stream = deriveKey(key, purpose);
    let drawn = 0;
    return () => field.drawAt(stream, drawn++);
  };
  const draw = drawer(0);
  const rootOf = options.roots
    ? (power: bigint, degree: bigint): bigint | undefined => roots.nth(power, degree)
    : undefined;
  const exponentials = new Exponentials(field, drawer(1), { thorough, parts, rootOf });
  const signs = new Signs(field, { forced: options.signs, thorough });
  const roots = new Roots(field, exponentials, signs, drawer(2), options.roots ?? false);
  const errors = new Opaque(field, drawer(3), true);
  const drawFree = drawer(4);
  const free = new Map<string, Residue>();
  const names = new Map<bigint, number>();
  /** A short name for a value: keys are made of many. */
  const nameOf = ({ value }: Residue): number => {
    const name = names.get(value) ?? names.size;
    names.set(value, name);
    return name;
  };
  let zeroTests = 0;

  const operations = fieldOperations(field);
  const { zero, one, add, mul, div } = operations;

  const signOf = (x: Residue): Sign => {
    zeroTests++;
    if (x.value === 0n) return onBoundary && x.shadow > 0 ? 1 : -1;
    return x.sign === 0 ? signs.of(x.value, x.shadow) : x.sign;
  };

  /** Notes that a value has the sign of another. */
  const link = (value: bigint, origin: Residue): void => {
    const { sign } = origin;
    signs.link(value, sign === 0 ? origin.value : sign > 0 ? 1n : field.neg(1n));
  };

  const exp = (x: Residue): Residue => {
    if (x.fault !== undefined) return x;
    const power = exponentials.exp(x.value);
    if (power === undefined) return FAULTS["no square modulo the prime"];
    link(field.sub(power, 1n), x);
    return new Residue(power, Math.exp(x.shadow), 1);
  };
  const expm1 = (x: Residue): Residue => {
    const power = exp(x);
    if (power.fault !== undefined) return power;
    return new Residue(field.sub(power.value, 1n), Math.expm1(x.shadow), x.sign);
  };
  /** The logarithm of x with its shadow and sign. That x is positive is part of the region. */
  const logarithm = (x: Residue, shadow: number, sign: Sign | 0 = 0): Residue => {
    if (x.fault !== undefined) return x;
    if (x.value === 0n) return FAULTS["logarithm of zero"];
    if (signOf(x) < 0) return FAULTS["logarithm of a negative number"];
    const exponent = exponentials.log(x.value);
    signs.link(exponent, field.sub(x.value, 1n));
    return new Residue(exponent, shadow, sign);
  };
  const log = (x: Residue): Residue => logarithm(x, Math.log(x.shadow));
  const log1p = (x: Residue): Residue => logarithm(add(one, x), Math.log1p(x.shadow), x.sign);
  const tanh = (x: Residue): Residue => {
    if (x.fault !== undefined) return x;
    const e = exponentials.exp(field.neg(field.add(x.value, x.value)));
    if (e === undefined) return FAULTS["no square modulo the prime"];
    const sum = field.add(1n, e);
    if (sum === 0n) return FAULTS["division by zero"];
    const quotient = field.mul(field.sub(1n, e), field.inverse(sum));
    link(quotient, x);
    return new Residue(quotient, Math.tanh(x.shadow), x.sign);
  };
  /** The root of x, 0 or positive. That x is not negative is part of the region. */
  const sqrt = (x: Residue): Residue => {
    if (x.fault !== undefined) return x;
    if (x.value === 0n) {
      zeroTests++;
      return zero;
    }
    if (signOf(x) < 0) return FAULTS["root of a negative number"];
    const shadow = Math.sqrt(x.shadow);
    const root = roots.of(x.value, shadow);
    if (root === undefined) return FAULTS["no square modulo the prime"];
    return new Residue(root, shadow, 1);
  };
  const erf = (x: Residue): Residue => {
    if (x.fault !== undefined) return x;
    zeroTests++;
    return x.value === 0n ? zero : new Residue(errors.at(x.value), float64.erf(x.shadow), x.sign);
  };
  /** f(y, a), and 0 where y is 0, unless a is NaN. */
  const unlessZero = (f: (y: Residue, a: Residue) => Residue) => (y: Residue, a: Residue) => {
    if (y.fault !== undefined) return y;
    zeroTests++;
    // Beside a boundary y is not 0, and its factor is what counts.
    const isAside = onBoundary && Math.abs(y.shadow) > 0;
    if (y.value !== 0n || isAside) return f(y, a);
    return a.fault !== undefined && NOT_A_NUMBER.has(a.fault) ? a : zero;
  };

  return {
    prime,
    ...operations,
    exp,
    expm1,
    log,
    log1p,
    tanh,
    sqrt,
    erf,
    xlogy: unlessZero((y, a) => mul(y, log(a))),
    xdivy: unlessZero(div),
    choose: (x, positive, otherwise) => {
      // log 0 is −∞, which is not positive; whatever else is undefined decides nothing.
      if (x.fault !== undefined) return x.fault === "logarithm of zero" ? otherwise : x;
      return signOf(x) > 0 ? positive : otherwise;
    },
    draw: (shadow) => new Residue(draw(), shadow),
    free: (name, row) => {
      const fault = row.find((entry) => entry.fault !== undefined);
      if (fault !== undefined) return fault;
      zeroTests += free.size;
      const key = [name, ...row.map(nameOf)].join();
      const known = free.get(key) ?? new Residue(drawFree(), FREE_SHADOW);
      free.set(key, known);
      return known;
    },
    nudge: (x, by) => new Residue(x.value, x.shadow + by, 0, x.fault),
    equal: (x, y) => faultOf(x, y) === undefined && x.value === y.value,
    get relations() {
      return exponentials.relations;
    },
    get comparisons() {
      return signs.relations + roots.relations + errors.relations + zeroTests;
    },
    get opaque() {
      return [
        ...(roots.areOpaque ? ["sqrt" as const] : []),
        ...(errors.wasMet ? ["erf" as const] : []),
      ];
    },
    get roots() {
      return roots.taken;
    },
    get signs() {
      return signs.taken;
    },
    get wantedParts() {
      return exponentials.wantedParts;
    },
    get reach() {
      return exponentials.reach;
    },
    get takesRoots() {
      return exponentials.takesRoots;
    },
  };
}

/** Derives the key of the prime; smaller numbers derive those of variables and of functions. */
const PRIME = 4;

/** What stands for the values of unknown functions in float64, where they decide anything. */
const FREE_SHADOW = 0.5;

/** The faults where float64 certainly has NaN. */
const NOT_A_NUMBER: ReadonlySet<Fault> = new Set([
  "not a number",
  "zero by zero",
  "logarithm of a negative number",
  "root of a negative number",
]);
