import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { evaluateExpression } from "../../../src/core/arithmetic/evaluate.ts";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { FormulaError } from "../../../src/symbolic/parse/formula_error.ts";
import { FUNCTIONS } from "../../../src/symbolic/parse/functions.ts";
import { parseFormula, parseRowFormula } from "../../../src/symbolic/parse/parse_formula.ts";
import { print } from "../../../src/symbolic/print/print.ts";

function read(text: string): string {
  return print(parseFormula(text));
}

function check(cases: Readonly<Record<string, string>>): void {
  for (const [text, wanted] of Object.entries(cases)) assertEquals(read(text), wanted, text);
}

/** The value of a formula of z in float64. */
function at(text: string, z: number): number {
  return evaluateExpression(parseFormula(text), float64, { z });
}

function errorOf(text: string, variables?: readonly string[]): FormulaError {
  return assertThrows(() => parseFormula(text, variables && { variables }), FormulaError);
}

Deno.test("parseFormula() has the precedence of mathematics", () => {
  check({
    "x + y·z": "x + y·z",
    "(x + y)·z": "(x + y)·z",
    "x - y - z": "x − y − z",
    "x / y / z": "x / y / z",
    "x / y·z": "(x / y)·z",
    "2^3^2": "2⁹",
    "(z^2)^3": "z⁶",
    "-z^2": "−z²",
    "-x y": "−x·y",
    "x·-y": "x·(−y)",
    "2^-z": "e^((−z)·log(2))",
    "z^-2": "1 / z²",
    "- -z": "−(−z)",
    "+z": "z",
    "e^e^z": "e^(e^z)",
  });
  assertEquals(at("-z^2", 3), -9);
});

Deno.test("parseFormula() takes factors without a sign between them", () => {
  check({
    "2z": "2·z",
    "3(z+1)": "3·(z + 1)",
    "z exp(z)": "z·e^z",
    "(x)(y)": "x·y",
    "y log a": "y·log(a)",
    "2|z|": "2·{ z if z > 0; −z otherwise }",
    "x y^2": "x·y²",
    "√2 z": "√(2)·z",
    "2e^z": "2·e^z",
  });
});

Deno.test("parseFormula() reads the signs and functions that people write", () => {
  check({
    "2 × x ÷ y": "2·x / y",
    "x – y": "x − y",
    "x**2": "x²",
    "x²y³": "x²·y³",
    "½(a−y)²": "0.5·(a − y)²",
    "√z": "√(z)",
    "ln z": "log(z)",
    "pow(z, 3)": "z³",
    "z^0.5": "√(z)",
    "z^(3/2)": "z·√(z)",
    "z^(1/3)": "e^((1 / 3)·log(z))",
    "max(0, z)": "{ 0 if 0 > z; z otherwise }",
    "min(x, y)": "{ x if y > x; y otherwise }",
    "relu(z)": "{ z if z > 0; 0 otherwise }",
    "where(z > 0, z, 0.01z)": "{ z if z > 0; 0.01·z otherwise }",
    "where(0 < z < 1, z, 0)": "{ z if z > 0 and 1 > z; 0 otherwise }",
    "where(z <= 1, x, y)": "{ y if z > 1; x otherwise }",
    "where(x > 0 or y > 0, 1, 0)": "{ 1 if x > 0; 1 if y > 0; 0 otherwise }",
    "where(not z > 0, x, y)": "{ y if z > 0; x otherwise }",
    "where((z > 0), x, y)": "{ x if z > 0; y otherwise }",
    "where(not ((z > 0 or z < -1) and x > 0), 1, 0)":
      "{ { 0 if x > 0; 1 otherwise } if z > 0; 0 if −1 > z and x > 0; 1 otherwise }",
    "where((x + y)z > 0, 1, 0)": "{ 1 if (x + y)·z > 0; 0 otherwise }",
    "where(({ x if y > 0; z otherwise }) > 0, 1, 0)":
      "{ 1 if { x if y > 0; z otherwise } > 0; 0 otherwise }",
    "z^+2 + x·+y": "z² + x·y",
    "where(x == y, 1, 0)": "{ 0 if x > y; 0 if y > x; 1 otherwise }",
    "where(x != y, 1, 0)": "{ 1 if x > y; 1 if y > x; 0 otherwise }",
    "w¹₁₂ x₁ z′": "w¹₁₂·x₁·z′",
  });
  assertEquals(at("π z", 1), Math.PI);
  assertEquals(at("e", 1), Math.E);
  assertEquals(at("|z|", -3), 3);
});

Deno.test("parseFormula() reads decimals exactly", () => {
  const m = expressions();
  const constant = (text: string) => parseFormula(text, { arithmetic: m });
  for (
    const [text, value] of Object.entries({ "2.5·10⁻⁷": 2.5e-7, "10⁻³⁰⁰": 1e-300, "1e-7": 1e-7 })
  ) {
    assertEquals(constant(text), m.constant(value), text);
  }
});

Deno.test("parseFormula() knows each function by its value", () => {
  for (const [name, { operands: [least] }] of Object.entries(FUNCTIONS)) {
    const x = [0.3, 0.7, -0.2].slice(0, least);
    const value = at(`${name}(${x.join(", ")})`, 0);
    assertEquals(
      value,
      FUNCTIONS[name]!.apply(
        float64 as never,
        ...x as never[],
      ) as unknown as number,
      name,
    );
  }
});

