import { largestOf } from "../../core/support/largest.ts";
import type { Expression, Expressions } from "../../core/arithmetic/expression.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { type LayerTrace, passThrough, type Trace } from "../../engine/forward.ts";
import { type Network, networkFrom, type NetworkParts, shapesOf } from "../../engine/network.ts";
import { isShrunk } from "../../nn/layers/layer.ts";
import { sizeOf } from "../../nn/layers/shape.ts";
import { lowered, raised } from "../print/name.ts";

/** The formulas that are positive inside the domain of a loss. */
export function conditionsOf(
  { domain }: Loss,
  outputs: readonly Expression[],
  m: Expressions,
): Expression[] {
  return domain === undefined ? [] : outputs.map((a) => domain.positive(m, a));
}

/** A matrix of symbols, rows and columns numbered from 1. */
export function symbols(
  m: Expressions,
  rows: number,
  columns: number,
  nameOf: (i: number, j: number) => string,
): Matrix<Expression> {
  const data = Array.from({ length: rows * columns }, (_, k) => {
    return m.variable(nameOf(Math.floor(k / columns) + 1, k % columns + 1));
  });
  return { rows, columns, data };
}

/** A row of symbols x₁, x₂, …; a single one is x. */
export function row(m: Expressions, letter: string, columns: number): Matrix<Expression> {
  return symbols(m, 1, columns, (_, j) => columns === 1 ? letter : letter + lowered(j));
}

/** The most units with unambiguous indices: w¹₁₂ is from 2 to 1. */
const MOST_UNITS = 9;

/** A network of symbols, and symbols for everything that its forward pass computes. */
export interface SymbolicNetwork {
  /** Its parameters are named by their first letter: w¹₁₂, b¹₁. */
  readonly network: Network<Expression>;
  /** x, z¹₁, a¹₁, …; without an activation, z stands for both. */
  readonly trace: Trace<Expression> & { readonly masks: readonly Matrix<Expression>[] };
  readonly targets: Matrix<Expression>;
}

/**
 * A network of symbols; for several examples, the first lower index is the example, as in
 * A (batch × units).
 *
 * @param training Whether it is a step of training: layers that draw masks have symbols r¹₁, …
 * @throws {RangeError} If a layer has more than 9 units, or a parameter more rows or columns.
 */
export function symbolicNetwork(
  m: Expressions,
  parts: NetworkParts,
  examples = 1,
  training = false,
): SymbolicNetwork {
  const shapes = shapesOf(parts), widths = shapes.map(sizeOf), most = largestOf(widths);
  if (most > MOST_UNITS) {
    throw new RangeError(`A shown layer may have at most ${MOST_UNITS} units, but found ${most}`);
  }
  const network = networkFrom<Expression>(parts, ([rows, columns], { l, name }) => {
    const { kind, options } = parts.layers[l]!;
    if (Math.max(rows, columns) > MOST_UNITS) {
      throw new RangeError(
        `A shown parameter may have at most ${MOST_UNITS} rows and columns, ` +
          `but found ${name} (${rows} × ${columns}) in layer ${l + 1}`,
      );
    }
    const letter = letterOf(name, Object.keys(kind.parameterShapes(options, shapes[l]!)));
    return symbols(m, rows, columns, (i, j) => {
      return letter + raised(l + 1) + lowered(isShrunk({ kind, options }, name) ? `${i}${j}` : j);
    });
  }, ([rows, columns], { l, name }) => {
    return symbols(m, rows, columns, (i, j) => {
      return name + raised(l + 1) + lowered(rows === 1 ? j : `${i}${j}`);
    });
  });
  const outside = (letter: string, columns: number) =>
    examples === 1
      ? row(m, letter, columns)
      : symbols(m, examples, columns, (i, j) => letter + lowered(`${i}${j}`));
  const inputs = outside("x", parts.inputs);
  const layers: LayerTrace<Expression>[] = [], masks: Matrix<Expression>[] = [];
  let below = inputs;
  for (const [l, layer] of network.layers.entries()) {
    const named = (letter: string) =>
      symbols(m, examples, widths[l + 1]!, (i, j) => {
        return letter + raised(l + 1) + lowered(examples === 1 ? j : `${i}${j}`);
      });
    if (training && layer.kind.drawMask) masks[l] = named("r");
    const z = named("z"), a = layer.activation ? named("a") : z;
    const context = { mask: masks[l], training };
    layers.push({ z, a, saved: passThrough(m, layer, below, shapes[l]!, context).saved });
    below = a;
  }
  return {
    network,
    trace: { inputs, layers, outputs: below, masks },
    targets: outside("y", widths.at(-1)!),
  };
}

/** The first letter of a name, or the whole name if the letter is ambiguous. */
function letterOf(name: string, names: readonly string[]): string {
  const [letter = ""] = name;
  const isTaken = TAKEN.has(letter) || names.some((other) => other !== name && other[0] === letter);
  return isTaken ? name : letter;
}

/** The letters of inputs, targets, weighted sums, activations, errors, masks and the cost. */
const TAKEN = new Set(["x", "y", "z", "a", "δ", "r", "C", ""]);
