import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { expressions } from "../../core/arithmetic/expression.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { isFloat64, mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { mapNamed } from "../../engine/parameters.ts";
import type { Parameters } from "../../nn/layers/layer.ts";
import { lowered } from "../../symbolic/print/name.ts";
import type { Claim, ClaimedGradient, Variables } from "../prover/claim.ts";
import { numbersIn } from "../prover/special_numbers.ts";
import type { Formula } from "../prover/tie.ts";
import { derivativeClaim } from "./derivative_claim.ts";
import {
  checkResults,
  conditionsOf,
  drawInputs,
  emptyOf,
  entriesOf,
  fromEntries,
  imposed,
  inside,
  movingOf,
  ONLY,
  type SizedFunction,
} from "./matrix_function.ts";
import { withName } from "./named_formulas.ts";

/**
 * A function of matrices and how the code differentiates it: Jᵀ times the errors of its outputs, which
 * is its pullback, or J times the tangents of its inputs.
 */
export interface Rule extends SizedFunction {
  /** What it is made of: numbers that stand there are special. */
  readonly formulas: readonly unknown[];
  readonly mode: "pullback" | "derivative";
  readonly apply: <T>(
    m: Arithmetic<T>,
    inputs: Parameters<T>,
    along: Parameters<T>,
    outputs: Parameters<T>,
  ) => Parameters<T>;
}

/** A rule whose formulas are named in what they throw. */
export function namedRule(rule: Rule): Rule {
  const { name, mode, value, apply } = rule;
  return {
    ...rule,
    value: withName(`value of ${name}`, value),
    apply: withName(`${mode} of ${name}`, apply),
  };
}

/** Claims that a rule is the derivative of its function. */
export function ruleClaim(rule: Rule): Claim {
  const { name, mode } = rule;
  const subject = mode === "pullback"
    ? `${name}: its pullback is the derivative of its value`
    : `${name}: its derivative is that of its value`;
  return derivativeClaim(subject, (m) => {
    return mode === "pullback" ? [pulledBack(m, rule)] : pushedForward(m, rule);
  });
}

/** Jᵀ e is the gradient of e · f(x) by x. */
function pulledBack<T>(m: Variables<T>, rule: Rule): ClaimedGradient<T> {
  const inputs = drawInputs(m, rule);
  const outputs = rule.value(m, inputs), errors = mapNamed(outputs, variablesLike(m));
  const moving = movingOf(rule, inputs), along = entriesOf(errors);
  const conditions = conditionsOf(m, rule, inputs);
  return {
    at: entriesOf(moving),
    names: namesOf(moving),
    got: entriesOf(rule.apply(m, inputs, errors, outputs), moving)
      .map((entry) => inside(m, conditions, entry)),
    f: (d, row, constant) => {
      const lifted = {
        ...mapNamed(inputs, (matrix) => mapEntries(matrix, constant)),
        ...fromEntries(d, moving, row),
      };
      const entries = entriesOf(rule.value(d, lifted));
      const total = sum(d, entries.map((entry, k) => d.mul(entry, constant(along[k]!))));
      return inside(d, conditionsOf(d, rule, lifted), total);
    },
  };
}

/** J v is the derivative of f(x + t v) by t, entry by entry. */
function pushedForward<T>(m: Variables<T>, rule: Rule): ClaimedGradient<T>[] {
  const start = drawInputs(m, rule);
  const tangents = mapNamed(movingOf(rule, start), variablesLike(m));
  const t = m.variable(-NEAR, NEAR);
  const moved = <D>(d: Arithmetic<D>, t: D, constant: (value: T) => D) => ({
    ...mapNamed(start, (matrix) => mapEntries(matrix, constant)),
    ...mapNamed(tangents, (matrix, name) =>
      mapEntries(
        matrix,
        (tangent, i) => d.add(constant(start[name]!.data[i]!), d.mul(t, constant(tangent))),
      )),
  });
  const inputs = moved(m, t, (value) => value);
  const conditions = conditionsOf(m, rule, inputs);
  const outputs = rule.value(m, inputs);
  const got = entriesOf(rule.apply(m, inputs, tangents, outputs), outputs);
  return got.map((entry, k) => ({
    at: [t],
    names: ["t"],
    got: [inside(m, conditions, entry)],
    f: (d, [t], constant) => {
      const lifted = moved(d, t!, constant);
      return inside(d, conditionsOf(d, rule, lifted), entriesOf(rule.value(d, lifted))[k]!);
    },
  }));
}

