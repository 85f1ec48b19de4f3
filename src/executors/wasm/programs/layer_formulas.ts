import { parameterRow } from "../../lower/layer_rows.ts";
import { layerErrorRows, layerRows } from "../../lower/stage_formulas.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { emitRowFormulas, placed, type SharedRow } from "../kernels/rowwise.ts";
import type { StageBuffers } from "./buffers.ts";
import { kernel, type Program } from "./forward_program.ts";

/**
 * Emits a layer whose `forward` runs as formulas of the row of one example.
 *
 * @param endsInZ Whether the activation is left to the loss.
 */
export function emitLayer(program: Program, s: number, endsInZ: boolean): Procedure {
  const { stage, formulas, transposed: { z, a }, parameters } = program.stages[s]!;
  const formula = layerRows(stage, endsInZ);
  return kernel(program, `forward ${s + 1}`, (target) => {
    emitRowFormulas(target, {
      ...{ name: stage.rows!.kind.name, rows: program.rows, shared: sharedRows(parameters) },
      read: { inputs: formulas!.inputs },
      formulas: (m, row) => placed(formula(m, row), [z, a]),
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
  const formula = layerErrorRows(stage, passesErrors);
  const each = (stage.parameters?.parts ?? []).map(({ name }) => derivatives[name]!);
  const places = passesErrors ? [below!, ...each] : each;
  return kernel(program, `layer errors ${s + 1}`, (target) => {
    emitRowFormulas(target, {
      ...{ name: stage.rows!.kind.name, rows: program.rows, shared: sharedRows(parameters) },
      read: { inputs, errors },
      formulas: (m, row) => placed(formula(m, row), places),
    });
  });
}

/** The rows of parameters. */
function sharedRows(parameters: StageBuffers["parameters"]): Record<string, SharedRow> {
  return Object.fromEntries(
    (parameters?.values.parts ?? []).map(({ part, panels }) => [parameterRow(part.own), panels]),
  );
}
