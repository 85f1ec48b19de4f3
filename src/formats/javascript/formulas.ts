import { type Expression, expressions } from "../../core/arithmetic/expression.ts";
import { agreesWith } from "../../executors/lower/agreement.ts";
import { captureRows, type RowFormula, type RowOutput } from "../../executors/lower/capture.ts";
import { scheduleOf } from "../../executors/lower/schedule.ts";
import { COEFFICIENTS, COMPLEMENT, MOST, NEAR } from "../../executors/lower/math/erf.ts";
import type { Activation, ElementwiseActivation } from "../../nn/activations/activation.ts";
import { printFormulas, type Scope } from "./expressions.ts";
import { printLoops } from "./loops.ts";
import type { Program } from "./program.ts";

/** The most operations that are printed column by column: about a megabyte of text. */
const MOST_OPERATIONS = 2 ** 15;

/** Names for what a function computes on the way, beside those of its parameters. */
function scopeOf(program: Program, read: Scope["read"]): Scope {
  let count = 0;
  return {
    read,
    local: () => `t${++count}`,
    erf: () => program.define("erf", "erf", printErf),
  };
}

/** The name of the function of an activation: of a number, or of a row of a width. */
export function activationFunction(
  program: Program,
  activation: Activation,
  width: number,
): string {
  if (activation.kind === "elementwise") return elementwiseFunction(program, activation);
  return rowFunction(program, {
    ...{ key: activation, name: activation.name, widths: { z: width } },
    formula: (m, row) => [{ values: activation.value(m, row("z")) }],
  });
}

function elementwiseFunction(program: Program, activation: ElementwiseActivation): string {
  return program.define(activation, activation.name, (name) => {
    const m = expressions(), root = activation.value(m, m.variable("z"));
    const { statements, values } = printFormulas([root], scopeOf(program, () => "z"));
    return functionText(name, ["z"], statements, values[0]!);
  });
}

/** The name of a function of one number of each of some variables. */
export function entryFunction(
  program: Program,
  wanted: string,
  variables: readonly string[],
  formula: (m: ReturnType<typeof expressions>) => Expression,
): string {
  return program.define({}, wanted, (name) => {
    const { statements, values } = printFormulas(
      [formula(expressions())],
      scopeOf(program, (variable) => variable),
    );
    return functionText(name, variables, statements, values[0]!);
  });
}

/** A formula of rows, which has one result. */
export interface RowFunction {
  /** What makes it another, with the widths. */
  readonly key: unknown;
  /** The name of what it computes, for messages, and from which its own is made. */
  readonly name: string;
  /** The rows that it reads: its parameters, in their order. */
  readonly widths: Readonly<Record<string, number>>;
  readonly formula: RowFormula;
}

/**
 * The name of a function of rows, which is printed as loops if its formula can be, else column by column.
 *
 * @throws {RangeError} If it would be too many operations, column by column.
 */
export function rowFunction(program: Program, of: RowFunction): string {
  const sizes = Object.values(of.widths).join(" ");
  return program.define(keyOf(of.key, sizes), of.name, (name) => {
    const names = Object.keys(of.widths), scope = scopeOf(program, (variable) => variable);
    const { output, statements, values } = looped(of, scope) ?? unrolled(of, scope);
    if ("value" in output) return functionText(name, names, statements, values[0]!);
    const begin = `const y = new Float64Array(${output.values.length});`;
    return functionText(name, names, [begin, ...statements], "y");
  });
}

const KEYS = /* @__PURE__ */ new WeakMap<object, Map<string, object>>();

/** An object for a record and a text, always the same for the same. */
function keyOf(key: unknown, text: string): unknown {
  if (typeof key !== "object" || key === null) return `${key} ${text}`;
  const known = KEYS.get(key) ?? new Map<string, object>();
  KEYS.set(key, known);
  if (!known.has(text)) known.set(text, {});
  return known.get(text);
}

/** A result of a formula, and what computes it. */
interface Computed {
  readonly output: RowOutput<Expression>;
  readonly statements: readonly string[];
  readonly values: readonly string[];
}

function looped({ widths, formula }: RowFunction, scope: Scope): Computed | undefined {
  const captured = captureRows(formula, widths);
  if (!captured) return undefined;
  const schedule = scheduleOf(captured, true);
  if (!agreesWith(schedule, captured, formula, widths)) return undefined;
  const arrayOf = (row: string | number) => typeof row === "string" ? row : "y";
  return { output: captured.outputs[0]!, ...printLoops(schedule, arrayOf, scope) };
}

function unrolled({ name, widths, formula }: RowFunction, scope: Scope): Computed {
  const m = expressions(), seen = new Set<Expression>();
  const [output] = formula(m, (row) => {
    return Array.from({ length: widths[row]! }, (_, j) => m.variable(`${row}[${j}]`));
  });
  const roots = "values" in output! ? output.values : [output!.value];
  for (const stack = [...roots]; stack.length > 0;) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...node.operands);
    if (seen.size > MOST_OPERATIONS) {
      throw new RangeError(
        `JavaScript of ${name} would have more than ${MOST_OPERATIONS} operations, as its formula ` +
          "is written column by column: it suits smaller layers alone",
      );
    }
  }
  const { statements, values } = printFormulas(roots, { ...scope, repeats: true });
  if ("value" in output!) return { output, statements, values };
  const stored = alike(values, widths) ?? values.map((value, j) => `y[${j}] = ${value};`);
  return { output: output!, statements: [...statements, ...stored], values: [] };
}

/** Values that differ in the number of their column alone, as a loop. */
function alike(
  values: readonly string[],
  widths: Readonly<Record<string, number>>,
): string[] | undefined {
  const forms = values.map((value, j) =>
    value.replaceAll(/(\w+)\[(\d+)\]/g, (text, row: string, column) => {
      const width = widths[row]!;
      if (Number(column) !== j % width) return text;
      return width < values.length ? `${row}[j % ${width}]` : `${row}[j]`;
    })
  );
  if (values.length < 3 || forms.some((form) => form !== forms[0])) return undefined;
  return [`for (let j = 0; j < ${values.length}; j++) y[j] = ${forms[0]};`];
}

/** A function of some parameters; one line if it only returns a value. */
function functionText(
  name: string,
  parameters: readonly string[],
  statements: readonly string[],
  value: string,
): string {
  const lines = [...statements, `return ${value};`].map((line) => `  ${line}`);
  return [`function ${name}(${parameters.join(", ")}) {`, ...lines, "}"].join("\n");
}

/** The error function by the coefficients of the wasm executor, which round to float32. */
function printErf(name: string): string {
  const horner = (coefficients: readonly number[], x: string) => {
    return coefficients.map(String).reduceRight((higher, next) => `(${higher}) * ${x} + ${next}`);
  };
  return `/** The error function, to 7 digits. */
function ${name}(x) {
  const size = Math.min(Math.abs(x), ${MOST}), square = size * size;
  if (size < ${NEAR}) return x + x * (${horner(COEFFICIENTS, "square")});
  return Math.sign(x) * (1 - Math.exp(size * (${horner(COMPLEMENT, "size")}) - size));
}`;
}
