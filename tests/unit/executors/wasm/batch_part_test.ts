import { assert, assertEquals } from "@std/assert";
import { classification } from "../../../../data.ts";
import { categoricalCrossEntropy, dense, network, softmax } from "../../../../engine.ts";
import { sgd } from "../../../../train.ts";
import { partOf, programOfPart } from "../../../../src/executors/wasm/programs/batch_part.ts";
import { ModuleBuilder } from "../../../../src/executors/wasm/emitter/module_builder.ts";
import { PLAIN } from "../../../../src/executors/wasm/emitter/multiply_add.ts";
import {
  type Transposed,
  transposedBytes,
} from "../../../../src/executors/wasm/kernels/rowwise.ts";
import { shareOf } from "../../../../src/executors/wasm/kernels/share.ts";
import { type Rows, WORD } from "../../../../src/executors/wasm/memory/layout.ts";
import { reserveTrainingMemory } from "../../../../src/executors/wasm/programs/training_memory.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

/** Bytes that a worker writes: from the first to the one behind the last. */
type Range = readonly [from: number, below: number, what: string];

Deno.test("programOfPart() gives each worker places of its own, masks of dropout included", () => {
  const rows = 22, batchSize = 22, workers = 3;
  const net = network({
    inputs: 5,
    layers: [
      dense(6, softmax, { dropout: 0.5 }),
      dense(9, softmax, { dropout: 0.5 }),
      dense(3, softmax),
    ],
  });
  const labels = Array.from({ length: rows }, (_, i) => i % 3);
  const dataset = classification(matrixOf(rows, 5, 1), labels, 3);
  const rule = sgd({ learningRate: 1 }).rule!;
  const memory = reserveTrainingMemory(net, { dataset, batchSize, workers, rule });
  const ranges: Range[] = [];
  const firsts: number[] = [];
  for (let worker = 0; worker < workers; worker++) {
    const share = shareOf(worker, workers), part = partOf(rows, share);
    const module = new ModuleBuilder();
    const program = programOfPart(
      {
        ...{ module, fused: PLAIN, network: net, rows, first: 0, inputs: memory.inputs, rule },
        ...{ loss: categoricalCrossEntropy, scale: memory.scales, ...memory },
      },
      part,
      share,
    );
    firsts.push(program.first);
    const rowsAt = (of: Rows, what: string) => {
      ranges.push([of.address, of.address + part.rows * of.stride, what]);
    };
    const transposedAt = (of: Transposed, what: string) => {
      rowsAt(of.rows, `${what}, its rows`);
      ranges.push([
        of.columns,
        of.columns + transposedBytes(of.rows.columns),
        `${what}, transposed`,
      ]);
    };
    if (program.inputs.kind === "dense") rowsAt(program.inputs.a, `inputs of worker ${worker}`);
    program.stages.forEach((stage, s) => {
      const whose = `of stage ${s + 1}, worker ${worker}`;
      // What is transposed has the rows of z, a and errors.
      transposedAt(stage.transposed.z, `z ${whose}`);
      transposedAt(stage.transposed.a, `a ${whose}`);
      transposedAt(stage.transposed.errors, `errors ${whose}`);
      for (const name of ["z", "a", "errors"] as const) {
        assertEquals(stage[name], stage.transposed[name].rows);
      }
      if (!stage.dropout) return assertEquals(stage.out, stage.a);
      rowsAt(stage.out, `outputs ${whose}`);
      rowsAt(stage.dropout.mask, `mask ${whose}`);
    });
    transposedAt(program.targets, `targets of worker ${worker}`);
    ranges.push([
      program.losses,
      program.losses + part.rows * WORD,
      `losses of worker ${worker}`,
    ]);
  }
  assertEquals(firsts, [0, 8, 16]);
  ranges.sort(([x], [y]) => x - y);
  ranges.slice(1).forEach(([from, , what], i) => {
    assert(ranges[i]![1] <= from, `${ranges[i]![2]} and ${what} meet`);
  });
});
