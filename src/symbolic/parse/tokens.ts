import { describe } from "../../core/support/describe.ts";
import { raisedNumber } from "../print/name.ts";
import { FormulaError } from "./formula_error.ts";

/** A part of a formula's text. */
export interface Token {
  readonly kind: "number" | "name" | "sign" | "power" | "end";
  /** As written; a sign in its plain form: `-` for all dashes. */
  readonly text: string;
  /** As written, signs included. */
  readonly written: string;
  /** Where it begins. */
  readonly at: number;
  /** The value of a number, or of a raised exponent. */
  readonly value: number;
}

/** Longer texts than this are not read. */
const LONGEST = 100_000;

/** Signs that mean the same as a plain one. */
const PLAIN: Readonly<Record<string, string>> = /* @__PURE__ */ plainSigns({
  "-": ["−", "–", "—", "‐", "‑", "‒", "﹣", "－"],
  "*": ["·", "×", "⋅", "∙", "•", "∗", "＊"],
  "/": ["÷", "∕", "⁄", "／"],
  "+": ["＋"],
  "^": ["**", "＾"],
  "(": ["（"],
  ")": ["）"],
  ",": ["，"],
  "|": ["∣", "｜"],
  ">=": ["≥"],
  "<=": ["≤"],
  "!=": ["≠"],
  "==": ["="],
  and: ["&&", "∧"],
  or: ["∨"],
});

/** What stands for a number. */
const NUMBERS: Readonly<Record<string, number>> = {
  "½": 0.5,
  "¼": 0.25,
  "¾": 0.75,
  "∞": Infinity,
};

const BLANK = /\s+/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const RAISED = /[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/uy;
const SIGN = /\*\*|>=|<=|!=|==|&&|./suy;
/** A letter with marks, primes and indices: `z`, `z′`, `z₁`, `w¹₁₂`. A raised index has a lower one. */
const LETTER = String.raw`\p{L}\p{M}*['′″]*(?:(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?[₀₁₂₃₄₅₆₇₈₉]+)?`;
/** A word, in which letters are Latin ones; another letter is a name by itself; a derivative. */
const NAME = /* @__PURE__ */ new RegExp(
  String.raw`[A-Za-z][A-Za-z0-9]+|∂${LETTER}/∂${LETTER}|${LETTER}`,
  "uy",
);

/**
 * Splits the text of a formula.
 *
 * @param names Names of variables that are taken as they are, whatever characters they have.
 * @returns The tokens; the last one is the end.
 * @throws {FormulaError} If the text is too long, or a character has no meaning.
 */
export function tokensOf(text: string, names: readonly string[] = []): readonly Token[] {
  if (typeof text !== "string") {
    throw new TypeError(`A formula must be a text, but found ${describe(text)}`);
  }
  if (text.length > LONGEST) {
    const reason = `A formula may have ${LONGEST} characters at most, but found ${text.length}`;
    throw new FormulaError(reason, text, LONGEST);
  }
  const longestFirst = names.toSorted((x, y) => y.length - x.length);
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token["kind"], length: number, found: string, value = NaN) => {
    tokens.push({ kind, text: found, written: text.slice(at, at + length), at, value });
    at += length;
  };
  while (at < text.length) {
    const blank = match(BLANK);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const variable = longestFirst.find((name) => standsAt(text, at, name));
    if (variable !== undefined) {
      push("name", variable.length, variable);
      continue;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      const value = Number(number);
      if (value === Infinity || value === 0 && /^[\d.]*[1-9]/.test(number)) {
        const than = value === 0 ? "nearer to 0" : "larger";
        throw new FormulaError(`${describe(number)} is ${than} than any float64`, text, at);
      }
      push("number", number.length, number, value);
      continue;
    }
    const raised = match(RAISED);
    if (raised !== undefined) {
      push("power", raised.length, raised, raisedNumber(raised));
      continue;
    }
    const name = match(NAME);
    if (name !== undefined) {
      push("name", name.length, name);
      continue;
    }
    const sign = match(SIGN)!;
    if (Object.hasOwn(NUMBERS, sign)) push("number", sign.length, sign, NUMBERS[sign]!);
    else push("sign", sign.length, Object.hasOwn(PLAIN, sign) ? PLAIN[sign]! : sign);
  }
  push("end", 0, "the end");
  return tokens;
}

/** Whether a name stands at a place, and does not go on there. */
function standsAt(text: string, at: number, name: string): boolean {
  if (name === "" || !text.startsWith(name, at)) return false;
  const isWord = /[A-Za-z0-9]$/.test(name);
  return !(isWord && /[A-Za-z0-9]/.test(text.charAt(at + name.length)));
}

/** From each sign to its plain one. */
function plainSigns(signs: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(signs).flatMap(([plain, alike]) => alike.map((sign) => [sign, plain])),
  );
}
