import { linear } from "../../nn/activations/linear.ts";
import { expressions } from "../../core/arithmetic/expression.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { pairOf } from "../../nn/losses/pair.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { BACKPROPAGATION } from "../../engine/backward.ts";
import { losses } from "../../engine/cost.ts";
import type { Rule } from "../../optim/optimizers/optimizer.ts";
import { reserveTransposed } from "../../executors/wasm/programs/buffers.ts";
import { v128 } from "../../executors/wasm/emitter/instructions.ts";
import { type Transposed, transposedBytes } from "../../executors/wasm/kernels/rowwise.ts";
import type { Share } from "../../executors/wasm/kernels/share.ts";
import {
  LANES,
  type Layout,
  reserveRows,
  roundUp,
  type Rows,
  VECTOR,
  WORD,
} from "../../executors/wasm/memory/layout.ts";
import { integers, placeRows, wordsOfRows, zerosBehind } from "./integers.ts";
import type { MakeCase, Operand, Region } from "./kernel_case.ts";
import { type BatchSizes, forPart } from "./sizes.ts";

/** The most workers that transpose rows, each in columns apart. */
const WORKERS = 2;

/** Reserves rows that formulas of whole rows write. */
export function reserveForRows(layout: Layout, { rows, columns }: BatchSizes): Transposed {
  return reserveTransposed(layout, reserveRows(layout, rows, columns), WORKERS);
}

/** Reserves rows of a matrix that formulas of whole rows read. */
export function placeForRows(layout: Layout, matrix: Matrix): Transposed & Operand {
  const rows = placeRows(layout, matrix);
  return { ...reserveTransposed(layout, rows, WORKERS), write: rows.write };
}

/** The part of such rows that a worker reads or writes. */
export function ownTransposed(
  { rows, columns }: Transposed,
  own: (region: Rows) => Rows,
  { worker }: Share,
): Transposed {
  return { rows: own(rows), columns: columns + worker * transposedBytes(rows.columns) };
}

/** Where the workers transpose rows. */
export function transposedRegion({ rows, columns }: Transposed): Region {
  return { address: columns, bytes: WORKERS * transposedBytes(rows.columns) };
}

/** The losses of linear outputs and their errors Δ^L, (71), BP1.2 (57). */
export function outputErrors({ rows, columns }: BatchSizes, seed: number): MakeCase {
  const z = integers(rows, columns, seed), y = integers(rows, columns, seed + 1);
  const weights = integers(columns, 1, seed), biases = integers(1, columns, seed);
  const layer = { units: columns, activation: linear, weights, biases };
  const at = { z, a: z };
  const errors = BACKPROPAGATION.outputErrors(float64, layer, at, y, sumOfSquaredErrors);
  const each = losses(float64, linear, at, y, sumOfSquaredErrors);
  const pair = pairOf(linear, sumOfSquaredErrors);
  return (layout) => {
    const zs = placeForRows(layout, z), ys = placeForRows(layout, y);
    const to = reserveForRows(layout, { rows, columns });
    const numbers = reserveRows(layout, rows, 1).address;
    return {
      kernel: "output errors and losses",
      shape: `(${rows} × ${columns})`,
      operands: [zs, ys, {
        write: (memory) => {
          const { address, bytes } = transposedRegion(to);
          new Float32Array(memory).fill(0, address / WORD, (address + bytes) / WORD);
        },
      }],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own, from) => {
          const [z, y, into] = [zs, ys, to].map((of) => ownTransposed(of, own, share));
          kernels.rowFormulas(target, {
            ...{ name: "A formula", rows: part, read: { z: z!, y: y! } },
            formulas: (m, row) => {
              const at = { z: row("z"), a: row("z") }, y = row("y");
              return [
                { into: into!, values: pair.error(m, at, y) },
                { intoNumbers: numbers + from * WORD, value: pair.value(m, at, y) },
              ];
            },
          });
        }),
      expected: [
        ...wordsOfRows(to.rows, errors),
        ...zerosBehind(to.rows, rows),
        ...each.map((loss, i) => [numbers / WORD + i, loss] as const),
      ],
      free: [
        ...[zs, ys, to].map(transposedRegion),
        rowsBehind(to.rows, rows),
        { address: numbers + rows * WORD, bytes: (roundUp(rows, LANES) - rows) * WORD },
      ],
    };
  };
}

/** The bytes behind the last row, as kernels take four rows at a time. */
export function rowsBehind({ address, stride }: Rows, rows: number): Region {
  return { address: address + rows * stride, bytes: (roundUp(rows, LANES) - rows) * stride };
}

/** A rule with a slot, exact if the learning rates are powers of two. */
export function momentum(rateOf: (step: number) => number): Rule {
  return {
    slots: ["velocity"],
    shared: (step) => ({ kept: 0.5, rate: rateOf(step) }),
    move: (m, { parameter, derivative, slots, shared }) => {
      const velocity = m.add(m.mul(shared.kept!, slots.velocity!), derivative);
      return { parameter: m.sub(parameter, m.mul(shared.rate!, velocity)), slots: { velocity } };
    },
  };
}

/** Parameters updated by a rule with a slot. */
export function move(vectors: number, seed: number): MakeCase {
  const size = vectors * LANES, rule = momentum(() => 2), shared = rule.shared(1);
  const operands = [0, 1, 2].map((n) => integers(1, size, seed + n));
  const moved = Array.from({ length: size }, (_, i) => {
    const [parameter, derivative, velocity] = operands.map(({ data }) => data[i]!);
    return rule.move(float64, {
      ...{ parameter: parameter!, derivative: derivative!, slots: { velocity: velocity! } },
      ...{ shared, part: "weights", shrinks: true },
    });
  });
  const m = expressions();
  const formula = rule.move(m, {
    parameter: m.variable("parameter"),
    derivative: m.variable("derivative"),
    slots: { velocity: m.variable("velocity") },
    shared: { kept: m.variable("kept"), rate: m.variable("rate") },
    ...{ part: "weights", shrinks: true },
  });
  return (layout) => {
    const placed = operands.map((operand) => placeRows(layout, operand)), [ps, ds, vs] = placed;
    const numbers = layout.reserve(2 * WORD);
    const places = new Map([["parameter", ps!], ["derivative", ds!], ["velocity", vs!]]);
    const matrixOf = (entry: (i: number) => number) =>
      byEntries(float64, { rows: 1, columns: size }, entry);
    return {
      kernel: "the optimizer's pass",
      shape: `${size} parameters`,
      operands: [...placed, {
        write: (memory) => {
          new Float32Array(memory).set([shared.kept!, shared.rate!], numbers / WORD);
        },
      }],
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
