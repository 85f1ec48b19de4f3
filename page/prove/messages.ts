import type { formulaLines } from "../../src/verify/formula/formula_chart.ts";
import type { Verdict } from "../../src/verify/prover/prove.ts";

/** What is to be proved, as it was typed. */
export interface Question {
  readonly formula: string;
  /** Empty where only the derivative is wanted. */
  readonly slope: string;
  /** Whether the formula is a loss in a and y, not an activation in z. */
  readonly isLoss: boolean;
  /** Whether its letters are whole rows. */
  readonly isRow: boolean;
}

/** What is plotted. */
export type PlotContent = ReturnType<typeof formulaLines>;

/** What the worker found, as a page can show it. */
export interface Found {
  readonly verdict: Verdict;
  readonly factor?: string;
  readonly counterexample?: {
    readonly where: string;
    readonly got: number;
    readonly expected: number;
  };
  readonly reason?: string;
  readonly falsePass: number;
  readonly latex: string;
  readonly conditions: readonly string[];
  readonly kinks: readonly number[];
  /** MathML. */
  readonly formula: readonly string[];
  readonly derivatives: readonly string[];
  readonly slope?: { readonly got: string; readonly expected: string };
  readonly plot: PlotContent;
}

/** The worker's answer. */
export type ProveAnswer =
  | { readonly tell: "found"; readonly found: Found }
  /** A text is not a formula, and the message has a caret under the character; or nothing could be proved. */
  | { readonly tell: "failed"; readonly field?: "formula" | "slope"; readonly words: string };
