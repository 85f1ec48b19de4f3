import { postOrder } from "../../core/arithmetic/evaluate.ts";
import {
  checkExpression,
  Constant,
  type Expression,
  type Operation,
  type Operator,
  Variable,
} from "../../core/arithmetic/expression.ts";

/** How tightly a text binds: what binds less than its place needs parentheses. */
const CHOICE = 0, COMPARED = 1, SUM = 2, PRODUCT = 3, SIGNED = 4, ATOM = 5;

/** A piece of JavaScript, and how tightly it binds. */
interface Piece {
  readonly text: string;
  readonly binds: number;
}

/** Operations that are functions of `Math`, by the names that both have. */
const FUNCTIONS: ReadonlySet<Operator> = new Set<Operator>(
  ["exp", "expm1", "log", "log1p", "tanh", "sqrt"],
);

/** What a printer needs of the place where it prints. */
export interface Scope {
  /** The text of a variable of a formula. */
  read(variable: string): string;
  /** A name for a value that is used more than once. */
  local(): string;
  /** The name of the error function, which `Math` does not have. */
  erf(): string;
  /** Whether sums and differences of two known values are written again where they are used again. */
  readonly repeats?: boolean;
}

/** Statements, and the texts of values that they prepare. */
export interface Printed {
  readonly statements: readonly string[];
  readonly values: readonly string[];
}

/**
 * Prints formulas as JavaScript, operation for operation in their order: what is used twice is computed
 * once.
 *
 * @throws {TypeError} If a root is not an expression.
 */
export function printFormulas(roots: readonly Expression[], scope: Scope): Printed {
  for (const root of roots) checkExpression(root, "What a formula gives");
  const nodes = postOrder(roots), uses = new Map<Expression, number>();
  for (const node of [...roots, ...nodes.flatMap(({ operands }) => operands)]) {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  const pieces = new Map<Expression, Piece>(), statements: string[] = [];
  const at = (node: Expression, binds: number) => {
    const piece = pieces.get(node)!;
    return piece.binds >= binds ? piece.text : `(${piece.text})`;
  };
  for (const node of nodes) {
    if (node instanceof Variable) {
      pieces.set(node, { text: scope.read(node.name), binds: ATOM });
    } else if (node instanceof Constant) {
      pieces.set(node, numberPiece(node.value));
    } else {
      const piece = operationPiece(node as Operation, at, scope);
      if (uses.get(node)! === 1 || (scope.repeats && isShort(node as Operation, pieces))) {
        pieces.set(node, piece);
      } else {
        const name = scope.local();
        statements.push(`const ${name} = ${piece.text};`);
        pieces.set(node, { text: name, binds: ATOM });
      }
    }
  }
  return { statements, values: roots.map((root) => at(root, CHOICE)) };
}

/** Whether an operation is a sum or a difference of two names or numbers. */
function isShort(
  { operator, operands }: Operation,
  pieces: ReadonlyMap<Expression, Piece>,
): boolean {
  const isKnown = (operand: Expression) => pieces.get(operand)!.binds >= SIGNED;
  return (operator === "add" || operator === "sub") && operands.every(isKnown);
}

/** A number as JavaScript writes it. */
function printNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function numberPiece(value: number): Piece {
  const text = printNumber(value);
  return { text, binds: text.startsWith("-") ? SIGNED : ATOM };
}

function operationPiece(
  { operator, operands }: Operation,
  at: (node: Expression, binds: number) => string,
  scope: Scope,
): Piece {
  const [x, y, z] = operands as [Expression, Expression, Expression];
  const infix = (sign: string, binds: number): Piece => {
    return { text: `${at(x, binds)} ${sign} ${at(y, binds + 1)}`, binds };
  };
  if (FUNCTIONS.has(operator)) return { text: `Math.${operator}(${at(x, CHOICE)})`, binds: ATOM };
  switch (operator) {
    case "add":
      return infix("+", SUM);
    case "sub":
      return infix("-", SUM);
    case "mul":
      return infix("*", PRODUCT);
    case "div":
      return infix("/", PRODUCT);
    case "neg":
      return { text: `-${at(x, ATOM)}`, binds: SIGNED };
    case "erf":
      return { text: `${scope.erf()}(${at(x, CHOICE)})`, binds: ATOM };
    case "choose":
      return { text: `${at(x, SUM)} > 0 ? ${at(y, CHOICE)} : ${at(z, CHOICE)}`, binds: CHOICE };
    case "xlogy":
      return unlessZero(at(x, COMPARED), `${at(x, PRODUCT)} * Math.log(${at(y, CHOICE)})`);
    case "xdivy":
      return unlessZero(at(x, COMPARED), `${at(x, PRODUCT)} / ${at(y, SIGNED)}`);
    default:
      throw new TypeError(`JavaScript has no operation ${operator}`);
  }
}

/** A product that is 0 where its first factor is. */
function unlessZero(factor: string, product: string): Piece {
  return { text: `${factor} === 0 ? 0 : ${product}`, binds: CHOICE };
}
