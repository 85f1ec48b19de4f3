import { compare, isZero, negative, plus, type Rational, times, ZERO } from "./rational.ts";

/** A linear form: a constant, and the coefficients of its variables, none of them 0. */
export interface LinearForm {
  readonly constant: Rational;
  /** By the number of the variable. */
  readonly terms: ReadonlyMap<number, Rational>;
}

/** More inequalities than this are not searched for a contradiction. */
const MOST_ROWS = 400;

/**
 * Whether linear forms may all be positive at once: `false` is certain.
 *
 * Variables are eliminated one after another, as J. Fourier did in 1826 and T. Motzkin in 1936: a form
 * in which a variable is positive and one in which it is negative are added so that it cancels. If a
 * constant is left that is not positive, the forms contradict each other.
 */
export function areCompatible(forms: readonly LinearForm[]): boolean {
  let rows = tightest(forms);
  while (rows !== undefined && rows.length > 0 && rows.length <= MOST_ROWS) {
    const variable = cheapestOf(rows);
    const above = rows.filter(({ terms }) => signIn(terms, variable) > 0);
    const below = rows.filter(({ terms }) => signIn(terms, variable) < 0);
    const sums = above.flatMap((x) => below.map((y) => cancelling(x, y, variable)));
    rows = tightest([...rows.filter(({ terms }) => !terms.has(variable)), ...sums]);
  }
  return rows !== undefined;
}

/** x + k y, where k is positive if `y` is to be added. */
export function combine(x: LinearForm, y: LinearForm, k: Rational): LinearForm {
  if (isZero(k)) return x;
  const terms = new Map(x.terms);
  for (const [variable, coefficient] of y.terms) {
    const sum = plus(terms.get(variable) ?? ZERO, times(k, coefficient));
    if (isZero(sum)) terms.delete(variable);
    else terms.set(variable, sum);
  }
  return { constant: plus(x.constant, times(k, y.constant)), terms };
}

/** k x. */
export function scaled({ constant, terms }: LinearForm, k: Rational): LinearForm {
  if (isZero(k)) return { constant: ZERO, terms: new Map() };
  return {
    constant: times(k, constant),
    terms: new Map(Array.from(terms, ([variable, each]) => [variable, times(k, each)])),
  };
}

/** The forms without those that follow from others; undefined if a constant is not positive. */
function tightest(forms: readonly LinearForm[]): LinearForm[] | undefined {
  const kept = new Map<string, LinearForm>();
  for (const form of forms) {
    if (form.terms.size === 0) {
      if (form.constant.numerator <= 0n) return undefined;
      continue;
    }
    const unit = normalized(form);
    const key = Array.from(
      unit.terms,
      ([variable, { numerator, denominator }]) => `${variable}:${numerator}/${denominator}`,
    ).join();
    const other = kept.get(key);
    if (other === undefined || compare(unit.constant, other.constant) < 0) kept.set(key, unit);
  }
  return [...kept.values()];
}

/** The form divided by the size of its first coefficient, its variables in ascending order. */
function normalized({ constant, terms }: LinearForm): LinearForm {
  const ordered = [...terms].sort(([x], [y]) => x - y);
  const { numerator, denominator } = ordered[0]![1];
  const size = numerator < 0n ? -numerator : numerator;
  const scale = { numerator: denominator, denominator: size };
  return {
    constant: times(scale, constant),
    terms: new Map(ordered.map(([variable, each]) => [variable, times(scale, each)])),
  };
}

/** The variable whose elimination leaves the fewest forms. */
function cheapestOf(rows: readonly LinearForm[]): number {
  const counts = new Map<number, { above: number; below: number }>();
  for (const { terms } of rows) {
    for (const [variable, { numerator }] of terms) {
      const count = counts.get(variable) ?? { above: 0, below: 0 };
      count[numerator > 0n ? "above" : "below"]++;
      counts.set(variable, count);
    }
  }
  const cost = ({ above, below }: { above: number; below: number }) =>
    above * below - above - below;
  return [...counts].reduce((best, each) => cost(each[1]) < cost(best[1]) ? each : best)[0];
}

function cancelling(x: LinearForm, y: LinearForm, variable: number): LinearForm {
  const [up, down] = [x.terms.get(variable)!, y.terms.get(variable)!];
  return combine(scaled(x, negative(down)), y, up);
}

function signIn(terms: LinearForm["terms"], variable: number): number {
  const coefficient = terms.get(variable);
  return coefficient === undefined ? 0 : coefficient.numerator > 0n ? 1 : -1;
}
