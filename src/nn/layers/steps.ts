import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { builder, byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { DENSE_EQUATIONS } from "./dense.ts";
import { describeShape, type Shape } from "./shape.ts";

/** The two sides of [steps, features]; throws a RangeError if a shape has others. */
export function stepsOf(kind: string, shape: Shape): readonly [steps: number, features: number] {
  if (shape.length === 2) return shape as readonly [number, number];
  throw new RangeError(
    `${kind} takes inputs of the shape [steps, features], but found ${describeShape(shape)}; ` +
      "reshape([steps, features]) below it gives them one",
  );
}

/** Some columns of a matrix: a step of a sequence, or a gate. */
export function columnsOf<T>(
  m: Arithmetic<T>,
  { rows, columns, data }: Matrix<T>,
  from: number,
  count: number,
): Matrix<T> {
  return byEntries(m, { rows, columns: count }, (i) => {
    return data[Math.floor(i / count) * columns + from + i % count]!;
  });
}

/** The columns of all matrices, from left to right. */
export function sideBySide<T>(m: Arithmetic<T>, parts: readonly Matrix<T>[]): Matrix<T> {
  const { rows } = parts[0]!, columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const made = builder(m, rows, columns);
  let from = 0;
  for (const part of parts) {
    for (let i = 0; i < part.data.length; i++) {
      const row = Math.floor(i / part.columns);
      made.data[row * columns + from + i % part.columns] = part.data[i]!;
    }
    from += part.columns;
  }
  return Object.freeze(made);
}

/** An equal part of the columns, as a gate has. */
export function partOf<T>(m: Arithmetic<T>, x: Matrix<T>, k: number, of: number): Matrix<T> {
  const count = x.columns / of;
  return columnsOf(m, x, k * count, count);
}

/** x + y, entry by entry. */
export function plus<T>(m: Arithmetic<T>, x: Matrix<T>, y: Matrix<T>): Matrix<T> {
  return byEntries(m, x, (i) => m.add(x.data[i]!, y.data[i]!));
}

/** x − y, entry by entry. */
export function minus<T>(m: Arithmetic<T>, x: Matrix<T>, y: Matrix<T>): Matrix<T> {
  return byEntries(m, x, (i) => m.sub(x.data[i]!, y.data[i]!));
}

/** x ⊙ y, entry by entry. */
export function hadamard<T>(m: Arithmetic<T>, x: Matrix<T>, y: Matrix<T>): Matrix<T> {
  return byEntries(m, x, (i) => m.mul(x.data[i]!, y.data[i]!));
}

/** The matrix of each list, such as all steps of a value side by side. */
export function mapped<T>(
  lists: Readonly<Record<string, readonly Matrix<T>[]>>,
  f: (list: readonly Matrix<T>[]) => Matrix<T>,
): Readonly<Record<string, Matrix<T>>> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, f(list)]));
}

/** A matrix of zeros. */
export function zerosOf<T>(m: Arithmetic<T>, rows: number, columns: number): Matrix<T> {
  return byEntries(m, { rows, columns }, () => m.zero);
}

/** Sums, over steps, of the means over the batch that BP3 and BP4 of dense layers give. */
export class GradientSums<T> {
  readonly #m: Arithmetic<T>;
  readonly #sums = new Map<string, Matrix<T>>();

  /** No sums yet. */
  constructor(m: Arithmetic<T>) {
    this.#m = m;
  }

  /** Adds the mean of δ xᵀ to what is summed for some weights. */
  weights(name: string, errors: Matrix<T>, inputs: Matrix<T>): void {
    this.#add(name, DENSE_EQUATIONS.weightGradient(this.#m, errors, inputs));
  }

  /** Adds the mean of δ to what is summed for some biases. */
  biases(name: string, errors: Matrix<T>): void {
    this.#add(name, DENSE_EQUATIONS.biasGradient(this.#m, errors));
  }

  /** All sums by name. */
  get all(): Readonly<Record<string, Matrix<T>>> {
    return Object.fromEntries(this.#sums);
  }

  #add(name: string, term: Matrix<T>): void {
    const sum = this.#sums.get(name);
    this.#sums.set(name, sum === undefined ? term : plus(this.#m, sum, term));
  }
}
