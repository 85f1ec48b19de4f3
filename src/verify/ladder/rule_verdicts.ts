import { describeSizes } from "../claims/matrix_function.ts";
import { type Rule, ruleClaim, ruleFormulas } from "../claims/rule.ts";
import type { WrongFormulas } from "../claims/wrong_formulas.ts";
import { wrongPartial } from "../claims/wrong_rule.ts";
import { both, type Finding, prove } from "../prover/prove.ts";
import { explained, type GradientFinding, untiedFinding } from "./formula_verdicts.ts";

/**
 * A rule in all of its shapes, each on all of its regions.
 *
 * @param isTied Whether its formulas are tied to what they compute in float64.
 */
export function proveRule(rules: readonly Rule[], seed: number, isTied = true): GradientFinding {
  let all: Finding | undefined;
  for (const rule of rules) {
    const claim = ruleClaim(rule);
    // The first shape is called thousands of times: all others come after that.
    const calls = all === undefined ? undefined : 0;
    const formulas = isTied ? ruleFormulas(rule) : [];
    const finding = untiedFinding(claim, formulas, seed, calls) ?? prove(claim, { seed });
    const shown = rules.length > 1 ? `, ${describeSizes(rule.sizes)}` : "";
    const { verdict, counterexample, reason } = finding;
    if (verdict === "refuted" && counterexample !== undefined) {
      const factor = factorOf(rules, seed) ?? finding.factor;
      const where = `${counterexample.where}${shown}`;
      const wrong = {
        ...finding,
        ...(factor && { factor }),
        counterexample: { ...counterexample, where },
      };
      return explained(wrong, () => firstWrong(rules, seed));
    }
    if (verdict === "undecided") return { ...finding, reason: `${reason}${shown}` };
    all = all === undefined ? finding : both(all, finding);
  }
  return { ...all!, shapes: rules.map(({ sizes }) => describeSizes(sizes)).join("; ") };
}

/** The factor in all shapes, if it is a size: what was summed and not divided, or the reverse. */
function factorOf(rules: readonly Rule[], seed: number): string | undefined {
  if (rules.length === 1) return undefined;
  const factors = rules.map((rule) => prove(ruleClaim(rule), { seed }).factor);
  for (const [name, size] of Object.entries(rules[0]!.sizes)) {
    for (const axis of size.keys()) {
      const sizes = rules.map(({ sizes }) => sizes[name]![axis]!);
      if (new Set(sizes).size === 1) continue;
      const what = `${axis === 0 ? "rows" : "columns"} of ${name}`;
      // Where the size is 1, nothing is wrong and no factor is found.
      const isAll = (text: (size: number) => string) =>
        sizes.every((size, n) => (factors[n] ?? "1") === (size === 1 ? "1" : text(size)));
      if (isAll((size) => `${size}`)) return what;
      if (isAll((size) => `1/${size}`)) return `1 / ${what}`;
    }
  }
}

/** What is wrong in the smallest shape that shows it. */
function firstWrong(rules: readonly Rule[], seed: number): WrongFormulas | undefined {
  for (const rule of bySize(rules)) {
    const found = wrongPartial(rule, seed);
    if (found !== undefined) return found;
  }
}

/** Rules of the same function, those with the fewest inputs first. */
export function bySize(rules: readonly Rule[]): Rule[] {
  return rules.toSorted((x, y) => sizeOf(x) - sizeOf(y));
}

function sizeOf({ sizes }: Rule): number {
  return Object.values(sizes).reduce((sum, [rows, columns]) => sum + rows * columns, 0);
}
