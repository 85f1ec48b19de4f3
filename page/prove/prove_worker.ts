import { mathml } from "../../src/symbolic/print/mathml.ts";
import type { Equation } from "../../src/symbolic/print/equation.ts";
import { type FormulaProof, proveFormula } from "../../src/verify/formula/prove_formula.ts";
import { formulaLines } from "../../src/verify/formula/formula_chart.ts";
import { postToPage } from "../shell/workers.ts";
import type { Found, ProveAnswer, Question } from "./messages.ts";

addEventListener("message", ({ data }: MessageEvent<Question>) => postToPage(answer(data)));

function answer(question: Question): ProveAnswer {
  const { formula, slope, isLoss, isRow } = question;
  const options = { loss: isLoss, row: isRow };
  try {
    const proof = proveFormula(formula, { ...options, ...(slope !== "" && { slope }) });
    return { tell: "found", found: shown(proof) };
  } catch (error) {
    const { message: words } = error as Error;
    if (!(error instanceof SyntaxError)) return { tell: "failed", words };
    return { tell: "failed", field: slope !== "" && isProved() ? "slope" : "formula", words };
  }

  /** Whether the formula alone can be read. */
  function isProved(): boolean {
    try {
      proveFormula(formula, options);
      return true;
    } catch {
      return false;
    }
  }
}

/** What a page shows of a proof, without functions, which no message can hold. */
function shown(proof: FormulaProof): Found {
  const { verdict, falsePass, latex, kinks, factor, counterexample, reason, slope } = proof;
  const written = (equation: Equation) => mathml(equation, { display: "block" });
  return {
    ...{ verdict, falsePass, latex, kinks },
    ...(factor !== undefined && { factor }),
    ...(counterexample && { counterexample: numbersOf(counterexample) }),
    ...(reason !== undefined && { reason }),
    conditions: proof.conditions.filter((condition) => /[zayg]/.test(condition)),
    formula: proof.values.map(written),
    derivatives: proof.derivatives.map(written),
    ...(slope && { slope: { got: written(slope.got), expected: written(slope.expected) } }),
    plot: formulaLines(proof),
  };
}

function numbersOf({ where, got, expected }: NonNullable<FormulaProof["counterexample"]>) {
  return { where, got: Number(got), expected: Number(expected) };
}
