import type { RandomFormula } from "./formulas.ts";
import { NAMES } from "./formulas.ts";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";

/**
 * Reads what `print` writes, in variables without superscripts, with the usual order of operations:
 * powers before products and quotients, those from left to right, a sign before a product counting
 * for all of it.
 *
 * @throws {SyntaxError} If the text is no formula.
 */
export function parseFormula(text: string): RandomFormula {
  return <T>(m: Arithmetic<T>, variables: readonly T[]) => new Parser(text, m, variables).all();
}

class Parser<T> {
  readonly #tokens: string[];
  readonly #m: Arithmetic<T>;
  readonly #variables: readonly T[];

  constructor(text: string, m: Arithmetic<T>, variables: readonly T[]) {
    this.#tokens = text.match(/[a-zN]+|[\d.]+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|∞|\S/gu) ?? [];
    this.#m = m;
    this.#variables = variables;
  }

  all(): T {
    const value = this.#sum();
    if (this.#tokens.length > 0) throw new SyntaxError(`Did not expect ${this.#tokens.join(" ")}`);
    return value;
  }

  #sum(): T {
    let sum = this.#signedProduct();
    for (;;) {
      if (this.#take("+")) sum = this.#m.add(sum, this.#product());
      else if (this.#take("−")) sum = this.#m.sub(sum, this.#product());
      else return sum;
    }
  }

  #signedProduct(): T {
    return this.#take("−") ? this.#m.neg(this.#product()) : this.#product();
  }

  #product(): T {
    let product = this.#power();
    for (;;) {
      if (this.#take("·")) product = this.#m.mul(product, this.#power());
      else if (this.#take("/")) product = this.#m.div(product, this.#power());
      else return product;
    }
  }

  #power(): T {
    if (this.#take("e")) {
      this.#expect("^");
      return this.#m.exp(this.#atom());
    }
    const base = this.#atom();
    if (!/^[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/u.test(this.#tokens[0] ?? "")) return base;
    const digits = Array.from(this.#tokens.shift()!, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit));
    const isNegative = digits[0] === -1;
    const exponent = Number(digits.slice(isNegative ? 1 : 0).join(""));
    let power = this.#m.one;
    for (let n = 0; n < exponent; n++) power = this.#m.mul(power, base);
    return isNegative ? this.#m.div(this.#m.one, power) : power;
  }

  #atom(): T {
    const token = this.#tokens.shift() ?? "nothing";
    if (token === "(") {
      const value = this.#sum();
      this.#expect(")");
      return value;
    }
    if (token === "{") return this.#cases();
    if (token === "√") return this.#m.sqrt(this.#atom());
    if (token === "log" || token === "tanh" || token === "erf") {
      return this.#m[token](this.#atom());
    }
    if (token === "NaN") return this.#m.constant(NaN);
    if (token === "∞") return this.#m.constant(Infinity);
    const place = NAMES.indexOf(token as typeof NAMES[number]);
    if (place >= 0) return this.#variables[place]!;
    if (/^[\d.]+$/.test(token)) return this.#m.constant(Number(token));
    throw new SyntaxError(`Expected an operand, but found ${token}`);
  }

  #cases(): T {
    const value = this.#sum();
    if (this.#take("otherwise")) {
      this.#expect("}");
      return value;
    }
    this.#expect("if");
    const conditions = [this.#condition()];
    while (this.#take("and")) conditions.push(this.#condition());
    this.#expect(";");
    const rest = this.#cases();
    return conditions.reduceRight((inner, x) => this.#m.choose(x, inner, rest), value);
  }

  /** What is positive where the condition holds. */
  #condition(): T {
    const left = this.#sum();
    if (this.#take(">")) return this.#m.sub(left, this.#sum());
    this.#expect("<");
    return this.#m.sub(this.#sum(), left);
  }

  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) {
      throw new SyntaxError(`Expected ${token}, but found ${this.#tokens.join(" ")}`);
    }
  }
}
