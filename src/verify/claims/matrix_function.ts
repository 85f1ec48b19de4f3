import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { checkExpression, type Expression } from "../../core/arithmetic/expression.ts";
import { byEntries, checkMatrix, type Matrix, shapeOf } from "../../core/matrix/matrix.ts";
import { describe } from "../../core/support/describe.ts";
import { checkSize, mapNamed } from "../../engine/parameters.ts";
import type { Parameters } from "../../nn/layers/layer.ts";
import type { Variables } from "../prover/claim.ts";

/**
 * Rows and columns of a matrix.
 * @category Proofs
 */
export type Size = readonly [rows: number, columns: number];

/**
 * Matrices by name, of values of an arithmetic.
 * @category Proofs
 */
export type Matrices<Names extends string, T> = Readonly<Record<Names, Matrix<T>>>;

/**
 * What a function returns: one matrix, or several by name.
 * @category Proofs
 */
export type Results<Out extends string, T> = keyof Matrix extends Out ? Matrix<T>
  : Matrices<Out, T>;

/**
 * A function of named matrices, generic over the arithmetic.
 *
 * Integers that select rows, and the like, are numbers of the program, not of the arithmetic: `value`
 * closes over them.
 * @category Proofs
 */
export interface MatrixFunction<In extends string, Fixed extends In, Out extends string> {
  /** What it is called. */
  readonly name: string;
  /** Rows and columns of each input. */
  readonly inputs: Readonly<Record<In, Size>>;
  /** Further shapes of the inputs: a factor such as 1/n shows in several alone. */
  readonly shapes?: readonly Readonly<Record<NoInfer<In>, Size>>[];
  /** Inputs without a derivative, such as targets and masks; none by default. */
  readonly fixed?: readonly Fixed[];
  /** The function: one matrix, or matrices by name. */
  readonly value: <T>(m: Arithmetic<T>, inputs: Matrices<NoInfer<In>, T>) => Results<Out, T>;
  /** What the entries of an input lie strictly between; any numbers by default. */
  readonly ranges?: Readonly<Partial<Record<NoInfer<In>, readonly [low: number, high: number]>>>;
  /** Values that are positive wherever the derivative is claimed to be right; everywhere by default. */
  readonly where?: <T>(m: Arithmetic<T>, inputs: Matrices<NoInfer<In>, T>) => readonly T[];
  /** Makes fixed inputs that satisfy a condition from arbitrary ones, such as rows that sum to 1. */
  readonly impose?: <T>(
    m: Arithmetic<T>,
    fixed: Matrices<NoInfer<Fixed>, T>,
  ) => Matrices<NoInfer<Fixed>, T>;
}

/** A function of matrices of given sizes, with one record of results whatever it returns. */
export interface SizedFunction {
  readonly name: string;
  readonly sizes: Readonly<Record<string, Size>>;
  readonly fixed: readonly string[];
  readonly value: <T>(m: Arithmetic<T>, inputs: Parameters<T>) => Parameters<T>;
  readonly ranges: Readonly<Partial<Record<string, readonly [low: number, high: number]>>>;
  readonly where?: (<T>(m: Arithmetic<T>, inputs: Parameters<T>) => readonly T[]) | undefined;
  readonly impose?: (<T>(m: Arithmetic<T>, fixed: Parameters<T>) => Parameters<T>) | undefined;
}

/** The name of the only output of a function. */
export const ONLY = "";

/** A function for inputs of some sizes. */
export function sized<In extends string, Fixed extends In, Out extends string>(
  given: MatrixFunction<In, Fixed, Out>,
  sizes: Readonly<Record<In, Size>>,
): SizedFunction {
  const { name, fixed = [], value, ranges = {}, where, impose } = given;
  return {
    name,
    sizes,
    fixed,
    ranges,
    where: where as SizedFunction["where"],
    impose: impose as SizedFunction["impose"],
    value: (m, inputs) => named(value(m, inputs as never)),
  };
}

/** The results of a function by name. */
export function named<T>(found: Parameters<T> | Matrix<T>): Parameters<T> {
  const isOne = typeof found === "object" && found !== null && "rows" in found;
  return isOne ? { [ONLY]: found as Matrix<T> } : found as Parameters<T>;
}

/** The opposite: what the formulas of a function take. */
export function unnamed<T>(results: Parameters<T>): Parameters<T> | Matrix<T> {
  return results[ONLY] ?? results;
}

/** Throws a `TypeError` unless a record has exactly these names. */
export function checkNames(found: unknown, names: readonly string[], what: string): void {
  const wanted = `The ${what} must be { ${names.join(", ")} }`;
  if (typeof found !== "object" || found === null) {
    throw new TypeError(`${wanted}, but found ${describe(found)}`);
  }
  const missing = names.find((name) => !Object.hasOwn(found, name));
  if (missing !== undefined) throw new TypeError(`${wanted}, but found no ${missing}`);
  const unknown = Object.keys(found).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`${wanted}, but found ${describe(unknown)}, too`);
}

