import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import type { ModelOutputs } from "../../model/outputs.ts";
import { activationFunction } from "./formulas.ts";
import type { Nothing, Program } from "./program.ts";
import { defineScale } from "./scale.ts";

/** What a prediction says. */
export interface PrintedOutputs {
  /** Its type, for the documentation of the function. */
  readonly type: string;
  readonly statements: readonly string[];
  /** The value to return. */
  readonly value: string;
}

/**
 * Prints what the outputs of a network mean.
 *
 * @param y The name of their array.
 * @param count How many there are.
 */
export function printOutputs(
  program: Program,
  { task, names, activation, threshold = 0.5, scale, ...others }: ModelOutputs,
  y: string,
  count: number,
): PrintedOutputs {
  others satisfies Nothing;
  const statements: string[] = [];
  let outputs = y;
  const next = (name: string, value: string) => {
    statements.push(`const ${name} = ${value};`);
    outputs = name;
  };
  if (activation !== undefined) {
    const f = activationFunction(program, activation === "softmax" ? softmax : sigmoid, count);
    next("p", activation === "softmax" ? `${f}(${y})` : `${y}.map((z) => ${f}(z))`);
  }
  if (scale !== undefined) {
    const { means, deviations } = defineScale(program, scale, "TARGET_");
    next("scaled", `${outputs}.map((x, j) => x * ${deviations}[j] + ${means}[j])`);
  }
  const list = program.define(
    "names",
    "NAMES",
    (name) => `const ${name} = ${JSON.stringify(names)};`,
  );
  const byName = (of: string) => `Object.fromEntries(${list}.map((name, j) => [name, ${of}[j]]))`;
  if (task === "regression") {
    const type = "{ values: Record<string, number> }";
    return { type, statements, value: `{ values: ${byName(outputs)} }` };
  }
  if (task === "labels") {
    const labels = `${list}.filter((_, j) => ${outputs}[j] > ${threshold})`;
    const type = "{ labels: string[], probabilities: Record<string, number> }";
    return { type, statements, value: `{ labels: ${labels}, probabilities: ${byName(outputs)} }` };
  }
  const type = "{ class: string, probabilities: Record<string, number> }";
  const isSingle = count === 1;
  const best = isSingle
    ? `${outputs}[0] > ${threshold} ? 1 : 0`
    : `${outputs}.reduce((best, y, j) => y > ${outputs}[best] ? j : best, 0)`;
  statements.push(`const best = ${best};`);
  if (isSingle) next("both", `[1 - ${outputs}[0], ${outputs}[0]]`);
  return { type, statements, value: `{ class: ${list}[best], probabilities: ${byName(outputs)} }` };
}
