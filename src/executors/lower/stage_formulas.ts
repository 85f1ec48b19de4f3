import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { checkedRow } from "../../core/matrix/matrix.ts";
import {
  activate,
  type Activation,
  type ElementwiseActivation,
  pullBackRow,
} from "../../nn/activations/activation.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import type { RowFormula, RowOutput } from "./capture.ts";
import { backwardOfRow, forwardOfRow, type RowLayer } from "./layer_rows.ts";
import type { Stage } from "./stages.ts";

/*
 * The formulas of rows of each stage: what executors capture, and print. The results come in the order
 * that each function states.
 */

/** A = f(Z) of the row `z`. */
export function activationRows(f: Activation): RowFormula {
  return (m, row) => {
    const z = row("z");
    const values = f.kind === "rowwise" ? f.value(m, z) : z.map((entry) => f.value(m, entry));
    return [{ values }];
  };
}

/** Δ from the rows `z`, `a` and `errors`, ∂L/∂A. */
export function pullbackRows(f: Activation): RowFormula {
  return (m, row) => {
    const at = { z: row("z"), a: row("a") };
    return [{ values: pullBackRow(m, f, at, row("errors")) }];
  };
}

/**
 * Δ^L and the loss of an example from the rows `z` and `y`, and `weight` of one number, if any.
 *
 * Activation, loss and error are one formula, so that shared parts are computed once.
 */
export function outputRows(f: Activation, loss: Loss, isWeighted: boolean): RowFormula {
  const pair = pairOf(f, loss);
  return (m, row) => {
    const sums = row("z"), y = row("y");
    const a = f.kind === "rowwise"
      ? checkedRow(f.value(m, sums), sums.length)
      : sums.map((entry) => f.value(m, entry));
    const at = { z: sums, a };
    const own = pair.error(m, at, y), value = pair.value(m, at, y);
    if (!isWeighted) return [{ values: own }, { value }];
    const weight = sum(m, row("weight")); // of one entry, so that wide rows are loops
    return [{ values: own.map((error) => m.mul(weight, error)) }, { value: m.mul(weight, value) }];
  };
}

/** Z, and A unless the activation is left to the loss, from the row `inputs` of one example. */
export function layerRows(stage: Stage, endsInZ: boolean): RowFormula {
  return (m, row) => {
    const { outputs } = forwardOfRow(m, layerOf(stage), row);
    const sums = { values: Array.from(outputs.data) };
    if (endsInZ) return [sums];
    return [sums, { values: Array.from(activate(m, stage.activation, outputs).data) }];
  };
}

/** The errors of the inputs, if they are wanted, and the derivatives by each parameter of one example. */
export function layerErrorRows(stage: Stage, passesErrors: boolean): RowFormula {
  return <T>(m: Arithmetic<T>, row: (name: string) => readonly T[]) => {
    const found = backwardOfRow(m, layerOf(stage), row);
    const results = (stage.parameters?.parts ?? []).map(({ own }): RowOutput<T> => {
      return { values: Array.from(found.parameters[own]!.data) };
    });
    return passesErrors ? [{ values: Array.from(found.inputs().data) }, ...results] : results;
  };
}

/** The layer of a stage. */
function layerOf({ rows, parameters }: Stage): RowLayer {
  const sizes = (parameters?.parts ?? []).map(({ own, size }) => [own, size] as const);
  return { ...rows!, sizes: Object.fromEntries(sizes) };
}

/** The name of the column of a parameter or a state, which must not meet those of inputs and errors. */
export function channelColumn(name: string): string {
  return `of ${name}`;
}

/** Z and A of a channel, and in training the statistics of the batch in the order of the state. */
export function channelRows(stage: Stage, isTraining: boolean): RowFormula {
  const form = stage.columns!, f = stage.activation as ElementwiseActivation;
  return <T>(m: Arithmetic<T>, column: (name: string) => readonly T[]) => {
    const x = column("inputs"), values = channelOf(stage, column);
    const results = (outputs: readonly T[]): RowOutput<T>[] => [
      { values: outputs },
      { values: outputs.map((entry) => f.value(m, entry)) },
    ];
    if (!isTraining) return results(form.evaluation(m, x, values));
    const found = form.training(m, x, values);
    return [
      ...results(found.outputs),
      ...form.state.map((name): RowOutput<T> => ({ value: found.now[name]! })),
    ];
  };
}

/** The errors of the inputs of a channel, if wanted, and the sum of derivatives by each parameter. */
export function channelErrorRows(stage: Stage, passesErrors: boolean): RowFormula {
  const form = stage.columns!;
  return <T>(m: Arithmetic<T>, column: (name: string) => readonly T[]) => {
    const values = channelOf(stage, column);
    const found = form.pullback(m, column("inputs"), values, column("errors"));
    const sums = (stage.parameters?.parts ?? []).map(({ own }): RowOutput<T> => {
      return { value: found.parameters[own]! };
    });
    return passesErrors ? [{ values: found.inputs }, ...sums] : sums;
  };
}

function channelOf<T>(
  { columns, parameters }: Stage,
  column: (name: string) => readonly T[],
): Record<string, readonly T[]> {
  const names = [...(parameters?.parts ?? []).map(({ own }) => own), ...columns!.state];
  return Object.fromEntries(names.map((name) => [name, column(channelColumn(name))]));
}
