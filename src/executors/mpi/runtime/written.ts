import { type Panels, type Rows, WORD } from "../../wasm/memory/layout.ts";
import type { TrainingProgram } from "../../wasm/programs/backward_program.ts";
import type { Moment } from "../../wasm/programs/sharing.ts";
import type { StageBuffers } from "../../wasm/programs/buffers.ts";
import { inputsOf } from "../../wasm/programs/forward_program.ts";
import { parametersOf } from "../../wasm/programs/parameters.ts";
import { isTrained } from "../../lower/stages.ts";

/** Memory that those who share a step write to, each its own part. */
export type Written =
  /** Rows: those of its examples, so many for each. */
  | {
    readonly kind: "rows";
    readonly rows: Pick<Rows, "address" | "stride">;
    readonly each: number;
  }
  /** A parameter, or anything of its layout: its panels. */
  | { readonly kind: "panels"; readonly panels: Panels }
  /** A float64 number for each column of a parameter: those of its panels. */
  | { readonly kind: "sums"; readonly panels: Panels; readonly address: number };

/**
 * What those who share a step have written when they meet.
 *
 * @param readsShare Whether each selects the inputs of its own examples alone.
 */
export function writtenUntil(
  moment: Moment,
  program: TrainingProgram,
  readsShare: boolean,
): Written[] {
  switch (moment) {
    case "passes":
      return [...writtenRows(program, readsShare), ...writtenSums(program, "regularizers")];
    case "squares":
      return writtenSums(program, "squares");
    case "update":
      return writtenParameters(program);
  }
}

/** What the sums over the batch read: losses, inputs of what learns, and errors; each region once. */
function writtenRows(program: TrainingProgram, readsShare: boolean): Written[] {
  const { stages, inputs, losses } = program;
  const written: Written[] = [{ kind: "rows", rows: { address: losses, stride: WORD }, each: 1 }];
  const add = (rows: Pick<Rows, "address" | "stride">, each: number) => {
    const isKnown = written.some((known) =>
      known.kind === "rows" && known.rows.address === rows.address
    );
    if (!isKnown) written.push({ kind: "rows", rows, each });
  };
  // Where everyone selects the inputs of the batch for itself.
  const given = inputs.kind === "dense" && !readsShare ? inputs.a.address : undefined;
  for (const [s, { stage, images, formulas, errors }] of stages.entries()) {
    if (!isTrained(stage)) continue;
    if (formulas) {
      for (const { rows } of Object.values(formulas.derivatives)) add(rows, 1);
      continue;
    }
    if (s > 0 || inputs.kind === "dense") {
      const below = inputsOf(program, s), windows = stage.product?.windows && images!.inputs;
      if (windows && windows.address !== below.address) {
        add({ address: windows.address, stride: windows.image }, 1);
      } else if (below.address !== given) {
        add(below, 1);
      }
    }
    add(errors, stage.positions);
  }
  return written;
}

/** The sums over the columns of parameters. */
function writtenSums(
  { stages }: TrainingProgram,
  of: "squares" | "regularizers",
): Written[] {
  return parametersOf(stages).flatMap(({ values, training }) => {
    const sums = training![of];
    return sums === undefined ? [] : values.parts.map(({ part, panels }) => {
      return { kind: "sums" as const, panels, address: sums[part.name]! };
    });
  });
}

/** What the optimizer keeps of each parameter that steps change. */
export function writtenSlots(stages: readonly StageBuffers[]): Written[] {
  return parametersOf(stages).flatMap(({ s, training }) => {
    if (!isTrained(stages[s]!.stage)) return [];
    return Object.values(training!.slots).flatMap(({ parts }) =>
      parts.map(({ panels }) => ({ kind: "panels" as const, panels }))
    );
  });
}

/** The parameters that steps change. */
function writtenParameters({ stages }: TrainingProgram): Written[] {
  return parametersOf(stages).flatMap(({ s, values }) => {
    if (!isTrained(stages[s]!.stage)) return [];
    return values.parts.map(({ panels }) => ({ kind: "panels" as const, panels }));
  });
}
