import { type Arithmetic, OpaqueValue } from "../../core/arithmetic/arithmetic.ts";
import { evaluateExpression } from "../../core/arithmetic/evaluate.ts";
import { checkExpression, Expression } from "../../core/arithmetic/expression.ts";
import { MOST_EXPONENT } from "../most_exponent.ts";
import type { Equation } from "./equation.ts";
import { derivativeParts, partsOf } from "./name.ts";
import { type Case, LEVEL, type Notation } from "./notation.ts";

/** The longest text that is written, some 500 pages. */
const LONGEST = 1_000_000;

/** A written formula and what its surroundings must know of it. */
class Piece extends OpaqueValue {
  /** @param level How tightly it holds together. */
  constructor(readonly markup: string, readonly level: number, readonly traits: Traits = {}) {
    super();
    if (markup.length > LONGEST) {
      throw new RangeError(
        `A formula can be written in at most ${LONGEST} characters, but this one is longer: ` +
          `give names to its shared parts, as nameShared does`,
      );
    }
  }
}

interface Traits {
  /** Whether it begins with a minus sign. */
  readonly startsNegative?: boolean;
  /** The condition that it is positive: x − y > 0 is x > y. */
  readonly whenPositive?: string;
  /** The last factor of a product as a power, which the next may join: a · b² · b = a · b³. */
  readonly last?: { readonly before?: Piece; readonly base: Piece; readonly exponent: number };
  /** The rows of a case distinction, to be merged into one around it. */
  readonly cases?: { readonly rows: readonly Case[]; readonly otherwise: Piece };
}

/**
 * Writes an expression or an equation in a notation, with no more parentheses than needed.
 *
 * Writing is one more reading of the formula: an arithmetic whose values are written formulas.
 *
 * @throws {RangeError} If the text would be longer than a million characters.
 */
export function write(formula: Expression | Equation, notation: Notation): string {
  if (!(formula instanceof Expression)) {
    if (typeof formula?.name !== "string") checkExpression(formula, "The formula");
    return notation.infix(notation.variable(formula.name), "=", write(formula.value, notation));
  }
  return evaluateExpression(formula, layout(notation), (name) => variable(notation, name)).markup;
}

function variable(notation: Notation, name: string): Piece {
  const level = derivativeParts(name) !== undefined
    ? (notation.twoDimensional ? LEVEL.product : LEVEL.quotient)
    : partsOf(name).superscript === ""
    ? LEVEL.atom
    : LEVEL.power;
  return new Piece(notation.variable(name), level);
}

