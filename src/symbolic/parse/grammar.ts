import type { Expressions } from "../../core/arithmetic/expression.ts";
import { describe } from "../../core/support/describe.ts";
import { nearestOf } from "../../core/support/options.ts";
import { things } from "../../core/support/quantities.ts";
import { compared, type Condition, CONNECTIVES, groupedIn, isComparison } from "./condition.ts";
import { FormulaError } from "./formula_error.ts";
import { CONSTANTS, FUNCTIONS, type NamedFunction, REDUCTIONS } from "./functions.ts";
import { MOST_EXPONENT } from "../most_exponent.ts";
import { applied, byEntries, entryOf, type Row, type RowOperator } from "./row.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** What a formula is read with. */
export interface Setting {
  readonly m: Expressions;
  /** The variables that may occur; any letter by default. */
  readonly variables: readonly string[] | undefined;
  /** What a variable stands for: one value, or a row of them. */
  readonly valueOf: (name: string) => Row;
  /** The length of the rows of `sum(z)`; without it, such sums are refused. */
  readonly width: number | undefined;
}

/** Formulas nested deeper than this are not read. */
const DEEPEST = 200;
/** What people look for in vain. */
const TRIGONOMETRIC = /^(?:a|arc)?(?:sin|cos|tan|cot)$/;
/** Words with a meaning between operands. */
const WORDS: ReadonlySet<string> = /* @__PURE__ */ new Set([...CONNECTIVES, "if", "otherwise"]);

/**
 * Reads a formula.
 *
 * A sum is a chain of products; a product a chain of powers, between which signs may be left out; a
 * power an atom with a raised exponent, which reaches as far right as it can. A sign before a product
 * counts for all of it, so −z² is −(z²).
 *
 * @throws {FormulaError} If the text is not a formula.
 */
export function parse(text: string, setting: Setting): Row {
  return new Parser(text, setting).whole();
}

class Parser {
  readonly #text: string;
  readonly #setting: Setting;
  readonly #tokens: readonly Token[];
  /** The parentheses around conditions. */
  readonly #grouped: ReadonlySet<number>;
  #next = 0;
  #depth = 0;
  /** How many bars `|` are open since the last parenthesis. */
  #bars = 0;

  constructor(text: string, setting: Setting) {
    this.#text = text;
    this.#setting = setting;
    this.#tokens = tokensOf(text, setting.variables);
    this.#grouped = groupedIn(this.#tokens);
  }