/** Throws a `TypeError` unless a record holds matrices of values of the arithmetic. */
export function checkResults(
  found: Parameters<Expression>,
  what: string,
  wanted: Parameters<unknown> = found,
): void {
  checkNames(found, Object.keys(wanted ?? {}), what);
  for (const [name, matrix] of Object.entries(found)) {
    checkMatrix(matrix, inWords(what, name));
    checkSize(matrix, wanted[name]!, inWords(what, name));
    for (const entry of Array.from(matrix.data)) {
      checkExpression(entry, `An entry of the ${inWords(what, name)}`);
    }
  }
}

function inWords(what: string, name: string): string {
  return name === ONLY ? what : `${name} from ${what}`;
}

/** Inputs whose every number is a variable, fixed ones as their condition wants them. */
export function drawInputs<T>(m: Variables<T>, f: SizedFunction): Parameters<T> {
  const drawn = Object.fromEntries(
    Object.entries(f.sizes).map(([name, [rows, columns]]) => [
      name,
      byEntries(m, { rows, columns }, () => m.variable(...drawnFrom(f.ranges[name]))),
    ]),
  );
  return imposed(m, f, drawn);
}

/** Inputs with the fixed ones as their condition wants them. */
export function imposed<T>(
  m: Arithmetic<T>,
  { fixed, impose, name }: SizedFunction,
  inputs: Parameters<T>,
): Parameters<T> {
  if (impose === undefined) return inputs;
  const free = Object.fromEntries(fixed.map((each) => [each, inputs[each]!]));
  const found = impose(m, free);
  checkNames(found, fixed, `impose of ${name}`);
  fixed.forEach((each) => checkSize(found[each], free[each]!, `${each} from impose of ${name}`));
  return { ...inputs, ...found };
}

/** Numbers inside a range, which may be open at an end. */
function drawnFrom(range: readonly [number, number] = [-1, 1]): readonly [number, number] {
  const [low, high] = range;
  if (Number.isFinite(low)) return [low, Math.min(high, low + 2)];
  return Number.isFinite(high) ? [high - 2, high] : [-1, 1];
}

/** The value inside the domain of a function, NaN outside: the conditions are asked first. */
export function inside<T>(m: Arithmetic<T>, conditions: readonly T[], value: T): T {
  const outside = m.constant(NaN);
  return conditions.reduceRight((kept, condition) => m.choose(condition, kept, outside), value);
}

/** What is positive inside the domain of a function. */
export function conditionsOf<T>(
  m: Arithmetic<T>,
  { ranges, where }: SizedFunction,
  inputs: Parameters<T>,
): T[] {
  const within = Object.entries(ranges).flatMap(([name, range]) => {
    const [low, high] = range!;
    return Array.from(inputs[name]!.data).flatMap((x) => [
      ...(Number.isFinite(low) ? [m.sub(x, m.constant(low))] : []),
      ...(Number.isFinite(high) ? [m.sub(m.constant(high), x)] : []),
    ]);
  });
  return [...within, ...(where?.(m, inputs) ?? [])];
}

/** The inputs that have a derivative. */
export function movingOf<T>({ fixed }: SizedFunction, inputs: Parameters<T>): Parameters<T> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !fixed.includes(name)));
}

/** All entries of matrices, one matrix after the other, in the order of `like`. */
export function entriesOf<T>(matrices: Parameters<T>, like: object = matrices): T[] {
  const entries: T[] = [];
  for (const name in like) entries.push(...Array.from(matrices[name]!.data));
  return entries;
}

/** The opposite, given matrices of these sizes. */
export function fromEntries<T>(
  m: Arithmetic<T>,
  like: Parameters<unknown>,
  entries: readonly T[],
): Parameters<T> {
  let next = 0;
  return mapNamed(like, (matrix) => byEntries(m, matrix, () => entries[next++]!));
}

/** Matrices of these sizes without entries. */
export function emptyOf(sizes: Readonly<Record<string, Size>>): Parameters<never> {
  return Object.fromEntries(
    Object.entries(sizes).map(([name, [rows, columns]]) => [
      name,
      { rows, columns, data: { length: rows * columns } },
    ]),
  );
}

/** The sizes of inputs: `x (2 × 3), w (3 × 2)`. */
export function describeSizes(sizes: Readonly<Record<string, Size>>): string {
  return Object.entries(sizes)
    .map(([name, [rows, columns]]) => `${name} (${shapeOf({ rows, columns })})`).join(", ");
}