/** So that inputs stay in their ranges. */
const NEAR = 2 ** -6;

/** A function and its rule as they run: matrices in, one row out. */
export function ruleFormulas(rule: Rule): Formula[] {
  const { inputs, along, found } = shapesOf(rule);
  const lengths = (matrices: Parameters<unknown>) =>
    Object.values(matrices).map(({ rows, columns }) => rows * columns);
  const first = lengths(inputs), second = lengths(along);
  const readInputs = readerOf(inputs), readAlong = readerOf(along, first.length);
  const ends = Object.values(rule.ranges).flatMap((range) => {
    return range ? [range[0], (range[0] + range[1]) / 2, range[1]] : [];
  });
  const places = [...numbersIn(...rule.formulas, rule.where), ...ends];
  return [
    {
      name: `value of ${rule.name}`,
      lengths: first,
      places,
      isWhole: true,
      read: (m, rows) => entriesOf(rule.value(m, readInputs(m, rows))),
    },
    {
      name: `${rule.mode} of ${rule.name}`,
      lengths: [...first, ...second],
      places,
      isWhole: true,
      read: (m, rows) => {
        const at = readInputs(m, rows);
        return entriesOf(rule.apply(m, at, readAlong(m, rows), rule.value(m, at)), found);
      },
    },
  ];
}

/** Reads matrices from rows of their entries; thousands of times, so without copies. */
function readerOf(like: Parameters<unknown>, from = 0) {
  const sizes = Object.entries(like);
  return <T>(m: Arithmetic<T>, entries: readonly (readonly T[])[]): Parameters<T> => {
    const read: Record<string, Matrix<T>> = {};
    for (const [k, [name, { rows, columns }]] of sizes.entries()) {
      const row = entries[from + k]!;
      const data = isFloat64(m) ? Float64Array.from(row as readonly number[]) : row;
      read[name] = { rows, columns, data: data as ArrayLike<T> };
    }
    return read;
  };
}

/**
 * Reads a function and its rule once, so that wrong shapes are reported before any proof.
 *
 * @returns The shapes of its inputs, of what its rule is applied to, and of what that returns.
 * @throws {TypeError} If they do not return matrices of values of the arithmetic, of the right shapes.
 */
export function shapesOf(rule: Rule) {
  const m = expressions();
  const inputs = imposed(m, rule, symbolsOf(rule).inputs(m));
  const outputs = rule.value(m, inputs), moving = movingOf(rule, inputs);
  checkResults(outputs, `value of ${rule.name}`);
  const [along, found] = rule.mode === "pullback" ? [outputs, moving] : [moving, outputs];
  const applied = rule.apply(m, inputs, along, outputs);
  checkResults(applied, `${rule.mode} of ${rule.name}`, found);
  conditionsOf(m, rule, inputs);
  return { inputs: emptyOf(rule.sizes), along, found };
}

/** Inputs as symbols: x₁₂, or x₂ if x is a row, or x if it is a number. */
export function symbolsOf({ sizes }: SizedFunction) {
  const empty = emptyOf(sizes);
  return {
    names: namesOf(empty),
    inputs: (m: ReturnType<typeof expressions>) => {
      return fromEntries(m, empty, namesOf(empty).map((name) => m.variable(name)));
    },
  };
}

/** The names of all entries of matrices. */
export function namesOf(matrices: Parameters<unknown>): string[] {
  return Object.entries(matrices).flatMap(([name, matrix]) => {
    const { rows, columns } = matrix, letter = name === ONLY ? "f" : name;
    return Array.from({ length: rows * columns }, (_, k) => {
      const i = Math.floor(k / columns) + 1, j = k % columns + 1;
      if (rows * columns === 1) return letter;
      if (rows === 1) return letter + lowered(j);
      return rows > 9 || columns > 9 ? `${letter}[${i}, ${j}]` : letter + lowered(`${i}${j}`);
    });
  });
}

function variablesLike<T>(m: Variables<T>) {
  return (matrix: Matrix<unknown>) => mapEntries(matrix, () => m.variable());
}
