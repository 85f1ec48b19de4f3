import { certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { Interval } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import { UNRELATED } from "../prover/reasons.ts";
import { compareAt, type Reader } from "./arguments.ts";
import { OFF, type Outcome } from "./compare_sides.ts";
import { WIDTH } from "./line.ts";
import type { Place } from "./places.ts";

/**
 * Compares a gradient with the derivative at a value of a target, where an argument of targets alone
 * vanishes: no limit counts there, as targets are not differentiated.
 *
 * @returns `undefined` where the place depends on outputs, too, as a kink of |a − y| does, where it is
 *   not known exactly, or where the loss is undefined.
 */
export function judgeThere(
  parameter: string,
  m: ResidueArithmetic,
  reader: Reader,
  { exact, number, low, high, arguments: indices }: Place,
): Outcome | undefined {
  if (exact === undefined || dependsOnRow(m, reader, exact, indices)) return undefined;
  const { signs, uncertain } = reader.signsAt(exact, new Interval(low, high));
  const { derivative, slope } = reader.residues.at(m.nudge(exact, NaN), signs);
  if (derivative.some(({ fault }) => fault !== undefined)) return undefined;
  const subject = `its gradient at ${parameter} = ${number}`;
  const different = slope.flatMap((got, j) => m.equal(got, derivative[j]!) ? [] : [j]);
  if (uncertain.length > 0) {
    const reason = "it is not certain which arguments of choose are positive there";
    return { subject, verdict: "undecided", reason };
  }
  if (different.length === 0) return { subject, verdict: "proved" };
  const off = low === high ? 0 : OFF * Math.max(1, Math.abs(number));
  const { numbers, bounds } = compareAt(reader, number, off);
  const at = different.find((j) => certainlyDiffer(bounds.slope[j]!, bounds.derivative[j]!));
  if (at === undefined) return { subject, verdict: "undecided", reason: UNRELATED };
  const where = `entry ${at} of the gradient at ${parameter} = ${number}`;
  const got = numbers.slope[at]!, expected = numbers.derivative[at]!;
  if (got === expected) return { subject, verdict: "undecided", reason: `${where} ${DECIDES}` };
  const counterexample = { where, got, expected };
  return { subject, verdict: "refuted", counterexample };
}

/** What decides in JavaScript may be right for numbers alone. */
const DECIDES = "is right in float64 alone: it decides by ===, if or a counter";

/** Whether an argument that vanishes at a place depends on the row, the first variables of a line. */
function dependsOnRow(
  m: ResidueArithmetic,
  reader: Reader,
  exact: Residue,
  indices: readonly number[],
): boolean {
  let count = 0;
  const lift = (x: Residue) => new Dual(x, count++ < WIDTH ? m.draw(0) : m.zero);
  const met: Dual<Residue>[] = [];
  reader.residues.by(dual(m), new Dual(exact, m.zero), lift, { met });
  return indices.some((index) => !m.equal(met[index]!.slope, m.zero));
}
