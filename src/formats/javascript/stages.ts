import type { Matrix } from "../../core/matrix/matrix.ts";
import type { Network } from "../../engine/network.ts";
import { shapesOf } from "../../engine/network.ts";
import { hashes } from "../../executors/lower/hashes.ts";
import { forwardOfRow, parameterRow, type RowLayer } from "../../executors/lower/layer_rows.ts";
import { type Stage, stagesOf } from "../../executors/lower/stages.ts";
import { linear } from "../../nn/activations/linear.ts";
import { describeLayer } from "../../nn/layers/layer.ts";
import { describeShape } from "../../nn/layers/shape.ts";
import type { WindowGrid } from "../../nn/layers/windows.ts";
import { activationFunction, entryFunction, rowFunction } from "./formulas.ts";
import { type HelperName, HELPERS } from "./helpers.ts";
import type { Program } from "./program.ts";

/**
 * Prints a forward pass of one example.
 *
 * @param inputs The name of the array of the inputs.
 * @returns The statements, and the name of the array of the outputs.
 * @throws {RangeError} If a layer is of a kind that has no compiled form.
 */
export function printStages(
  program: Program,
  network: Network,
  inputs: string,
): { readonly statements: readonly string[]; readonly outputs: string } {
  const stages = stagesOf(
    network,
    (layer) => `JavaScript cannot be printed of ${layer}, which has no compiled form`,
  );
  const shapes = shapesOf(network), statements: string[] = [], names: string[] = [];
  let commented = -1;
  for (const [s, stage] of stages.entries()) {
    const below = names[s - 1] ?? inputs;
    const value = withActivation(program, stage, computed(program, network, stage, below, names));
    if (value === below) {
      names.push(below); // dropout does nothing here
      continue;
    }
    if (commented !== stage.layer) {
      const layer = network.layers[stage.layer]!, [from, to] = shapes.slice(stage.layer);
      const sizes = `${describeShape(from!)} → ${describeShape(to!)}`;
      statements.push(`// ${stage.layer + 1}: ${describeLayer(layer)} (${sizes})`);
      commented = stage.layer;
    }
    const name = `a${s + 1}`;
    statements.push(`const ${name} = ${value};`);
    names.push(name);
  }
  return { statements, outputs: names.at(-1) ?? inputs };
}

function helper(program: Program, name: HelperName): string {
  return program.define(name, name, HELPERS[name]);
}

/** A = f(Z). */
function withActivation(program: Program, { activation, units }: Stage, z: string): string {
  if (activation === linear) return z;
  const f = activationFunction(program, activation, units);
  return activation.kind === "elementwise" ? `${z}.map((z) => ${f}(z))` : `${f}(${z})`;
}

/** Z of a stage, from its inputs. */
function computed(
  program: Program,
  network: Network,
  stage: Stage,
  x: string,
  names: readonly string[],
): string {
  const { product, pool, rows, columns, looksUp, skip } = stage;
  const parts = partsOf(network, stage);
  const numbers = (part: Part) => program.numbers(`${part.own}${stage.layer + 1}`, part.data);
  if (product) {
    const given = [x, ...parts.map(numbers)];
    if (!product.windows) return `${helper(program, "dense")}(${given.join(", ")})`;
    if (parts.length === 1) given.push("undefined");
    const { apart, windows } = product;
    const name = helper(program, apart ? "spread" : "convolve");
    return `${name}(${given.join(", ")}, ${gridText(windows, apart && { apart })})`;
  }
  if (pool) {
    const formulas = countsSeen(pool.windows).map((count) => {
      const name = rowFunction(program, {
        ...{ key: pool.value, name: network.layers[stage.layer]!.kind.name },
        widths: { x: count },
        formula: (m, row) => [{ value: pool.value(m, row("x")) }],
      });
      return `${count}: ${name}`;
    });
    const grid = gridText(pool.windows);
    return `${helper(program, "pool")}(${x}, { ${formulas.join(", ")} }, ${grid})`;
  }
  if (looksUp) {
    const [table] = parts;
    return `${helper(program, "lookUp")}(${x}, ${numbers(table!)}, ${table!.columns})`;
  }
  if (rows) return ofRows(program, stage, parts, x, numbers);
  if (columns) {
    const state = columns.state.map((own): Part => {
      return { own, ...network.layers[columns.layer]!.state![columns.path + own]! };
    });
    const all = [...parts, ...state], variables = all.map(({ own }) => own);
    const f = entryFunction(program, columns.name, ["x", ...variables], (m) => {
      const values = Object.fromEntries(variables.map((own) => [own, [m.variable(own)]]));
      return columns.evaluation(m, [m.variable("x")], values)[0]!;
    });
    const entries = all.map((part) => `${numbers(part)}[i % ${stage.units}]`);
    return `${x}.map((x, i) => ${f}(${["x", ...entries].join(", ")}))`;
  }
  if (skip !== undefined) return `${x}.map((x, i) => x + ${names[skip] ?? "inputs"}[i])`;
  return x;
}

