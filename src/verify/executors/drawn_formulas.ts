import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import { evaluateExpressions } from "../../core/arithmetic/evaluate.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, randomKey, uniform } from "../../core/random/random.ts";
import { v128 } from "../../executors/wasm/emitter/instructions.ts";

import { LANES, reserveRows, VECTOR } from "../../executors/wasm/memory/layout.ts";
import { integers, wordsOfRows } from "./integers.ts";
import type { MakeCase } from "./kernel_case.ts";

/** Formulas are of all but the last, which is a result as it is and nothing else. */
const VARIABLES = ["x", "y", "z", "moved"] as const;
const CONSTANTS = [-0, 1, -2];
/** Each at most doubles the largest number, which begins with a product of two of 4: below 2²⁴. */
const OPERATIONS = 16;
const VECTORS = 2;

/**
 * Formulas drawn at random, each result stored where another variable is read.
 *
 * Whatever is shared, read late, a result as it is, or part of a multiply-add must be as the formulas
 * say: activations and losses that are built in have few of these ways to go wrong. The result that is
 * stored last is the variable in whose place the result before it goes.
 */
export function drawnFormulas(seed: number): MakeCase {
  const size = VECTORS * LANES, m = expressions();
  const results = drawFormulas(m, seed);
  const operands = VARIABLES.map((_, n) => integers(1, size, seed + n));
  const values = Array.from({ length: size }, (_, i) =>
    evaluateExpressions(
      results,
      float64,
      Object.fromEntries(VARIABLES.map((name, n) => [name, operands[n]!.data[i]!])),
    ));
  return (layout) => {
    const places = VARIABLES.map(() => reserveRows(layout, 1, size));
    // The result of each goes where the next is read.
    const intoOf = (n: number) => places[(n + 1) % places.length]!;
    return {
      kernel: "drawn formulas",
      shape: `number ${seed}`,
      write: (memory) => {
        const numbers = new Float32Array(memory);
        places.forEach(({ address }, n) => {
          numbers.set(operands[n]!.data as Float64Array, address / Float32Array.BYTES_PER_ELEMENT);
        });
      },
      emit: (kernels, target, share) => {
        const own = share.of(Array.from({ length: VECTORS }, (_, v) => v * VECTOR));
        if (own.length === 0) return;
        kernels.entryFormulas(target, {
          ...{ from: own[0]!, below: own.at(-1)! + VECTOR },
          read: (name, at) => {
            return v128.load(at(places[VARIABLES.findIndex((each) => each === name)]!.address));
          },
          results: results.map((value, n) => ({ into: intoOf(n).address, value })),
        });
      },
      expected: results.flatMap((_, n) =>
        wordsOfRows(
          intoOf(n),
          byEntries(float64, { rows: 1, columns: size }, (i) => values[i]![n]!),
        )
      ),
    };
  };
}

/** As many results as there are variables. */
function drawFormulas(m: Expressions, seed: number): Expression[] {
  const key = deriveKey(randomKey(seed), PURPOSE.draw, OPERATIONS);
  const drawn = uniform(key, 4 * (OPERATIONS + VARIABLES.length));
  let next = 0;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(drawn[next++]! * from.length)]!;
  const [moved, ...variables] = VARIABLES.map((name) => m.variable(name)).reverse();
  const factors = [...variables, ...CONSTANTS.map((x) => m.constant(x))];
  const nodes: Expression[] = [...variables];
  // Nodes of late are the likelier to be used, so that formulas are deep.
  const recent = () => pick(nodes.slice(-5));
  for (let count = 0; count < OPERATIONS; count++) {
    const operation = pick(["mul", "mul", "add", "sub", "sub", "neg", "choose"] as const);
    nodes.push(
      operation === "mul"
        ? m.mul(pick(variables), pick(factors))
        : operation === "neg"
        ? m.neg(recent())
        : operation === "choose"
        ? m.choose(recent(), recent(), pick(nodes))
        : m[operation](recent(), pick(nodes)),
    );
  }
  return [pick(variables), nodes.at(-1)!, recent(), moved!];
}
