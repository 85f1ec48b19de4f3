import type { Arithmetic } from "../../../core/arithmetic/arithmetic.ts";
import { activate } from "../../../nn/activations/activation.ts";
import {
  backwardOfRow,
  forwardOfRow,
  parameterRow,
  type RowLayer,
} from "../../lower/layer_rows.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { emitRowFormulas, type RowResult, type SharedRow } from "../kernels/rowwise.ts";
import type { StageBuffers } from "./buffers.ts";
import { kernel, type Program } from "./forward_program.ts";
import type { Stage } from "../../lower/stages.ts";

/**
 * Emits a layer whose `forward` runs as formulas of the row of one example.
 *
 * @param endsInZ Whether the activation is left to the loss.
 */
export function emitLayer(program: Program, s: number, endsInZ: boolean): Procedure {
  const { stage, formulas, transposed: { z, a }, parameters } = program.stages[s]!;
  return kernel(program, `forward ${s + 1}`, (target) => {
    emitRowFormulas(target, {
      ...{ name: stage.rows!.kind.name, rows: program.rows, shared: sharedRows(parameters) },
      read: { inputs: formulas!.inputs },
      formulas: (m, row) => {
        const { outputs } = forwardOfRow(m, layerOf(stage), row);
        const sums = { into: z, values: Array.from(outputs.data) };
        if (endsInZ) return [sums];
        return [sums, { into: a, values: Array.from(activate(m, stage.activation, outputs).data) }];
      },
    });
  });
}

/**
 * Emits the `backward` of a layer for each example: the errors of the inputs, if they are wanted, and the
 * derivatives by the parameters, to be averaged.
 */
export function emitLayerErrors(program: Program, s: number, passesErrors: boolean): Procedure {
  const { stage, formulas, transposed: { errors }, parameters } = program.stages[s]!;
  const { inputs, errors: below, derivatives } = formulas!;
  return kernel(program, `layer errors ${s + 1}`, (target) => {
    emitRowFormulas(target, {
      ...{ name: stage.rows!.kind.name, rows: program.rows, shared: sharedRows(parameters) },
      read: { inputs, errors },
      formulas: <T>(m: Arithmetic<T>, row: (name: string) => readonly T[]) => {
        const found = backwardOfRow(m, layerOf(stage), row);
        const results = (stage.parameters?.parts ?? []).map(({ name, own }): RowResult<T> => {
          return { into: derivatives[name]!, values: Array.from(found.parameters[own]!.data) };
        });
        return passesErrors
          ? [{ into: below!, values: Array.from(found.inputs().data) }, ...results]
          : results;
      },
    });
  });
}

/** The layer of a stage. */
function layerOf({ rows, parameters }: Stage): RowLayer {
  const sizes = (parameters?.parts ?? []).map(({ own, size }) => [own, size] as const);
  return { ...rows!, sizes: Object.fromEntries(sizes) };
}

/** The rows of parameters. */
function sharedRows(parameters: StageBuffers["parameters"]): Record<string, SharedRow> {
  return Object.fromEntries(
    (parameters?.values.parts ?? []).map(({ part, panels }) => [parameterRow(part.own), panels]),
  );
}
