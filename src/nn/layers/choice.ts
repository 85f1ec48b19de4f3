import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";

/** The last entry whose lead is positive, else the first; the first has no lead. */
export function chosen<T>(m: Arithmetic<T>, leads: readonly T[], entries: readonly T[]): T {
  return leads.reduce((value, lead, k) => m.choose(lead, entries[k + 1]!, value), entries[0]!);
}

/** The pullback of {@linkcode chosen}: the error of each entry, which is 0 for all but the chosen one. */
export function errorsOfChosen<T>(m: Arithmetic<T>, leads: readonly T[], error: T): T[] {
  const back: T[] = [];
  let left = error; // what no later entry took
  for (let k = leads.length; k > 0; k--) {
    back[k] = m.choose(leads[k - 1]!, left, m.zero);
    left = m.choose(leads[k - 1]!, m.zero, left);
  }
  back[0] = left;
  return back;
}
