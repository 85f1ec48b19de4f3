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
import { LANES, VECTOR } from "../../executors/wasm/memory/layout.ts";
import { integers, placeRows, wordsOfRows } from "./integers.ts";
import type { MakeCase } from "./kernel_case.ts";

/** Formulas use all but the last, which is only a result. */
const VARIABLES = ["x", "y", "z", "moved"] as const;
const CONSTANTS = [-0, 1, -2];
/** Each at most doubles the largest number, at first a product of two up to 4: all stay below 2²⁴. */
const OPERATIONS = 16;
const VECTORS = 2;

/**
 * Formulas drawn at random, each result stored where another variable is read.
 *
 * They share values, read variables late, store variables unchanged and fuse multiply-adds in more ways
 * than built-in formulas do. The last result is a variable that the result before it overwrites.
 */
export function drawnFormulas(seed: number): MakeCase {
  const size = VECTORS * LANES, m = expressions();
  const results = drawFormulas(m, seed);
  const operands = VARIABLES.map((_, n) => integers(1, size, seed + n));
  const values = Array.from({ length: size }, (_, i) => {
    const entries = VARIABLES.map((name, n) => [name, operands[n]!.data[i]!]);
    return evaluateExpressions(results, float64, Object.fromEntries(entries));
  });
  return (layout) => {
    const places = operands.map((operand) => placeRows(layout, operand));
    // The result of each formula goes where the next variable is read.
    const intoOf = (n: number) => places[(n + 1) % places.length]!;
    return {
      kernel: "drawn formulas",
      shape: `number ${seed}`,
      operands: places,
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
      expected: results.flatMap((_, n) => {
        const row = byEntries(float64, { rows: 1, columns: size }, (i) => values[i]![n]!);
        return wordsOfRows(intoOf(n), row);
      }),
    };
  };
}

/** Draws one result for each variable. */
function drawFormulas(m: Expressions, seed: number): Expression[] {
  const key = deriveKey(randomKey(seed), PURPOSE.draw, OPERATIONS);
  const drawn = uniform(key, 4 * (OPERATIONS + VARIABLES.length));
  let next = 0;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(drawn[next++]! * from.length)]!;
  const [moved, ...variables] = VARIABLES.map((name) => m.variable(name)).reverse();
  const factors = [...variables, ...CONSTANTS.map((x) => m.constant(x))];
  const nodes: Expression[] = [...variables];
  // Recent nodes are more likely, so that formulas are deep.
  const recent = () => pick(nodes.slice(-5));
  for (let count = 0; count < OPERATIONS; count++) {
    const operation = pick(["mul", "mul", "add", "sub", "sub", "neg", "choose"] as const);
    if (operation === "mul") nodes.push(m.mul(pick(variables), pick(factors)));
    else if (operation === "neg") nodes.push(m.neg(recent()));
    else if (operation === "choose") nodes.push(m.choose(recent(), recent(), pick(nodes)));
    else nodes.push(m[operation](recent(), pick(nodes)));
  }
  return [pick(variables), nodes.at(-1)!, recent(), moved!];
}
