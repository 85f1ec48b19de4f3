import {
  Constant,
  type Expression,
  type Operation,
  type Operator,
  Variable,
} from "../../core/arithmetic/expression.ts";
import { combine, type LinearForm, scaled } from "../../symbolic/algebra/inequalities.ts";
import { decimal, ONE, type Rational, rational, ZERO } from "../../symbolic/algebra/rational.ts";

export const MINUS_ONE: Rational = { numerator: -1n, denominator: 1n };
/** The form 1. */
export const UNIT: LinearForm = { constant: ONE, terms: /* @__PURE__ */ new Map() };

/** Formulas as linear forms of their variables, and of each value that is not linear in them. */
export class LinearForms {
  readonly #numberOf: (node: Expression) => number;
  readonly #armOf: (choice: Operation) => Expression | undefined;
  readonly #forms = new Map<Expression, LinearForm>();

  /**
   * @param numberOf The number of a node as a variable of forms.
   * @param armOf The arm that a choice takes, if it is known.
   */
  constructor(
    numberOf: (node: Expression) => number,
    armOf: (choice: Operation) => Expression | undefined = () => undefined,
  ) {
    this.#numberOf = numberOf;
    this.#armOf = armOf;
  }

  /** The form of a node. */
  of(root: Expression): LinearForm {
    const pending = [root];
    while (pending.length > 0) {
      const node = pending.at(-1)!;
      const missing = node.operands.filter((operand) => !this.#forms.has(operand));
      if (this.#forms.has(node)) pending.pop();
      else if (missing.length > 0) pending.push(...missing);
      else this.#forms.set(node, this.#linear(node) ?? itself(this.#numberOf(node)));
    }
    return this.#forms.get(root)!;
  }

  #linear(node: Expression): LinearForm | undefined {
    if (node instanceof Variable) return undefined;
    if (node instanceof Constant) {
      if (!Number.isFinite(node.value)) return undefined;
      return { constant: decimal(node.value), terms: new Map() };
    }
    const { operator, operands } = node as Operation;
    if (operator === "choose") {
      const arm = this.#armOf(node as Operation);
      return arm && this.#forms.get(arm);
    }
    const [x, y] = operands.map((operand) => this.#forms.get(operand)!);
    if (AT_ZERO.has(operator) && isZeroForm(x!)) return AT_ZERO.get(operator);
    return LINEAR[operator]?.(x!, y!);
  }
}

/** The form of a variable. */
export function itself(number: number): LinearForm {
  return { constant: ZERO, terms: new Map([[number, ONE]]) };
}

function isZeroForm({ constant, terms }: LinearForm): boolean {
  return terms.size === 0 && constant.numerator === 0n;
}

/** What operations are at 0. */
const AT_ZERO: ReadonlyMap<Operator, LinearForm> = /* @__PURE__ */ (() => {
  const zero = { constant: ZERO, terms: new Map() };
  const operators = ["sqrt", "expm1", "log1p", "tanh", "erf"] as const;
  return new Map<Operator, LinearForm>([
    ...operators.map((operator) => [operator, zero] as const),
    ["exp", UNIT],
  ]);
})();

/** The operations that keep linear forms linear. */
const LINEAR: Readonly<
  Partial<Record<Operator, (x: LinearForm, y: LinearForm) => LinearForm | undefined>>
> = {
  add: (x, y) => combine(x, y, ONE),
  sub: (x, y) => combine(x, y, MINUS_ONE),
  neg: (x) => scaled(x, MINUS_ONE),
  mul: (x, y) => {
    if (x.terms.size === 0) return scaled(y, x.constant);
    return y.terms.size === 0 ? scaled(x, y.constant) : undefined;
  },
  div: (x, { constant: { numerator, denominator }, terms }) => {
    if (terms.size > 0 || numerator === 0n) return undefined;
    return scaled(x, rational(denominator, numerator));
  },
};
