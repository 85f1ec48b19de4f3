/**
 * Formulas as expressions: differentiate, simplify, compare, and print them as text, LaTeX or MathML.
 *
 * @example The derivative of a formula
 * ```ts
 * import { tanh } from "@backproof/backproof/engine";
 * import { differentiate, print, simplify } from "@backproof/backproof/symbolic";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(print(simplify(differentiate(tanh.value, "z"))), "1 − tanh(z)²");
 * ```
 *
 * @module
 */

export { Bounded, bounded } from "./src/core/arithmetic/bounded.ts";
export { type Bindings, evaluateExpression } from "./src/core/arithmetic/evaluate.ts";
export {
  Constant,
  Expression,
  type Expressions,
  expressions,
  Operation,
  type Operator,
  Variable,
} from "./src/core/arithmetic/expression.ts";
export { Interval, intervals } from "./src/core/arithmetic/interval.ts";

export { type Rational, rationalText } from "./src/symbolic/algebra/rational.ts";

export type { Witness } from "./src/symbolic/decide/counterexample.ts";
export {
  compareExpressions,
  type CompareOptions,
  type Comparison,
  equalExpressions,
} from "./src/symbolic/decide/equality.ts";

export { FormulaError } from "./src/symbolic/parse/formula_error.ts";
export { parseFormula, type ParseOptions } from "./src/symbolic/parse/parse_formula.ts";

export { type Equation, inline, nameShared } from "./src/symbolic/print/equation.ts";
export { latex } from "./src/symbolic/print/latex.ts";
export { mathml } from "./src/symbolic/print/mathml.ts";
export { print } from "./src/symbolic/print/print.ts";

export { differentiate, type Formula } from "./src/symbolic/rewrite/differentiate.ts";
export { normalForm } from "./src/symbolic/rewrite/normal_form.ts";
export { simplify, type SimplifyOptions } from "./src/symbolic/rewrite/simplify.ts";

export { showActivation, showLoss, type ShownFormulas } from "./src/symbolic/show/show.ts";
export {
  type NetworkEquations,
  showNetwork,
  type ShownNetwork,
} from "./src/symbolic/show/show_network.ts";
