import { linear } from "../../nn/activations/linear.ts";
import { expressions } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import { byEntries } from "../../core/matrix/matrix.ts";
import { BACKPROPAGATION } from "../../engine/backward.ts";
import { losses } from "../../engine/cost.ts";
import type { Rule } from "../../optim/optimizers/optimizer.ts";
import { reserveTransposed } from "../../executors/wasm/programs/buffers.ts";
import { v128 } from "../../executors/wasm/emitter/instructions.ts";
import { writeRows } from "../../executors/wasm/programs/inputs.ts";
import { type Transposed, transposedBytes } from "../../executors/wasm/kernels/rowwise.ts";

import {
  LANES,
  reserveRows,
  roundUp,
  type Rows,
  VECTOR,
  WORD,
} from "../../executors/wasm/memory/layout.ts";
import { integers, wordsOfRows, zerosBehind } from "./integers.ts";
import type { MakeCase, Region } from "./kernel_case.ts";
import { forPart, type Sizes } from "./sizes.ts";

/** How many workers have columns of their own. */
const WORKERS = 2;

/** The losses of linear outputs and their errors Δ^L, (71), BP1.2 (57). */
export function outputErrors(
  { rows, columns }: Pick<Sizes, "rows" | "columns">,
  seed: number,
): MakeCase {
  const z = integers(rows, columns, seed), y = integers(rows, columns, seed + 1);
  const weights = integers(columns, 1, seed), biases = integers(1, columns, seed);
  const layer = { units: columns, activation: linear, weights, biases };
  const at = { z, a: z };
  const errors = BACKPROPAGATION.outputErrors(float64, layer, at, y, sumOfSquaredErrors);
  const each = losses(float64, linear, at, y, sumOfSquaredErrors);
  const pair = pairOf(linear, sumOfSquaredErrors);
  return (layout) => {
    const [zs, ys, to] = [z, y, errors].map(() => {
      return reserveTransposed(layout, reserveRows(layout, rows, columns), WORKERS);
    });
    const numbers = reserveRows(layout, rows, 1).address;
    const transposed = { address: to!.columns, bytes: WORKERS * transposedBytes(columns) };
    return {
      kernel: "output errors and losses",
      shape: `(${rows} × ${columns})`,
      write: (memory) => {
        writeRows(memory, zs!.rows, z);
        writeRows(memory, ys!.rows, y);
        const { address, bytes } = transposed;
        new Float32Array(memory).fill(0, address / WORD, (address + bytes) / WORD);
      },
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own, from) => {
          const transposed = ({ rows, columns: first }: Transposed): Transposed => {
            return { rows: own(rows), columns: first + share.worker * transposedBytes(columns) };
          };
          kernels.rowFormulas(target, {
            name: "A formula",
            ...{ rows: part, read: { z: transposed(zs!), y: transposed(ys!) } },
            formulas: (m, row) => {
              const at = { z: row("z"), a: row("z") }, y = row("y");
              return [
                { into: transposed(to!), values: pair.error(m, at, y) },
                { intoNumbers: numbers + from * WORD, value: pair.value(m, at, y) },
              ];
            },
          });
        }),
      expected: [
        ...wordsOfRows(to!.rows, errors),
        ...zerosBehind(to!.rows, rows),
        ...each.map((loss, i) => [numbers / WORD + i, loss] as const),
      ],
      free: [
        ...[zs!, ys!, to!].map((of) => {
          return { address: of.columns, bytes: WORKERS * transposedBytes(columns) };
        }),
        rowsBehind(to!.rows, rows),
        { address: numbers + rows * WORD, bytes: (roundUp(rows, LANES) - rows) * WORD },
      ],
    };
  };
}

/** What stands behind the last row: rows are taken four at a time. */
export function rowsBehind({ address, stride }: Rows, rows: number): Region {
  return { address: address + rows * stride, bytes: (roundUp(rows, LANES) - rows) * stride };
}

/** A rule with a slot, all of whose numbers are powers of two. */
const MOMENTUM: Rule = {
  slots: ["velocity"],
  shared: () => ({ kept: 0.5, rate: 2 }),
  move: (m, { parameter, derivative, slots, shared }) => {
    const velocity = m.add(m.mul(shared.kept!, slots.velocity!), derivative);
    return { parameter: m.sub(parameter, m.mul(shared.rate!, velocity)), slots: { velocity } };
  },
};

/** Parameters that are moved by a rule with a slot. */
export function move(vectors: number, seed: number): MakeCase {
  const size = vectors * LANES, shared = MOMENTUM.shared(1);
  const [parameters, derivatives, velocities] = [0, 1, 2].map((n) => integers(1, size, seed + n));
  const moved = Array.from({ length: size }, (_, i) =>
    MOMENTUM.move(float64, {
      parameter: parameters!.data[i]!,
      derivative: derivatives!.data[i]!,
      slots: { velocity: velocities!.data[i]! },
      shared,
      ...{ part: "weights", shrinks: true },
    }));
  const m = expressions();
  const formula = MOMENTUM.move(m, {
    parameter: m.variable("parameter"),
    derivative: m.variable("derivative"),
    slots: { velocity: m.variable("velocity") },
    shared: { kept: m.variable("kept"), rate: m.variable("rate") },
    ...{ part: "weights", shrinks: true },
  });
  return (layout) => {
    const [ps, ds, vs] = [0, 1, 2].map(() => reserveRows(layout, 1, size));
    const numbers = layout.reserve(2 * WORD);
    const places = new Map([["parameter", ps!], ["derivative", ds!], ["velocity", vs!]]);
    const matrixOf = (entry: (i: number) => number) =>
      byEntries(float64, { rows: 1, columns: size }, entry);
    return {
      kernel: "the optimizer's pass",
      shape: `${size} parameters`,
      write: (memory) => {
        writeRows(memory, ps!, parameters!);
        writeRows(memory, ds!, derivatives!);
        writeRows(memory, vs!, velocities!);
        new Float32Array(memory).set([shared.kept!, shared.rate!], numbers / WORD);
      },
      emit: (kernels, target, share) => {
        const own = share.of(Array.from({ length: vectors }, (_, v) => v * VECTOR));
        if (own.length === 0) return;
        kernels.entryFormulas(target, {
          ...{ from: own[0]!, below: own.at(-1)! + VECTOR },
          read: (name, at) => {
            const place = places.get(name);
            return place
              ? v128.load(at(place.address))
              : v128.loadSplat({ offset: numbers + (name === "kept" ? 0 : WORD) });
          },
          results: [
            { into: ps!.address, value: formula.parameter },
            { into: vs!.address, value: formula.slots.velocity! },
          ],
        });
      },
      expected: [
        ...wordsOfRows(ps!, matrixOf((i) => moved[i]!.parameter)),
        ...wordsOfRows(vs!, matrixOf((i) => moved[i]!.slots.velocity!)),
      ],
    };
  };
}
