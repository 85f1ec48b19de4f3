import type { Arithmetic } from "../arithmetic.ts";
import type { PrimeField } from "./prime_field.ts";
import type { Sign } from "./signs.ts";
import { faultOf, FAULTS, Residue } from "./value.ts";

/** The operations of rational functions, on residues: with shadows, faults and known signs. */
export function fieldOperations(field: PrimeField): Pick<
  Arithmetic<Residue>,
  "zero" | "one" | "constant" | "add" | "sub" | "mul" | "div" | "neg"
> {
  const zero = new Residue(0n, 0);
  const one = new Residue(1n, 1, 1);
  const constants = new Map([[0, zero], [1, one]]);

  const add = (x: Residue, y: Residue): Residue => {
    if (x === zero) return y;
    if (y === zero) return x;
    const sign = x.sign === y.sign ? x.sign : 0;
    return faultOf(x, y) ?? new Residue(field.add(x.value, y.value), x.shadow + y.shadow, sign);
  };
  const sub = (x: Residue, y: Residue): Residue => {
    if (y === zero) return x;
    const sign = x.sign + y.sign === 0 ? x.sign : 0;
    return faultOf(x, y) ?? new Residue(field.sub(x.value, y.value), x.shadow - y.shadow, sign);
  };
  const mul = (x: Residue, y: Residue): Residue => {
    const fault = faultOf(x, y);
    if (fault !== undefined) return fault;
    if (x === zero || y === zero) return zero;
    const sign = x === y ? 1 : integer(x.sign * y.sign); // a square is 0 at its boundary alone
    return new Residue(field.mul(x.value, y.value), x.shadow * y.shadow, sign);
  };
  // All entries of a row are divided by one total, and an inverse is expensive.
  let divisor = 1n, inverted = 1n;
  const reciprocal = (y: bigint): bigint => {
    if (y !== divisor) [divisor, inverted] = [y, field.inverse(y)];
    return inverted;
  };
  const div = (x: Residue, y: Residue): Residue => {
    const fault = faultOf(x, y);
    if (fault !== undefined) return fault;
    if (y.value === 0n) return FAULTS[x.value === 0n ? "zero by zero" : "division by zero"];
    if (x === zero) return zero;
    const quotient = field.mul(x.value, reciprocal(y.value));
    return new Residue(quotient, x.shadow / y.shadow, integer(x.sign * y.sign));
  };
  const neg = (x: Residue): Residue =>
    x.fault !== undefined ? x : new Residue(field.neg(x.value), -x.shadow, integer(-x.sign));

  const constant = (x: number): Residue => {
    const known = constants.get(x);
    if (known !== undefined) return known;
    const made = Number.isFinite(x)
      ? new Residue(field.fromDecimal(x), x, integer(Math.sign(x)))
      : FAULTS[Number.isNaN(x) ? "not a number" : "infinite constant"];
    constants.set(x, made);
    return made;
  };

  return { zero, one, constant, add, sub, mul, div, neg };
}

/** 1, −1 or 0; the bit operation turns −0 into 0. */
function integer(sign: number): Sign | 0 {
  return (sign | 0) as Sign | 0;
}
