import { FormulaError } from "../../../src/symbolic/parse/formula_error.ts";
import { CONSTANTS, FUNCTIONS } from "../../../src/symbolic/parse/functions.ts";
import { parseFormula, parseRowFormula } from "../../../src/symbolic/parse/parse_formula.ts";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { displayWidth } from "../../../src/core/support/display_width.ts";
import type { Reader } from "./fuzz.ts";
import { type Draw, mutateBytes } from "./mutate.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

const TEXTS = [
  "z / (1 + exp(-z))",
  "0.5z (1 + erf(z/√2)) − 2.5·10⁻⁷",
  "where(0 < z <= 1 and not y == 2, |z − |y||, z^2^-1)",
  "{ z if z > 0 and y < 1; e^(−z) otherwise }·∂C/∂w¹₁₂",
  "max(z, ½x², log x) − min(y, √2 z)",
];

const PARTS = [
  ...["+", "-", "−", "*", "·", "/", "÷", "^", "**", "(", ")", "{", "}", "|", "√", ",", ";", "<"],
  ...["≥", "==", "=", "!=", "if", "and", "or", "not", "otherwise", "where(", "sum(", " ", "\n"],
  ...["2", "0.5", ".5", "5.", "1e3", "1e999", "1e-999", "⁻²", "³", "10", "1001", "∞", "½", "_"],
  ...["z", "zz", "w¹₁₂", "y′", "π", "漢", "😀", "a\u0301", "\u001b[2J", "\u202e", "\ud800", "#"],
  ...["constructor", "__proto__", ...Object.keys(FUNCTIONS), ...Object.keys(CONSTANTS)],
];

/** A formula with some parts put in or left out, or its bytes changed. */
function mutate(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(10) === 0) return mutateBytes(file, draw, other);
  let text = decoder.decode(file);
  for (let times = 1 + draw.below(4); times > 0; times--) {
    const at = draw.below(text.length + 1), part = draw.of(PARTS);
    const repeated = draw.below(500) > 0 ? part : part.repeat(draw.of([150, 250, 250, 30_000]));
    text = text.slice(0, at) + repeated + text.slice(at + draw.below(6));
  }
  return encoder.encode(text);
}

/** Reads a text as a formula; its errors must point to a place in it, with a caret. */
function read(bytes: Uint8Array): void {
  const text = decoder.decode(bytes), m = expressions();
  const rows = { z: [m.variable("z1"), m.variable("z2")], y: [m.zero, m.one] };
  const readers = [() => parseFormula(text), () => parseRowFormula(text, m, rows)];
  for (const [k, parse] of readers.entries()) {
    try {
      parse();
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const { position, reason, message } = error, lines = message.split("\n");
      const isPlaced = Number.isInteger(position) && position >= 0 && position <= text.length;
      const isPointed = lines.length === 3 && lines[0] === reason && /^ +\^$/.test(lines[2]!) &&
        lines.slice(1).every((line) => displayWidth(line) <= 80);
      if (!isPlaced || !isPointed) throw new Error(`A wrong place: ${position} of ${message}`);
      if (k === 0) throw new SyntaxError(`${lines[0]} ${lines[1]}`);
    }
  }
}

/** The reader of formulas. */
export const FORMULA_READER: Reader = {
  name: "formula",
  files: TEXTS.map((text) => encoder.encode(text)),
  mutate,
  read,
};