Deno.test("parseFormula() refuses what could be read in two ways", () => {
  const texts = ["1/2z", "z/2 exp(z)", "log 2z", "√2z", "log z^2", "√z²", "exp²(z)"];
  for (const text of [...texts, "1 000 z", "2½", "1.5.2"]) {
    assertStringIncludes(errorOf(text).message, text);
  }
});

Deno.test("parseFormula() reads back every power that print() writes, however large", () => {
  const written = ["z^1001", "(z^1000)^2", "z^(10^15) z", "((z + 1)^1e15)^4", "z^1e15 / z^1e14"];
  for (const text of written) {
    const printed = print(parseFormula(text));
    assertEquals(print(parseFormula(printed)), printed, text);
  }
  assertEquals(print(parseFormula("z^1000 z^1000")), "z²⁰⁰⁰");
  // Squares of squares: an exponent of 10⁶⁰ in as few letters.
  // Each of its 34 squares was read twice, the one below it four times, …
  assert(parseFormula("z^2^-11e9") !== undefined);
  let nested = "z^1e15";
  for (let k = 0; k < 150; k++) nested = `(${nested})^2`;
  assert(print(parseFormula(nested)).length < 1000);
});

Deno.test("parseFormula() says where a text is no formula, with a caret under the character", () => {
  const places: Readonly<Record<string, number>> = {
    "": 0,
    "2 + * z": 4,
    "(": 1,
    "z)": 1,
    "(z": 2,
    "z > 0": 2,
    "sin(z)": 0,
    "z^(10^15 + 1)": 1,
    "z^1e16": 1, // and not e^(10¹⁶ log z), which is another function
    "{ z if z; 0 otherwise }": 8,
    "max(z)": 0,
    "abs(z, z)": 0,
    "where(z > 0, 1)": 14,
    "1e400": 0,
    "漢字 + * z": 5,
    "z #": 2,
  };
  for (const [text, position] of Object.entries(places)) {
    assertEquals(errorOf(text).position, position, text);
  }
  assertEquals(errorOf("2 + * z").message.split("\n").slice(1), ["  2 + * z", "      ^"]);
  // As it was written, not as it is read.
  assertStringIncludes(errorOf("z + × 2").message, 'found "×"\n');
  assertStringIncludes(errorOf("z = 2").message, '"=" belongs');
  // Two columns each.
  assertEquals(errorOf("漢字 + * z").message.split("\n").at(-1), " ".repeat(2 + 7) + "^");
  // A mark over the letter before it takes none.
  assertEquals(errorOf("a\u0301 + * z").message.split("\n").at(-1), " ".repeat(2 + 4) + "^");
});

Deno.test("parseFormula() shows the part of a long text around an error, and no control characters", () => {
  const long = `${"z + ".repeat(100)}* ${"z + ".repeat(100)}`;
  const [, line, caret] = errorOf(long).message.split("\n");
  assertEquals([...line!].length <= 80, true);
  assertEquals(line![caret!.length - 1], "*");
  assertEquals(line!.startsWith("  …") && line!.endsWith("…"), true);
  const [, escaped, below] = errorOf("z \u001b[2J").message.split("\n");
  assertEquals([escaped, below], ["  z \\u001b[2J", "    ^"]);
});

Deno.test("parseFormula() suggests the nearest name, and variables that may occur", () => {
  assertStringIncludes(errorOf("sqroot(z)").message, "did you mean sqrt?");
  assertStringIncludes(errorOf("tanhh z").message, "did you mean tanh?");
  assertStringIncludes(errorOf("sin(z)").message, "no trigonometric functions");
  assertStringIncludes(errorOf("x + z", ["z", "a"]).message, "variables are z, a");
  assertStringIncludes(errorOf("1 - ay", ["a", "y"]).message, "write a·y for a product");
  assertEquals(
    print(parseFormula("C/w·learning rate", { variables: ["C/w", "learning rate"] })),
    "C/w·learning rate",
  );
});

Deno.test("parseFormula() refuses long and deep texts without overflowing the stack", () => {
  for (
    const sign of ["(", "-", "|", "2^", "{", "√", "exp(", "where(z>", "2·-", "not ", "where(("]
  ) {
    for (const times of [1e6, 1e3]) {
      const found = errorOf(sign.repeat(times));
      assertEquals(found instanceof SyntaxError, true, sign);
    }
  }
  assertStringIncludes(errorOf(`${"(".repeat(201)}z${")".repeat(201)}`).message, "200 deep");
  assertEquals(read(`${"(".repeat(200)}z${")".repeat(200)}`), "z");
  assertEquals(at(`0${" + z".repeat(5000)}`, 1), 5000);
});

Deno.test("parseFormula() throws a TypeError for what is no text", () => {
  assertThrows(() => parseFormula(1 as never), TypeError, "must be a text, but found 1");
  assertThrows(() => parseFormula("z", { variables: "z" as never }), TypeError, "array of names");
});

Deno.test("parseRowFormula() reads sums, means and extremes of whole rows", () => {
  const m = expressions();
  const rows = { z: [1, 4, 2].map(m.constant) };
  const values = (text: string) =>
    parseRowFormula(text, m, rows).map((entry) => evaluateExpression(entry, float64, {}));
  assertEquals(values("sum(z)"), [7]);
  assertEquals(values("mean(z)"), [7 / 3]);
  assertEquals(values("max(z)"), [4]);
  assertEquals(values("min(z)"), [1]);
  assertEquals(values("sum(1)"), [3]);
  assertEquals(values("z - max(z)"), [-3, 0, -2]);
  assertEquals(values("max(z, 2)"), [2, 4, 2]);
  assertEquals(values("sum(where(z > 1, z, 0))"), [6]);
});