/** A parameter, by its name in its own layer. */
type Part = Matrix & { readonly own: string };

function partsOf({ layers }: Network, { parameters }: Stage): Part[] {
  return (parameters?.parts ?? []).map(({ own, name }) => {
    return { own, ...layers[parameters!.layer]!.parameters[name]! };
  });
}

/** A layer whose functions are formulas of an example: of each position, if that is the same. */
function ofRows(
  program: Program,
  stage: Stage,
  parts: readonly Part[],
  x: string,
  numbers: (part: Part) => string,
): string {
  const sizes = Object.fromEntries(
    parts.map(({ own, rows, columns }) => [own, [rows, columns] as const]),
  );
  const whole: RowLayer = { ...stage.rows!, sizes };
  const channels = whole.shape.at(-1)!, position = { ...whole, shape: [channels] };
  const isApart = channels < stage.inputs && isOfPositions(whole, position, stage);
  const layer = isApart ? position : whole, given = parts.map(({ own }) => own);
  const f = rowFunction(program, {
    ...{ key: {}, name: layer.kind.name },
    widths: {
      x: isApart ? channels : stage.inputs,
      ...Object.fromEntries(parts.map(({ own, data }) => [own, data.length])),
    },
    formula: (m, row) => {
      const rowOf = (name: string) => {
        return row(given.find((own) => parameterRow(own) === name) ?? "x");
      };
      return [{ values: Array.from(forwardOfRow(m, layer, rowOf).outputs.data) }];
    },
  });
  const names = parts.map(numbers);
  if (!isApart) return `${f}(${[x, ...names].join(", ")})`;
  const call = `${f}(${["part", ...names].join(", ")})`;
  return `${helper(program, "inParts")}(${x}, ${channels}, (part) => ${call})`;
}

/** Whether a layer does the same at each position as it does at one, compared by hashes. */
function isOfPositions(whole: RowLayer, position: RowLayer, { inputs }: Stage): boolean {
  const values = new Map<string, number[]>();
  const row = (name: string) => {
    const [rows, columns] = whole.sizes[
      Object.keys(whole.sizes).find((own) => {
        return parameterRow(own) === name;
      })!
    ] ?? [1, inputs];
    const known = values.get(name) ??
      Array.from({ length: rows * columns }, (_, j) => hashes.constant(values.size + j / 2 ** 20));
    values.set(name, known);
    return known;
  };
  const channels = position.shape[0]!;
  try {
    const expected = forwardOfRow(hashes, whole, row).outputs.data;
    for (let at = 0; at < inputs; at += channels) {
      const part = row("inputs").slice(at, at + channels);
      const rowOf = (name: string) => name === "inputs" ? part : row(name);
      const { data } = forwardOfRow(hashes, position, rowOf).outputs;
      for (let j = 0; j < channels; j++) if (data[j] !== expected[at + j]) return false;
    }
    return true;
  } catch {
    return false; // It takes no other shape.
  }
}

/** How many pixels the windows see, each number once. */
function countsSeen({ image, kernel, strides, before, outputs }: WindowGrid): number[] {
  const along = (side: 0 | 1) =>
    new Set(Array.from({ length: outputs[side] }, (_, i) => {
      const from = i * strides[side] - before[side];
      return Math.min(image[side], from + kernel[side]) - Math.max(0, from);
    }));
  const counts = [...along(0)].flatMap((rows) => [...along(1)].map((columns) => rows * columns));
  return [...new Set(counts)].sort((a, b) => a - b);
}

function gridText(
  { image, kernel, strides, before, outputs }: WindowGrid,
  others: object = {},
): string {
  const members = Object.entries({ image, kernel, strides, before, outputs, ...others });
  const texts = members.map(([name, sides]) =>
    `${name}: [${(sides as readonly number[]).join(", ")}]`
  );
  return `{ ${texts.join(", ")} }`;
}
