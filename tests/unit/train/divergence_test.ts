import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Augmentation } from "../../../data.ts";
import {
  type Activation,
  ACTIVATIONS,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  dense,
  kullbackLeibler,
  linear,
  matrix,
  type Network,
  network,
  relu,
  softmax,
  sumOfSquaredErrors,
} from "../../../engine.ts";
import { type Checkpoint, DivergenceError, fit, type FitOptions, sgd } from "../../../train.ts";
import { bitsOf } from "../../support/bits.ts";
import { parametersIn, withParameters } from "../../support/layers.ts";

const loss = sumOfSquaredErrors;
const net = network({ inputs: 2, layers: [dense(3, relu), dense(2, linear)], seed: 1 });
const few = {
  inputs: matrix([[1, 2], [3, 4], [5, 6], [1, 1]]),
  targets: matrix([[1, 1], [0, 1], [2, 3], [1, 1]]),
};
/** A step of this size takes weights beyond what the executor computes in. */
const STEEP = { wasm: 1e38, reference: 1e308 } as const;
/** Inputs of this size have errors whose squares are beyond it. */
const HUGE = { wasm: 1e30, reference: 1e200 } as const;

async function divergence(options: FitOptions, start: Network = net): Promise<DivergenceError> {
  return await assertRejects(() => fit(start, few, options), DivergenceError) as DivergenceError;
}

function isFinite(network: Network): boolean {
  return parametersIn(network).every(Number.isFinite);
}

for (const executor of ["wasm", "reference"] as const) {
  Deno.test(`fit() that diverges at a cost names epoch, step and layer, and throws the last good network, ${executor}`, async () => {
    for (const batchSize of [1, 2]) {
      const optimizer = sgd({ learningRate: STEEP[executor] });
      const error = await divergence({ loss, optimizer, epochs: 9, batchSize, executor });
      assertEquals([error.epoch, error.step], [1, 2]);
      assertStringIncludes(error.message, "epoch 1, step 2");
      assertStringIncludes(error.message, "layer 1 (relu) gave");
      assert(isFinite(error.network));
      assertEquals(error.network, net);
    }
  });

  Deno.test(`fit() that diverges throws the network of its last checkpoint, which it leaves alone, ${executor}`, async () => {
    const saved: Checkpoint[] = [];
    // Small steps for a while, then a large one.
    const learningRate = (step: number) => step < 7 ? 1e-3 : STEEP[executor];
    const error = await divergence({
      ...{ loss, optimizer: sgd({ learningRate }), epochs: 9, batchSize: 1, executor },
      checkpoint: { every: 3, save: (checkpoint) => void saved.push(checkpoint) },
    });
    assertEquals(saved.map(({ taken }) => taken), [3, 6]);
    assertEquals([error.epoch, error.step], [2, 4]);
    assertEquals(bitsOf(error.network.layers), bitsOf(saved[1]!.network.layers));
    assert(isFinite(saved[1]!.network));
  });

  Deno.test(`fit() that diverges looks at the examples as they were changed, ${executor}`, async () => {
    const stretched: Augmentation = ({ inputs, targets }) => {
      const data = Float64Array.from(inputs.data, (x) => HUGE[executor] * x);
      return { inputs: { rows: inputs.rows, columns: inputs.columns, data }, targets };
    };
    const options = { loss, optimizer: sgd({ learningRate: 0.1 }), executor };
    const { message } = await divergence({ ...options, augmentation: stretched });
    assertStringIncludes(message, "layer 1 (relu) gave");
  });

  Deno.test(`fit() outside a loss's domain looks at outputs as dropout left them, ${executor}`, async () => {
    // Undropped, every output is 1; where the only hidden unit of an example drops out, it is 0.
    const one = matrix([[1]]), zero = matrix([[0]]);
    const drawn = network({
      inputs: 1,
      layers: [dense(1, linear, { dropout: 0.5 }), dense(1, linear)],
    });
    const [first, dropping, last] = drawn.layers;
    const layers = [
      withParameters(first!, { weights: zero, biases: one }),
      dropping!,
      withParameters(last!, { weights: one, biases: zero }),
    ];
    const same = {
      inputs: matrix(Array(16).fill([1])),
      targets: matrix(Array(16).fill([1])),
    };
    const options = { optimizer: sgd({ learningRate: 0.1 }), batchSize: 16, executor };
    await assertRejects(
      () => fit({ inputs: 1, layers }, same, { ...options, loss: categoricalCrossEntropy }),
      DivergenceError,
      "categoricalCrossEntropy is defined for outputs a > 0, but layer 3 (linear) gave 0",
    );
  });
}

Deno.test("fit() takes outputs that are exactly right, at the end of a loss's domain", async () => {
  const layers = (activation: Activation) => {
    const { layers: [layer] } = network({ inputs: 1, layers: [dense(2, activation)], seed: 1 });
    const weights = { rows: 2, columns: 1, data: [900, -900] };
    return [withParameters(layer!, { weights })];
  };
  const data = { inputs: matrix([[1], [-1]]), targets: matrix([[1, 0], [0, 1]]) };
  for (const executor of ["reference", "wasm"] as const) {
    for (const activation of [ACTIVATIONS.hardSigmoid, softmax]) {
      for (const loss of [binaryCrossEntropy, categoricalCrossEntropy, kullbackLeibler]) {
        const net = { inputs: 1, layers: layers(activation) };
        const options = { loss, optimizer: sgd({ learningRate: 0.1 }), executor };
        const { network, history } = await fit(net, data, options);
        const what = `${activation.name}, ${loss.name}, ${executor}`;
        assertEquals(Math.abs(history[0]!.cost), 0, what);
        assertEquals(Array.from(network.layers[0]!.parameters.weights!.data), [900, -900], what);
      }
    }
  }
});
