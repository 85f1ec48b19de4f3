import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { Constant, type Expression, Operation } from "../../core/arithmetic/expression.ts";
import {
  add,
  monomial,
  type Polynomial,
  polynomial,
  product,
  scale,
  UNIT,
} from "../../symbolic/algebra/polynomial.ts";
import {
  decimal,
  negative,
  ONE,
  type Rational,
  rational,
} from "../../symbolic/algebra/rational.ts";
import { decidedBy } from "./asserted.ts";
import { type Captured, withOperands } from "./captured.ts";

/** Longer polynomials are not multiplied out. */
const MOST_TERMS = 64;

/**
 * A claim in which the code decides by the arguments of its function, wherever it has them written
 * differently: a variance as E z² − μ² and as the mean of (z − μ)².
 *
 * They are multiplied out, exactly, as polynomials of the variables and of other operations; equal ones
 * with the same operations, which are numbers in the same places, are one.
 */
export function unified(captured: Captured): Captured {
  const { m, got, expected } = captured;
  const ofFunction = postOrder(expected), known = new Set(ofFunction);
  const own = new Set(argumentsIn(postOrder(got)).filter((each) => !known.has(each)));
  if (own.size === 0) return captured;
  const forms = new Forms();
  const named = new Map<string, Expression>();
  for (const node of [...argumentsIn(ofFunction), ...ofFunction.filter(isOpaque)]) {
    const name = forms.nameOf(node);
    if (name !== undefined && !named.has(name)) named.set(name, node);
  }
  const values = new Map<Expression, Expression>();
  for (const node of postOrder(got)) {
    const value = withOperands(m, node, node.operands.map((operand) => values.get(operand)!));
    const name = own.has(node) ? forms.nameOf(value) : undefined;
    values.set(node, named.get(name ?? "") ?? value);
  }
  return { ...captured, got: got.map((root) => values.get(root)!) };
}

/** What operations decide by, and what they divide by, with its factors. */
function argumentsIn(nodes: readonly Expression[]): Expression[] {
  return nodes.flatMap((node) => {
    if (!(node instanceof Operation)) return [];
    const divisor = node.operator === "div" || node.operator === "xdivy" ? [node.operands[1]!] : [];
    return [decidedBy(node) ?? [], ...divisor].flat().flatMap(withFactors);
  });
}

function withFactors(node: Expression): Expression[] {
  const isProduct = node instanceof Operation && node.operator === "mul";
  return [node, ...isProduct ? node.operands.flatMap(withFactors) : []];
}

/** Whether an operation is anything but a sum, product or quotient. */
function isOpaque(node: Expression): boolean {
  return node instanceof Operation && !["add", "sub", "mul", "div", "neg"].includes(node.operator);
}

/** A formula as a polynomial of the variables and operations that it is made of. */
interface Form {
  readonly polynomial: Polynomial;
  /** The operations by number, also those that cancel: it is a number where they are. */
  readonly atoms: ReadonlySet<number>;
}

class Forms {
  readonly #forms = new Map<Expression, Form>();
  readonly #numbers = new Map<Expression, number>();

  /** The name that equal formulas have in common; undefined of constants. */
  nameOf(root: Expression): string | undefined {
    for (const node of postOrder([root], (node) => this.#forms.has(node) ? [] : node.operands)) {
      if (!this.#forms.has(node)) this.#forms.set(node, this.#formOf(node));
    }
    const { polynomial, atoms } = this.#forms.get(root)!;
    const terms = Array.from(polynomial.values(), ({ monomial: { key }, coefficient }) => {
      return `${coefficient.numerator}/${coefficient.denominator} ${key}`;
    });
    if (terms.length === 0 || polynomial.size === 1 && polynomial.has(UNIT.key)) return undefined;
    return `${terms.sort().join(" + ")}; ${[...atoms].sort((x, y) => x - y).join(" ")}`;
  }

  #formOf(node: Expression): Form {
    if (node instanceof Constant && Number.isFinite(node.value)) {
      return { polynomial: constant(decimal(node.value)), atoms: NONE };
    }
    if (!(node instanceof Operation)) return this.#atom(node);
    const [x, y = x] = node.operands.map((operand) => this.#forms.get(operand)!);
    const polynomial = combined(node, x!.polynomial, y!.polynomial);
    return polynomial === undefined
      ? this.#atom(node)
      : { polynomial, atoms: x === y ? x!.atoms : x!.atoms.union(y!.atoms) };
  }

  #atom(node: Expression): Form {
    const kernel = this.#numbers.get(node) ?? this.#numbers.size;
    this.#numbers.set(node, kernel);
    const power = monomial([{ kernel, exponent: ONE }]);
    return {
      polynomial: polynomial([{ coefficient: ONE, monomial: power }]),
      atoms: node instanceof Operation ? new Set([kernel]) : NONE,
    };
  }
}

const NONE: ReadonlySet<number> = /* @__PURE__ */ new Set();

function constant(coefficient: Rational): Polynomial {
  return coefficient.numerator === 0n ? new Map() : polynomial([{ coefficient, monomial: UNIT }]);
}

/** A sum, difference, product or quotient by a number; undefined for anything else, or if it is too long. */
function combined({ operator }: Operation, x: Polynomial, y: Polynomial): Polynomial | undefined {
  const times = (each: Polynomial, coefficient: Rational) =>
    scale(each, { coefficient, monomial: UNIT });
  const isShort = operator === "mul"
    ? x.size * y.size <= MOST_TERMS
    : x.size + y.size <= MOST_TERMS;
  if (!isShort) return undefined;
  if (operator === "add") return add(x, y);
  if (operator === "sub") return add(x, times(y, negative(ONE)));
  if (operator === "neg") return times(x, negative(ONE));
  if (operator === "mul") return product(x, y);
  const divisor = y.size === 1 ? y.get(UNIT.key)?.coefficient : undefined;
  if (operator !== "div" || divisor === undefined) return undefined;
  return times(x, rational(divisor.denominator, divisor.numerator));
}