  whole(): Row {
    if (this.#isAtEnd()) throw this.#wrong("A formula is needed, but found nothing");
    const value = this.#sum();
    if (this.#isAtEnd()) return value;
    if (isComparison(this.#token.text)) {
      throw this.#wrong(`${this.#found} belongs into where(condition, value, otherwise)`);
    }
    throw this.#wrong(`Expected an operator or the end, but found ${this.#found}`);
  }

  #sum(): Row {
    let sum = this.#product();
    for (;;) {
      if (this.#takes("+")) sum = this.#apply("add", sum, this.#product());
      else if (this.#takes("-")) sum = this.#apply("sub", sum, this.#product());
      else return sum;
    }
  }

  #product(): Row {
    const signed = this.#signed(() => this.#product());
    if (signed !== undefined) return signed;
    let product = this.#factor(), isDivisor = false;
    for (;;) {
      if (this.#takes("*")) {
        isDivisor = false;
        product = this.#apply("mul", product, this.#signedFactor());
      } else if (this.#takes("/")) {
        isDivisor = true;
        product = this.#apply("div", product, this.#signedFactor());
      } else if (this.#beginsOperand()) {
        if (isDivisor) throw this.#ambiguous("the divisor of / or a factor behind the quotient");
        const isNumber = this.#tokens[this.#next - 1]!.kind === "number";
        if (isNumber && this.#token.kind === "number") {
          throw this.#wrong("Two numbers need a sign between them");
        }
        product = this.#apply("mul", product, this.#factor());
      } else return product;
    }
  }

  #signedFactor(): Row {
    return this.#signed(() => this.#signedFactor()) ?? this.#factor();
  }

  /** What stands behind a sign, if there is one. */
  #signed(read: () => Row): Row | undefined {
    if (this.#takes("-")) return this.#nested(() => this.#apply("neg", read()));
    if (this.#takes("+")) return this.#nested(read);
  }

  #factor(): Row {
    return this.#scaled() ?? this.#power();
  }

  /** A number times a power of ten, such as 2.5·10⁻⁷, which is one decimal. */
  #scaled(): Row | undefined {
    const [first, times, ten, power] = this.#tokens.slice(this.#next, this.#next + 4);
    const isTen = (token?: Token, exponent?: Token) =>
      token?.kind === "number" && token.text === "10" && exponent?.kind === "power";
    if (isTen(first, times)) return this.#decimal(`1e${times!.value}`, 2);
    if (first?.kind !== "number" || times?.text !== "*" || !isTen(ten, power)) return undefined;
    return /^[\d.]+$/.test(first.text)
      ? this.#decimal(`${first.text}e${power!.value}`, 4)
      : undefined;
  }

  #decimal(digits: string, tokens: number): Row | undefined {
    const value = Number(digits), behind = this.#tokens[this.#next + tokens]!;
    if (!Number.isFinite(value) || value === 0) return undefined;
    if (behind.text === "^" || behind.kind === "power") return undefined;
    this.#next += tokens;
    return [this.#setting.m.constant(value)];
  }

  #power(): Row {
    let base = this.#atom();
    while (this.#token.kind === "power") {
      const { value, at } = this.#take();
      base = this.#raised(base, [this.#setting.m.constant(value)], at);
    }
    const { at } = this.#token;
    if (!this.#takes("^")) return base;
    return this.#raised(base, this.#nested(() => this.#exponent()), at);
  }

  #exponent(): Row {
    return this.#signed(() => this.#exponent()) ?? this.#power();
  }

