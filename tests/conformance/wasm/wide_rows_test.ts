import { assert, assertEquals, assertThrows } from "@std/assert";
import { outputsOf } from "../../../src/engine/network.ts";
import {
  type Arithmetic,
  categoricalCrossEntropy,
  dense,
  linear,
  type Network,
  network,
  rowwise,
  type RowwiseActivation,
  softmax,
  sumOfSquaredErrors,
  zeros,
} from "../../../engine.ts";
import { fit, predict, sgd } from "../../../train.ts";
import { mean, sum } from "../../../src/core/arithmetic/reductions.ts";
import { ModuleBuilder } from "../../../src/executors/wasm/emitter/module_builder.ts";
import { PLAIN } from "../../../src/executors/wasm/emitter/multiply_add.ts";
import { emitRowFormulas } from "../../../src/executors/wasm/kernels/rowwise.ts";
import { Layout, reserveRows } from "../../../src/executors/wasm/memory/layout.ts";
import { reserveTransposed } from "../../../src/executors/wasm/programs/buffers.ts";
import { reserveTrainingMemory } from "../../../src/executors/wasm/programs/training_memory.ts";
import { trainingModule } from "../../../src/executors/wasm/programs/training_module.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { withParameters } from "../../support/layers.ts";

/** What is subtracted from the mean, and the deviation. */
function centred<T>(m: Arithmetic<T>, z: readonly T[]): { distances: readonly T[]; deviation: T } {
  const middle = mean(m, z);
  const distances = z.map((entry) => m.sub(entry, middle));
  const variance = mean(m, distances.map((distance) => m.mul(distance, distance)));
  return { distances, deviation: m.sqrt(m.add(variance, m.constant(1e-5))) };
}

/** Its pullback is supplied by dual numbers: a loop in a loop. */
const derivedNorm = rowwise({
  name: "derivedNorm",
  value: (m, z) => {
    const { distances, deviation } = centred(m, z);
    return distances.map((distance) => m.div(distance, deviation));
  },
});

const layerNorm = rowwise({
  name: "layerNorm",
  value: derivedNorm.value,
  pullback: (m, { z, a }, error) => {
    const { deviation } = centred(m, z);
    const middle = mean(m, error), along = mean(m, a.map((aj, j) => m.mul(aj, error[j]!)));
    return a.map((aj, j) => m.div(m.sub(m.sub(error[j]!, middle), m.mul(aj, along)), deviation));
  },
});

/** Written as no loop is. */
const byIndex = rowwise({
  name: "byIndex",
  value: (m, z) => Array.from(z, (entry, j) => m.mul(entry, z[(j + 1) % z.length]!)),
  pullback: (m, { z }, error) => {
    const at = (j: number) => (j + z.length) % z.length;
    return Array.from(z, (_, j) => {
      const own = m.mul(error[j]!, z[at(j + 1)]!);
      return m.add(own, m.mul(error[at(j - 1)]!, z[at(j - 1)]!));
    });
  },
});

/**
 * What two loops need may not be kept where the errors have still to be read. The pullback is not that of
 * the value, but the same on both executors.
 */
const kept = rowwise({
  name: "kept",
  value: (m, z) => z.map((x) => m.tanh(x)),
  pullback: (m, { z }, error) => {
    const along = sum(m, z.map((x, j) => m.mul(m.tanh(x), error[j]!)));
    return z.map((x, j) => m.mul(m.add(m.tanh(x), along), error[j]!));
  },
});

/** How many bytes the code of an activation and its pullback has. */
function bytesOf(activation: RowwiseActivation, columns: number): number {
  const layout = new Layout(), module = new ModuleBuilder();
  const [z, a, e] = [0, 1, 2].map(() => {
    return reserveTransposed(layout, reserveRows(layout, 4, columns), 1);
  });
  module.procedure("run", {}, (f) => {
    const target = { f, fused: PLAIN }, name = activation.name;
    emitRowFormulas(target, {
      ...{ name, rows: 4, read: { z: z! } },
      formulas: (m, row) => [{ into: a!, values: activation.value(m, row("z")) }],
    });
    emitRowFormulas(target, {
      ...{ name, rows: 4, read: { z: z!, a: a!, e: e! } },
      formulas: (m, row) => {
        const at = { z: row("z"), a: row("a") };
        return [{ into: e!, values: activation.pullback(m, at, row("e")) }];
      },
    });
  });
  return module.bytes({ pages: layout.pages, shared: false }).length;
}

for (
  const { activation, width } of [
    { activation: softmax, width: 100_000 },
    { activation: layerNorm, width: 4_096 },
    { activation: derivedNorm, width: 1_000 },
  ]
) {
  Deno.test(`${activation.name} of ${width} columns is no more code than of 40`, () => {
    // Addresses and bounds take more bytes where they are larger, a few each.
    assert(bytesOf(activation, width) < 1.05 * bytesOf(activation, 40));
  });
}