/** The arithmetic of written formulas. */
function layout(notation: Notation): Arithmetic<Piece> {
  const { twoDimensional } = notation;
  const zero = number(0), one = number(1);

  /** An operand, in parentheses unless it holds together at least as tightly. */
  function at(least: number, piece: Piece): string {
    return piece.level >= least ? piece.markup : notation.parentheses(piece.markup);
  }

  function number(value: number): Piece {
    if (value < 0 || Object.is(value, -0)) return neg(number(-value));
    if (!Number.isFinite(value)) {
      return new Piece(notation.number(value > 0 ? "∞" : "NaN"), LEVEL.atom);
    }
    const [digits, exponent] = String(value).split("e");
    const mantissa = new Piece(notation.number(digits!), LEVEL.atom);
    if (exponent === undefined) return mantissa;
    const scale = new Piece(notation.power(notation.number("10"), Number(exponent)), LEVEL.power);
    return digits === "1" ? scale : mul(mantissa, scale);
  }

  function add(x: Piece, y: Piece): Piece {
    const right = y.level >= LEVEL.sum && !y.traits.startsNegative;
    return new Piece(
      notation.infix(at(LEVEL.sum, x), "+", right ? y.markup : notation.parentheses(y.markup)),
      LEVEL.sum,
      { startsNegative: startsNegative(x) },
    );
  }

  function sub(x: Piece, y: Piece): Piece {
    const left = at(LEVEL.sum, x), right = at(LEVEL.quotient, y);
    return new Piece(notation.infix(left, "−", right), LEVEL.sum, {
      startsNegative: startsNegative(x),
      whenPositive: notation.infix(left, ">", at(LEVEL.sum, y)),
    });
  }

  function neg(x: Piece): Piece {
    return new Piece(notation.negative(at(LEVEL.quotient, x)), LEVEL.negative, {
      startsNegative: true,
      whenPositive: notation.infix(at(LEVEL.sum, x), "<", zero.markup),
    });
  }

  function mul(x: Piece, y: Piece): Piece {
    const left = x.traits.last ?? { base: x, exponent: 1 };
    const right = y.traits.last ?? { base: y, exponent: 1 };
    const exponent = left.exponent + right.exponent;
    // A larger exponent is not exact, and does not parse: the power is a base itself.
    if (x === y && exponent > MOST_EXPONENT) return productOf(undefined, x, 2);
    const isJoined = left.base === right.base && right.before === undefined;
    if (isJoined && exponent <= MOST_EXPONENT) return productOf(left.before, left.base, exponent);
    if (right.before === undefined) return productOf(x, right.base, right.exponent);
    const markup = notation.product(at(LEVEL.product, x), at(LEVEL.product, y));
    return new Piece(markup, LEVEL.product);
  }

  function productOf(before: Piece | undefined, base: Piece, exponent: number): Piece {
    const power = exponent === 1
      ? base
      : new Piece(notation.power(at(LEVEL.atom, base), exponent), LEVEL.power);
    if (before === undefined) {
      return new Piece(power.markup, power.level, { last: { base, exponent } });
    }
    const markup = notation.product(at(LEVEL.product, before), at(LEVEL.product, power));
    return new Piece(markup, LEVEL.product, { last: { before, base, exponent } });
  }

  function div(x: Piece, y: Piece): Piece {
    if (twoDimensional) return new Piece(notation.quotient(x.markup, y.markup), LEVEL.product);
    const markup = notation.quotient(at(LEVEL.quotient, x), at(LEVEL.power, y));
    return new Piece(markup, LEVEL.quotient);
  }

  function exp(x: Piece): Piece {
    const exponent = twoDimensional ? x.markup : at(LEVEL.atom, x);
    return new Piece(notation.exponential(exponent), LEVEL.power);
  }

  function call(name: string, x: Piece): Piece {
    return new Piece(notation.call(name, x.markup), LEVEL.atom);
  }

  function choose(x: Piece, positive: Piece, otherwise: Piece): Piece {
    const condition = x.traits.whenPositive ?? notation.infix(at(LEVEL.sum, x), ">", zero.markup);
    const inner = positive.traits.cases;
    const first = inner?.otherwise === otherwise
      ? inner.rows.map((row) => ({ ...row, conditions: [condition, ...row.conditions] }))
      : [{ value: positive.markup, conditions: [condition] }];
    const rest = otherwise.traits.cases ?? { rows: [], otherwise };
    const cases = { rows: [...first, ...rest.rows], otherwise: rest.otherwise };
    return new Piece(
      notation.cases(cases.rows, cases.otherwise.markup),
      twoDimensional ? LEVEL.cases : LEVEL.atom,
      { cases },
    );
  }

  return {
    zero,
    one,
    constant: number,
    add,
    sub,
    mul,
    div,
    neg,
    exp,
    expm1: (x) => sub(exp(x), one),
    log: (x) => call("log", x),
    log1p: (x) => call("log", add(one, x)),
    tanh: (x) => call("tanh", x),
    sqrt: (x) => new Piece(notation.root(x.markup), LEVEL.atom),
    erf: (x) => call("erf", x),
    xlogy: (y, a) => mul(y, call("log", a)),
    xdivy: div,
    choose,
  };
}

function startsNegative({ level, traits }: Piece): boolean {
  return level >= LEVEL.sum && traits.startsNegative === true;
}