  #raised(base: Row, exponent: Row, at: number): Row {
    return this.#called(FUNCTIONS.pow!, [base, exponent], at);
  }

  /** A function of operands, entry by entry. */
  #called({ apply }: NamedFunction, operands: readonly Row[], at: number): Row {
    return byEntries(operands, (...x) => {
      const value = apply(this.#setting.m, ...x);
      if (value !== undefined) return value;
      throw this.#wrong(`An exponent may be 10^${Math.log10(MOST_EXPONENT)} at most`, at);
    });
  }

  #atom(): Row {
    const { m } = this.#setting, token = this.#token;
    if (token.kind === "number") return [m.constant(this.#take().value)];
    if (token.kind === "name" && !WORDS.has(token.text)) return this.#named();
    if (this.#takes("(")) return this.#nested(() => this.#closed(")", token, () => this.#sum()));
    if (this.#takes("{")) return this.#nested(() => this.#closed("}", token, () => this.#cases()));
    if (this.#takes("√")) {
      return this.#nested(() => this.#apply("sqrt", this.#operand("√")));
    }
    if (this.#takes("|")) {
      return this.#nested(() => {
        this.#bars++;
        const value = this.#sum();
        this.#bars--;
        if (!this.#takes("|")) throw this.#unclosed("|", token);
        return this.#called(FUNCTIONS.abs!, [value], token.at);
      });
    }
    throw this.#wrong(`Expected a number, a name or "(", but found ${this.#found}`);
  }

  /** A variable, a number with a name, or a function of what follows. */
  #named(): Row {
    const token = this.#take(), { text } = token, { m, variables, valueOf } = this.#setting;
    if (variables?.includes(text)) return valueOf(text);
    if (Object.hasOwn(CONSTANTS, text)) return [CONSTANTS[text]!(m)];
    if (isFunction(text)) return this.#nested(() => this.#ofFunction(token));
    if (variables === undefined && isLetter(text)) return valueOf(text);
    throw this.#unknown(token);
  }

  #ofFunction(token: Token): Row {
    const { text } = token;
    if (text === "where") return this.#where(token);
    if (this.#token.kind === "power" || this.#token.text === "^") {
      throw this.#wrong(`Write the power behind the operand: ${text}(z)^2 for ${text}²(z)`);
    }
    if (this.#token.text !== "(") {
      const isUnary = FUNCTIONS[text]?.operands[1] === 1;
      if (isUnary) return this.#reduced(token, [this.#operand(text)]);
      throw this.#wrong(`Expected "(" behind ${text}, but found ${this.#found}`);
    }
    const open = this.#take(), operands: Row[] = [];
    this.#closed(")", open, () => {
      do operands.push(this.#sum()); while (this.#takes(","));
      return [];
    });
    return this.#reduced(token, operands);
  }

  /** A function of operands: entry by entry, or of a whole row. */
  #reduced({ text, at }: Token, operands: readonly Row[]): Row {
    const { m, width } = this.#setting, count = operands.length;
    if (count === 1 && Object.hasOwn(REDUCTIONS, text)) {
      if (width === undefined) {
        throw this.#wrong(
          `${text}(z) is of a whole row, but this formula is read for one number`,
          at,
        );
      }
      const row = Array.from({ length: width }, (_, j) => entryOf(operands[0]!, j));
      return [REDUCTIONS[text]!(m, row)];
    }
    const [least, most] = FUNCTIONS[text]?.operands ?? [1, 1];
    if (count < least || count > most) { // of max and min, one is a whole row
      throw this.#wrong(`${text} takes ${things(least, "operand")}, but found ${count}`, at);
    }
    return this.#called(FUNCTIONS[text]!, operands, at);
  }

  /**
   * What a function without parentheses is of: a number or a name alone, so that nothing is guessed. In
   * `√2 z` the blank ends the root.
   */
  #operand(of: string): Row {
    const token = this.#token, isOpen = token.text === "(" || token.text === "|";
    const value = this.#atom(), after = this.#token;
    if (isOpen || (token.kind === "name" && isFunction(token.text))) return value;
    const isApart = of === "√" && after.at > token.at + token.text.length;
    if (after.kind === "power" || after.text === "^" || this.#beginsOperand() && !isApart) {
      throw this.#ambiguous(`the operand of ${of} or a factor behind it`);
    }
    return value;
  }

  /** `where(condition, value, otherwise)`. */
  #where(token: Token): Row {
    const open = this.#token;
    if (!this.#takes("(")) throw this.#wrong(`Expected "(" behind where, but found ${this.#found}`);
    return this.#closed(")", open, () => {
      const condition = this.#condition();
      const arms = [0, 1].map(() => {
        if (!this.#takes(",")) {
          throw this.#wrong(
            `Expected "," in ${token.text}(condition, value, otherwise), but found ${this.#found}`,
          );
        }
        return this.#sum();
      });
      return condition(arms[0]!, arms[1]!);
    });
  }

  /** `value if condition; …; value otherwise`, as `print` writes it. */
  #cases(): Row {
    const rows: [value: Row, condition: Condition][] = [];
    for (;;) {
      const value = this.#sum();
      if (this.#takes("otherwise")) {
        return rows.reduceRight((rest, [value, condition]) => condition(value, rest), value);
      }
      if (!this.#takes("if")) {
        throw this.#wrong(`Expected "if" or "otherwise", but found ${this.#found}`);
      }
      rows.push([value, this.#condition()]);
      if (!this.#takes(";")) throw this.#wrong(`Expected ";", but found ${this.#found}`);
    }
  }

  #condition(): Condition {
    let condition = this.#conjunction();
    while (this.#takes("or")) {
      const left = condition, right = this.#conjunction();
      condition = (x, rest) => left(x, right(x, rest));
    }
    return condition;
  }

  #conjunction(): Condition {
    let condition = this.#comparison();
    while (this.#takes("and")) {
      const left = condition, right = this.#comparison();
      condition = (x, rest) => left(right(x, rest), rest);
    }
    return condition;
  }

  /** `0 < z < 1`, its opposite with `not`, or a condition in parentheses. */
  #comparison(): Condition {
    if (this.#takes("not")) {
      const condition = this.#nested(() => this.#comparison());
      return (x, rest) => condition(rest, x);
    }
    if (this.#grouped.has(this.#next)) {
      const open = this.#take();
      return this.#nested(() => this.#closed(")", open, () => this.#condition()));
    }
    let left = this.#sum(), all: Condition | undefined;
    while (isComparison(this.#token.text)) {
      const { text } = this.#take(), right = this.#sum();
      const before = all, next = compared(this.#setting.m, left, text, right);
      all = before === undefined ? next : (x, rest) => before(next(x, rest), rest);
      left = right;
    }
    if (all === undefined) {
      throw this.#wrong(`Expected a comparison such as z > 0, but found ${this.#found}`);
    }
    return all;
  }

  #apply(operator: RowOperator, ...operands: Row[]): Row {
    return applied(this.#setting.m, operator, ...operands);
  }

  /** Reads up to a closing sign. */
  #closed<Value>(sign: string, open: Token, read: () => Value): Value {
    const bars = this.#bars;
    this.#bars = 0;
    const value = read();
    if (!this.#takes(sign)) throw this.#unclosed(sign, open);
    this.#bars = bars;
    return value;
  }

  #nested<Value>(read: () => Value): Value {
    if (this.#depth >= DEEPEST) {
      throw this.#wrong(`A formula may be nested ${DEEPEST} deep at most`);
    }
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  #isAtEnd(): boolean {
    return this.#token.kind === "end";
  }

  #take(): Token {
    return this.#tokens[this.#next++]!;
  }

  #takes(text: string): boolean {
    const { kind, text: found } = this.#token;
    if (found !== text || (kind !== "sign" && !WORDS.has(text))) return false;
    this.#next++;
    return true;
  }

  /** Whether what comes next can be a factor without a sign before it. */
  #beginsOperand(): boolean {
    const { kind, text } = this.#token;
    if (kind === "number") return true;
    if (kind === "name") return !WORDS.has(text);
    return kind === "sign" && (text === "(" || text === "{" || text === "√" ||
      text === "|" && this.#bars === 0);
  }

  get #found(): string {
    const { kind, text, written } = this.#token;
    return kind === "end" ? text : describe(written);
  }

  #wrong(reason: string, at = this.#token.at): FormulaError {
    return new FormulaError(reason, this.#text, at);
  }

  #ambiguous(what: string): FormulaError {
    return this.#wrong(`This could be ${what}: write parentheses`);
  }

  #unclosed(sign: string, { written, at }: Token): FormulaError {
    const open = `"${written}" at character ${at + 1}`;
    return this.#wrong(
      `Expected an operator or "${sign}" to close ${open}, but found ${this.#found}`,
    );
  }

  #unknown({ text, at }: Token): FormulaError {
    const unknown = `Unknown name ${describe(text)}`, { variables } = this.#setting;
    if (TRIGONOMETRIC.test(text)) {
      return this.#wrong(`${unknown}: there are no trigonometric functions`, at);
    }
    const letters = Array.from(text);
    if (letters.every((letter) => variables?.includes(letter))) {
      return this.#wrong(`${unknown}: write ${letters.join("·")} for a product`, at);
    }
    const functions = [...Object.keys(FUNCTIONS), ...Object.keys(REDUCTIONS), "where"];
    const isWord = /^[A-Za-z]{2}/.test(text);
    const nearest = isWord ? nearestOf(text.slice(0, 40), [...new Set(functions)]) : undefined;
    if (nearest !== undefined) return this.#wrong(`${unknown}: did you mean ${nearest}?`, at);
    const may = variables === undefined ? "single letters" : variables.join(", ");
    return this.#wrong(`${unknown}: variables are ${may}`, at);
  }
}

function isFunction(name: string): boolean {
  return name === "where" || Object.hasOwn(FUNCTIONS, name) || Object.hasOwn(REDUCTIONS, name);
}

/** Whether a name is a letter with digits or indices, or a derivative: words are functions. */
function isLetter(name: string): boolean {
  return /^(?:∂.*|\p{L}[^A-Za-z]*)$/su.test(name);
}