Deno.test("weights of examples leave the loss of wide rows a loop", () => {
  const outputs = 400, rule = sgd({ learningRate: 0.1 }).rule!;
  const net = network({ inputs: 2, layers: [dense(outputs, softmax)], seed: 1 });
  const bytes = (weights: { readonly weights?: Float64Array }) => {
    const dataset = { inputs: matrixOf(4, 2, 1), targets: matrixOf(4, outputs, 2), ...weights };
    const plan = { rule, dataset, batchSize: 4, workers: 1, shared: false };
    const memory = reserveTrainingMemory(net, plan);
    const whole = { ...plan, loss: categoricalCrossEntropy, fused: PLAIN, memory };
    return trainingModule({ ...whole, rows: 4, worker: 0 }).length;
  };
  // A copy of the weights and two products; column by column, the loss alone is several times as long.
  assert(bytes({ weights: new Float64Array(4).fill(2) }) < 1.2 * bytes({}));
});

Deno.test("formulas that are no loops are refused by name where no engine takes their code", () => {
  assert(bytesOf(byIndex, 80) > 1.5 * bytesOf(byIndex, 40));
  const error = assertThrows(() => bytesOf(byIndex, 270_000), RangeError);
  assert(error.message.includes("byIndex of rows of 270000 columns must be loops"));
  assert(error.message.includes("map and reduce"));
});

/** The costs of some steps, and what was learned. */
async function train(net: Network, executor: "reference" | "wasm", classes: boolean) {
  const units = outputsOf(net);
  const rows = 6, inputs = matrixOf(rows, net.inputs, 1), targets = matrixOf(rows, units, 2);
  const oneHot = Float64Array.from(targets.data, (_, index) => {
    return +(index % units === 7 * Math.floor(index / units));
  });
  const costs: number[] = [];
  await fit(net, { inputs, targets: classes ? { ...targets, data: oneHot } : targets }, {
    ...{ loss: classes ? categoricalCrossEntropy : sumOfSquaredErrors, executor, seed: 1 },
    ...{ optimizer: sgd({ learningRate: 0.05 }), batchSize: 3, epochs: 2 },
    onStep: ({ cost }) => void costs.push(cost),
  });
  return costs;
}

const NETWORKS: Readonly<Record<string, Network>> = {
  "a softmax of 4,096 columns": network({ inputs: 3, layers: [dense(4096, softmax)], seed: 1 }),
  "hidden softmax of 45 columns": network({
    ...{ inputs: 3, layers: [dense(45, softmax), dense(2, linear)], seed: 2 },
  }),
  "hidden layer norm of 333 columns": network({
    ...{ inputs: 3, layers: [dense(333, layerNorm), dense(2, linear)], seed: 3 },
  }),
  // Errors are pulled back in place, by a loop in a loop that reads all of them for each.
  "hidden layer norm of 45 columns, its pullback derived": network({
    ...{ inputs: 3, layers: [dense(45, derivedNorm), dense(2, linear)], seed: 4 },
  }),
  "hidden products of neighbours, 45 columns, which are no loops": network({
    ...{ inputs: 3, layers: [dense(45, byIndex), dense(2, linear)], seed: 5 },
  }),
  "hidden tanh by rows, costly in two loops, 45 columns": network({
    ...{ inputs: 3, layers: [dense(45, kept), dense(2, linear)], seed: 6 },
  }),
};

for (const [name, net] of Object.entries(NETWORKS)) {
  Deno.test(`fit() on wasm trains ${name}: each step has the reference's cost`, async () => {
    const classes = net.layers.length === 1;
    const expected = await train(net, "reference", classes);
    const found = await train(net, "wasm", classes);
    assertEquals(found.length, 4);
    assertEquals(new Set(expected).size, 4);
    // float32 has seven digits, of which sums of thousands lose two.
    found.forEach((cost, i) => {
      assert(Math.abs(cost / expected[i]! - 1) < 1e-5, `${cost} and ${expected[i]}`);
    });
  });
}

Deno.test("predict() on wasm takes an example so wide that 256 of them would not fit", async () => {
  const columns = 5_000_000;
  const { layers: [layer], ...rest } = network({
    inputs: columns,
    layers: [dense(1, linear, { initializer: zeros })],
  });
  const data = new Float64Array(columns);
  data[columns - 1] = 3;
  const weights = { rows: 1, columns, data };
  const wide = { ...rest, layers: [withParameters(layer!, { weights })] };
  for (const others of [0, 1]) { // packed, and dense
    const data = new Float32Array(columns).fill(others);
    data[columns - 1] = 2;
    const { data: outputs } = await predict(wide, { rows: 1, columns, data }, { executor: "wasm" });
    assertEquals(Array.from(outputs), [6]);
  }
});
