import { expressions } from "../../../core/arithmetic/expression.ts";
import { channelColumn, channelErrorRows, channelRows } from "../../lower/stage_formulas.ts";
import { v128 } from "../emitter/instructions.ts";
import type { Procedure } from "../emitter/module_builder.ts";
import { emitColumnFormulas } from "../kernels/columnwise.ts";
import { emitImageCopy } from "../kernels/copy.ts";
import { emitEntryFormulas } from "../kernels/entrywise.ts";
import { placed, type SharedRow } from "../kernels/rowwise.ts";
import { positionsAsImages, rowsAsImages } from "../memory/factor.ts";
import { LANES, roundUp, WORD } from "../memory/layout.ts";
import type { StageBuffers } from "./buffers.ts";
import { inputsOf, kernel, type Program } from "./forward_program.ts";

/** Emits the outputs of formulas of channels: in training by the batch, in evaluation by the state. */
export function emitChannels(program: Program, s: number, isTraining: boolean): Procedure[] {
  const { rows } = program, { stage, z, a, columns } = program.stages[s]!;
  const { positions, units, columns: form } = stage;
  const { inputs, now } = columns!, given = inputsOf(program, s);
  const copies = inputs.address === given.address
    ? []
    : [kernel(program, `inputs ${s + 1}`, (target) => {
      const from = rowsAsImages(given, [1, positions, units]);
      emitImageCopy(target, { from, into: positionsAsImages(inputs, positions), images: rows });
    })];
  const formula = channelRows(stage, isTraining);
  const places = [z, a, ...Object.values(now)];
  const outputs = kernel(program, `forward ${s + 1}`, (target) => {
    emitColumnFormulas(target, {
      ...{ name: form!.name, rows: rows * positions, columns: units },
      read: { inputs, ...valuesOf(program.stages[s]!) },
      formulas: (m, column) => placed(formula(m, column), places),
    });
  });
  return [...copies, outputs];
}

/** Emits the errors of the inputs of formulas of channels, if wanted, and the sums of derivatives. */
export function emitChannelErrors(
  program: Program,
  s: number,
  passesErrors: boolean,
): Procedure[] {
  const { rows } = program, { stage, errors, columns } = program.stages[s]!;
  const { positions, units, columns: form } = stage;
  const { inputs, errors: below, derivatives } = columns!;
  const formula = channelErrorRows(stage, passesErrors);
  const sums = (stage.parameters?.parts ?? []).map(({ name }) => derivatives[name]!);
  const places = passesErrors ? [below, ...sums] : sums;
  const procedures = [kernel(program, `channel errors ${s + 1}`, (target) => {
    emitColumnFormulas(target, {
      ...{ name: form!.name, rows: rows * positions, columns: units },
      read: { inputs, errors, ...valuesOf(program.stages[s]!) },
      formulas: (m, column) => placed(formula(m, column), places),
    });
  })];
  const into = program.stages[s - 1]?.flat.errors;
  if (passesErrors && into!.address !== below.address) {
    procedures.push(kernel(program, `together ${s + 1}`, (target) => {
      const to = rowsAsImages(into!, [1, positions, units]);
      emitImageCopy(target, { from: positionsAsImages(below, positions), into: to, images: rows });
    }));
  }
  return procedures;
}

/** Emits the state of each layer after a batch. */
export function emitStates(program: Program): Procedure[] {
  return program.stages.flatMap(({ stage, columns }, s) => {
    if (!columns) return [];
    const { positions, units, columns: form } = stage, m = expressions();
    const names = Object.keys(columns.state);
    const variables = (kind: string) =>
      Object.fromEntries(names.map((name) => [name, m.variable(`${kind}:${name}`)]));
    const count = program.rows * positions;
    const after = form!.next(m, variables("state"), variables("now"), count);
    return [kernel(program, `state ${s + 1}`, (target) => {
      emitEntryFormulas(target, {
        ...{ from: 0, below: roundUp(units, LANES) * WORD },
        read: (variable, at) => {
          const [kind, name] = variable.split(/:(.*)/s) as ["state" | "now", string];
          return v128.load(at(columns[kind][name]!));
        },
        results: names.map((name) => ({ into: columns.state[name]!, value: after[name]! })),
      });
    })];
  });
}

/** The parameters and the state, one number for each channel. */
function valuesOf(
  { columns, parameters, stage: { units } }: StageBuffers,
): Record<string, SharedRow> {
  const parts = (parameters?.values.parts ?? []).map(({ part, panels }) => {
    return [channelColumn(part.own), { address: panels.address, columns: units }] as const;
  });
  const state = Object.entries(columns!.state).map(([name, address]) => {
    return [channelColumn(name), { address, columns: units }] as const;
  });
  return Object.fromEntries([...parts, ...state]);
}
