import { OpaqueValue } from "../arithmetic.ts";
import type { Sign } from "./signs.ts";

/**
 * Why a value is undefined; `"not a number"` is a constant NaN, as outside a loss's domain.
 * @category Residues
 */
export type Fault =
  | "not a number"
  | "infinite constant"
  | "division by zero"
  | "zero by zero"
  | "logarithm of zero"
  | "logarithm of a negative number"
  | "root of a negative number"
  | "no square modulo the prime";

/**
 * A real value modulo a prime.
 * @category Residues
 */
export class Residue extends OpaqueValue {
  /** The value modulo p; meaningless where there is a fault. */
  readonly value: bigint;
  /**
   * A float64 that is carried along and decides choices: the formula of this region at the shadows
   * of its variables. Forced signs may contradict it: then the formula is continued beyond its
   * region, and a shadow's sign says nothing. A shadow that is NaN decides as a negative number.
   */
  readonly shadow: number;
  /** The sign where it is known for every value of the variables, as of eˣ; else 0. */
  readonly sign: Sign | 0;
  /** Why the value is undefined, if it is: the first cause. */
  readonly fault: Fault | undefined;

  /** A defined value by default, its sign unknown. */
  constructor(value: bigint, shadow: number, sign: Sign | 0 = 0, fault?: Fault) {
    super();
    this.value = value;
    this.shadow = shadow;
    this.sign = sign;
    this.fault = fault;
  }
}

/** The undefined values, one for each cause. */
export const FAULTS: Readonly<Record<Fault, Residue>> = {
  "not a number": undefinedBy("not a number"),
  "infinite constant": undefinedBy("infinite constant"),
  "division by zero": undefinedBy("division by zero"),
  "zero by zero": undefinedBy("zero by zero"),
  "logarithm of zero": undefinedBy("logarithm of zero"),
  "logarithm of a negative number": undefinedBy("logarithm of a negative number"),
  "root of a negative number": undefinedBy("root of a negative number"),
  "no square modulo the prime": undefinedBy("no square modulo the prime"),
};

/* @__NO_SIDE_EFFECTS__ */
function undefinedBy(fault: Fault): Residue {
  return Object.freeze(new Residue(0n, NaN, 0, fault));
}

/** The first of two operands that is undefined. */
export function faultOf(x: Residue, y: Residue): Residue | undefined {
  return x.fault !== undefined ? x : y.fault !== undefined ? y : undefined;
}
